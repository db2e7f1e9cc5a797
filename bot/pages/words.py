"""The words of the pages that do not come from a policy text."""

from collections.abc import Mapping

from bot.record import Status
from knowledge.model import Validity
from knowledge.rules import Standing, Verdict

STATUS: Mapping[Status, str] = {
    Status.ANSWERED: "查到了，文件里是这样写的",
    Status.NEEDS_DETAIL: "还差一点情况，才能说准",
    Status.NO_BASIS: "现有文件里没有找到依据",
    Status.OUT_OF_SCOPE: "这个问题不在这里能答的范围",
    Status.EMERGENCY: "先保证孩子安全",
}

# No answer is not a no: people read "没有查到" as "不能享受" unless told otherwise.
COMFORT: Mapping[Status, str] = {
    Status.NO_BASIS: "没有查到，不等于不能办。换一种说法再问问看，",
    Status.OUT_OF_SCOPE: "这里只答儿童福利方面的政策。别的事情，",
}

VALIDITY: Mapping[Validity, str] = {
    Validity.IN_FORCE: "现行有效",
    Validity.PERIOD_ENDED: "实施期已过",
    Validity.SUPERSEDED: "已有新文件",
    Validity.NOT_YET: "尚未施行",
}

ROLES: Mapping[str, str] = {"lead": "负责", "shared": "按职责分工负责"}

ORIGINS: Mapping[str, str] = {"web": "网页版", "gazette": "政府公报版", "newspaper": "报纸版"}

MODES: Mapping[str, str] = {
    "extractive": "以上说明摘自政策原文。",
    "llm": "以上说明由人工智能整理语句，每一句都与原文核对过。",
}

EXAMPLES = (
    "爸妈都在外地打工，孩子跟着爷爷奶奶，能得到哪些关爱？",
    "儿童主任多久要来家里走访一次？",
    "孩子得了重病，家里困难，有哪些救助项目可以申请？",
    "发现孩子可能被打、被虐待，应该向谁报告？",
)

# The lamp of a category. None of these says that a child does not belong: the texts end in 其他….
VERDICTS: Mapping[Verdict, str] = {
    Verdict.CONFIRMED: "符合",
    Verdict.EXCLUDED: "列明情形不符",
    Verdict.NEEDS_FACTS: "还差情况",
    Verdict.NEEDS_PERSON: "由民政部门定",
}
LAMPS: Mapping[Verdict, str] = {
    Verdict.CONFIRMED: "✓",
    Verdict.EXCLUDED: "✗",
    Verdict.NEEDS_FACTS: "？",
    Verdict.NEEDS_PERSON: "○",
}
NEAREST: Mapping[Verdict, str] = {
    Verdict.CONFIRMED: "依据的情形",
    Verdict.EXCLUDED: "列明的情形",
    Verdict.NEEDS_FACTS: "最接近的情形",
    Verdict.NEEDS_PERSON: "要定的情形",
}

STANDINGS: Mapping[Standing, str] = {
    Standing.MET: "符合",
    Standing.NOT_MET: "不符合",
    Standing.UNKNOWN: "还不知道",
    Standing.PERSON: "由民政部门定",
}
MARKS: Mapping[Standing, str] = {
    Standing.MET: "✓",
    Standing.NOT_MET: "✗",
    Standing.UNKNOWN: "？",
    Standing.PERSON: "○",
}
