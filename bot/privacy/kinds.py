"""What counts as personal data, and how one finding is noted: `Kind` names the mask, `Found` the place."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds, by the word that the mask shows; where findings overlap, the earlier kind names both."""

    ID_CARD = "身份证号"
    MOBILE = "手机号"
    BANK_CARD = "银行卡号"
    LANDLINE = "电话"
    PASSPORT = "护照号"
    PERMIT = "通行证号"
    EMAIL = "邮箱"
    ACCOUNT = "社交账号"
    PAPER = "证件号"
    PLATE = "车牌号"
    IP = "网络地址"
    NAME = "姓名"
    SCHOOL = "学校"
    CLASS = "班级"
    ADDRESS = "住址"


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of the original text, as half-open offsets, and what it is.

    `value` is the stretch as it would be written plainly (half-width, digits without separators): two
    spellings of one number have one value, and so one mask.
    """

    kind: Kind
    start: int
    end: int
    value: str
