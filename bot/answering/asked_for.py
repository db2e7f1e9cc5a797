"""What a question wants to be told, where only a certain kind of words would tell it.

A question for an amount of money is not answered by a clause without one, however near it is. Each
kind has two patterns: how people ask for it, and how a text would say it.
"""

import re
from dataclasses import dataclass

from knowledge.text.numerals import NUMERAL

_COUNT = rf"[\d{NUMERAL}万]+"


@dataclass(frozen=True, slots=True)
class Want:
    """A kind of thing asked for: its name in the reply, how it is asked for, how a text gives it."""

    name: str
    asked: re.Pattern[str]
    given: re.Pattern[str]


WANTS = (
    Want(
        "金额",
        re.compile(
            r"多少钱|几块钱|多少(?:元|块)|几(?:元|块)|(?:给|发|补|领|拿|花|交)多少|金额|价格|"
            r"(?:补贴|补助|津贴|收费|发放|资助)标准|工资多少"
        ),
        re.compile(rf"{_COUNT}\s*(?:元|块|万元|亿元)"),
    ),
    Want(
        "比例",
        re.compile(r"(?:报|报销|减免|承担|自付)(?:多少|几成|比例)|比例是?多少|百分之几|几成"),
        re.compile(rf"\d\s*%|百分之|[{NUMERAL}]成"),
    ),
    Want(
        "电话",
        re.compile(
            r"(?:电话|手机|座机|号码)是?(?:多少|几号|什么|啥)|(?:什么|哪个|啥)(?:电话|号码)|联系(?:电话|方式)|电话号码"
        ),
        re.compile(r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9})(?!\d)"),
    ),
    Want(
        "地址",
        re.compile(r"地址|在哪(?:条|个)?(?:街|路|楼|层)|具体位置|怎么坐车|坐几路|门牌"),
        re.compile(r"[\u4e00-\u9fff]{2,8}(?:路|街|大街|胡同)\d+号"),
    ),
    Want(
        "名单",
        # 哪几家单位 asks for departments, which clauses name; 谁掌握名单 does not ask for the list.
        re.compile(
            r"哪(?:几|些|一)?家(?:医院|机构|律所)|(?:医院|机构|律师)名单|有没有名单|名单(?:在哪|给我|发我)"
        ),
        re.compile(r"名单(?:如下|[:：])"),
    ),
    Want(
        "办理天数",
        re.compile(
            r"(?:几|多少)个?(?:天|工作日)(?:能|才|办|批|下来|答复|回复|审)|多长时间能(?:办|批|下来)|"
            r"(?:报名|申请)的?(?:截止|时间|日期)"
        ),
        re.compile(rf"{_COUNT}\s*个?(?:工作日|天|日内)"),
    ),
    Want(
        "材料和表格",
        re.compile(
            r"(?:要|需要|带|交|准备)(?:哪些|什么|啥|几样)(?:材料|证件|手续|东西)|申请表|表格(?:在哪|怎么|去哪)"
        ),
        re.compile(r"材料|证件|登记表|申请表"),
    ),
)


def wanted(question: str) -> tuple[Want, ...]:
    """The kinds of things a question asks for."""
    return tuple(want for want in WANTS if want.asked.search(question))


# Whether the child that is described belongs: 算留守儿童吗, 够不够条件, 属于哪一类.
_WHETHER = re.compile(
    r"(?<![打计盘])算(?!数|账|钱|完)(?:.{0,14}(?:吗|么|嘛|不|呢|没|\?|$)|啥|哪|什么)|算不算|"
    r"够.{0,8}(?:吗|么|嘛|不|没|条件|格)|符(?:不符)?合|属(?:不属)?于|[归是报]哪.{0,4}类|啥类|哪一?类|"
    r"是(?:不是)?.{0,8}(?:儿童|孤儿)(?:吗|么|嘛|不|\?|$)|评得?上|能评|认定|够得上"
)
# What can be had, and from whom.
_HELP = re.compile(
    r"(?:能|可以|可不可以|能不能|怎么|咋|如何)(?:够)?(?:申请|享受|领|办|得到|要|拿)|"
    r"(?:什么|啥|哪些|没有|有没有).{0,8}(?:政策|救助|帮助|帮扶|补助|补贴|项目|照顾|待遇)|"
    r"怎么办|咋办|咋整|谁管|谁来管|找谁|找哪|帮帮|帮一?下|帮忙|求助|有人管|管不管"
)
_ASKS = re.compile(r"[?]|吗|么|呢|嘛|多少|多久|多长|几|怎|咋|哪|谁|啥|是否|能不能|可不可以|是不是|有没有")


def asks_whether(question: str) -> bool:
    """Whether a question about a child wants to know which category the child is in."""
    return bool(_WHETHER.search(question))


def asks_for_help(question: str) -> bool:
    """Whether a question about a child wants help for it; a mere description does."""
    return bool(_HELP.search(question)) or not _ASKS.search(question)
