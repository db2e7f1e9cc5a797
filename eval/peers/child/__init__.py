"""What runs inside another library's environment: a copy of this folder, and nothing else of ours.

Needs no more than the library itself, `onnxruntime`, `tokenizers` and `numpy`. Imports between its
modules are relative, because the copy has another name.
"""
