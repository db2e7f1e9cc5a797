"""What people are told about a verdict. Nobody is ever told that a child does not belong."""

from collections.abc import Sequence

from knowledge.rules.ruleset import Category
from knowledge.rules.verdicts import Verdict


def verdict_words(category: Category, found: Verdict) -> str:
    """The sentence that goes with a verdict."""
    match found:
        case Verdict.CONFIRMED:
            return f"按说到的情况，符合{category.name}的条件；以民政部门认定为准。"
        case Verdict.NEEDS_FACTS:
            return f"是不是{category.name}，还差一些情况没有说到。"
        case Verdict.NEEDS_PERSON:
            return f"是不是{category.name}，有条款没有写明或要综合判断的地方，由民政部门认定。"
        case Verdict.EXCLUDED if category.other:
            return f"列明的情形均不符合；{left_to_the_office()}。"
        case Verdict.EXCLUDED:
            return f"按说到的情况，{category.name}列明的条件没有都满足；情况有变化可以再来核对。"


def left_to_the_office() -> str:
    """What is left over where every listed situation is ruled out: each definition ends in 其他…."""
    return "是否属于“其他”由民政部门认定"


def presumed(labels: Sequence[str]) -> str:
    """What a verdict took as not so because nobody spoke of it."""
    return f"没有说到的，先按没有算：{'、'.join(labels)}。如有，请告诉我们，再核对一遍。"


def there(labels: Sequence[str]) -> str:
    """A verdict that rests on a parent being at large, though nobody said where."""
    return f"没有说人在哪儿，听着是在的：{'、'.join(labels)}。不是这样的，请告诉我们，再核对一遍。"


def unclear(label: str) -> str:
    """A fact that decides and that the caller cannot tell."""
    return f"{label}：来电人说不清，请民政部门核实"


def private() -> str:
    """A listed situation that we never ask for."""
    return "另有一种列明的情形属于个人隐私，不在电话里问，由民政部门了解"


def ended(doc_no: str, what: str) -> str:
    """A document whose own period is over."""
    return f"{doc_no}：{what}。"
