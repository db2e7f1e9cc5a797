"""One made-up notice as offices hand it round: plain text, Markdown, web page, Word and PDF."""

from collections.abc import Callable
from io import BytesIO

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

TITLE = "吉林省民政厅关于做好儿童之家建设管理工作的通知"
NUMBER = "吉民发〔2024〕950号"
ADDRESSEES = "各市（州）民政局，长白山管委会民政局，各县（市、区）民政局："
OPENING = (
    "为深入贯彻落实党中央、国务院和省委、省政府关于儿童工作的决策部署，进一步规范全省儿童之家建设、管理和服务，"
    "切实保障留守儿童和困境儿童合法权益，现就有关事项通知如下："
)
# The clauses as they are to be cited, in the order of the text.
NUMBERED = (
    (
        "一",
        (
            "一、总体要求",
            "各地要用2年时间实现儿童之家在乡镇（街道）全覆盖，到2026年底，全省建成儿童之家不少于600个。",
        ),
    ),
    ("二", ("二、建设标准",)),
    (
        "二（一）",
        (
            "（一）选址要求。儿童之家应当选在交通便利、环境安全的地方，与加油站、变电站等危险场所保持安全距离。",
        ),
    ),
    ("二（二）", ("（二）设施配备。儿童之家要有以下设施：",)),
    ("二（二）1", ("1.图书。不少于300册，每年更新不低于10%。",)),
    (
        "二（二）2",
        (
            "2.器材。有棋类、球类、绘画用品，要符合国家安全标准，损坏的要及时更换，不得使用有隐患的器材开展活动。",
        ),
    ),
    ("二（二）3", ("3. 2025年起增设心理辅导角。", "要重点照顾残疾儿童的需要，做好无障碍改造。")),
    (
        "二（三）",
        (
            "（三）及时更新台账。每季度末前由儿童主任更新一次，县级民政部门负责审核汇总并报送市级民政部门，"
            "重要情况要在24小时内报告。（省民政厅、省教育厅按照职责分工负责）",
        ),
    ),
    ("三", ("三、保障措施",)),
    (
        "三（一）",
        (
            "（一）加强组织领导。各级民政部门要把儿童之家建设列入重要议事日程，明确专人负责，建立健全工作台账，"
            "确保各项任务落到实处、取得实效。（省民政厅负责）",
        ),
    ),
    ("三（二）", ("（二）资金。省级财政对每个新建儿童之家一次性补助2万元，专款专用，不得挤占挪用。",)),
)
ATTACHED = "附件：儿童之家建设标准一览表"
SIGNED = ("吉林省民政厅", "2024年11月5日")
CLAUSES = (
    ("通知正文", (TITLE, NUMBER, ADDRESSEES, OPENING)),
    *NUMBERED,
    ("附件", (ATTACHED,)),
    ("落款", SIGNED),
)
_BODY = (OPENING, *(line for _, lines in NUMBERED for line in lines), ATTACHED)


def txt(*, indent: str = "　　", between: str = "\n") -> str:
    """Plain text; `indent` opens each paragraph, `between` stands behind each."""
    lines = [TITLE, NUMBER, ADDRESSEES, *(indent + line for line in _BODY), *SIGNED]
    return between.join(lines) + "\n"


def wrapped_txt(columns: int = 28) -> str:
    """Plain text whose lines were broken at a width, as old editors and e-mail do."""
    lines = [TITLE, NUMBER, ADDRESSEES, *("　　" + line for line in _BODY), *SIGNED]
    return "\n".join(line[i : i + columns] for line in lines for i in range(0, len(line), columns))


def markdown() -> str:
    """Markdown: headings for title and chapters, an empty line between paragraphs."""
    chapters = tuple(lines[0] for label, lines in NUMBERED if len(label) == 1)
    body = [f"## {line}" if line in chapters else line for line in _BODY]
    return "\n\n".join([f"# {TITLE}", NUMBER, ADDRESSEES, *body, *SIGNED]) + "\n"


