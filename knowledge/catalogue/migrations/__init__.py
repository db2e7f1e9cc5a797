"""The history of the tables, run by `knowledge.catalogue.version` when a catalogue is opened."""
