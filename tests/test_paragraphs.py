"""Paragraphs put together again, without losing a character."""

from ingest.cleaning import paragraphs
from knowledge.text.squeeze import squeeze

COLUMN = """残联按照职责分工负责）

10. 提升教育帮扶能力。各地要建立健

全控辍保学联控联保责任机制，县级民政、教

育、公安等部门要加强信息共享，“福

彩圆梦·孤儿助学工程”“慈善救助圆梦大

学”等项目资助范围，在每天放学前 1 分钟进

行提醒，有关部门要加强协作配合，形成合

力。（省教育厅、省公安厅、省民政厅按照职

责分工负责）

（四）实施安全防护行动。
13. 加强安全教育引导。学校要积极推

动安全教育模式，对学生进行安全提醒和安

全教育，贯穿于教育教学各个环节。
"""

PAGES = """## （二）实施监护提质行动。

4. 强化监护职责落实。各相关部门要按照《民法典》关于“监护

制度”的有关规定，指导村（居）民委员会教育引导父母依法履行职责。

7. 强化政府兜底监护。做好未成年人临时监护期间的生活、教育等关系健康成长的相关工作。

（省民政厅负责）

### (三) 实施精准帮扶行动。

8. 开展摸底走访建档。（省民政厅、省公

安厅负责）

吉 林 省 民 政 厅

2024年1月9日
"""


def texts(source):
    return [paragraph.text for paragraph in paragraphs(source)]


def test_newspaper_columns_become_paragraphs():
    found = texts(COLUMN)
    assert found[1].startswith("10.提升教育帮扶能力。各地要建立健全控辍保学")
    assert "“福彩圆梦·孤儿助学工程”“慈善救助圆梦大学”" in found[1]
    assert found[1].endswith("按照职责分工负责）")
    assert found[2] == "（四）实施安全防护行动。"
    assert found[3].startswith("13.加强安全教育引导。")


def test_a_number_keeps_no_space_from_the_column():
    assert "放学前1分钟" in texts(COLUMN)[1]


def test_a_sentence_cut_by_a_page_break_is_one_again():
    assert "4.强化监护职责落实。各相关部门要按照《民法典》关于“监护制度”的有关规定" in texts(PAGES)[1]


def test_a_bracket_cut_by_a_page_break_is_one_again():
    assert "8.开展摸底走访建档。（省民政厅、省公安厅负责）" in texts(PAGES)


def test_responsible_departments_on_a_line_of_their_own_close_their_clause():
    assert texts(PAGES)[2].endswith("相关工作。（省民政厅负责）")


def test_letters_spaced_out_are_a_name():
    assert texts(PAGES)[-2:] == ["吉林省民政厅", "2024年1月9日"]


def test_headings_stay_apart_from_what_follows():
    assert texts(PAGES)[0] == "（二）实施监护提质行动。"
    assert texts(PAGES)[3] == "(三)实施精准帮扶行动。"


def test_nothing_but_layout_is_lost():
    for source in (COLUMN, PAGES):
        assert squeeze("".join(texts(source))) == squeeze(source)


def test_signers_one_a_line_stay_one_a_line():
    source = "请认真组织实施。\n\n吉林省公安厅  \n吉林省司法厅  \n吉林省财政厅\n"
    assert texts(source) == ["请认真组织实施。", "吉林省公安厅", "吉林省司法厅", "吉林省财政厅"]


def test_a_title_in_two_lines_is_one_title():
    source = (
        "关于印发《吉林省留守儿童和困境儿童\n关爱服务质量提升三年行动实施方案》的通知\n吉民发〔2024〕2号\n"
    )
    assert texts(source)[0].endswith("三年行动实施方案》的通知")
