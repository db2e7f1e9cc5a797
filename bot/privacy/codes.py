"""Letters and digits that lead to a person: travel papers, plates, mail, networks, accounts, files."""

import re
from collections.abc import Iterator

from bot.privacy.checks import is_public_address
from bot.privacy.kinds import Found, Kind
from bot.privacy.numbers import found
from bot.privacy.shadow import Shadow

_ALONE, _END = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_IS = r"(?:号码|号|编号|编码|证号|ID|id)?(?:就)?(?:是|为|叫)?[: ()#]{0,3}"

_PASSPORT = re.compile(
    rf"{_ALONE}[EGeg][ \-]?[0-9]{{8}}{_END}|{_ALONE}[Ee][A-HJ-NP-Za-hj-np-z][ \-]?[0-9]{{7}}{_END}"
)
_PASSPORT_CALLED = re.compile(
    rf"(?:护照|護照|passport){_IS}[^0-9A-Za-z\n]{{0,6}}(?P<number>[A-Za-z]{{0,2}}[ \-]?[0-9]{{7,9}}){_END}",
    re.IGNORECASE,
)
_PERMIT = re.compile(
    rf"{_ALONE}(?:[HMhm][0-9]{{10}}|[Cc][0-9]{{8}}|[Cc][A-HJ-NP-Za-hj-np-z][0-9]{{7}}){_END}"
)
_PERMIT_CALLED = re.compile(
    rf"(?:通行[证證]|回[乡鄉][证證]|台胞[证證]|居住[证證]){_IS}[^0-9A-Za-z\n]{{0,6}}(?P<number>[A-Za-z]{{0,2}}[0-9]{{7,18}}[xX]?){_END}"
)
_PROVINCES = "京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊"
_PLATE_LETTER = "A-HJ-NP-Za-hj-np-z0-9"
_PLATE = re.compile(
    rf"[{_PROVINCES}][A-Za-z][ ·•.\-]{{0,2}}(?=[A-Za-z]{{0,3}}[0-9])"
    rf"(?:[{_PLATE_LETTER}]{{5,6}}|[{_PLATE_LETTER}]{{4}}[挂学警港澳])(?![A-Za-z0-9])"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+ ?(?:@|\(at\)|\[at\]) ?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
)
_IP = re.compile(
    r"(?<![0-9A-Fa-f:.])(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|(?=[0-9A-Fa-f]*:[0-9A-Fa-f]*:)[0-9A-Fa-f:]{6,39})(?![0-9A-Fa-f:.][0-9A-Fa-f])"
)

_ACCOUNT = re.compile(
    r"(?:微信|微訊|威信|薇信|V信|v信|wechat|weixin|(?<![a-z])(?:wx|vx|qq)|扣扣|抖音|快手|支付宝|[微扣]号)"
    r"(?:群|账号|帐号|小号)?(?:号码|号|ID|名)?(?:就)?(?:是|为|叫|加|:| ){0,3}[: ]{0,2}"
    r"(?P<number>[A-Za-z][A-Za-z0-9_\-]{5,19}|[1-9][0-9]{4,11})(?![A-Za-z0-9_\-])",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"(?:学籍|學籍|学号|考生号|准考证|残疾人?证|殘疾證|户口[本簿]?|戶口|户号|户籍号|户编|低保证|特困证|出生证|出生医学证明"
    r"|医保卡?|社保|病历|病案|住院|就诊卡?|接种证|驾驶证|驾照|行驶证|军官证|士兵证|军人证|结婚证|离婚证|居住证|房产证|产权证|不动产权?证?"
    r"|宅基地证|立案|案件|工单|儿童档案|档案|收养登记|救助档案)"
    r"(?:号码|号|编号|编码|证号|证书编号|证书号|号头)?(?:就)?(?:是|为|写的是)?[: #第(]{0,3}"
    r"(?P<number>[A-Za-z]{0,3}[\-]?[0-9](?:[\- ]?[A-Za-z0-9]){4,27})(?![A-Za-z0-9])"
)
# 吉(2023)长春市不动产权第0012345号
_DEED = re.compile(
    r"[(〔\[]?(?:19|20)[0-9]{2}[)〕\]]?[\u4e00-\u9fff]{2,8}(?:不动产权|房权证|土地证|林权证)[\u4e00-\u9fff]{0,4}第?(?P<number>[0-9\-]{4,20})号?"
)


def travel_papers(plain: Shadow) -> Iterator[Found]:
    """Passports and the permits of Hong Kong, Macao and Taiwan."""
    for match in _PASSPORT.finditer(plain.text):
        yield found(plain, Kind.PASSPORT, match)
    for match in _PASSPORT_CALLED.finditer(plain.text):
        yield found(plain, Kind.PASSPORT, match, only="number")
    for match in _PERMIT.finditer(plain.text):
        yield found(plain, Kind.PERMIT, match)
    for match in _PERMIT_CALLED.finditer(plain.text):
        yield found(plain, Kind.PERMIT, match, only="number")


def plates(plain: Shadow) -> Iterator[Found]:
    """Number plates of cars."""
    for match in _PLATE.finditer(plain.text):
        yield found(plain, Kind.PLATE, match)


def online(plain: Shadow) -> Iterator[Found]:
    """Mail addresses, network addresses, and accounts that are called one."""
    for match in _EMAIL.finditer(plain.text):
        yield found(plain, Kind.EMAIL, match, value=match.group().replace(" ", "").lower())
    for match in _IP.finditer(plain.text):
        if is_public_address(match.group()):
            yield found(plain, Kind.IP, match, value=match.group())
    for match in _ACCOUNT.finditer(plain.text):
        yield found(plain, Kind.ACCOUNT, match, only="number")


def papers(plain: Shadow) -> Iterator[Found]:
    """Numbers of certificates and files: school roll, disability, household, deeds."""
    for pattern in (_PAPER, _DEED):
        for match in pattern.finditer(plain.text):
            yield found(plain, Kind.PAPER, match, only="number")
