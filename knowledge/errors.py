"""Everything that can go wrong by name, in one tree.

Each error carries what happened and what to do about it, in Chinese, because operators and clerks
read it. Foreign exceptions are wrapped once, where they enter; `bot.api.errors` turns the tree into
HTTP statuses, and the command line prints `str(error)` and exits with 1.
"""


class HotlineError(Exception):
    """A failure with a cause and a remedy; `str()` joins the two into one sentence for people."""

    def __init__(self, cause: str, remedy: str = "") -> None:
        super().__init__(cause, remedy)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        """The cause, then the remedy."""
        return f"{self.cause}；{self.remedy}" if self.remedy else self.cause


class BadSettings(HotlineError):
    """A setting has a value that cannot work."""


class BadQuestion(HotlineError):
    """A question that cannot be asked: empty, or longer than the limit."""


class BadFacts(HotlineError):
    """Facts that cannot be checked: a name, an option or a value that the vocabulary does not have."""


class BadFile(HotlineError):
    """A file that cannot be read as a policy text; the library is as it was."""


class BadLibrary(HotlineError):
    """A curated table or the manifest says something its clause does not say."""


class RulesUnavailable(HotlineError):
    """The eligibility rules do not hold against the texts of this library; questions are answered without."""


class NotFound(HotlineError):
    """A document or clause that the catalogue does not hold."""


class TooOften(HotlineError):
    """Asked more often than one person does; `seconds` says how long to wait."""

    def __init__(self, cause: str, remedy: str = "", *, seconds: int = 60) -> None:
        super().__init__(cause, remedy)
        self.seconds = seconds


class CatalogueUnavailable(HotlineError):
    """The database cannot be reached, is locked, or is of a newer make than this program."""


class WriterBusy(HotlineError):
    """Another process is writing to this home."""


class StorageFull(HotlineError):
    """There is no space left to write to; reading goes on."""


class ModelUnavailable(HotlineError):
    """The embedding model is neither cached nor to be had; word search works without it."""


class WordingFailed(HotlineError):
    """The language model gave nothing that can be used; the words of the clauses stand."""


class EncoderMismatch(HotlineError):
    """An index build was made with another encoder than the one asked for."""


class IndexUnavailable(HotlineError):
    """There is no index build that can be read."""
