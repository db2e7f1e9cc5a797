"""How a follow-up sounds: words that carry no matter of their own, and words that point backwards.

Closed classes of the language (question words, particles, pronouns, the plain verbs of offices), not
words of any topic: what is left of a message without them is what it brings along itself.
"""

import re

from knowledge.text.doc_no import DOC_NO


def _one_of(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words))


# --- coming to it, turning away, and saying nothing -------------------------------------------------

# What people say before they come to it. It needs a stop behind it: 好 in 好的孩子 is no opening.
OPENING = re.compile(
    r"^(?:(?:嗯+呐?|哦+|噢+|喔+|啊+|哎+呀?|唉+|欸+|诶+|喂+|好(?:的|吧|嘞)?|行(?:吧)?|是(?:吗|的|啊|这样)?|"
    r"对(?:啊|的|呀)?|(?:原来)?这样(?:啊|呀|子)?|明白了?|知道了?|懂了|没有(?:啊|吗)?|谢谢(?:您|你)?|请问|老师|同志|"
    r"你好|您好|麻烦您?)[\s,，。、.…~～!！?？:：]+)+"
)
# Somebody turns to another matter, and says so.
SWITCH = re.compile(
    r"^(?:嗯|哦|那|呃|再|欸|哎|[\s,，。…])*(?:"
    r"另外|另有|另(?=[问查记起])|另一|还有(?=[\s,，:：]|[个件一]|[别其]的事)|"
    r"换(?=[吉\d])|换(?:一?个|一?件|一?题|问题|话)|换(?=[\s,，:：])|换到|转(?:到)?(?:下|另)一|"
    r"(?:再|还得?|想)?(?:问|查|打听|咨询|登记|请教|确认)[个件句条嘴下一][个件句条嘴下]?|"
    r"顺(?:便|道|带|嘴|口)|对了|下一?[个件通位题]|别的事|先不[说问管]|不[说问]这个|算了|说[个点件]?别的|"
    r"考[你您]?一?题|突然想|想起来|还想(?:问|知道|了解)|我还?想(?:问|咨询|了解)"
    r")[^\s,，。:：]{0,4}?(?:[\s,，。:：]+|(?=\S))"
)
# Thanks and goodbyes: nothing is asked.
COURTESY = re.compile(
    r"(?:[\s,，。、.…~～!！]|[嗯哦噢啊哈呀呢了吧哎唉]|好的?|行|谢谢?|感谢|多谢|麻烦|辛苦|您|你|老师|同志|再见|拜拜|挂|"
    r"记下|记住|知道|明白|懂|清楚|没(?:别的)?事|没(?:别的)?问题|就这些|先这样|这就|可以|太|非常|十分|真是|帮大忙)+"
)
REPEAT = re.compile(
    r"(?:再|重新?|重复)(?:说|讲|念|来|复述)?(?:一|1)?[遍次下]|没(?:有)?听(?:清|明白|懂|见)|没(?:太)?[明听看]?懂|"
    r"(?:什么|啥)意思"
)
# What a talk is full of and nobody asks: 下了一天雨啊.
TELLS = re.compile(r"[了啊呀哈啦嘞][\s。.!！~]*$|^今[天儿]")

# --- pointing backwards -----------------------------------------------------------------------------

