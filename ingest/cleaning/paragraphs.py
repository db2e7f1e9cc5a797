"""Paragraphs put together again from newspaper columns, PDF lines and page breaks.

A paragraph is one line of the canonical text. Only white space and Markdown heading marks are lost
on the way: `squeeze` of the paragraphs is `squeeze` of the file, and ingest asserts it.
"""

import re
from dataclasses import dataclass

from ingest.cleaning.joins import joins
from ingest.cleaning.lines import split


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `marked` if the file set it as a heading, `line` its first line in the file."""

    text: str
    marked: bool
    line: int


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a file's text, in order."""
    lines = split(text)
    made: list[Paragraph] = []
    for line, goes_on in zip(lines, joins(lines), strict=True):
        if goes_on:
            last = made[-1]
            made[-1] = Paragraph(_glue(last.text, line.text), last.marked, last.line)
        else:
            made.append(Paragraph(line.text, line.marked, line.number))
    return [Paragraph(_tidy(made_.text), made_.marked, made_.line) for made_ in made]


def _tidy(text: str) -> str:
    """The same characters without the spaces that scanning and layout put between them."""
    text = re.sub(r"[\s\u3000]+", " ", text).strip()
    if re.fullmatch(r"(?:[\u4e00-\u9fff] )+[\u4e00-\u9fff]", text):  # 吉 林 省 民 政 厅
        return text.replace(" ", "")
    text = re.sub(r"(?<=[\u4e00-\u9fff，、]) (?=\d)|(?<=\d) (?=[\u4e00-\u9fff])", "", text)
    return re.sub(r"(?<=^\d[.．]) (?!\d)|(?<=^\d\d[.．]) (?!\d)|(?<=[）)]) (?=[\u4e00-\u9fff(（])", "", text)


def _glue(first: str, second: str) -> str:
    """Two halves of a line: a space only between Latin words, since Chinese has none."""
    latin = first[-1].isascii() and first[-1].isalpha() and second[0].isascii() and second[0].isalpha()
    return f"{first} {second}" if latin else first + second
