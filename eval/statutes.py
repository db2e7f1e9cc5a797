"""`hotline eval statutes`: how the same retrieval does on law and lay questions, far from our own texts."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from bot.assistant import open_assistant
from eval.datasets.statutes import statutes, unseen
from eval.measures import ReciprocalRank, mean
from eval.speed import home
from knowledge.catalogue import Catalogue, writer_lock
from knowledge.index import open_encoder
from knowledge.index.refresh import refresh
from knowledge.model import ClauseRef
from knowledge.settings import Settings

_LIMIT = 100
_DEPTHS = (1, 5, 10, 100)
_RECIPROCAL = ReciprocalRank(10)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scored:
    """Figures over some of the questions; `encoder` is the fingerprint of the one that was used."""

    which: str
    questions: int
    encoder: str
    figures: dict[str, float]


def run_statutes(folder: Path, *, out: Path | None, settings: Settings, say: Say) -> None:
    """Indexes the laws in a home of their own, asks every question, and prints two rows."""
    held = statutes(folder)
    encoder = open_encoder(settings)
    with home(settings.model_cache) as fresh:
        say(f"{len(held.documents)} 部法律入库、建索引（十几分钟）……")
        with writer_lock(fresh.home), Catalogue.open(fresh.database_url) as catalogue:
            catalogue.publish(documents=held.documents)
            refresh(catalogue, fresh, encoder=encoder, progress=say).close()
        say(f"{len(held.questions)} 个问题……")
        with open_assistant(fresh, encoder=encoder) as assistant:
            found = {
                name: [hit.ref for hit in assistant.search(text, limit=_LIMIT).hits]
                for name, text in held.questions.items()
                if name in held.answers
            }
    fingerprint = encoder.fingerprint if encoder else "（只按词语）"
    parts = {"全部": list(found), "没有训练过的三分之一": [name for name in found if unseen(name)]}
    rows = [
        Scored(which, len(names), fingerprint, _figures([(found[n], held.answers[n]) for n in names]))
        for which, names in parts.items()
    ]
    names = list(rows[0].figures)
    typer.echo(f"| STARD，{fingerprint} | {' | '.join(names)} |\n|---{'|---' * len(names)}|")
    for row in rows:
        figures = " | ".join(f"{row.figures[name]:.3f}" for name in names)
        typer.echo(f"| {row.which}（{row.questions} 问） | {figures} |")
    if out:
        content = json.dumps({"statutes": [asdict(row) for row in rows]}, ensure_ascii=False, indent=1)
        out.write_text(content, encoding="utf-8")


def _figures(pairs: Sequence[tuple[list[ClauseRef], frozenset[ClauseRef]]]) -> dict[str, float]:
    """As STARD counts: the share of a question's articles in the first k, which may be several."""
    shares = {
        f"Recall@{k}": mean(len(gold.intersection(ranking[:k])) / len(gold) for ranking, gold in pairs)
        for k in _DEPTHS
    }
    return shares | {str(_RECIPROCAL): mean(_RECIPROCAL(ranking, gold) for ranking, gold in pairs)}
