"""What a file is called in the library: by its stem, or by as much more as tells it from another.

The name is a file's identity: a new file of a name takes the old one's place.
"""

import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from ingest.loaders.characters import plain_name


def name_files(paths: Sequence[Path], *, known: Collection[str]) -> dict[Path, str]:
    """A name for each file, whatever their order.

    A name that the library knows goes to the file that can bear it; otherwise a file gets the shortest
    that neither another of these files nor one in the library bears.
    """
    files = sorted(set(paths))
    bearers = Counter(name for path in files for name in _names(path))
    given: dict[str, Path] = {}
    for path in files:
        names = list(_names(path))
        own = [name for name in reversed(names) if name in known and name not in given]
        free = [name for name in names if bearers[name] == 1 and name not in known]
        given[(own or free or [f"{names[-1]}（{len(given)}）"])[0]] = path
    return {path: name for name, path in given.items()}


def _names(path: Path) -> Iterator[str]:
    """plan, plan.txt, 2024/plan.txt, and so on up to the whole path."""
    # A name may hold bytes that are no UTF-8; a text may not.
    parts = [plain_name(os.fsencode(part).decode("utf-8", "replace")) for part in path.absolute().parts]
    yield Path(parts[-1]).stem
    for start in range(len(parts) - 1, 0, -1):
        yield "/".join(parts[start:])