_NOT_A_TIME = r"(?!两年|几年|[一几两三]天|周|个?月|年|学期|边|时|会儿|阵)"
_AT_HEAD = r"(?:(?<=[\s,，。；;！!？?对跟给把在从为是归按照])|^)"
# Back to what was said last, not only to the matter of the talk. 那 behind a noun (镇上那个站) names it.
POINTS_TO_LAST = re.compile(
    rf"他们|她们|它们|它|这(?:[句点项条份种样些里笔事]|个{_NOT_A_TIME}|是|算|得)|{_AT_HEAD}那[句点项条件样笔]|"
    r"刚才|刚刚|上面|前面说|上一[条句问个]|^那(?=是|算|得)"
)
POINTS = re.compile(
    rf"[他她](?!爸|妈|爹|娘|爷|奶|姥)|这{_NOT_A_TIME}|{_AT_HEAD}那{_NOT_A_TIME}|其中|^里头|^里面|前者|后者|两者|前[两几]|"
    r"除了|以外|之外|其[他它余]|另一"
)
SUPPOSES = re.compile(
    r"要是|如果|假如|假设|万一|若是?|^如(?![何同下上此])|(?:等|到)[他她孩娃].{0,4}[了时]|换成|改成|要(?=[他她是])"
)
# 那要是…呢: what makes a statement a supposition.
_SUPPOSING = re.compile(
    r"^(?:那|哦|[\s,，])*(?:要是|如果|假如|假设|万一|等(?=[他她孩娃]))?|(?:的话)?呢?[\s?？!！。~]*$"
)
# At the head it corrects; elsewhere only where nothing is asked: 记得对不对 asks.
CORRECTS = re.compile(
    r"^(?:哦|哎|啊|[\s,，])*(?:不对(?!劲)|不是[,，]|错了|(?:我)?(?:说|弄|搞|记|打)[错反]|更正|纠正|我是说|应该?是)"
)
CORRECTS_INSIDE = re.compile(
    r"[说弄搞记][错反]了|其实是?|不是.{1,8}(?:[,，]\s*)?是|是.{1,8}[,，]\s*不是|改成|反过来"
)
# 不对，我说错了，是…: what only says that something was wrong.
CORRECTS_FIRST = re.compile(
    r"^(?:[\s,，。、]|不对|不是(?=[,，])|错了|(?:我)?(?:说|弄|搞|记|打)[错反](?:了)?|更正一?下?|纠正一?下?|我是说|"
    r"应该?(?=是))+"
)
STARTS_ON = re.compile(
    r"^(?:那|可是?|但是?|不过|要不(?!要)|所以|然后|再[往早晚上下]|又|光|只|除了|为啥|为什么|凭啥|凭什么)"
)
ENDS_OPEN = re.compile(r"(?<!什么|怎么)呢[\s?？!！。~]*$")
# 补贴那一项: a noun before 那 names what is meant.
NAMES_ITSELF = re.compile(r"^(?!前|后|上|下)[\u4e00-\u9fff]{2,6}那(?:一)?[项块件条](?!.*呢[\s?？]*$)")
ANOTHER_CHILD = re.compile(
    r"[弟妹哥姐]|老[大二三小]|[小大]的(?:那个)?|双胞胎|另一个孩子|(?:别|另).{0,2}(?:孩子|娃)"
)

ORDINAL = re.compile(
    r"(?:第|头|前)([一二三四五六七八九十\d]{1,2})(?:(?:[个项种条类款份步]|阶段|点(?!钟))(?:项目)?|(?=[是归谁的呢在有]|$))|"
    r"(最后)一?[个项种条类份]|(最后)一"
)
COUNTED = "一二三四五六七八九十"
# The row that is counted stands in the message itself, or in the calendar: 第一季度, 第几条.
COUNTS_ITSELF = re.compile(r"第[几一二三四五六七八九十\d]+(?:[章节季批期轮]|年度|条(?!件))")


def stated(text: str) -> str:
    """A supposition as a statement: 那要是他妈也走了呢 is 他妈也走了."""
    return _SUPPOSING.sub("", text).replace("要是", "", 1).replace("如果", "", 1)


_FATHER, _MOTHER = re.compile("爸|爹|父"), re.compile("妈|娘|母")


def people(text: str) -> set[str]:
    """The parents that a message names, as the fact vocabulary calls them."""
    return {who for who, named in (("父", _FATHER), ("母", _MOTHER)) if named.search(text)}


# --- what is asked for ------------------------------------------------------------------------------

ASKS = re.compile(
    r"[?？]|[吗么嘛呢呗]|谁|啥|什么|哪|几|多[少久长大]|怎|咋|如何|何时|为何|是否|能否|可否|有无|妥否|"
    r"(.)不\1|有没有|[不没](?=[\s,，。?？]*$)|没有(?=[\s,，。?？]*$)|吧[\s。?？]*$|请?列(?:一?下|出)|给我|念一?下|查[:：\s]"
)
# What can be had, who sees to it, how often: asked of every child of the group.
ASKS_MORE = re.compile(
    r"谁|哪|多少|多久|多长时间|几[个次回天号块]|怎么|咋|如何|申请|补贴|补助|项目|[给发领]|[吗不没么](?=[\s。?？]*$)|"
    r"是不是|有没有|能不能"
)
# The last question once more, of what is named now: 34号里有没有, 流动的也是吗.
ASKS_THE_SAME = re.compile(
    r"(?:是?怎么|是?咋|如何)(?:写|说|讲|规定|要求)|里?也?有(?:没有|这|写|列|提)|一样|也(?:是|算|要|有|得|能)|"
    r"提没提|写没写|又?(?:说|写|讲)了?(?:什么|啥)"
)
HOW_OFTEN = re.compile(r"多久|多长时间|几[次回]|什么时候|啥时候|哪天|几月|几号|何时")

