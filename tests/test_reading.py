"""The shipped texts and made-up ones, read: documents, clauses, duties, dates, what is left out."""

from datetime import date

import pytest

from ingest.assemble import assemble
from ingest.reading import from_json, read, to_json
from knowledge.errors import BadFile
from knowledge.library import check, curated, shipped, sound
from knowledge.model import ClauseRef
from knowledge.text.squeeze import squeeze

PLAN, MIGRANTS, NOTICE = "吉民发〔2024〕2号", "吉民发〔2024〕34号", "吉民发〔2018〕41号"
STATIONS, ENERGY, BUSINESS = "吉政办发〔2023〕36号", "吉政办发〔2024〕1号", "吉政办发〔2024〕2号"
ISSUE = "吉林省人民政府公报2024年第9期"
WEB, GAZETTE, NEWSPAPER = (
    "jilin-minzheng-2024-02-plan-web",
    "jilin-gazette-2024-09",
    "jilin-minzheng-2024-02-plan-newspaper",
)
# Made up: nobody of that name, no such house.
NOTICES = """
房屋所有权继承公告
房屋所有权人:甲某某，坐

落:某镇某村，建筑面积:105 平

方米，房屋所有权证编号:某

房权证某字第 1234号。逾期不申

请异议的，将办理继承登记。

特此公告

联系电话：0400-1234567
"""


def text_of(name):
    return next(entry for entry in shipped() if entry.path.stem == name).path.read_text("utf-8")


@pytest.fixture(scope="module")
def readings():
    return {
        entry.path.stem: (entry.sha256, read(entry.path.read_text("utf-8"), name=entry.path.stem))
        for entry in shipped()
    }


@pytest.fixture(scope="module")
def library(readings):
    return {document.doc_no: document for document in assemble(readings)}


def labels(document):
    return [clause.label for clause in document.clauses if not clause.is_heading]


def test_five_files_hold_six_documents_and_the_rest_of_an_issue(library):
    assert set(library) == {PLAN, MIGRANTS, NOTICE, STATIONS, ENERGY, BUSINESS, ISSUE}


def test_the_plan_has_the_clauses_it_numbers(library):
    tasks = {
        "一": range(1, 4),
        "二": range(4, 8),
        "三": range(8, 13),
        "四": range(13, 16),
        "五": range(16, 19),
    }
    expected = ["通知正文", "一", "二（一）", "二（二）", "二（二）1", "二（二）2", "二（二）3"]
    expected += [f"三（{action}）{n}" for action, numbers in tasks.items() for n in numbers]
    expected += ["四（一）", "四（二）", "四（三）", "五（一）", "五（二）", "五（三）"]
    assert labels(library[PLAN]) == expected


def test_numbers_that_run_through_all_chapters_keep_their_chapter(library):
    assert {"五（二十八）", "八（四十）", "三"} <= set(labels(library[BUSINESS]))
    assert {"四（十一）", "五（十八）"} <= set(labels(library[ENERGY]))


def test_items_that_run_through_all_sections_keep_their_section(library):
    assert {"二（二）8", "二（三）12", "二（四）18"} <= set(labels(library[STATIONS]))


def test_a_closing_paragraph_takes_the_path_it_stands_under(library):
    poor = library[PLAN].clause("二（二）")
    assert poor.text.endswith("要重点关注留守儿童和困境儿童中的农村单亲家庭儿童，将其纳入关爱服务范围。")
    assert len(poor.spans) == 2
    assert "两癌筛查" in library[NOTICE].clause("三").text


def test_what_stands_before_the_first_number_is_the_notice_itself(library):
    opening = library[MIGRANTS].clause("通知正文").text
    assert "各县（市、区）民政局" in opening
    assert "2024年10月18日" in opening


def test_titles_of_attachments_are_kept_apart(library):
    assert library[MIGRANTS].attachments == (
        "吉林省流动儿童基本情况登记表",
        "吉林省流动儿童在居住地享有关爱服务基础清单",
    )
    assert "附件" in labels(library[MIGRANTS])


def test_numbers_inside_a_sentence_open_no_clause(library):
    assert "6.组织开展娱乐" in library[NOTICE].clause("二（二）").text


def test_who_issued_it_and_when(library):
    assert library[PLAN].issued == date(2024, 1, 9)
    assert len(library[PLAN].issuers) == 17
    assert len(library[MIGRANTS].issuers) == 25
    assert library[NOTICE].issuers == ("吉林省民政厅",)
    assert library[ISSUE].issued == date(2024, 5, 15)


def test_one_department_leads_several_share(library):
    visiting = library[PLAN].clause("三（三）8").duties
    assert [(duty.department, duty.role) for duty in visiting] == [("省民政厅", "lead")]
    network = library[PLAN].clause("三（四）15").duties
    assert [(duty.department, duty.role) for duty in network] == [
        ("省委网信办", "shared"),
        ("省公安厅", "shared"),
    ]
    wind = library[ENERGY].clause("二（六）").duties
    assert [duty.department for duty in wind] == ["省发展改革委"]


