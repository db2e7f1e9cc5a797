"""The encoder's weights as we adapted them to lay questions: the pinned file with its layers replaced.

Training left the word table alone, which is nearly half of the file. So only the rest is kept here,
with the places where the table goes in; `hotline model` fetches the pinned file as ever.
`model_card.md` says what the weights learned from, `eval/tuning` how.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from knowledge.errors import ModelUnavailable

FILE = Path(__file__).parent / "adapted.bin"


def adapted(original: bytes, change: Path = FILE) -> bytes:
    """The adapted file; ModelUnavailable if what comes out is not the one that was measured."""
    head, _, own = change.read_bytes().partition(b"\n")
    about = json.loads(head)
    parts, taken = [], 0
    for length, start, end in about["pieces"]:
        parts += [own[taken : taken + length], original[start:end]]
        taken += length
    whole = b"".join(parts)
    if sha256(whole).hexdigest() != about["sha256"]:
        raise ModelUnavailable(
            "随程序附带的模型调整文件与向量模型对不上", "请重新取一份程序，再运行 hotline model"
        )
    return whole


def write(original: bytes, result: bytes, shared: Sequence[bytes], change: Path) -> None:
    """Keeps what makes `result` of `original`; `shared` are long stretches that stand in both."""
    pieces, own, done = [], [], 0
    for stretch in sorted(shared, key=result.index):
        here, there = result.index(stretch), original.index(stretch)
        own.append(result[done:here])
        pieces.append((here - done, there, there + len(stretch)))
        done = here + len(stretch)
    own.append(result[done:])
    pieces.append((len(result) - done, 0, 0))
    about = {"sha256": sha256(result).hexdigest(), "pieces": pieces}
    change.write_bytes(json.dumps(about).encode("ascii") + b"\n" + b"".join(own))
