"""The pages people read: server-rendered, and complete without JavaScript."""
