"""Files that break, lie or attack: each is refused with its cause and what to do, in one sentence."""

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.loaders import LoadedText, load, load_many
from ingest.loaders.reading import read, unreadable
from knowledge.errors import BadFile
from knowledge.settings import Settings

SETTINGS = Settings()
MB = 1 << 20
GOOD = "每季度更新一次。\n".encode()
BOMB = (
    '<!DOCTYPE d [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {n} "{f"&{b};" * 10}">' for b, n in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


@pytest.fixture
def refusal(one_child):
    def read(path: Path) -> BadFile:
        problem = one_child(path)
        assert isinstance(problem, BadFile)
        assert problem.cause.startswith(f"文件“{path.name}”")
        assert re.fullmatch(r"[^。；\n]+；[^。\n]+", str(problem))  # one sentence: cause, then remedy
        assert "请" in problem.remedy
        return problem

    return read


def _written(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


# ---- paths


def test_a_path_that_is_no_file_is_refused(refusal, tmp_path):
    (tmp_path / "夹.txt").mkdir()
    os.mkfifo(tmp_path / "管道.txt")
    (tmp_path / "断.txt").symlink_to(tmp_path / "没有.txt")
    _written(tmp_path, "甲.txt", GOOD)
    assert "是文件夹" in refusal(tmp_path / "夹.txt").cause
    assert "不是普通文件" in refusal(tmp_path / "管道.txt").cause
    assert "不存在" in refusal(tmp_path / "断.txt").cause
    assert "不存在" in refusal(tmp_path / "没有.txt").cause
    assert "读不出来" in refusal(tmp_path / "甲.txt/乙.txt").cause


@pytest.fixture
def nobody() -> Iterator[None]:
    """Root may read everything, so it becomes nobody for a while."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    yield
    os.seteuid(me)


def test_a_file_without_permission_is_refused(tmp_path, request):
    path = _written(tmp_path, "甲.txt", GOOD)
    path.chmod(0)
    request.getfixturevalue("nobody")
    assert "没有权限" in read({"path": str(path), "most_bytes": MB})["cause"]


@pytest.mark.parametrize(
    ("problem", "words"),
    [(PermissionError(), "没有权限"), (FileNotFoundError(), "不存在"), (OSError(5, "I/O error"), "读不出来")],
)
def test_what_the_system_says_is_put_in_plain_words(problem, words):
    assert words in unreadable(problem).cause


def test_the_name_in_a_refusal_plays_no_tricks(tmp_path):
    with pytest.raises(BadFile) as caught:
        load(tmp_path / "通知\u202eexe\x1b[2J\n.txt", settings=SETTINGS)
    assert caught.value.cause == "文件“通知exe[2J.txt”不存在（可能已被移走或改名）"


def test_a_nul_in_a_name_is_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadFile, match="不存在"):
        load(tmp_path / "a\0b.txt", settings=SETTINGS)


# ---- type


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("a.doc", "另存为 .docx"),
        ("a.wps", "另存为 .docx"),
        ("a.JPG", "OCR"),
        ("a.zip", "解压"),
        ("a.exe", ".pdf"),
        ("a", ".pdf"),
    ],
)
def test_a_suffix_that_is_not_on_the_list_is_refused_with_a_way_out(refusal, tmp_path, name, advice):
    problem = refusal(_written(tmp_path, name, GOOD))
    assert (Path(name).suffix.lower() or "没有扩展名") in problem.cause
    assert advice in str(problem)


def _zip(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _docx(*paragraphs: str) -> bytes:
    document, stream = docx.Document(), BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(stream)
    return stream.getvalue()


def _pdf(*, font: str = "STSong-Light", words: str = "每季度更新", locked: object = None) -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, encrypt=locked)
    canvas.setFont(font, 14)
    canvas.drawString(72, 700, words)
    canvas.save()
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "raw", "found"),
    [
        ("a.txt", _pdf(), "PDF 文件"),
        ("a.md", _docx("甲"), "Word 文档"),
        ("a.docx", _pdf(), "PDF 文件"),
        ("a.docx", _zip({"读我.txt": GOOD}), "ZIP 压缩包"),
        ("a.docx", _zip({"xl/workbook.xml": b"<x/>"}), "Excel 表格"),
        ("a.docx", _zip({"word/document.xml": b"<x/>"}), None),
        ("a.docx", OLE, "旧版 Office 文件（.doc、.xls 或 .wps）"),
        ("a.docx", GOOD, "纯文本"),
        ("a.pdf", b"<html><body>x</body></html>", "网页（HTML）"),
        ("a.pdf", GOOD, "纯文本"),
        ("a.txt", b"\xef\xbb\xbf <!-- x -->\n<!DOCTYPE HTML><p>x", "网页（HTML）"),
        ("a.txt", "<html>儿童</html>".encode("utf-16"), "网页（HTML）"),
        ("a.html", GOOD, "纯文本"),
        ("a.html", b"{\\rtf1 x}", "RTF 文件"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "图片"),
        ("a.pdf", b"\xff\xd8\xff\xe0" + b"\0" * 99, "图片"),
        ("a.txt", bytes(range(256)) * 40, "二进制数据"),
        ("a.md", b"\x01\x02\x03\x04 text \x05\x06" * 99, "二进制数据"),
        ("a.html", b"<p>\x01\x02\x03\x04</p>" + bytes(range(1, 256)) * 9, "二进制数据"),
    ],
)
def test_a_name_that_lies_is_refused_naming_both(refusal, tmp_path, name, raw, found):
    cause = refusal(_written(tmp_path, name, raw)).cause
    if found is None:
        assert "不是完整的 Word 文档" in cause
    else:
        assert cause == f"文件“{name}”的扩展名是 {Path(name).suffix}，内容却是“{found}”"


# ---- nothing, or too much


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.txt", b""),
        ("a.pdf", b""),
        ("a.docx", b""),
        ("a.txt", b" \r\n\t" * 9),
        ("a.txt", "　\u00a0\n".encode() * 9),
        ("a.txt", "　\n".encode("gb18030")),
        ("a.txt", "\ufeff\u200b\u200b".encode()),
        ("a.txt", b" " * (5 * MB)),
        ("a.txt", b"\0" * (5 * MB)),
        ("a.html", b"<html><head><title>x</title></head><body><script>x()</script></body></html>"),
        ("a.html", b"<!-- nothing --><p>"),
        ("a.docx", _docx()),
        ("a.docx", _docx(" ", "")),
    ],
)
def test_a_file_without_words_is_refused(refusal, tmp_path, name, raw):
    assert refusal(_written(tmp_path, name, raw)).cause == f"文件“{name}”里没有文字"


def test_a_file_above_the_limit_is_refused_before_it_is_read(refusal, tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50 * MB)
    problem = refusal(path)
    assert "超过 20 MB" in problem.cause
    assert "HOTLINE_MAX_FILE_MB" in problem.remedy


@pytest.mark.parametrize(("name", "raw"), [("a.txt", b"x\n" * 1_000_000), ("a.html", b"<p>x" * 50_001)])
def test_a_million_paragraphs_are_refused(refusal, tmp_path, name, raw):
    problem = refusal(_written(tmp_path, name, raw))
    assert "超过 50000 段" in problem.cause
    assert "拆成几份" in problem.remedy


def test_fifty_thousand_paragraphs_are_still_read(tmp_path):
    path = _written(tmp_path, "a.txt", b"x\n\n" * 50_000)
    assert len(load(path, settings=SETTINGS).text) == 150_000


# ---- Word


def _with(replaced: dict[str, bytes]) -> bytes:
    """A Word document in which some members are others."""
    with zipfile.ZipFile(BytesIO(_docx("每季度更新"))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return _zip(members | replaced)


def _document(text: str, *, before: str = "") -> str:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return f'{before}<w:document xmlns:w="{namespace}">{body}</w:document>'


def _lying(raw: bytes) -> bytes:
    """The archive with its main part's size understated, in both places where it stands."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    return raw.replace(struct.pack("<I", size), struct.pack("<I", 100))


def _locked_zip(raw: bytes) -> bytes:
    """The archive with the first entry of its directory marked as encrypted."""
    at = raw.index(b"PK\x01\x02") + 8
    return raw[:at] + b"\x01" + raw[at + 1 :]


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        pytest.param(_docx("甲" * 500)[:-400], "不完整或已损坏", id="tail cut off"),
        pytest.param(_docx("甲" * 500)[:3000], "不完整或已损坏", id="most cut off"),
        pytest.param(_with({"word/document.xml": b"<w:document"}), "不是完整的 Word 文档", id="broken XML"),
        pytest.param(_with({"[Content_Types].xml": b"<x/>"}), "不是完整的 Word 文档", id="no content types"),
        pytest.param(_with({"word/media/a.bin": b"\0" * (2 * MB)}), "压缩比超过 100 倍", id="ratio"),
        pytest.param(
            _with({"word/media/a.bin": b"\0" * (50 * MB), "word/media/b.bin": b"\0" * (51 * MB)}),
            "解开后超过 100 MB",
            id="size",
        ),
        pytest.param(_with({f"word/{i}.bin": b"" for i in range(2000)}), "超过 2000 个", id="members"),
        pytest.param(
            _lying(_with({"word/document.xml": _document("甲" * MB).encode()})),
            "不完整或已损坏",
            id="lying size",
        ),
        pytest.param(
            _with({"word/document.xml": _document("&j;", before=BOMB).encode()}), "实体定义", id="bomb"
        ),
        pytest.param(
            _with({"word/document.xml": _document("&j;", before=BOMB).encode("utf-16")}),
            "实体定义",
            id="bomb in UTF-16",
        ),
        pytest.param(
            _with({"word/_rels/document.xml.rels": f"{BOMB}<Relationships/>".encode()}),
            "实体定义",
            id="bomb aside",
        ),
        pytest.param(
            _with(
                {
                    "word/document.xml": _document(
                        "&x;", before='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
                    ).encode()
                }
            ),
            "实体定义",
            id="entity from outside",
        ),
        pytest.param(_locked_zip(_docx("甲")), "加了密码", id="locked archive"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "加了密码", id="locked by Word"),
    ],
)
def test_a_bad_word_file_is_refused_by_its_cause(refusal, tmp_path, raw, cause):
    assert cause in refusal(_written(tmp_path, "a.docx", raw)).cause


