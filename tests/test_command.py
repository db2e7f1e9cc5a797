"""The command line as its user meets it: a real process, its output and its exit status."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from bot.command.asking import ask_batch
from knowledge.errors import BadFile
from knowledge.settings import load_settings


def hotline(*words, home, **environment):
    return subprocess.run(
        [sys.executable, "-m", "bot.command", *words],
        env={**os.environ, "HOTLINE_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_an_answer_is_read_in_the_terminal(library):
    done = hotline("ask", "监护情况一般的多长时间入户看一次", "--as-of", "2026-11-22", home=library.home)
    assert done.returncode == 0
    assert "每个月入户走访一次" in done.stdout
    assert "吉民发〔2024〕2号 三（三）8" in done.stdout
    assert "10月底结束" in done.stdout
    assert done.stderr == ""


def test_an_answer_as_json_is_the_record(library):
    done = hotline("ask", "留守儿童怎么认定", "--json", home=library.home)
    record = json.loads(done.stdout)
    assert record["status"] == "answered"
    assert record["citations"][0]["clause"] == "二（一）"


def test_a_batch_answers_every_line_in_order_and_stops_at_none(library, tmp_path, capsys):
    batch, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        '{"id": "1", "question": "留守儿童怎么认定"}',
        "not json",
        '{"id": 3}',
        "",
        '{"id": "4", "question": "  "}',
        '{"id": "5", "question": "孤儿一个月发多少钱"}',
        '["a", "list"]',
    ]
    batch.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    code = ask_batch(
        batch, out, settings=library, as_of=None, audience="operator", within=(), say=lambda _: None
    )
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert code == 1
    assert [record["id"] for record in records] == ["1", None, 3, "4", "5", None]
    assert [sorted(record) == ["error", "id"] for record in records] == [False, True, True, True, False, True]
    assert records[3]["error"]["type"] == "BadQuestion"
    assert records[4]["status"] == "no_basis"
    assert "4 行" in capsys.readouterr().err


def test_the_answers_never_overwrite_their_questions(library, tmp_path):
    batch = tmp_path / "in.jsonl"
    batch.write_text('{"id": "1", "question": "问"}', encoding="utf-8")
    with pytest.raises(BadFile, match="另一个文件"):
        ask_batch(
            batch, batch, settings=library, as_of=None, audience="operator", within=(), say=lambda _: None
        )
    assert "问" in batch.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["ask", "留守儿童"], 1, "hotline ingest --shipped"),
        (["ask", "--batch", "不存在.jsonl", "--out", "o.jsonl"], 1, "打不开"),
        (["ask"], 2, "用法"),
        (["ask", "问", "--audience", "child"], 2, "operator"),
        (["ask", "问", "--as-of", "昨天"], 2, "as-of"),
        (["ingest"], 2, "--shipped"),
        (["nothing"], 2, "nothing"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_breath(tmp_path, words, status, said):
    done = hotline(*words, home=tmp_path / "home", HOTLINE_ENCODER="none")
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    if status == 1:
        assert len(done.stderr.strip().splitlines()) == 1


def test_help_is_quick_and_names_every_command(tmp_path):
    done = hotline("--help", home=tmp_path)
    for command in ("ask", "ingest", "serve", "doctor", "model", "eval"):
        assert command in done.stdout


def test_the_doctor_finds_a_sound_library_sound(library):
    done = hotline("doctor", home=library.home)
    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout


def test_the_doctor_says_what_is_missing_and_what_to_do(tmp_path):
    done = hotline("doctor", home=tmp_path / "home")
    assert done.returncode == 1
    assert "✗ 索引" in done.stdout
    assert "hotline ingest --shipped" in done.stdout
    assert "hotline model" in done.stdout


def test_a_taken_address_is_named(library):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = hotline("serve", "--port", port, home=library.home)
    assert done.returncode == 1
    assert port in done.stderr
    assert "HOTLINE_PORT" in done.stderr


def test_a_killed_service_starts_again_and_answers(library):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for ending in (signal.SIGKILL, signal.SIGTERM):
        service = subprocess.Popen(
            [sys.executable, "-m", "bot.command", "serve", "--port", str(port)],
            env={**os.environ, "HOTLINE_HOME": str(library.home)},
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert _ask(port, "留守儿童怎么认定")["citations"][0]["clause"] == "二（一）"
        finally:
            service.send_signal(ending)
            _, said = service.communicate(timeout=15)
        assert f"http://127.0.0.1:{port}" in said
        assert "Traceback" not in said


def _ask(port, question):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/ask",
        data=json.dumps({"question": question}).encode(),
        headers={"Content-Type": "application/json"},
    )
    for _ in range(200):
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return json.load(reply)
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the service never answered")


def test_two_homes_never_touch(library, tmp_path):
    other = load_settings(home=tmp_path / "other", encoder="none")
    done = hotline("ask", "留守儿童", home=other.home, HOTLINE_ENCODER="none")
    assert done.returncode == 1
    assert not other.builds.exists()
