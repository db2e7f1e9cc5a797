"""One phase of `hotline eval growth`, a process of its own: `python -m eval.grown PHASE RESULT …`."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.logs import configure
from eval.datasets import questions
from eval.datasets.laws import laws
from eval.measures import percentile
from eval.peers.child.measure import peak_memory_mb
from knowledge.catalogue import Catalogue, writer_lock
from knowledge.index import open_encoder
from knowledge.settings import Settings, load_settings

_WARM = 5  # questions asked before the clock runs


def index(home: str, corpus: str, added: str) -> dict[str, Any]:
    """Laws published into a library, and the index of all of it from nothing."""
    from knowledge.index.refresh import refresh

    settings = _settings(home)
    began = time.perf_counter()
    with writer_lock(settings.home), Catalogue.open(settings.database_url) as catalogue:
        catalogue.publish(documents=list(laws(Path(corpus), int(added))))
        build = refresh(
            catalogue, settings, encoder=open_encoder(settings), progress=lambda _: None, rebuild=True
        )
        measured = {"clauses": len(build.clauses), "vectors": sum(build.manifest.dense.values())}
        build.close()
    return measured | {"index_s": time.perf_counter() - began, "index_memory_mb": peak_memory_mb()}


def ask(home: str, path: str) -> dict[str, Any]:
    """The service's memory and times, and how often the right clause is found."""
    from bot.assistant import open_assistant
    from eval.retrieval import score
    from eval.systems import ours

    asked = questions(Path(path))
    began = time.perf_counter()
    with open_assistant(_settings(home)) as assistant:
        assistant.warm()
        started = time.perf_counter() - began
        for question in asked[:_WARM]:
            assistant.ask(question.text)
        row = score("本程序", ours(assistant), asked)
        times = []
        for question in asked:
            began = time.perf_counter()
            assistant.ask(question.text)
            times.append((time.perf_counter() - began) * 1000)
    return {
        "start_s": started,
        "p50_ms": percentile(times, 0.5),
        "p95_ms": percentile(times, 0.95),
        "memory_mb": peak_memory_mb(),
        "recall1": row.figures["Recall@1"],
        "recall5": row.figures["Recall@5"],
    }


def plain(model: str, corpus: str, added: str) -> dict[str, Any]:
    """The same laws by LangChain's splitter, sentence-transformers and Chroma, all as they come."""
    from eval.plain import PlainPipeline
    from knowledge.index.sentence_transformer import SentenceTransformerEncoder

    encoder = SentenceTransformerEncoder(model, _settings("").threads)
    began = time.perf_counter()
    PlainPipeline(list(laws(Path(corpus), int(added))), encoder)
    return {"plain_index_s": time.perf_counter() - began, "plain_memory_mb": peak_memory_mb()}


def _settings(home: str) -> Settings:
    settings = load_settings(**({"home": Path(home)} if home else {}), database="", chroma="")
    configure(settings)
    return settings


if __name__ == "__main__":
    _phase, _result, *_words = sys.argv[1:]
    _phases: dict[str, Callable[..., dict[str, Any]]] = {"index": index, "ask": ask, "plain": plain}
    Path(_result).write_text(json.dumps(_phases[_phase](*_words)), encoding="utf-8")
