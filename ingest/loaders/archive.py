"""Whether a .docx, which is a ZIP archive, can be opened without harm. Asked before any parser."""

import zipfile
import zlib
from io import BytesIO

from knowledge.errors import BadFile

_MEMBERS = 2_000
_TOGETHER = 100 << 20
_RATIO = 100
_SMALL = 1 << 20  # below this a member does no harm however well it was packed
_ENCRYPTED = 0x1
_ENTITIES = tuple("<!DOCTYPE".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
_RESAVE = "请用 Word 或 WPS 打开原文件，另存为新的 .docx 再试"


def check(raw: bytes) -> None:
    """BadFile for a broken archive, a bomb, a locked one, or XML that brings its own entities.

    Only what the directory claims is counted, but a member that unpacks to more than it claims does
    not unpack: `zipfile` stops at the claimed size and finds the checksum wrong.
    """
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            members = archive.infolist()
            _check_sizes(members)
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(archive.read(member))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as problem:
        raise BadFile("不完整或已损坏，打不开", f"可能没有传完，请重新下载；或{_RESAVE}") from problem


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise BadFile("加了密码，读不出内容", "请用 Word 打开，去掉密码后另存再试")
    if len(members) > _MEMBERS:
        raise BadFile(f"里面的部件超过 {_MEMBERS} 个，可能是压缩炸弹", _RESAVE)
    if sum(member.file_size for member in members) > _TOGETHER:
        raise BadFile(f"解开后超过 {_TOGETHER >> 20} MB，可能是压缩炸弹", _RESAVE)
    if any(m.file_size > _SMALL and m.file_size > _RATIO * m.compress_size for m in members):
        raise BadFile(f"压缩比超过 {_RATIO} 倍，可能是压缩炸弹", _RESAVE)


def _check_xml(content: bytes) -> None:
    # Word writes no document type, and without one there are no entities to expand or to fetch.
    if any(mark in content for mark in _ENTITIES):
        raise BadFile("里面有实体定义（DOCTYPE），正常的 Word 文档没有，可能是恶意文件", _RESAVE)