def test_a_word_file_with_too_many_paragraphs_is_refused(refusal, tmp_path):
    # Numbers that differ, so that the ratio of compression alone does not give it away.
    body = "".join(f"<w:p><w:r><w:t>{i * 7919 % 999983}</w:t></w:r></w:p>" for i in range(50_001))
    text = _document("x").replace("<w:body>", f"<w:body>{body}")
    assert (
        "超过 50000 段"
        in refusal(_written(tmp_path, "a.docx", _with({"word/document.xml": text.encode()}))).cause
    )


# ---- PDF


def _pictures(*, words: str = "") -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream)
    for _ in range(3):
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
        canvas.drawString(72, 20, words)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _shapes() -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream)
    canvas.rect(72, 72, 300, 300, fill=1)
    canvas.save()
    return stream.getvalue()


def _raw_pdf(content: bytes, filters: str) -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(content), filters.encode(), content),
    ]
    raw, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        raw
        + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (
            table,
            len(raw),
        )
    )


@pytest.mark.parametrize(
    ("raw", "cause", "advice"),
    [
        pytest.param(_pictures(), "无文本层", "OCR", id="scan"),
        pytest.param(_pictures(words="Scanned by CamScanner"), "无文本层", "OCR", id="scan with a stamp"),
        pytest.param(_shapes(), "无文本层", "OCR", id="shapes"),
        pytest.param(
            _pdf(locked=StandardEncryption("", ownerPassword="x")),
            "读不出汉字",
            "OCR",
            id="glyphs without characters",
        ),
        pytest.param(_pdf(locked=StandardEncryption("user")), "加了密码", "去掉密码", id="locked"),
        pytest.param(
            _pdf(locked=StandardEncryption("user", strength=128)), "加了密码", "去掉密码", id="locked, 128"
        ),
        pytest.param(_pdf()[:-300], "不完整，后半截缺失", "重新下载", id="cut off"),
        pytest.param(b"%PDF-1.7\njunk\n%%EOF", "不是完整的 PDF", "重新", id="junk"),
        pytest.param(
            _raw_pdf(b"BT ET no deflate", "/FlateDecode"),
            "不是完整的 PDF",
            "重新",
            id="content does not unpack",
        ),
    ],
)
def test_a_bad_pdf_is_refused_by_its_cause(refusal, tmp_path, raw, cause, advice):
    problem = refusal(_written(tmp_path, "a.pdf", raw))
    assert cause in problem.cause
    assert advice in problem.remedy


