"""Addresses of places in documents, written here and nowhere else."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

# The id of the first marked piece in a document; a clause's id is its label.
CITED = "cited"


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a document: as a page of its own, and as the part shown beside an answer."""

    page: str
    part: str


def place(doc_no: str, clause: str | None = None, span: tuple[int, int] | None = None) -> Link:
    """Where a document opens: at the marked span, else at the clause, else at its top."""
    name = quote(doc_no, safe="")
    query = "?" + urlencode({"start": span[0], "end": span[1]}) if span else ""
    anchor = CITED if span else clause
    fragment = f"#{quote(anchor)}" if anchor else ""
    return Link(f"/documents/{name}{query}{fragment}", f"/reader/{name}{query}{fragment}")
