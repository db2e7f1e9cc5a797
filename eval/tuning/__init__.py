"""How the encoder was adapted to lay questions: `python -m eval.tuning STARD LAW_CLAUSES OUT`.

`pairs` says what it learns from, `training` how, `weights` how it gets out of the int8 file and back.
What came of it, and what was tried in vain, is in `docs/adr/0006-an-encoder-of-our-own.md`.
"""
