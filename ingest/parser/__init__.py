"""What a Chinese official document says about itself: number, title, issuers, clauses, duties, dates."""

from ingest.parser.official import Parsed as Parsed
from ingest.parser.official import parse as parse
