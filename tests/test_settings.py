"""Settings: from the environment alone, wrong ones named, all of them in the README."""

import re
from pathlib import Path

import pytest

from knowledge.errors import BadSettings
from knowledge.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HOTLINE_PORT", "abc", "应是整数"),
        ("HOTLINE_PORT", "99999", "不能大于 65535"),
        ("HOTLINE_THREADS", "0", "不能小于 1"),
        ("HOTLINE_AS_OF", "2026-13-01", "2026-11-22 这样的日期"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value(monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=name) as caught:
        load_settings()
    assert said in str(caught.value)
    assert value in str(caught.value)


def test_every_setting_is_in_the_readme_with_its_default():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(HOTLINE_\w+)` \| ([^|]*) \|", readme, flags=re.MULTILINE))
    expected = {
        "HOTLINE_" + name.upper(): f"`{field.default}`" if field.default not in ("", None) else ""
        for name, field in Settings.model_fields.items()
    }
    assert {name: default.strip() for name, default in rows.items()} == expected


def test_nothing_but_the_settings_reads_the_environment():
    readers = [
        path.relative_to(ROOT).as_posix()
        for room in ("knowledge", "ingest", "bot", "eval")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"\benviron\b|\bgetenv\b", path.read_text(encoding="utf-8"))
    ]
    # The command line sets what libraries read, children are given an environment; nobody else looks.
    assert set(readers) <= {
        "bot/command/main.py",
        "eval/speed.py",
        "ingest/sandbox.py",
        "knowledge/index/model_files.py",
    }
