"""Chinese numerals as they number clauses and dates: 十二 → 12."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "零〇一二三四五六七八九十百千两"


def value(numeral: str) -> int:
    """The number a numeral up to 9999 stands for; digits in a row read as positions (二〇二四 → 2024).

    ValueError for anything that is no numeral.
    """
    if not numeral or any(c not in _DIGITS and c not in _UNITS for c in numeral):
        raise ValueError(numeral)
    if all(c in _DIGITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total = digit = 0
    for c in numeral:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total, digit = total + (digit or 1) * _UNITS[c], 0
    return total + digit
