"""The index brought up to the catalogue: what is searched, worked out and written as a new build."""

from collections.abc import Callable, Sequence
from hashlib import sha256

from knowledge.catalogue import Catalogue
from knowledge.index.build import Build
from knowledge.index.builds import Builds, Contents
from knowledge.index.encoder import Encoder
from knowledge.index.manifest import versions
from knowledge.index.passages import Corpus, corpus, dictionary
from knowledge.library import curated, sound
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
    rebuild: bool = False,
) -> Build:
    """Gives the build of the catalogue's revision, writing it where it is not there yet.

    The caller holds the writer lock. With `rebuild` a new one is written in any case. Without an
    encoder, a build that has vectors keeps them.

    Curated rows that quote what their clause does not say (any longer) are left out.
    """
    revision, clauses = catalogue.revision, list(catalogue.clauses())
    texts = {ClauseRef(doc_no, clause.label): clause.text for doc_no, clause in clauses}
    contents = corpus(clauses, sound(curated(), texts))
    builds, terms = Builds(settings), dictionary()
    digest = _digest(contents, terms, settings)
    current = None if rebuild else builds.current()
    if current:
        same = (current.revision, current.manifest.digest) == (revision, digest)
        if same and (encoder is None or current.fingerprint == encoder.fingerprint):
            return current
        current.close()
    words = Words(terms, settings.model_cache)
    return builds.write(
        Contents(
            revision=revision,
            clauses=contents.clauses,
            lexical={
                "words": [words.words(text) for text in contents.texts],
                "bigrams": [words.bigrams(text) for text in contents.texts],
            },
            dense=contents.passages,
            digest=digest,
        ),
        encoder=encoder,
        cache=catalogue,
        progress=progress,
    )


def _digest(contents: Corpus, terms: Sequence[str], settings: Settings) -> str:
    """Equal for builds that would be equal but for their encoder."""
    whole = repr((contents, sorted(terms), sorted(versions().items()), settings.chroma))
    return sha256(whole.encode()).hexdigest()
