"""What kind of file it is, by its name and by its content; the two have to agree."""

import codecs
import re
from pathlib import Path

from knowledge.errors import BadFile

KINDS = {
    ".txt": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}
_ALLOWED = "、".join(KINDS)
_ADVICE = {
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt", ".docm"), "请用 Word 或 WPS 打开，另存为 .docx"),
    **dict.fromkeys((".ofd", ".ceb"), "请用阅读器打开，另存或打印为带文字的 PDF"),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"), "请先用文字识别（OCR）转成 .docx 或 .txt"
    ),
    **dict.fromkeys((".zip", ".rar", ".7z"), "请先解压，再放入里面的文件"),
}
_PDF, _WORD, _ENCRYPTED = "PDF 文件", "Word 文档", "加了密码的 Office 文件"
_WEB, _TEXT = "网页（HTML）", "纯文本"
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文件（.doc、.xls 或 .wps）"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"\x1f\x8b", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"Rar!", "压缩包"),
    (b"MZ\x90\0", "程序"),
    (b"\x7fELF", "程序"),
)
_IN_ZIP = ((b"word/document", _WORD), (b"xl/workbook", "Excel 表格"), (b"ppt/presentation", "PPT 演示文稿"))
_HTML_START = re.compile(
    rb"(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TAG = re.compile(rb"<[a-z][a-z0-9]*[\s/>]", re.I)
_HEAD = 4096


def kind_by_name(path: Path) -> str:
    """The kind that the suffix promises; BadFile for a suffix that is not on the list."""
    suffix = path.suffix.lower()
    if suffix in KINDS:
        return KINDS[suffix]
    raise BadFile(
        f"的类型（{suffix or '没有扩展名'}）不能读，能读的是 {_ALLOWED}",
        _ADVICE.get(suffix, "请另存为其中一种再试"),
    )


def check_content(suffix: str, raw: bytes) -> None:
    """BadFile where the content is not what the suffix promises; names both."""
    promised = KINDS[suffix.lower()]
    found = _describe(raw)
    if found == _ENCRYPTED:
        raise BadFile("加了密码，读不出内容", "请用 Word 打开，去掉密码后另存再试")
    fits = {
        "pdf": found == _PDF or b"%PDF-" in raw[:1024],
        "docx": found == _WORD,
        "html": found == _WEB or (found == _TEXT and _looks_like_html(raw)),
        "txt": found == _TEXT,
        "md": found == _TEXT,
    }
    if not fits[promised]:
        raise mismatch(suffix, found)


def mismatch(suffix: str, found: str) -> BadFile:
    """The refusal that names the suffix and what was found under it."""
    return BadFile(
        f"的扩展名是 {suffix}，内容却是“{found}”",
        f"请核对是否选错了文件；没有选错就改成与内容相符的扩展名，或另存为 {_ALLOWED} 中的一种",
    )


def _describe(raw: bytes) -> str:
    head = raw[:_HEAD]
    if head.lstrip().startswith(b"%PDF-"):
        return _PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((name for mark, name in _IN_ZIP if mark in raw), "ZIP 压缩包")
    if head.startswith(_SIGNATURES[0][0]) and "EncryptedPackage".encode("utf-16-le") in raw:
        return _ENCRYPTED
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    return _WEB if _HTML_START.match(_ascii(head)) else _TEXT


def _looks_like_html(raw: bytes) -> bool:
    return bool(_TAG.search(_ascii(raw)))


def _ascii(raw: bytes) -> bytes:
    """The bytes with UTF-16 and byte order marks out of the way, good enough to find a tag in."""
    return raw.removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe").replace(b"\0", b"")
