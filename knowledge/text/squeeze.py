"""Texts compared without their layout."""

import re

_LAYOUT = re.compile(r"[\s#]+")


def squeeze(text: str) -> str:
    """A text without white space and Markdown `#`, the form in which two layouts of it are equal."""
    return _LAYOUT.sub("", text)