def test_single_pages_without_words_are_counted(tmp_path):
    stream = BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(72, 700, "12345")
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
    canvas.save()
    loaded = load(_written(tmp_path, "a.pdf", stream.getvalue()), settings=SETTINGS)
    assert (loaded.text, loaded.removed) == ("12345", ("没有文字的页（空白或扫描）1 页",))


# ---- pages


def test_a_page_nested_too_deep_to_be_read_whole_is_refused(refusal, tmp_path):
    page = b"<div>" * 5000 + "深".encode() + b"</div>" * 5000
    problem = refusal(_written(tmp_path, "a.html", page))
    assert "嵌套得太深" in problem.cause


def test_entities_of_a_page_do_not_grow(tmp_path):
    page = f"{BOMB.replace('DOCTYPE d', 'DOCTYPE html')}<html><body><p>甲&j;</p></body></html>"
    assert len(load(_written(tmp_path, "a.html", page.encode()), settings=SETTINGS).text) < 2 * len(page)


# ---- limits


def _memory_eater() -> bytes:
    """A page whose content is packed twice: 400 KB that become 400 MB."""
    packer, once = zlib.compressobj(1), b""
    for _ in range(400):
        once += packer.compress(b"\0" * MB)
    return _raw_pdf(zlib.compress(once + packer.flush()), "/FlateDecode /FlateDecode")