def html() -> str:
    """A ministry's page: navigation, scripts, a layout table, paragraphs broken anywhere in the source."""
    body = "".join(f"<p style='text-indent:2em'>\n　　{line[:9]}\n{line[9:]}</p>\n" for line in _BODY)
    signed = "".join(f"<p align='right'>{line}</p>" for line in SIGNED)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>网站</title></head><body>'
        "<nav>首页 &gt; 政务公开</nav><script>var a = 1;</script>"
        f"<table><tr><td><h1>{TITLE}</h1><p align='center'><b>{NUMBER}</b></p><p>{ADDRESSEES}</p>"
        f"{body}{signed}</td></tr></table></body></html>"
    )


_LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def word(*, automatic: bool = False) -> bytes:
    """A Word document; `automatic` leaves the numbers to Word's lists instead of typing them."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.add_heading(TITLE)
    if automatic:
        levels = "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>'
            f'<w:lvlText w:val="{look}"/></w:lvl>'
            for depth, (shape, look) in enumerate(_LEVELS)
        )
        numbering = document.part.numbering_part.element
        numbering.insert(
            0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
        )
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
        )
    for line in (NUMBER, ADDRESSEES, *_BODY, *SIGNED):
        depth, words = _listed(line) if automatic else (None, line)
        paragraph = document.add_paragraph(words if depth is not None else f"　　{words}")
        if depth is not None:
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>')
            )
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _listed(line: str) -> tuple[int | None, str]:
    """The depth of a numbered line and its words without the number, which Word will show."""
    for depth, mark in enumerate(("、", "）", ".")):
        head, found, words = line.partition(mark)
        if found and len(head) <= 2 and line[0] in "一二三（123":
            return depth, words.strip()
    return None, line


def pdf(*, size: float = 16, indent: bool = True, right: float = 74) -> bytes:
    """A printed page: the title centred, lines broken at the margin, page numbers."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    look = {"fontName": "STSong-Light", "fontSize": size, "leading": size * 1.75, "wordWrap": "CJK"}

    def set_in(line: str, **more: object) -> Paragraph:
        return Paragraph(line, ParagraphStyle("text", **(look | more)))

    first = 2 * size if indent else 0
    flow = [
        set_in(TITLE, fontSize=22, leading=34, alignment=TA_CENTER),
        set_in(NUMBER, alignment=TA_CENTER),
        set_in(ADDRESSEES),
        *(set_in(line, firstLineIndent=first) for line in _BODY),
        *(set_in(line, alignment=TA_RIGHT, rightIndent=2 * size) for line in SIGNED),
    ]

    def foot(canvas: object, page: object) -> None:
        canvas.setFont("STSong-Light", 14)  # type: ignore[attr-defined]
        canvas.drawString(A4[0] / 2 - 20, 40, f"— {page.page} —")  # type: ignore[attr-defined]

    stream = BytesIO()
    page = SimpleDocTemplate(
        stream, pagesize=A4, leftMargin=79, rightMargin=right, topMargin=100, bottomMargin=100
    )
    page.build(flow, onFirstPage=foot, onLaterPages=foot)
    return stream.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "utf8.txt": lambda: txt().encode(),
    "blank_lines.txt": lambda: txt(between="\r\n\r\n").encode("utf-8-sig"),
    "flush.txt": lambda: txt(indent="").encode(),
    "gb18030.txt": lambda: txt().encode("gb18030"),
    "utf16.txt": lambda: txt().encode("utf-16"),
    "wrapped.txt": lambda: wrapped_txt().encode(),
    "wrapped_wide.txt": lambda: wrapped_txt(42).encode("gb18030"),
    "notice.md": lambda: markdown().encode(),
    "page.html": lambda: html().encode(),
    "typed.docx": word,
    "automatic.docx": lambda: word(automatic=True),
    "printed.pdf": pdf,
    "small_print.pdf": lambda: pdf(size=10.5),
    "without_indents.pdf": lambda: pdf(size=12, indent=False),
    "narrow.pdf": lambda: pdf(right=200),
    "narrow_without_indents.pdf": lambda: pdf(right=200, indent=False),
}
