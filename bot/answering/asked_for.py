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
            r"多少钱|多钱|几块钱|几百块|多少元|几个钱|什么价|收费标准|[补津]贴?(?:标准|多少|金额)|金额|"
            r"(?:一个)?月(?:能)?(?:给|发|拿|领)(?:多少|几)|(?:给|发|拿|领|补)多少|每月\s*元|涨多少|能拿多少"
        ),
        re.compile(rf"{_COUNT}\s*(?:元|块|万元|亿元)"),
    ),
    Want(
        "比例",
        re.compile(r"报销(?:多少|几成|比例)|报多少|几成|自付|比例(?:是)?(?:多少|几)|百分之几|报销比例"),
        re.compile(rf"\d\s*%|百分之|[{NUMERAL}]成"),
    ),
    Want(
        "电话",
        re.compile(
            r"电话(?:是)?(?:多少|几号|号码|啥|什么)|(?:联系|咨询|办公|座机|手机)电话|联系方式|电话号码|打哪个(?:电话|号)|手机号"
        ),
        re.compile(r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9})(?!\d)"),
    ),
    Want(
        "地址",
        re.compile(r"地址|在哪(?:条街|个楼|条路|一层)|怎么坐车|(?:几|哪)路公交|具体位置|门牌"),
        re.compile(r"[\u4e00-\u9fff]{2,8}(?:路|街|大街|胡同)\d*号?"),
    ),
    Want(
        "名单",
        re.compile(
            r"(?:医院|机构|学校|福利院|律师|中心)(?:的)?名单|哪(?:家|几家)(?:医院|律所|机构|福利院|法律援助中心|好使|最好|能报销)"
        ),
        re.compile(r"名单[:：]"),
    ),
)


def wanted(question: str) -> tuple[Want, ...]:
    """The kinds of things a question asks for."""
    return tuple(want for want in WANTS if want.asked.search(question))
