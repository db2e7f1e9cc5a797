"""Structured logs on stderr: fixed event names and fields, never a user's words.

Should one get in all the same (a library's message, an exception's), it goes through `bot.keeping` first:
our own lines, those of the standard library's loggers, and the traces of threads.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Mapping
from typing import Any, TextIO, cast

import structlog

from bot.keeping import kept, kept_value
from bot.log_stream import LogStream
from knowledge.settings import Settings


def configure(settings: Settings) -> None:
    """Sets the level and the shape of log lines, once a process."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    logging.setLogRecordFactory(KeptRecord)
    threading.excepthook = _thread_failed
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, format="%(message)s")
    for handler in logging.root.handlers:  # bm25s sets its own logger to DEBUG when it is imported
        handler.setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.processors.format_exc_info,
            keep,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=cast(TextIO, LogStream(sys.stderr))),
    )


def keep(_logger: object, _method: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The structlog processor: every field as it may be kept."""
    return {kept(str(name)): kept_value(value) for name, value in event.items()}


class KeptRecord(logging.LogRecord):
    """A record of the standard library's loggers that has never held what may not be kept.

    Made whole where it is created, so that no handler that a library brings along sees more.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            message = self.getMessage()
        except (TypeError, ValueError):  # the arguments do not fit the message
            message = f"{self.msg} {self.args}"
        self.msg, self.args = kept(message), ()
        if self.exc_info and self.exc_info[0]:
            self.exc_text = trace_of(self.exc_info[1])
            self.exc_info = None


def trace_of(error: BaseException | None) -> str:
    """An exception's trace as it may be kept: messages masked, and no values of variables."""
    return kept("".join(traceback.format_exception(error)).rstrip())


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_type is not SystemExit:
        logging.getLogger(__name__).error("thread_failed", exc_info=failed.exc_value)
