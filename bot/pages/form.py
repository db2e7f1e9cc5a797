"""Reads the page's form, which browsers send as `application/x-www-form-urlencoded`."""

from urllib.parse import parse_qs

from knowledge.errors import BadQuestion


def read_question(body: bytes) -> str:
    """The question in the form, or "" where there is none.

    Bytes that are no UTF-8 become replacement characters and NUL goes away: a question typed on a
    broken keyboard is still a question.
    """
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), errors="replace", max_num_fields=10)
    except ValueError as problem:
        raise BadQuestion("表单读不出来", "请回到首页重新填写") from problem
    question = fields.get("question", [""])[0]
    return question.replace("\x00", "").replace("\r\n", "\n")