# The first that fits is taken, so the longer stand before the shorter.
_EMPTY = _one_of(
    # questions
    "有没有|是不是|能不能|要不要|用不用|需不需要|可不可以|行不行|算不算|管不管|给不给|会不会|该不该|好不好",
    "是否|能否|可否|有无|什么时候|什么|怎么办|怎么样|怎么|怎样|咋办|咋整|咋样|咋|如何|何时|为什么|为啥|凭啥|凭什么",
    "多长时间|多少|多久|多长|多大|几[号时]|哪[一几]?(?:些|个|里|儿|家|位|级|类|种|条|款|项|份|章|天|年|月|边|块)|哪",
    "啥时候|啥|谁|几",
    # the plain verbs and nouns of offices
    "归口|牵头|主管|负责|管理|负责人|联系|申请|报名|办理|审批|批准|规定|要求|认定|通过|提供|准备|咨询|写明|提到|列入",
    "材料|手续|证件|证明|表格|东西|电话|号码|热线|地址|地方|窗口|部门|单位|机构|费用|收费|免费|花钱|价格",
    "补贴|补助|资助|金额|待遇|标准|条件|流程|程序|步骤|时间|期限|日期|时限|截止|有效期|频次|次数|依据|出处|文件|政策",
    "条款|条文|原文|全文|名字|名称|全名|全称|结果|原因|办法|范围|内容|情况|说法|问题|责任|每年|每月|每次|一年",
    "一个月|一次|一回|一趟|一般|一共|一下|一点",
    # people and things that are always about
    "我们|你们|咱们|俺们|他们|她们|它们|他俩|她俩|大家|自己|人家|孩子|小孩|娃|家里|这个|那个|这些|那些|这样|那样",
    "这种|那种|这里|那里|这边|那边|这事|那事|这句|刚才|现在|目前|今年|明年|以后|之后|将来|具体|到底|究竟|一定|必须",
    "应该|应当|可以|需要|知道|的话|来着|时候|不过|可是|但是|然后|那么|所以|就是|还是|或者|直接|最后|最多|最少|至少",
    # particles, pronouns, numbers of one character
    "[吗么嘛呢呗吧啊呀哈哦嗯了的得地着过是有要能会该给让把被跟和与在到从往上下去来找问说讲看办弄整拿带交填领归管叫写报打收花]",
    "[我你您咱俺他她它这那就都也还再又才只光可但请帮想一二两三个次回遍条款项种类份些点里头边不没很数太最先后每各等钱费人事]",
    r"[^\w]|_",
)


def matter(text: str) -> str:
    """What a message brings along itself: its characters less question words, particles and the like."""
    return _EMPTY.sub("", text)


# --- names of documents and groups ------------------------------------------------------------------

_YEAR = r"20[0-3]\d\s*年?(?:的|那|出台)?(?:那)?(?:份|个)?(?:老|新)?(?:文件|通知|方案|规定|文|那份|的)"
_NUMBER = r"(?<![\d〔\]〕)）])(?:第\s*)?\d{1,3}\s*号(?:文件|文|通知|方案)?(?!楼|线|机)"
_OF_A_YEAR = r"(?:20\d\d\s*年?的?)?"
DOCUMENT = _one_of(rf"{_OF_A_YEAR}{DOC_NO.pattern}(?:文件|文)?", _OF_A_YEAR + _NUMBER, _YEAR)
_NOUN = "(?:儿童|孩子|娃娃?)?"
_ANY_GROUP = f"(?:留守|困境|流动){_NOUN}"
GROUP = re.compile(f"(留守|困境|流动){_NOUN}")
GROUPS = re.compile(f"{_ANY_GROUP}(?:(?:和|及|以及|、|与){_ANY_GROUP})*")


def only_open(text: str) -> bool:
    """Whether a message asks by nothing but its 呢: 那爷爷奶奶带着呢."""
    return bool(ENDS_OPEN.search(text)) and not ASKS.search(ENDS_OPEN.sub("", text))


def opened(text: str) -> str:
    """A message without what was said before coming to it."""
    return OPENING.sub("", text.strip()) or text.strip()
