"""Whether a row of digits can be what it looks like: check digits, dates, regions, public networks."""

import ipaddress
from datetime import date

# The first two digits of an identity number, and 81 to 83 of the residence permits.
_REGIONS = (
    *(
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
    ),
    *("44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"),
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def is_day(digits: str) -> bool:
    """Whether YYYYMMDD or YYMMDD is a day on which somebody alive may have been born."""
    year = int(digits[:-4]) if len(digits) == 8 else 1900 + int(digits[:2])
    try:
        date(year, int(digits[-4:-2]), int(digits[-2:]))
    except ValueError:
        return False
    return 1900 <= year < 2100


def looks_like_id(digits: str) -> bool:
    """Whether an identity number of 18 or 15 characters has a region and a birthday in it."""
    birthday = digits[6:14] if len(digits) == 18 else digits[6:12]
    return digits[:2] in _REGIONS and is_day(birthday)


def has_id_check(digits: str) -> bool:
    """Whether the last of 18 characters fits the others (ISO 7064, mod 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return digits[17].upper() == _CHECK[total % 11]


def luhn(digits: str) -> bool:
    """Whether a card number's last digit fits the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_public_address(written: str) -> bool:
    """Whether an IP address leads to somebody: not to this machine, an office's own network, or nowhere."""
    try:
        return ipaddress.ip_address(written).is_global
    except ValueError:
        return False
