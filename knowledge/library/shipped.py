"""The policy texts that come with the program, and the manifest that says where each is from."""

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.errors import BadLibrary

FOLDER = Path(__file__).parent


class Shipped(BaseModel):
    """One file of the shipped library: its hash, what it holds, and where it was published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: str
    holds: str
    title: str
    issuers: str
    date: date
    published: str

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return FOLDER / "documents" / self.file


@cache
def shipped() -> tuple[Shipped, ...]:
    """The shipped texts, each verified against its hash; BadLibrary if one was changed."""
    rows = yaml.safe_load((FOLDER / "manifest.yaml").read_text(encoding="utf-8"))
    entries = tuple(Shipped.model_validate(row) for row in rows)
    for entry in entries:
        if not entry.path.is_file():
            raise BadLibrary(f"随程序附带的 {entry.file} 不见了", "请重新取一份程序")
        if hashlib.sha256(entry.path.read_bytes()).hexdigest() != entry.sha256:
            raise BadLibrary(f"随程序附带的 {entry.file} 被改动过", "请恢复原文件，或更新 manifest.yaml")
    return entries
