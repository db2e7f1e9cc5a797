"""The contacts that officials have published: they are the public's, and never masked."""

from collections.abc import Iterable

from bot.privacy.codes import online
from bot.privacy.kinds import Kind
from bot.privacy.numbers import telephones
from bot.privacy.places import places
from bot.privacy.shadow import shadow

_LOCAL = (7, 8)  # digits of a number without its area code


def public_contacts(texts: Iterable[str]) -> frozenset[str]:
    """The telephone numbers, mail addresses and houses in official texts, as `find` takes them for `public`.

    A fixed number is there with and without its area code, since an answer may give either.
    """
    contacts: set[str] = set()
    for text in texts:
        plain = shadow(text)
        for one in (*telephones(plain), *online(plain), *places(plain)):
            if one.kind in (Kind.LANDLINE, Kind.MOBILE, Kind.EMAIL, Kind.ADDRESS):
                contacts.add(one.value)
            if one.kind is Kind.LANDLINE:
                contacts.update(one.value[-length:] for length in _LOCAL if len(one.value) - length in (3, 4))
    return frozenset(contacts)
