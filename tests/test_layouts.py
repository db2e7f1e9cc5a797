"""Layouts of real official documents, one row each: which document it is, and how it is cited."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.assemble import assemble
from ingest.reading import read
from knowledge.text.squeeze import squeeze

OPINION = """国务院关于加强农村留守儿童关爱保护工作的意见
国发〔2016〕13号

各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
　　近年来，各地关爱留守儿童。现提出以下意见：
　　一、充分认识重要意义
　　留守儿童是指父母双方外出务工的儿童。
　　二、总体要求
　　（一）指导思想。全面落实党的精神。
　　（二）基本原则。
　　坚持家庭尽责。落实家庭监护主体责任。
　　1.完善体系
　　（1）建立台账。县级民政部门负责。
　　（2）定期走访。
　　乡镇人民政府每季度走访一次。
　　2.强化监护。父母要依法履行监护职责。
　　三、保障措施
　　（一）及时报告。各地要及时报告。

　　附件：1.信息表
　　　　　2.任务分工

　　国务院
　　2016年2月4日

　　（此件公开发布）

附件1
信息表填报说明
　　一、填报范围
　　（一）父母双方外出务工的儿童。
　　（二）一方外出、另一方无监护能力的儿童。
　　二、填报时间
　　每年12月底前填报。
附件2
任务分工
　　由民政部负责。
"""
LAW = """中华人民共和国某某保护法
（2020年10月17日第十三届全国人民代表大会常务委员会第二十二次会议修订）
目　录
第一章　总　则
第二章　家庭保护
第一章　总　则
第一条　为了保护未成年人身心健康，制定本法。
第二条　本法所称未成年人是指未满十八周岁的公民。
第二条之一　对前条的补充。
第二章　家庭保护
第三条　父母应当：
（一）提供生活保障；
（二）关注心理状况。
第三条第一款规定的情形，从其规定。
第二条所称公民，包括居民。
第四条　项目资金由财政部门拨付。
第一百三十二条　本法自2021年6月1日起施行。
"""
WITHOUT_NUMBER = """关于做好困境儿童节日慰问
有关工作的通知

各市（州）民政局：
　　春节将至，现就有关事项通知如下：
　　1．及时走访。各地要走访。
　　２．发放物资。每人500元。
　　3.2025年起按月走访。
　　特此通知。

　　附件：
　　　　　　　　　　　　　　　　吉林省民政厅办公室
　　　　　　　　　　　　　　　　二〇二四年一月九日
"""
RED_HEAD = """吉林省民政厅文件
吉民发[2024]902号　　　　　签发人：某某某
吉林省民政厅
关于印发《吉林省困境儿童
分类保障办法》的通知
各市（州）民政局：
　　现将《办法》印发给你们，请认真执行。
　　附件：吉林省困境儿童分类保障办法
　　吉林省民政厅
　　2024年1月9日
吉林省困境儿童分类保障办法
　　第一条　为了保障困境儿童，制定本办法。
　　第二条　自印发之日起施行。
抄送：省财政厅
吉林省民政厅办公室　　2024年1月9日印发
"""
WEB_PAGE = """索引号：11220000013544357T/2024-00123
发布机构：吉林省民政厅
标题：关于开展“寒冬送暖”专项救助行动的通知
发文字号：吉民函(2024)915号
关于开展“寒冬送暖”专项救助行动的通知
各市（州）民政局：
为切实做好冬季救助工作，现通知如下：
一．目标任务。
(一)目标任务。发现困难立即救助。
（二)主动发现
民政部门要主动发现。
⒈入户走访。
⒉电话回访。
⑴每周一次。
⑵每月两次。
三、四级智力残疾儿童优先救助。
二、要求
1）压实责任。
2）加强宣传。
附件1：救助登记表
附件2：联络员名单
吉林省民政厅
2024年11月5日
"""
MARKDOWN = """# 关于加强儿童关爱服务的通知

（吉民发〔2023〕907号）

各市州民政局：

## 一、主要任务

**（一）建立台账**。县级民政部门建立台账。

**（二）定期走访。**

1\\. 每季度走访一次。

## 附件1

