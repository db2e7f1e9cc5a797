"""The HTTP door: JSON under `/api/v1`, health, and the pages of `bot.pages`."""
