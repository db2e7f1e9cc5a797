"""The whole way from the pinned file to the adapted one: `python -m eval.tuning STARD LAW_CLAUSES OUT`.

STARD is the folder of its three files, LAW_CLAUSES the gzipped collection of laws. OUT becomes a folder
like the model's, with `adapted.bin` beside: copied over `knowledge/index/adapted.bin`, it is what ships.
"""

import sys
from pathlib import Path

from eval.datasets.statutes import statutes
from eval.tuning.pairs import all_pairs
from eval.tuning.training import ROUNDS, train
from eval.tuning.weights import to_graph, to_torch, word_tables
from knowledge.catalogue import Catalogue
from knowledge.index import ensure_model
from knowledge.index.adapted import write
from knowledge.index.encoder import OnnxEncoder
from knowledge.index.passages import corpus
from knowledge.library import curated
from knowledge.settings import load_settings


def main(stard: Path, laws: Path, out: Path) -> None:
    """Takes three hours on two cores; the home that the settings name has to hold the shipped library."""
    settings = load_settings()
    model = ensure_model(settings, progress=print)
    with Catalogue.open(settings.database_url) as catalogue:
        ours = corpus(catalogue.clauses(), curated())
    laws_of_people = statutes(stard)
    original, trained = to_torch(model), to_torch(model)
    near = model
    for number, settings_of_round in enumerate(ROUNDS, 1):
        if settings_of_round.whole and near is model:
            near = out.with_name(f"{out.name}-half")
            to_graph(trained.state_dict(), model, near)
        pairs, world = all_pairs(laws_of_people, laws, ours, OnnxEncoder(near, settings.threads), say=print)
        print(f"第 {number} 轮，{len(pairs)} 对……")
        train(trained, original, pairs, model / "tokenizer.json", settings_of_round, world=world, say=print)
    to_graph(trained.state_dict(), model, out)
    before, after = ((folder / "model.onnx").read_bytes() for folder in (model, out))
    write(before, after, word_tables(model), out / "adapted.bin")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
