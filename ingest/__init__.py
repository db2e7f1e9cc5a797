"""A file comes in; clauses come out."""
