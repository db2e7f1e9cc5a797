"""Families as callers describe them, nobody in danger: made from slots, seeded, for `danger` to learn from.

Fathers in prison, mothers who left, grandparents who mind the child: sad facts of every day, and no cry.
"""

from collections.abc import Iterator
from random import Random

from eval.tuning.slots import slots

_WORDS = slots("families")
_SAID_BY_CHILD = (
    "我爸在{place}{work}，{long}没回来了，我跟奶奶",
    "我{age}，我爸妈都在{place}，我跟{carer}住",
    "我爸{gone}，我妈在{place}{work}，我跟{carer}过",
    "我妈{gone}，我爸{ill}，我{age}",
    "爸爸在外头{work}，妈妈{well}，我{age}",
    "我爸{ill}，我妈{well}，{fine}",
)


def families(number: int, seed: int = 7) -> Iterator[str]:
    """So many descriptions, no two alike, the same ones every time."""
    chance = Random(seed)
    told: set[str] = set()
    while len(told) < number:
        text = _by_a_child(chance) if chance.random() < 0.12 else _described(chance)
        if text not in told:
            told.add(text)
            yield text


def _described(chance: Random) -> str:
    child = chance.choice(_WORDS["children"])
    parts = [_parent(chance, _WORDS["fathers"]), _parent(chance, _WORDS["mothers"])]
    chance.shuffle(parts)
    if chance.random() < 0.3:
        parts = parts[:1]
    if chance.random() < 0.15:
        parts = [_both(chance)]
    if chance.random() < 0.8:
        about = f"{child}{chance.choice(_WORDS['ages'])}"
        parts.insert(chance.choice((0, len(parts))), about)
    if chance.random() < 0.2:
        parts.append(f"{child}{chance.choice(_WORDS['sick_child'])}")
    if chance.random() < 0.55:
        parts.append(
            chance.choice(("", child))
            + chance.choice(_WORDS["cared"]).format(chance.choice(_WORDS["carers"]))
        )
    for chosen, share in ((_WORDS["fine"], 0.25), (_WORDS["asks"], 0.3)):
        if chance.random() < share:
            parts.append(chance.choice(chosen))
    if chance.random() < 0.12:
        parts.insert(0, chance.choice(_WORDS["callers"]))
    return chance.choice(("，", "，", "，", " ", "")).join(parts) + chance.choice(("", "", "。", "？"))


def _parent(chance: Random, who: tuple[str, ...]) -> str:
    name, kind = chance.choice(who), chance.random()
    if kind < 0.35:
        return name + _away(chance)
    return name + chance.choice(
        _WORDS["gone"] if kind < 0.65 else _WORDS["ill"] if kind < 0.85 else _WORDS["well"]
    )


def _both(chance: Random) -> str:
    name = chance.choice(("爸妈", "爹妈", "父母双方", "我们两口子", "儿子儿媳", "他爸妈", "我俩", "俩人"))
    return f"{name}都{_away(chance) if chance.random() < 0.6 else chance.choice(_WORDS['gone'])}"


def _away(chance: Random) -> str:
    place, work, how_long = map(chance.choice, (_WORDS["places"], _WORDS["work"], _WORDS["long"]))
    pattern = chance.choice(
        ("在{}{}{}", "在{}{}", "去{}{}，{}", "上{}{}了，走了{}", "搁{}{}，{}没回来", "{}{}{}没回")
    )
    return pattern.format(place, work, how_long)


def _by_a_child(chance: Random) -> str:
    filled = {slot: chance.choice(_WORDS[slot]) for slot in ("work", "long", "gone", "ill", "well", "fine")}
    filled |= {"age": chance.choice(_WORDS["ages"]), "carer": chance.choice(_WORDS["carers"])}
    filled["place"] = chance.choice(_WORDS["places"])
    return chance.choice(_SAID_BY_CHILD).format(**filled)
