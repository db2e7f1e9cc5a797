"""Lines of departments' names, as they stand under a document or above its title."""

import re

_NAME = re.compile(r"[\u4e00-\u9fff]{2,30}(?:厅|局|委|院|会|办公室|政府|署|社|部|中心|小组)")
_RUN_TOGETHER = re.compile(r"(?<=[会厅院局委室])(?=吉林省|中共|共青团)")


def are_names(text: str) -> bool:
    """Whether a line holds nothing but names of departments."""
    found = names(text)
    return bool(found) and all(map(_NAME.fullmatch, found))


def names(line: str) -> tuple[str, ...]:
    """The names in such a line, also where they were set without a space between them."""
    return tuple(name for piece in line.split() for name in _RUN_TOGETHER.split(piece))
