"""What many tests need: the embedding model, and one library of the shipped texts for the whole run."""

import os
from pathlib import Path

import pytest
from filelock import FileLock

from bot.assistant import open_assistant
from ingest.run import ingest
from knowledge.catalogue import Catalogue, writer_lock
from knowledge.index import ensure_model, open_encoder
from knowledge.index.refresh import refresh
from knowledge.library import shipped
from knowledge.settings import load_settings

# What the command line sets for itself.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """The model's folder, fetched if it is not there: a test that needs it is never skipped."""
    settings = load_settings(home=Path(os.environ.get("HOTLINE_HOME", ".hotline")))
    ensure_model(settings, progress=print)
    return settings.model_cache


@pytest.fixture(scope="session")
def library(model_cache, tmp_path_factory):
    """Settings of a home that holds the shipped library, built once however many workers run."""
    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else None
    folder = (shared or tmp_path_factory.getbasetemp()) / "library"
    settings = load_settings(home=folder)
    with FileLock(f"{folder}.lock"):
        if not (folder / "ready").exists():
            folder.mkdir(parents=True, exist_ok=True)
            settings.model_cache.symlink_to(model_cache.resolve())
            with writer_lock(folder), Catalogue.open(settings.database_url) as catalogue:
                paths = [entry.path for entry in shipped()]
                ingest(paths, catalogue=catalogue, settings=settings, progress=lambda _: None)
                encoder = open_encoder(settings)
                refresh(catalogue, settings, encoder=encoder, progress=lambda _: None).close()
            (folder / "ready").touch()
    return settings


@pytest.fixture(scope="module")
def assistant(library):
    """An assistant over the shipped library."""
    with open_assistant(library) as opened:
        yield opened
