"""The departments that the closing brackets of a clause make responsible."""

import re

from knowledge.model import Duty

_CLOSING = re.compile(
    r"[（(](?P<names>[^（）()]{2,200}?(?:〔[^〕]*〕[^（）()]*?)?)(?P<how>按照?(?:各自)?职责(?:分工)?(?:分别)?)?负责[）)]$"
)
_RESPONSIBLE = re.compile(r"[（(](?:责任|牵头|配合)单位[：:](?P<names>[^（）()]*)[）)]$")
_BETWEEN = re.compile(r"(?<!各市)[、,，；;]|及(?=各)")  # 各市、县级政府 is one party


def duties(text: str) -> tuple[Duty, ...]:
    """Who answers for a clause: one department alone leads, several share."""
    match = _CLOSING.search(text) or _RESPONSIBLE.search(text)
    if not match:
        return ()
    names = [name.strip() for name in _BETWEEN.split(match["names"]) if name.strip()]
    role = "lead" if len(names) == 1 else "shared"
    return tuple(Duty(name, role) for name in dict.fromkeys(names))
