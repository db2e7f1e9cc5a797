"""The switch that takes the language model out of use, with the reason that operators see."""

from bot.keeping import kept
from knowledge.settings import Settings

_LONGEST = 200
_NO_REASON = "没有写原因"


def switched_off(settings: Settings) -> str | None:
    """Why the model is not to be used now; None where it is. A file that cannot be read counts as off."""
    if settings.llm_off.strip():
        return kept(settings.llm_off.strip())
    try:
        with settings.llm_off_file.open(encoding="utf-8", errors="replace") as file:
            return kept(" ".join(file.read(_LONGEST).split())) or _NO_REASON
    except FileNotFoundError:
        return None
    except OSError as problem:
        return f"停用文件读不了（{problem.strerror}）"
