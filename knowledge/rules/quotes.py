"""The rules compared with the documents they cite: a quote that is not in its clause is refused."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from knowledge.errors import BadLibrary
from knowledge.library import curated, sound
from knowledge.model import ClauseRef, Document
from knowledge.rules.nodes import Basis
from knowledge.rules.programmes import offers
from knowledge.rules.reading import FILE, read_rules
from knowledge.rules.ruleset import Rules
from knowledge.text.squeeze import squeeze


def load_rules(documents: Iterable[Document], *, path: Path = FILE) -> Rules:
    """The rules, every quote of which stands in its clause in these documents.

    Raises:
        BadLibrary: the file is wrong, or cites what the documents do not say; it names the line.
    """
    return compare(read_rules(path), documents, name=path.name)


def compare(rules: Rules, documents: Iterable[Document], *, name: str = FILE.name) -> Rules:
    """Rules as they were read, held against documents; the words are `load_rules`'s."""
    held = {document.doc_no: document for document in documents}
    faults = [fault for line, basis in _bases(rules) if (fault := _fault(held, basis, f"第 {line} 行"))]
    if faults:
        more = f"（另有 {len(faults) - 1} 处）" if len(faults) > 1 else ""
        raise BadLibrary(f"{name} {faults[0]}{more}", "请改正引文，或先用 hotline ingest 收录这份文件")
    texts = {
        ClauseRef(document.doc_no, clause.label): clause.text
        for document in held.values()
        for clause in document.clauses
    }
    return replace(
        rules,
        offers=offers(sound(curated(), texts).programmes),
        documents=MappingProxyType({doc_no: held[doc_no] for doc_no in sorted(_ruled_by(rules))}),
    )


def cited(rules: Rules) -> frozenset[str]:
    """The documents that the rules and the programmes beside them quote, by 文号."""
    offered = {one.doc_no for offer in rules.offers for one in offer.programme.cited}
    return frozenset(offered | _ruled_by(rules))


def _ruled_by(rules: Rules) -> set[str]:
    return {basis.doc_no for _, basis in _bases(rules)}


def _bases(rules: Rules) -> Iterator[tuple[int, Basis]]:
    yield from ((node.line, node.basis) for node in rules.nodes)
    for category in (*rules.categories, *rules.clues, *rules.attention, rules.report):
        extra = (category.other, *category.see_also)
        yield from ((category.node.line, basis) for basis in extra if basis is not None)


def _fault(held: dict[str, Document], basis: Basis, where: str) -> str | None:
    document = held.get(basis.doc_no)
    if document is None:
        return f"{where}：没有收录 {basis.doc_no}"
    try:
        clause = document.clause(basis.clause)
    except KeyError:
        return f"{where}：{basis.doc_no} 没有 {basis.clause} 这一条（引文“{basis.quote}”）"
    if squeeze(basis.quote) in squeeze(clause.text):
        return None
    return f"{where}：{basis.ref} 里没有“{basis.quote}”"
