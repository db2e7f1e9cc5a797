"""The index brought up to the catalogue: what is searched, worked out and written as a new build."""

from collections.abc import Callable

from knowledge.catalogue import Catalogue
from knowledge.errors import BadLibrary
from knowledge.index.build import Build
from knowledge.index.builds import Builds, Contents
from knowledge.index.encoder import Encoder
from knowledge.index.passages import corpus, dictionary
from knowledge.library import check, curated
from knowledge.model import ClauseRef
from knowledge.settings import Settings
from knowledge.text.words import Words


def behind(catalogue: Catalogue, settings: Settings, *, encoder: Encoder | None) -> bool:
    """Whether the current build lags behind the catalogue or was made by another encoder."""
    if catalogue.revision == 0:
        return False
    build = Builds(settings).current()
    if build is None or build.revision != catalogue.revision:
        return True
    return encoder is not None and build.fingerprint != encoder.fingerprint


def refresh(
    catalogue: Catalogue,
    settings: Settings,
    *,
    encoder: Encoder | None,
    progress: Callable[[str], None],
) -> Build:
    """Gives the build of the catalogue's revision, writing it where it is not there yet.

    The caller holds the writer lock.

    Raises:
        BadLibrary: a curated row quotes what its clause does not say; the old build stays.
    """
    tables = curated()
    clauses = list(catalogue.clauses())
    texts = {ClauseRef(doc_no, clause.label): clause.text for doc_no, clause in clauses}
    contents = corpus(clauses, tables)
    faults = check(tables, texts)
    if faults:
        raise BadLibrary(
            f"整理好的表与条款对不上：{'；'.join(faults[:3])}（共 {len(faults)} 处）",
            "请改正 knowledge/library 里的这些行；原来的索引照常使用",
        )
    words = Words(dictionary(), settings.model_cache)
    return Builds(settings).write(
        Contents(
            revision=catalogue.revision,
            clauses=contents.clauses,
            lexical={
                "words": [words.words(text) for text in contents.texts],
                "bigrams": [words.bigrams(text) for text in contents.texts],
            },
            dense=contents.passages,
        ),
        encoder=encoder,
        cache=catalogue,
        progress=progress,
    )
