"""From the lines of a file to its paragraphs, without losing a character."""

from ingest.cleaning.paragraphs import Paragraph as Paragraph
from ingest.cleaning.paragraphs import paragraphs as paragraphs