登记表
"""
ANNOUNCEMENT = """关于儿童福利机构的公告
根据《条例》，现公告如下。请周知。
附件：无
吉林省民政厅
2024年3月1日
"""
THREE_LINES = """吉林省人民政府办公厅
关于进一步优化儿童服务
更大激发社会活力
若干措施的通知
吉政办发〔2024〕903号
各市（州）人民政府：
一、总体要求。坚持儿童优先。
"""


@pytest.mark.parametrize(
    ("text", "doc_no", "title", "issuer", "issued", "attachments"),
    [
        (
            OPINION,
            "国发〔2016〕13号",
            "国务院关于加强农村留守儿童关爱保护工作的意见",
            "国务院",
            date(2016, 2, 4),
            ("信息表", "任务分工"),
        ),
        (LAW, "中华人民共和国某某保护法", "中华人民共和国某某保护法", None, None, ()),
        (
            WITHOUT_NUMBER,
            "关于做好困境儿童节日慰问有关工作的通知",
            "关于做好困境儿童节日慰问有关工作的通知",
            "吉林省民政厅办公室",
            date(2024, 1, 9),
            (),
        ),
        (
            RED_HEAD,
            "吉民发〔2024〕902号",
            "吉林省民政厅关于印发《吉林省困境儿童分类保障办法》的通知",
            "吉林省民政厅",
            date(2024, 1, 9),
            ("吉林省困境儿童分类保障办法",),
        ),
        (
            WEB_PAGE,
            "吉民函〔2024〕915号",
            "关于开展“寒冬送暖”专项救助行动的通知",
            "吉林省民政厅",
            date(2024, 11, 5),
            ("救助登记表", "联络员名单"),
        ),
        (MARKDOWN, "吉民发〔2023〕907号", "关于加强儿童关爱服务的通知", None, None, ()),
        (
            ANNOUNCEMENT,
            "关于儿童福利机构的公告",
            "关于儿童福利机构的公告",
            "吉林省民政厅",
            date(2024, 3, 1),
            (),
        ),
        (
            THREE_LINES,
            "吉政办发〔2024〕903号",
            "吉林省人民政府办公厅关于进一步优化儿童服务更大激发社会活力若干措施的通知",
            None,
            None,
            (),
        ),
    ],
    ids=[
        "opinion",
        "law",
        "without_number",
        "red_head",
        "web_page",
        "markdown",
        "announcement",
        "three_lines",
    ],
)
def test_a_document_is_known_by_its_number_its_title_and_its_signature(
    text, doc_no, title, issuer, issued, attachments
):
    [document] = read(text, name="文件").documents
    assert document.doc_no == doc_no
    assert document.title == title
    assert document.issued == issued
    assert document.attachments == attachments
    if issuer:
        assert document.issuers == (issuer,)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            OPINION,
            "通知正文 一 二（一） 二（二） 二（二）1（1） 二（二）1（2） 二（二）2 三（一） 附件 落款 "
            "附件1 附件1一（一） 附件1一（二） 附件1二 附件2",
        ),
        (LAW, "通知正文 第一条 第二条 第二条之一 第三条 第四条 第一百三十二条"),
        (WITHOUT_NUMBER, "通知正文 1 2 3 附件 落款"),
        (RED_HEAD, "通知正文 第一条 第二条 落款"),
        (
            WEB_PAGE,
            "通知正文 一（一） 一（二） 一（二）1 一（二）2（1） 一（二）2（2） 二（1） 二（2） 附件 落款",
        ),
        (MARKDOWN, "通知正文 一（一） 一（二） 一（二）1 附件1"),
        (ANNOUNCEMENT, "通知正文 附件 落款"),
        (THREE_LINES, "通知正文 一"),
    ],
    ids=[
        "opinion",
        "law",
        "without_number",
        "red_head",
        "web_page",
        "markdown",
        "announcement",
        "three_lines",
    ],
)
def test_clauses_are_cited_as_the_document_numbers_them(text, labels):
    [document] = read(text, name="文件").documents
    assert [clause.label for clause in document.clauses if not clause.is_heading] == labels.split()


def clause(text, label):
    [document] = read(text, name="文件").documents
    return next(clause for clause in document.clauses if clause.label == label)


def test_a_short_item_without_anything_under_it_is_no_heading():
    assert clause(OPINION, "附件1一（一）").text == "（一）父母双方外出务工的儿童。"
    assert clause(OPINION, "附件1一").is_heading


def test_what_speaks_of_another_clause_opens_none():
    assert clause(LAW, "第三条").text.endswith(
        "第三条第一款规定的情形，从其规定。\n第二条所称公民，包括居民。"
    )
    assert "三、四级智力残疾儿童" in clause(WEB_PAGE, "一（二）2（2）").text


def test_an_inserted_article_and_a_later_one_of_an_extract_are_their_own_clauses():
    assert clause(LAW, "第二条之一").text == "第二条之一 对前条的补充。"
    assert clause(LAW, "第一百三十二条").text.startswith("第一百三十二条")


def test_bold_marks_of_markdown_stand_in_the_text_and_not_in_the_heading():
    found = clause(MARKDOWN, "一（一）")
    assert found.headings[-1] == "（一）建立台账"
    assert found.text.startswith("**（一）建立台账**。")


def test_a_plan_that_a_notice_passes_on_is_cited_without_the_word_attachment():
    text = (
        "关于印发《方案》的通知\n吉民发〔2024〕904号\n各市：\n现将《方案》印发给你们。\n"
        "附件：1.方案\n2.名单\n吉林省民政厅\n2024年1月9日\n附件1\n方案\n一、目标。建成一百个。\n附件2\n名单\n长春市。\n"
    )
    [document] = read(text, name="通知").documents
    labels = [each.label for each in document.clauses]
    assert labels == ["通知正文", "一", "附件2"]
    assert document.attachments == ("方案", "名单")


def test_an_attachment_whose_title_stands_behind_its_number_is_one():
    text = (
        "关于甲的通知\n吉民发〔2024〕905号\n一、做好甲。\n附件：1.申报说明\n2.名单\n吉林省民政厅\n2024年1月9日\n"
        "附件1：申报说明\n一、申报范围。全省。\n附件2：名单\n长春市。\n"
    )
    [document] = read(text, name="通知").documents
    found = {each.label: each.text for each in document.clauses}
    assert list(found) == ["通知正文", "一", "附件", "落款", "附件1", "附件1一", "附件2"]
    assert found["附件2"] == "附件2：名单\n长春市。"


def test_two_lists_of_attachments_in_one_file_stay_citable():
    text = "一、甲。\n附件：1.甲表\n吉林省民政厅\n2024年1月9日\n附件1\n甲表\n附件\n1.乙表\n附件1\n丙表\n"
    [document] = read(text, name="通知").documents
    labels = [each.label for each in document.clauses]
    assert len(set(labels)) == len(labels)
    assert "附件1（第2处）" in labels


def test_documents_put_together_in_one_file_are_each_cited_by_their_own_number():
    text = (
        "关于甲事项的通知\n吉民发〔2022〕901号\n各市：\n一、甲一。做好甲一。\n二、按照\n吉民发〔2022〕909号\n执行。\n"
        "吉林省民政厅\n2022年1月1日\n"
        "吉林省民政厅文件\n吉民发〔2022〕902号\n关于乙事项的通知\n各市：\n一、乙一。做好乙一。\n"
    )
    first, second = read(text, name="汇编").documents
    assert (first.doc_no, second.doc_no) == ("吉民发〔2022〕901号", "吉民发〔2022〕902号")
    assert "做好乙一" not in first.text
    assert second.text.startswith("吉林省民政厅文件")
    assert "吉民发〔2022〕909号" in first.text


def test_laws_put_together_in_one_file_are_each_cited_by_their_own_name():
    text = (
        "吉林省儿童福利条例\n（2023年7月27日通过）\n第一章　总则\n第一条　为了儿童，制定本条例。\n"
        "吉林省救助管理条例\n第一条　为了救助，制定本条例。\n第二条　自愿受助。\n"
    )
    first, second = read(text, name="法规").documents
    assert (first.doc_no, second.doc_no) == ("吉林省儿童福利条例", "吉林省救助管理条例")
    assert [each.label for each in second.clauses] == ["通知正文", "第一条", "第二条"]


def test_a_signature_and_what_is_printed_under_it_belong_to_no_clause():
    assert clause(RED_HEAD, "第二条").text == "第二条 自印发之日起施行。"
    assert "印发" in clause(RED_HEAD, "落款").text


def test_two_texts_that_share_a_title_and_have_no_number_are_two_documents():
    first = "公告\n经研究决定，长春市儿童福利院自五月起开放。\n请社会各界周知。"
    second = "公告\n吉林市未成年人救助保护中心迁至新址办公，电话不变。\n请社会各界周知。"
    readings = {name: (name, read(text, name=name)) for name, text in (("甲", first), ("乙", second))}
    readings["甲的副本"] = ("副本", read(first + "\n", name="甲的副本"))
    documents = {document.doc_no: document for document in assemble(readings)}
    assert set(documents) == {"公告", "公告（甲）"}
    assert {source.name for source in documents["公告（甲）"].sources} == {"甲", "甲的副本"}


LINES = [
    *(
        "一、总体",
        "（一）及时",
        "1.建账。",
        "（1）走访",
        "①其他",
        "第一条　目的。",
        "第二条之一 补",
        "第一章 总则",
    ),
    *("附件", "附件1", "附件：1.表", "2.单", "附件2：名单", "吉林省民政厅", "2024年1月9日", "抄送：省财政厅"),
    *(
        "吉民发〔2024〕2号",
        "关于甲的通知",
        "的通知",
        "各市：",
        "一句话。",
        "半句话",
        "（省民政厅负责）",
        "目录",
    ),
    *(
        "（上接03版）",
        "（下转04版）",
        "房屋所有权人:甲",
        "吉林省人民政府公报",
        "2024年第9期",
        "## 标题",
        "　　缩进",
    ),
    *("**（二）粗**", "⒈甲", "《", "”", "#", "", "吉林省民政厅文件", "吉林省条例", "字" * 60, "x y " * 30),
]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=30))
def test_in_whatever_order_lines_come_nothing_is_lost_and_every_clause_can_be_cited(lines):
    text = "\n".join(lines) + "\n某某要求。\n"
    reading = read(text, name="文件")
    kept = sum(len(squeeze(document.text)) for document in reading.documents)
    assert kept + sum(passage.characters for passage in reading.dropped) == len(squeeze(text))
    for document in reading.documents:
        labels = [each.label for each in document.clauses]
        assert len(set(labels)) == len(labels)
