"""Whether a question about a child wants to know where the child belongs, or wants help for it."""

import re

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
