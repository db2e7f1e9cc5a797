"""The emergency card: static words for each tier, and numbers from the reviewed table.

It never says that we have called anybody, never asks a child to tell again what happened, and holds no
figure that is not a number of the table.
"""

from collections.abc import Sequence
from typing import Literal

from bot.record import Contact, Emergency
from bot.safety.detect import Alarm
from bot.safety.signs import Level
from knowledge.library import Cited, hotlines

Audience = Literal["operator", "family"]

_CALL_YOURSELF = "这里只能给出电话，不会替您报警，请您自己打，或者请身边信得过的大人打。"

_FAMILY: dict[Level, tuple[str, ...]] = {
    "E0": (
        "先保证安全：请马上打 {110}；有人受伤、误服了东西、叫不醒，打 {120}。",
        "如果你是孩子：先到有人的、安全的地方，找一个你信得过的大人。这不是你的错，不用在这里把经过再说一遍。",
        _CALL_YOURSELF,
    ),
    "E1": (
        "这个孩子可能正受到伤害，或者没有人照管。只要怀疑，就可以报告，不用等证据：请打 {110}。",
        "如果你就是这个孩子：这不是你的错，你可以自己打，也可以找一个信得过的大人，比如老师。"
        "不用在这里把经过再说一遍。",
        "也可以打 {12345}，请民政部门上门看望。" + _CALL_YOURSELF,
    ),
}
_OPERATOR: dict[Level, tuple[str, ...]] = {
    "E0": (
        "来电可能关系到孩子的人身安全：请立即三方通话转接 {110}；有人受伤、中毒、昏迷，同时转接 {120}。",
        "只问一件事：孩子现在在哪里、安不安全。不追问经过，不让孩子复述；线路不要挂断。",
        "系统不会自动报警，也不会通知监护人（监护人可能就是加害人），由您决定。",
    ),
    "E1": (
        "疑似侵害、失管的线索：怀疑即报告，不要先调查核实。请第一时间转报公安机关（{110}），并告知民政部门。",
        "记下：孩子现在的位置、大概年龄、与来电人的关系、怎样联系。不追问经过，不让孩子复述。",
        "系统不会自动报警，也不会通知监护人（监护人可能就是加害人），由您决定。",
    ),
}
# What else is said of a danger; the first of the alarm's dangers that has something to say is enough.
_ALSO: dict[str, str] = {
    "missing": "孩子走失不用等，现在就可以报警。准备好照片、衣着和最后出现的地方。",
    "self_harm": "请不要让孩子一个人待着，把药、刀和绳子收起来，陪着他等人来。想说说话，打 {12356}。",
    "medical": "等救护车的时候不要离开孩子，听 {120} 的话做，不要自己催吐、喂水或搬动。",
    "abandonment": "先让孩子暖和、别挪到别处，等警察来。",
    "sexual_abuse": "先不要洗澡、不要洗换下来的衣服，也不要反复问孩子。",
}
_SUPPORT: dict[bool, str] = {
    True: "如果您或孩子心里难受，可以打电话说一说：",
    False: "如果真有孩子正遇到这样的事，不用等，请打 {110}。也可以打电话问一问：",
}

# What the texts themselves demand in these situations; cited beside the card where the library holds them.
BASIS = tuple(
    Cited(
        doc_no=doc_no,
        clause=clause,
        quote="对于发现有脱离监护单独居住生活或失踪、监护人丧失监护能力或不履行监护责任、疑似遭受家庭暴力、"
        "疑似遭受意外伤害或不法侵害等情况的，要第一时间向公安机关报告并立即采取相应措施。",
    )
    for doc_no, clause in (("吉民发〔2024〕2号", "三（三）8"), ("吉民发〔2024〕34号", "二（二）"))
)


def emergency(alarm: Alarm) -> Emergency:
    """The alarm as the record holds it, with the numbers that are for it."""
    contacts = tuple(
        Contact(name=row.name, number=row.number)
        for row in hotlines()
        if alarm.level in row.tiers and (not row.classes or set(row.classes) & set(alarm.classes))
    )
    return Emergency(level=alarm.level, classes=alarm.classes, contacts=contacts)


def words(alarm: Alarm, *, audience: Audience) -> str:
    """What the card says, for an alarm that takes over."""
    said = [*(_OPERATOR if audience == "operator" else _FAMILY)[alarm.level]]
    said[1:1] = [_ALSO[kind] for kind in alarm.classes if kind in _ALSO][:1]
    return _with_numbers(said)


def support(shown: Emergency) -> str:
    """The line that stands over the numbers of E2, beside an ordinary answer."""
    return _with_numbers([_SUPPORT["distress" in shown.classes]])


def _with_numbers(said: Sequence[str]) -> str:
    text = "\n".join(said)
    for row in hotlines():
        text = text.replace(f"{{{row.number}}}", row.number)
    return text
