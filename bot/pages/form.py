"""Reads the pages' forms, which browsers send as `application/x-www-form-urlencoded`."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from pydantic import ValidationError

from bot.conversation import NEW, Conversation
from knowledge.errors import BadQuestion


def read_question(body: bytes) -> str:
    """The question in the form, or "" where there is none."""
    return read_text(read_fields(body, most=10), "question")


def read_talk(body: bytes) -> Conversation:
    """The talk that the question belongs to; one that cannot be read is a new one, and stops nothing."""
    sent = read_fields(body, most=10).get("talk", ["{}"])[-1]
    try:
        return Conversation.model_validate_json(sent)
    except ValidationError:
        return NEW


def read_fields(body: bytes, *, most: int) -> Mapping[str, Sequence[str]]:
    """The fields that are not empty, at most so many; BadQuestion where the form cannot be read.

    Bytes that are no UTF-8 become replacement characters: what was typed on a broken keyboard was
    still said.
    """
    try:
        return parse_qs(body.decode("utf-8", "replace"), errors="replace", max_num_fields=most)
    except ValueError as problem:
        raise BadQuestion("表单读不出来", "请回到首页重新填写") from problem


def read_text(fields: Mapping[str, Sequence[str]], name: str) -> str:
    """What was written in a field, or ""; NUL goes away."""
    return fields.get(name, [""])[0].replace("\x00", "").replace("\r\n", "\n")
