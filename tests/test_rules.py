"""Which categories a child falls in, and what is asked next: the reference cases and the boundaries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import yaml

from ingest.assemble import assemble
from ingest.reading import read
from knowledge.errors import BadFacts
from knowledge.facts import parse_facts, vocabulary
from knowledge.library import shipped
from knowledge.rules import Standing, Verdict, check, load_rules, read_rules
from knowledge.rules.closing import whole_months
from knowledge.rules.families import couples, table

AS_OF = date(2026, 11, 22)
PLAN, MIGRANTS = "吉民发〔2024〕2号", "吉民发〔2024〕34号"
FIVE = ("留守儿童", "流动儿童", "家庭困境儿童", "自身困境儿童", "监护困境儿童")
DIFFICULT = FIVE[2:]
VERDICTS = {
    "符合": Verdict.CONFIRMED,
    "不符合": Verdict.EXCLUDED,
    "待补充": Verdict.NEEDS_FACTS,
    "待人工判定": Verdict.NEEDS_PERSON,
}
CASES = yaml.safe_load((Path(__file__).parent / "eligibility_cases.yaml").read_text("utf-8"))
AWAY = {"现状": "外出务工", "外出连续月数": 8, "务工跨县域": "是", "务工户籍同核心城区": "否"}
BOTH_AWAY = {f"{parent}.{name}": value for parent in "父母" for name, value in AWAY.items()}
FATHER_AWAY = {fact: value for fact, value in BOTH_AWAY.items() if fact.startswith("父")}
HEALTHY_MOTHER = {"母.现状": "在家", "母.残疾类别": "无", "母.重病": "否"}
MOVED = {"儿童.随迁": "是", "儿童.跨县域居住": "是", "儿童.异地居住月数": 8, "儿童.中心城区之间": "否"}
SAFE = {"儿童.单独居住或失踪": "否", "儿童.疑似家暴或侵害": "否", "监护人.丧失能力或不履责": "否"}
NOT_POOR = {"家庭.低保或特困": "否", "家庭.建档立卡": "否", "家庭.贫困致困难": "否"}


@pytest.fixture(scope="module")
def documents():
    readings = {
        entry.path.stem: (entry.sha256, read(entry.path.read_text("utf-8"), name=entry.path.stem))
        for entry in shipped()
    }
    return assemble(readings)


@pytest.fixture(scope="module")
def rules(documents):
    return load_rules(documents)


@pytest.fixture(scope="module")
def ask(rules):
    def checked(facts, *, as_of=AS_OF, **how):
        return check(parse_facts(facts), as_of=as_of, rules=rules, **how)

    return checked


def name_of(case_name):
    head, dash, kind = case_name.partition("-")
    return (f"{head}儿童" if f"{head}儿童" in DIFFICULT else head) + dash + kind


def verdict_on(checked, name):
    category, _, kind = name.partition("-")
    if category == "强制报告":
        return Verdict.CONFIRMED if checked.emergency else Verdict.NEEDS_FACTS
    ruling = checked.ruling(category)
    return dict(ruling.kinds)[kind] if kind else ruling.verdict


@pytest.mark.parametrize("case", CASES, ids=[f"{case['id']}-{case['说']}" for case in CASES])
def test_a_reference_case_comes_out_as_expected(ask, case):
    names = {name_of(name): VERDICTS[wanted] for name, wanted in case["应"].items()}
    checked = ask(case["事实"], focus=tuple(names))
    assert {name: verdict_on(checked, name) for name in names} == names
    if "ask" in case:
        assert checked.next_question.fact in case["ask"]
    assert tuple(row.category for row in checked.rulings) == FIVE


def test_all_forty_four_cases_are_here():
    assert len(CASES) == 44


# Boundaries


@pytest.mark.parametrize(
    ("born", "verdict"),
    [
        ("2010-11-23", Verdict.CONFIRMED),  # 15 years, 364 days
        ("2010-11-22", Verdict.NEEDS_PERSON),  # the birthday itself: two conventions
        ("2010-11-21", Verdict.EXCLUDED),
    ],
)
def test_sixteen_is_reached_on_a_birthday_that_a_person_judges(ask, born, verdict):
    ruling = ask({**BOTH_AWAY, "儿童.出生日期": born}).ruling("留守儿童")
    assert ruling.verdict is verdict
    points = [point.words for point in ruling.person_points]
    assert points == (["生日当天算不算满这一岁，方案没有写明"] if verdict is Verdict.NEEDS_PERSON else [])


def test_an_age_that_was_said_and_a_birth_date_narrow_each_other(ask):
    told = {**BOTH_AWAY, "儿童.出生日期": "2010-11-22"}
    assert ask({**told, "儿童.周岁": 16}).ruling("留守儿童").verdict is Verdict.EXCLUDED
    assert ask({**told, "儿童.周岁": [14, 15]}).ruling("留守儿童").verdict is Verdict.CONFIRMED
    assert ask({**told, "儿童.周岁": 9}).ruling("留守儿童").verdict is Verdict.CONFIRMED


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 5, 22), date(2026, 11, 22), 6),
        (date(2026, 5, 23), date(2026, 11, 22), 5),
        (date(2026, 5, 31), date(2026, 11, 30), 6),  # there is no 31 November
        (date(2026, 5, 31), date(2026, 11, 29), 5),
        (date(2012, 2, 29), date(2028, 2, 28), 16 * 12 - 1),
        (date(2012, 2, 29), date(2028, 2, 29), 16 * 12),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
    ],
)
def test_a_month_is_full_on_its_day_or_on_the_last(start, end, months):
    assert whole_months(start, end) == months


def test_months_away_are_reckoned_from_the_day_of_leaving(ask):
    told = {"儿童.周岁": 8, **BOTH_AWAY}
    del told["父.外出连续月数"]
    assert ask({**told, "父.外出起始日": "2026-05-22"}).ruling("留守儿童").verdict is Verdict.CONFIRMED
    late = ask({**told, "父.外出起始日": "2026-05-23", "父.残疾类别": "无", "父.重病": "否"})
    assert late.ruling("留守儿童").verdict is Verdict.EXCLUDED


def test_a_day_that_lies_ahead_is_refused(ask):
    with pytest.raises(BadFacts, match="之后"):
        ask({"儿童.出生日期": "2026-11-23"})


@pytest.mark.parametrize(
    ("registered", "lives", "apart", "within_core"),
    [
        ("榆树", "长春市朝阳区", Standing.MET, Standing.MET),
        ("长春朝阳区", "长春南关区", Standing.MET, Standing.UNKNOWN),  # until the office lists the districts
        ("延吉", "图们", Standing.MET, Standing.MET),  # 延边 has no districts
        ("公主岭", "长春市朝阳区", Standing.MET, Standing.MET),
        ("农安", "农安县", Standing.NOT_MET, None),
    ],
)
def test_two_places_tell_whether_a_child_lives_in_another_county(ask, registered, lives, apart, within_core):
    told = {"儿童.周岁": 7, "儿童.随迁": "是", "儿童.异地居住月数": 8}
    found = ask({**told, "儿童.户籍地": registered, "儿童.居住地": lives}).ruling("流动儿童")
    states = {row.condition: row.state for row in found.because}
    assert states["跨县域异地居住或生活"] is apart
    assert states.get("不是同一城市中心城区的市辖区之间") is within_core


# What a verdict says


def test_excluded_leaves_the_other_children_to_the_office(ask):
    both_healthy = {
        fact: value
        for p in "父母"
        for fact, value in {f"{p}.现状": "在家", f"{p}.残疾类别": "无", f"{p}.重病": "否"}.items()
    }
    ruling = ask({"儿童.周岁": 8, **both_healthy, **NOT_POOR}).ruling("家庭困境儿童")
    assert ruling.verdict is Verdict.EXCLUDED
    assert ruling.words == "列明的情形均不符合；是否属于“其他”由民政部门认定。"
    [point] = ruling.person_points
    assert point.basis.quote == "其他家庭困境儿童"


def test_nobody_is_told_that_a_child_does_not_belong(ask):
    for case in CASES:
        checked = ask(case["事实"])
        words = [row.words for row in (*checked.rulings, *checked.clues)] + list(checked.notices)
        assert not any("不属于" in word for word in words)


def test_what_only_an_office_can_judge_is_never_confirmed_by_facts(ask):
    ill_mother = {"母.现状": "在家", "母.重病": "是"}
    ruling = ask({"儿童.周岁": 8, **FATHER_AWAY, **ill_mother}).ruling("留守儿童")
    assert ruling.verdict is Verdict.NEEDS_PERSON
    assert "妈妈是否确实难以履行监护职责，要经综合判断" in [point.words for point in ruling.person_points]


@pytest.mark.parametrize("category", ["事实无人抚养儿童", "孤儿"])
def test_what_the_texts_do_not_define_is_at_most_a_clue(ask, category):
    lost = {"事实无人抚养儿童": {"父.现状": "服刑在押", "母.现状": "失联"}}
    facts = lost.get(category, {"父.现状": "死亡", "母.现状": "死亡"})
    [clue] = ask(facts).clues
    assert (clue.category, clue.verdict) == (category, Verdict.NEEDS_PERSON)
    assert "国家文件" in clue.person_points[0].words


def test_without_a_pointer_there_is_no_clue(ask):
    assert ask({"儿童.周岁": 8, **BOTH_AWAY}).clues == ()


def test_a_child_who_moved_with_the_working_parent_is_not_counted_twice(ask):
    case = next(case for case in CASES if case["id"] == 44)
    ruling = ask(case["事实"]).ruling("留守儿童")
    assert ruling.verdict is Verdict.NEEDS_PERSON
    assert ruling.because[-1].basis.doc_no == MIGRANTS


def test_difficulty_has_no_age_but_an_adult_is_for_a_person(ask):
    poor = {"家庭.低保或特困": "是"}
    assert ask(poor).ruling("家庭困境儿童").verdict is Verdict.CONFIRMED
    assert ask({**poor, "儿童.周岁": 17}).ruling("家庭困境儿童").verdict is Verdict.CONFIRMED
    grown = ask({**poor, "儿童.周岁": 18}).ruling("家庭困境儿童")
    assert (grown.verdict, grown.sub_kind) == (Verdict.NEEDS_PERSON, "家庭贫困")


def test_the_office_says_whether_an_adult_still_counts(ask):
    told = {"家庭.低保或特困": "是", "儿童.周岁": 18}
    said = {word: ask({**told, "人工.满18周岁仍算困境儿童": word}).ruling("家庭困境儿童") for word in "是否"}
    assert (said["是"].verdict, said["否"].verdict) == (Verdict.CONFIRMED, Verdict.EXCLUDED)
    assert [row.basis.clause for row in said["否"].because] == ["二（二）"]
    assert any("不满18周岁" in note for note in said["否"].notes)
    young = {**told, "儿童.周岁": 17, "人工.满18周岁仍算困境儿童": "否"}
    assert ask(young).ruling("家庭困境儿童").verdict is Verdict.CONFIRMED


# One parent who is there and able rules out whatever asks for both.
@pytest.mark.parametrize("parent", "父母")
@pytest.mark.parametrize(
    "able",
    [
        {"现状": "在家", "残疾类别": "无", "重病": "否"},
        {"现状": "外出务工", "残疾类别": "无", "重病": "否"},
        {"现状": "在家", "残疾类别": "肢体", "残疾等级": 3, "重病": "否"},
    ],
)
def test_one_able_parent_settles_every_situation_of_parents(ask, parent, able):
    checked = ask({f"{parent}.{name}": value for name, value in able.items()})
    home, care = (dict(checked.ruling(name).kinds) for name in ("家庭困境儿童", "监护困境儿童"))
    assert {found for name, found in home.items() if name != "家庭贫困"} == {Verdict.EXCLUDED}
    of_parents = ("失去父母或查找不到", "双方服刑或戒毒", "一方死亡失踪另一方服刑戒毒", "部分事实无人抚养")
    assert {care[name] for name in of_parents} == {Verdict.EXCLUDED}
    assert checked.clues == ()


def test_a_child_who_is_well_looked_after_is_not_asked_about_begging(ask):
    care = dict(ask({"监护人.丧失能力或不履责": "否"}).ruling("监护困境儿童").kinds)
    assert care["流浪乞讨"] is Verdict.EXCLUDED
    told = {"监护人.丧失能力或不履责": "否", "儿童.流浪乞讨": "是"}
    assert ask(told).ruling("监护困境儿童").verdict is Verdict.CONFIRMED


def test_disabled_children_listed_flatly_are_for_a_person_where_nothing_came_of_it(ask):
    told = {"儿童.残疾人证": "是", "儿童.病残致困难": "否"}
    ruling = ask(told).ruling("自身困境儿童")
    assert dict(ruling.kinds)["残疾"] is Verdict.NEEDS_PERSON


def test_a_confirmed_category_names_its_kind_and_its_conditions(ask):
    ruling = ask({"儿童.周岁": 13, "父.现状": "死亡", "母.现状": "服刑在押"}).ruling("监护困境儿童")
    assert (ruling.verdict, ruling.sub_kind) == (Verdict.CONFIRMED, "一方死亡失踪另一方服刑戒毒")
    assert [(row.condition, row.state) for row in ruling.because] == [
        ("爸爸死亡，或者被人民法院宣告失踪", Standing.MET),
        ("妈妈服刑在押或强制隔离戒毒", Standing.MET),
    ]


def test_an_excluded_category_shows_what_failed_and_no_more(ask):
    ruling = ask({"儿童.周岁": 16, **BOTH_AWAY}).ruling("留守儿童")
    assert [(row.condition, row.state) for row in ruling.because] == [("不满16周岁", Standing.NOT_MET)]


def test_usual_standards_are_said_to_be_usual(ask):
    at_home = {"儿童.周岁": 8, **FATHER_AWAY, "父.外出连续月数": 5, **HEALTHY_MOTHER}
    ruling = ask({**at_home, "父.残疾类别": "无", "父.重病": "否"}).ruling("留守儿童")
    assert ruling.verdict is Verdict.EXCLUDED
    assert any("“一般指”是通常的标准" in note for note in ruling.notes)


def test_single_parents_in_the_country_come_first_inside_a_category(ask):
    assert [row.category for row in ask({"家庭.农村单亲": "是", "家庭.低保或特困": "是"}).attention] == [
        "农村单亲重点关注"
    ]
    assert ask({"家庭.农村单亲": "是"}).attention == ()


# Danger


@pytest.mark.parametrize(
    "fact", ["儿童.单独居住或失踪", "监护人.丧失能力或不履责", "儿童.疑似家暴或侵害", "儿童.受侵害或遗弃"]
)
def test_the_report_situations_are_looked_at_first(ask, fact):
    report = ask({fact: "是"}).emergency
    assert [row.fact or row.parts[0].fact for row in report.situations] == [fact]
    assert [(basis.doc_no, basis.clause) for basis in report.basis] == [
        (PLAN, "三（三）8"),
        (MIGRANTS, "二（二）"),
    ]


def test_where_nothing_is_known_safety_is_asked_before_anything(ask):
    assert ask({}).next_question.fact == "儿童.单独居住或失踪"
    guarded = ask({"儿童.周岁": 8, **BOTH_AWAY}, focus=("监护困境儿童",))
    assert guarded.next_question.fact == "儿童.单独居住或失踪"


def test_a_question_about_work_is_not_answered_with_one_about_abuse(ask):
    checked = ask({"儿童.周岁": 8, "父.现状": "外出务工", "母.现状": "外出务工"})
    assert checked.next_question.fact.split(".")[0] in ("父", "母")
    assert checked.emergency is None


# Questions


def test_one_question_is_asked_once(ask):
    facts = {"儿童.周岁": 8, "父.现状": "外出务工", **HEALTHY_MOTHER}
    first = ask(facts, focus=("留守儿童",))
    assert first.ruling("留守儿童").verdict is Verdict.EXCLUDED
    assert first.next_question is None
    both = {"儿童.周岁": 8, "父.现状": "外出务工", "母.现状": "外出务工"}
    asked = ask(both, focus=("留守儿童",)).next_question.fact
    again = ask(both, focus=("留守儿童",), asked=(asked,)).next_question
    assert again.fact != asked
    assert ask({**both, asked: "不清楚"}, focus=("留守儿童",)).next_question == again


def test_a_conversation_ends_after_five_questions(ask):
    asked = ("儿童.周岁", "父.现状", "母.现状", "父.务工跨县域", "母.务工跨县域")
    assert ask({}, asked=asked[:4]).next_question is not None
    assert ask({}, asked=asked).next_question is None


def test_what_nobody_can_tell_is_handed_to_the_office(ask):
    healthy = {"父.残疾类别": "无", "父.重病": "否", "母.残疾类别": "无", "母.重病": "否"}
    told = {"儿童.周岁": 8, **BOTH_AWAY, **healthy, "父.务工跨县域": "不清楚"}
    checked = ask(told, focus=("留守儿童",))
    ruling = checked.ruling("留守儿童")
    assert checked.next_question is None
    assert ruling.verdict is Verdict.NEEDS_FACTS
    assert [point.words for point in ruling.person_points] == [
        "爸爸·务工跨县域：来电人说不清，请民政部门核实"
    ]


def test_a_private_matter_is_taken_when_told_and_never_asked(ask):
    healthy = {"儿童.残疾": "否", "儿童.重病": "否"}
    silent = ask(healthy, focus=("自身困境儿童",))
    assert silent.next_question is None
    assert silent.ruling("自身困境儿童").verdict is Verdict.NEEDS_FACTS
    assert "隐私" in silent.ruling("自身困境儿童").person_points[0].words
    told = ask({**healthy, "儿童.艾滋病病毒感染": "是"}).ruling("自身困境儿童")
    assert (told.verdict, told.sub_kind) == (Verdict.CONFIRMED, "艾滋病病毒感染")


def test_a_dead_mother_is_not_asked_after(ask):
    checked = ask({"母.现状": "死亡", "父.现状": "在家"}, focus=("家庭困境儿童",))
    assert checked.next_question.fact.startswith(("父.", "家庭."))


def test_a_rough_number_is_asked_for_again_only_where_it_decides(ask):
    rough = {"儿童.周岁": 7, **MOVED, "儿童.异地居住月数": [5, 7]}
    assert ask(rough).next_question.fact == "儿童.异地居住月数"
    enough = ask({**rough, "儿童.异地居住月数": [10, 12]})
    assert enough.ruling("流动儿童").verdict is Verdict.CONFIRMED


def test_a_focus_that_is_no_category_is_refused(ask):
    with pytest.raises(BadFacts, match="留守儿童、流动儿童"):
        ask({}, focus=("农村儿童",))


# Programmes


def offered(checked):
    return {match.name: match for match in checked.programmes}


def test_a_sick_child_of_a_poor_family_is_told_whom_to_ask(ask):
    sick = {"儿童.周岁": 6, "儿童.重病": "是", "儿童.先天性心脏病": "是", "家庭.贫困致困难": "是"}
    checked = ask(sick)
    assert checked.programmes[0].name == "“点燃希望”困难家庭儿童重大疾病救助项目"
    assert {"“生命之光”儿童先天性心脏病救助项目", "佑苗爱心基金儿童大病救助项目"} <= set(offered(checked))
    assert {match.strength for match in checked.programmes} == {"可咨询申报"}
    assert "“福彩圆梦·孤儿助学工程”" not in offered(checked)
    assert "“慈善救助圆梦大学”" not in offered(checked)


def test_a_migrant_child_is_told_from_the_migrants_document(ask):
    checked = ask({"儿童.周岁": 7, **MOVED, "儿童.重病": "是"})
    matches = offered(checked)
    assert matches["“小候鸟”困境儿童关爱升级计划"].basis.doc_no == MIGRANTS
    assert matches["学生公交卡办理"].basis.doc_no == MIGRANTS
    youmiao = matches["佑苗爱心基金儿童大病救助项目"]
    assert youmiao.basis.doc_no == PLAN
    assert "34号没有" in youmiao.differs
    assert "救助工程" in matches["“吉青·关爱青少年助学救助项目”"].differs


def test_a_prisoners_child_is_told_of_what_the_prisons_offer(ask):
    names = set(offered(ask({"儿童.周岁": 9, "父.现状": "服刑在押", "母.现状": "在家"})))
    assert {"“合力关爱·帮育成长”专项行动", "“情暖高墙”"} <= names


def test_an_activity_is_nothing_to_apply_for(ask):
    for case in CASES:
        assert not any("研学" in name or "讲堂" in name for name in offered(ask(case["事实"])))


def test_a_programme_whose_condition_fails_is_not_named(ask):
    assert "残疾儿童康复救助服务" not in offered(ask({"儿童.周岁": 7, **MOVED, "儿童.残疾": "否"}))


# Documents and days


def test_an_ended_plan_still_answers_with_a_notice(ask):
    told = {"儿童.周岁": 8, **BOTH_AWAY}
    before, after = ask(told, as_of=date(2026, 10, 30)), ask(told, as_of=AS_OF)
    assert before.rulings == after.rulings
    assert not any("10月底结束" in notice for notice in before.notices)
    assert any(notice.startswith(PLAN) and "10月底结束" in notice for notice in after.notices)


def test_every_condition_quotes_its_clause(ask, documents):
    texts = {document.doc_no: document for document in documents}
    for case in CASES:
        checked = ask(case["事实"])
        for ruling in (*checked.rulings, *checked.clues, *checked.attention):
            assert ruling.because
            for reason in ruling.reason.tree():
                clause = texts[reason.basis.doc_no].clause(reason.basis.clause)
                assert reason.basis.quote in clause.text


def test_the_same_question_from_many_threads_has_one_answer(rules):
    facts = [parse_facts(case["事实"]) for case in CASES]
    alone = [check(told, as_of=AS_OF, rules=rules) for told in facts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda told: check(told, as_of=AS_OF, rules=rules), facts * 4))
    assert together == alone * 4


# The couples


def test_of_fifty_five_couples_none_is_sent_away(rules):
    found = list(couples(rules))
    groups = [couple.group for couple in found]
    assert len(found) == 55
    assert groups.count("有列明的情形") == 12
    assert groups.count("列明的情形要由民政部门认定") == 8
    assert groups.count("没有列明的情形") == 35
    for couple in found:
        verdicts = {row.verdict for row in couple.checked.rulings if row.category in DIFFICULT}
        assert verdicts & {Verdict.CONFIRMED, Verdict.NEEDS_PERSON}
        assert couple.checked.clues


def test_the_page_of_couples_is_what_the_rules_give():
    page = Path(__file__).parent.parent / "docs" / "families.md"
    assert page.read_text("utf-8") == table(read_rules())
    assert "不属于" not in page.read_text("utf-8")


def test_every_fact_that_is_asked_for_can_move_something(rules):
    for spec in vocabulary():
        if spec.unasked is None and spec.name != "儿童.先天性心脏病":  # a programme's, not a rule's
            assert spec.name in rules.dependents
