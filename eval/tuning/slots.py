"""The words of `slots.yaml`, by the slot they fill. Read by `families` and `cries`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("slots.yaml")


@cache
def slots(section: str) -> Mapping[str, tuple[str, ...]]:
    """A section of the file: each slot with its words."""
    found = yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)[section]
    return {slot: tuple(words.split()) for slot, words in found.items()}