def _time_eater() -> bytes:
    return _raw_pdf(zlib.compress(b"q Q " * 1_500_000), "/FlateDecode")


def test_a_file_that_eats_memory_costs_only_itself(tmp_path):
    settings = Settings(parse_memory_mb=256)
    paths = [
        _written(tmp_path, "1.txt", GOOD),
        _written(tmp_path, "2.pdf", _memory_eater()),
        _written(tmp_path, "3.pdf", _pdf()),
    ]
    before, eater, after = [loaded for _, loaded in load_many(paths, settings)]
    assert isinstance(before, LoadedText)
    assert isinstance(after, LoadedText)
    assert isinstance(eater, BadFile)
    assert "用的内存超过了限制（256 MB）" in eater.cause
    assert "HOTLINE_PARSE_MEMORY_MB" in eater.remedy


def test_a_file_that_eats_time_costs_only_itself(tmp_path):
    settings = Settings(parse_seconds=1)
    paths = [
        _written(tmp_path, "1.pdf", _time_eater()),
        _written(tmp_path, "2.txt", GOOD),
        tmp_path / "3.txt",
        _written(tmp_path, "4.md", GOOD),
    ]
    found = dict(load_many(paths, settings))
    assert list(found) == paths
    assert [isinstance(loaded, BadFile) for loaded in found.values()] == [True, False, True, False]
    assert "用的时间超过了限制（1 秒）" in str(found[paths[0]])
    assert "HOTLINE_PARSE_SECONDS" in str(found[paths[0]])


def test_a_batch_that_is_not_read_to_its_end_leaves_no_child(tmp_path):
    batch = load_many([_written(tmp_path, "a.txt", GOOD)] * 3, SETTINGS)
    next(batch)
    batch.close()  # an unclosed child would be a ResourceWarning, and warnings are errors
