"""Structured logs on stderr: fixed event names and fields, never a user's words."""

import logging
import sys

import structlog

from knowledge.settings import Settings


def configure(settings: Settings) -> None:
    """Sets the level and the shape of log lines, once a process."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, format="%(message)s")
    for handler in logging.root.handlers:  # bm25s sets its own logger to DEBUG when it is imported
        handler.setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer()
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