def test_the_plan_has_three_phases_and_ends_in_october_2026(library):
    assert [phase.name for phase in library[PLAN].phases] == ["部署启动", "推进实施", "巩固提升"]
    assert library[PLAN].period.last == date(2026, 10, 31)
    assert library[MIGRANTS].period is None


def test_deadlines_are_known_with_their_words(library):
    found = {(d.clause, d.words): d.day for d in library[NOTICE].deadlines}
    assert found["一（三）", "2018年8月30日前"] == date(2018, 8, 30)
    assert ("二（一）", "2024年11月底前") in {(d.clause, d.words) for d in library[MIGRANTS].deadlines}


def test_three_files_of_the_plan_are_one_document_and_the_web_copy_is_cited(library):
    sources = {source.name: source for source in library[PLAN].sources}
    assert set(sources) == {WEB, GAZETTE, NEWSPAPER}
    assert sources[WEB].canonical
    assert not sources[NEWSPAPER].complete
    assert "\n".join(clause.text for clause in library[PLAN].clauses).count("留守儿童是指") == 1


def test_differences_between_copies_are_listed(library):
    found = {(d.source, d.clause): (d.canonical, d.other) for d in library[PLAN].differences}
    assert "具备" in found[GAZETTE, "三（二）5"][0]
    assert "具有" in found[GAZETTE, "三（二）5"][1]
    assert "and" in found[GAZETTE, "三（二）6"][1]
    assert all(source != NEWSPAPER for source, _ in found)


def test_two_numbers_of_one_year_are_two_documents(library):
    assert "营商环境" in library[BUSINESS].title
    assert "留守儿童" in library[PLAN].title


def test_every_character_is_in_a_clause_or_in_a_dropped_passage(readings):
    for _, reading in readings.values():
        kept = sum(len(squeeze(document.text)) for document in reading.documents)
        assert kept + sum(passage.characters for passage in reading.dropped) == reading.characters


def test_private_notices_of_a_newspaper_page_are_left_out_and_never_kept():
    reading = read(text_of(NEWSPAPER) + NOTICES, name="报纸")
    [document] = reading.documents
    assert "甲某某" not in str(to_json(reading))
    assert "0400" not in document.text
    assert any("个人公告" in passage.reason for passage in reading.dropped)


def test_a_newspaper_page_alone_is_a_part_named_by_its_title():
    [document] = read(text_of(NEWSPAPER), name="报纸").documents
    assert document.title == "吉林省留守儿童和困境儿童关爱服务质量提升三年行动实施方案"
    assert not document.complete
    assert "二（一）" not in [clause.label for clause in document.clauses]


def test_the_cover_and_the_colophon_of_an_issue_are_left_out(library):
    assert not any("88904752" in document.text for document in library.values())


def test_what_else_an_issue_prints_is_cited_by_its_heading(library):
    assert labels(library[ISSUE]) == ["吉林省人民政府任免人员", "《吉林省人民政府公报》简介"]


def test_the_order_in_which_files_come_in_changes_nothing(readings):
    backwards = dict(reversed(list(readings.items())))
    assert assemble(backwards) == assemble(readings)


def test_a_reading_survives_being_kept(readings):
    for _, reading in readings.values():
        assert from_json(to_json(reading)) == reading


def test_every_curated_row_quotes_its_clause(library):
    texts = {ClauseRef(d.doc_no, c.label): c.text for d in library.values() for c in d.clauses}
    assert check(curated(), texts) == []


def test_a_row_whose_quote_is_not_there_is_named(library):
    texts = {ClauseRef(d.doc_no, c.label): c.text for d in library.values() for c in d.clauses}
    texts[ClauseRef(PLAN, "二（一）")] = "改过的条款"
    assert any("二（一）" in fault for fault in check(curated(), texts))
    kept = sound(curated(), texts)
    assert check(kept, texts) == []
    assert 0 < len(curated().asked) - len(kept.asked) < 20


def test_a_law_is_cited_by_article_and_its_items_belong_to_it():
    law = (
        "某某条例\n第一章 总则\n第一条 为了保护儿童，制定本条例。\n第二条 本条例所称儿童：\n"
        "（一）不满十八周岁的；\n（二）其他。\n第一条规定的情形，从其规定。\n"
        "第二章 附则\n第三条 自公布之日起施行。\n"
    )
    [document] = read(law, name="条例").documents
    found = {clause.label: clause.text for clause in document.clauses if not clause.is_heading}
    assert list(found) == ["通知正文", "第一条", "第二条", "第三条"]
    assert "（二）其他。" in found["第二条"]
    assert "第一条规定的情形" in found["第二条"]


def test_a_file_without_words_is_refused():
    with pytest.raises(BadFile):
        read("\n\n", name="空")
