"""Text and Markdown files: nothing but their encoding stands between us and the text."""

from ingest.loaders.encoding import decode
from ingest.loaders.extract import Extract


def extract(raw: bytes) -> Extract:
    """The whole file, decoded; Markdown marks stay."""
    text, encoding = decode(raw)
    return Extract(text, encoding)
