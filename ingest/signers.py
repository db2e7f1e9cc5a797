"""Lines of departments' names, as they stand under a document or above its title."""

import re

_NAME = (
    r"(?:(?:中共|共青团)?[\u4e00-\u9fff]{2,30}"
    r"(?:厅|局|委|委员会|院|会|办公室|省委|政府|办公厅|署|社|部|中心|小组|国务院)|国务院)"
)
_NAMES = re.compile(rf"{_NAME}(?:[\s\u3000]*{_NAME})*")
_RUN_TOGETHER = re.compile(r"(?<=[会厅院局委室])(?=吉林省|中共|共青团)")


def are_names(text: str) -> bool:
    """Whether a line holds nothing but names of departments."""
    return bool(_NAMES.fullmatch(text))


def names(line: str) -> tuple[str, ...]:
    """The names in such a line, also where they were set without a space between them."""
    return tuple(name for piece in line.split() for name in _RUN_TOGETHER.split(piece))
