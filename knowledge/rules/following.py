"""推算 and 隐含 of the rule file: what follows from dates, places and stated facts."""

from collections.abc import Iterator, Mapping

from knowledge.facts import Kind
from knowledge.facts.vocabulary import PARENTS
from knowledge.rules.lines import Table
from knowledge.rules.rows import Rows, listed
from knowledge.rules.ruleset import Birthday, Derivation, Implication, Reckoning

_FROM_DATE = (Kind.NUMBER, Kind.DATE)
_FROM_PLACES = (Kind.YES_NO, Kind.PLACE, Kind.PLACE)
_RECKONED: Mapping[Reckoning, tuple[Kind, ...]] = {
    Reckoning.YEARS: _FROM_DATE,
    Reckoning.MONTHS: _FROM_DATE,
    Reckoning.APART: _FROM_PLACES,
    Reckoning.BOTH_CORE: _FROM_PLACES,
}


def derivations(rows: Rows, row: Table) -> Iterator[Derivation]:
    """What one row of 推算 says: once, or once for each parent."""
    rows.keys(row, ("得出", "由", "算法", "生日当天", "说明"), needed=("得出", "由", "算法"))
    how = rows.choice(row, "算法", Reckoning, Reckoning.MONTHS)
    for parent in _parents([rows.text(row, "得出")]):
        target = rows.fact(row, row["得出"], parent)
        sources = tuple(rows.fact(row, name, parent) for name in listed(row["由"]))
        if (rows.facts[target].kind, *(rows.facts[name].kind for name in sources)) != _RECKONED[how]:
            raise rows.bad(row, f"“{target}”不能这样算出", "日期算出数，两个地点算出是或否")
        yield Derivation(
            target=target,
            sources=sources,
            how=how,
            birthday=rows.choice(row, "生日当天", Birthday, Birthday.REACHED),
            point=rows.text_or(row, "说明", ""),
        )


def implications(rows: Rows, row: Table) -> Iterator[Implication]:
    """What one row of 隐含 says: once, or once for each parent."""
    rows.keys(row, ("若", "则", "因为"), needed=("若", "则", "因为"))
    given, then = row["若"], row["则"]
    if not isinstance(given, Table) or not isinstance(then, Table):
        raise rows.bad(row, "若、则后面应当写 {事实: 值}", "请照其他项的写法改正")
    for parent in _parents([*given, *then]):
        wanted = {rows.fact(row, name, parent): listed(values) for name, values in given.items()}
        settled = {rows.fact(row, name, parent): value for name, value in then.items()}
        yield Implication(
            given=tuple(
                (fact, frozenset(rows.value(row, fact, value) for value in values))
                for fact, values in wanted.items()
            ),
            then=tuple((fact, rows.value(row, fact, value)) for fact, value in settled.items()),
        )


def _parents(names: list[str]) -> tuple[str | None, ...]:
    return tuple(PARENTS) if any("P" in name.split(".") for name in names) else (None,)
