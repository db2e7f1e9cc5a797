"""Where the language model is and how it may be used: read from the settings once."""

from dataclasses import dataclass, field

from pydantic import SecretStr

from knowledge.errors import BadSettings
from knowledge.settings import Settings

_FIRST_SHARE = 4  # the first word has to come in a quarter of the time: in two seconds of eight


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible address and a model's name there."""

    url: str
    model: str
    seconds: float
    key: SecretStr | None = field(default=None, repr=False)

    @property
    def first_seconds(self) -> float:
        """How long the first word may take."""
        return self.seconds / _FIRST_SHARE


def endpoint(settings: Settings) -> Endpoint | None:
    """The endpoint that the settings name; None where they name none. BadSettings where a part is missing."""
    if not settings.llm_url:
        return None
    if not settings.llm_model.strip():
        raise BadSettings("设置了 HOTLINE_LLM_URL，没有写用哪个模型", "请再设置 HOTLINE_LLM_MODEL")
    return Endpoint(
        settings.llm_url.rstrip("/"),
        settings.llm_model.strip(),
        float(settings.llm_seconds),
        settings.llm_key,
    )
