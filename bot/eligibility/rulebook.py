"""The rules against the library as it stands: read when first asked for, and again after a publish."""

import threading
from functools import cached_property

import structlog

from knowledge.catalogue import Catalogue
from knowledge.errors import HotlineError, NotFound, RulesUnavailable
from knowledge.model import Document
from knowledge.rules import Rules, cited, compare, read_rules

log = structlog.get_logger()


class Rulebook:
    """The rules of one catalogue. Thread-safe.

    Rules that do not hold against the texts are told whenever they are asked for, and stop nothing else.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._reading = threading.Lock()
        self._revision = -1
        self._rules: Rules | None = None
        self._problem = ""

    def rules(self) -> Rules:
        """The rules; RulesUnavailable says why there are none."""
        revision = self._catalogue.revision
        with self._reading:
            if revision != self._revision:
                self._load()
                self._revision = revision
            if self._rules is None:
                raise RulesUnavailable(f"资格核对暂时用不了：{self._problem}", "问答照常")
            return self._rules

    def _load(self) -> None:
        self._rules, self._problem = None, ""
        try:
            self._rules = compare(self._written, self._documents())
        except HotlineError as problem:
            self._problem = str(problem)
            log.warning("rules_unavailable", problem=type(problem).__name__)

    @cached_property
    def _written(self) -> Rules:
        return read_rules()

    def _documents(self) -> list[Document]:
        found = []
        for doc_no in sorted(cited(self._written)):
            try:
                found.append(self._catalogue.document(doc_no))
            except NotFound:  # the comparison says which rule lacks its document
                continue
        return found
