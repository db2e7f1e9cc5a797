"""Ours beside what a user would pick instead: same texts, same questions, same machine, same encoder.

`lineup` names the systems, `environments` gives those of other makers a place of their own, `bench`
runs each in a process of its own and `rows` makes a table of what came. `child` is what runs there.
"""
