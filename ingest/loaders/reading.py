"""What the child process runs: one file from its path to its text, or the reason why not."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.loaders.characters import looks_binary, smuggled, visible
from ingest.loaders.encoding import Undecodable
from ingest.loaders.extract import Extract
from ingest.loaders.filetype import check_content, kind_by_name, mismatch
from knowledge.errors import BadFile

MOST_PARAGRAPHS = 50_000
_BINARY = "二进制数据"
_HIDDEN_AT_MOST, _BEGINNING = 50, 300  # hidden passages, and characters of each, that are handed on


def read(request: dict[str, Any]) -> dict[str, Any]:
    """`{"path", "most_bytes"}` → the fields of a `LoadedText`, or `{"cause", "remedy"}`."""
    path = Path(request["path"])
    try:
        return _read(path, most_bytes=request["most_bytes"])
    except BadFile as problem:
        return {"cause": problem.cause, "remedy": problem.remedy}
    except RecursionError:
        return {"cause": "的内容嵌套得太深，读不完整", "remedy": "请把正文另存为 .txt 或 .docx 再试"}


def _read(path: Path, *, most_bytes: int) -> dict[str, Any]:
    kind = kind_by_name(path)
    raw = _bytes(path, most_bytes=most_bytes)
    if not raw.strip(b"\0 \t\r\n"):
        raise _empty()
    check_content(path.suffix, raw)
    try:
        extract = _extract(kind, raw)
    except Undecodable:
        if looks_binary(raw.decode("latin-1")):
            raise mismatch(path.suffix.lower(), _BINARY) from None
        raise
    if looks_binary(extract.text):
        raise mismatch(path.suffix.lower(), _BINARY)
    text, unseen = visible(extract.text)
    if not text.strip():
        raise _empty()
    _check_paragraphs(text)
    removed = Counter(extract.removed) + unseen
    return {
        "text": text,
        "kind": kind,
        "encoding": extract.encoding,
        "removed": [label.format(count) for label, count in removed.items()],
        "hidden": list(_hidden(extract))[:_HIDDEN_AT_MOST],
    }


def _hidden(extract: Extract) -> Iterator[str]:
    yield from (visible(words)[0][:_BEGINNING] for words in extract.hidden)
    if spelt := smuggled(extract.text):
        yield spelt[:_BEGINNING]


def _bytes(path: Path, *, most_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(most_bytes + 1)
    except OSError as problem:
        raise unreadable(problem) from problem
    if len(raw) > most_bytes:  # it has grown since its size was asked
        raise too_large(most_bytes)
    return raw


def _extract(kind: str, raw: bytes) -> Extract:
    # Imported one by one, so that a text file does not wait for the PDF library.
    if kind == "pdf":
        from ingest.loaders import pdf

        return pdf.extract(raw)
    if kind == "docx":
        from ingest.loaders import word

        return word.extract(raw)
    if kind == "html":
        from ingest.loaders import web_page

        return web_page.extract(raw)
    from ingest.loaders import plain

    return plain.extract(raw, is_markdown=kind == "md")


def _check_paragraphs(text: str) -> None:
    if sum(1 for line in text.split("\n") if line.strip()) > MOST_PARAGRAPHS:
        raise BadFile(f"超过 {MOST_PARAGRAPHS} 段，不像一份政策文件", "请把文件拆成几份，分别放入")


def _empty() -> BadFile:
    return BadFile("里没有文字", "请核对是否选错了文件；如果内容是图片，请先做文字识别（OCR）")


def too_large(most_bytes: int) -> BadFile:
    """The refusal of a file above the limit."""
    return BadFile(
        f"超过 {most_bytes >> 20} MB，没有读",
        "请去掉图片或拆成几份再试；确实要读，可调大 HOTLINE_MAX_FILE_MB",
    )


def unreadable(problem: OSError) -> BadFile:
    """The refusal of a path that cannot be opened, by what the system says about it."""
    if isinstance(problem, FileNotFoundError):
        return BadFile("不存在（可能已被移走或改名）", "请核对路径再试")
    if isinstance(problem, PermissionError):
        return BadFile("没有权限读", "请让文件的所有者开放读取权限，或换一个账户再试")
    return BadFile("读不出来（磁盘或网络出错）", "请把文件复制到本机再试")
