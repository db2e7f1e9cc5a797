"""Messages with values that occur nowhere else, and the search for those values in what was left behind."""

import base64
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

from tests.synthetic import Synthetic

_KEY = 8  # bytes by which a value is looked up; two values that share them are told apart afterwards
_FRAMES = (
    "你好，我叫{name}，电话{mobile}，孩子身份证{id_card}，{token}，能领补助吗",
    "儿子{name}八岁，爸爸在外地打工快一年了。{token}。回电{mobile}，邮箱{email}",
    "{token}：学生{name}（{id_card}）好几天没来上课，家长电话{mobile}",
    "孩子他爸{name}打我，我不敢回家，{token}，我的电话{mobile}",
    "我是孩子奶奶，{token}，补贴打到卡号{card}行不行，联系人：{name}，{mobile}",
    "留守儿童怎么认定？{token} {mobile} {email} {name}同学",
)


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody tells us, and the values in it that must not stay; `formed` are numbers and the like."""

    words: str
    values: tuple[str, ...]
    formed: tuple[str, ...]


def messages(count: int, *, seed: int) -> Iterator[Message]:
    """So many messages, each with values of its own."""
    made = Synthetic(seed)
    for number in range(count):
        parts = {
            "name": made.name(),
            "mobile": made.mobile(),
            "id_card": made.id_card(),
            "card": made.card(),
            "email": made.email(),
            "token": made.token(),
        }
        frame = _FRAMES[number % len(_FRAMES)]
        used = {key: value for key, value in parts.items() if f"{{{key}}}" in frame}
        formed = tuple(value for key, value in used.items() if key not in ("name", "token"))
        yield Message(frame.format(**parts), tuple(used.values()), formed)


class Search:
    """Looks for many values at once: raw, NFKC, percent-encoded, as JSON escapes, in base64."""

    def __init__(self, values: Iterable[str]) -> None:
        self._forms: dict[bytes, dict[bytes, str]] = {}
        for value in values:
            for form in _forms(value):
                if len(form) >= _KEY:
                    self._forms.setdefault(form[:_KEY], {})[form] = value

    def found(self, content: bytes | str) -> set[str]:
        """The values of which one form or another stands in the content."""
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        hits: set[str] = set()
        for at in range(len(data) - _KEY + 1):
            forms = self._forms.get(data[at : at + _KEY])
            if forms:
                hits.update(value for form, value in forms.items() if data.startswith(form, at))
        return hits

    def found_in(self, folder: Path, *, since: float = 0.0) -> set[str]:
        """The values in the files of a folder that were written since; the encoder's own files aside."""
        hits: set[str] = set()
        for file in folder.rglob("*"):
            if file.is_file() and "models" not in file.parts and file.stat().st_mtime >= since:
                hits |= self.found(file.read_bytes())
        return hits


def _forms(value: str) -> set[bytes]:
    plain = unicodedata.normalize("NFKC", value)
    written = {value, plain, value.replace("-", ""), quote(value), quote_plus(value), quote(value).lower()}
    written |= {json.dumps(value)[1:-1]}
    forms = {each.encode() for each in written}
    for before, lost in ((0, 0), (1, 2), (2, 3)):  # bytes of a longer text before it, characters they spoil
        data = b"\0" * before + value.encode()
        forms.add(base64.b64encode(data)[lost : len(data) * 8 // 6])
    return forms
