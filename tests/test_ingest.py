"""Ingest as its user meets it: files go in, the library and its index follow, bad files change nothing."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import reading
from ingest.command import report
from ingest.run import Result, ingest
from knowledge.catalogue import Catalogue, writer_lock
from knowledge.errors import NotFound
from knowledge.index import Builds
from knowledge.index import refresh as refreshing
from knowledge.index.refresh import refresh
from knowledge.library import Asked, Cited, curated
from knowledge.model import ClauseRef
from knowledge.settings import load_settings
from knowledge.text.squeeze import squeeze
from tests import policy_files
from tests.fake_encoder import FakeEncoder
from tests.policy_files import CLAUSES, FORMATS

PLAN = "吉民发〔2024〕2号"
DOCUMENTS = Path(__file__).parents[1] / "knowledge" / "library" / "documents"
WEB = DOCUMENTS / "jilin-minzheng-2024-02-plan-web.txt"
NEWSPAPER = DOCUMENTS / "jilin-minzheng-2024-02-plan-newspaper.txt"
NOTICE = (
    "关于{0}事项的通知\n吉民发〔2024〕{1}号\n各市（州）民政局：\n一、{0}一。{0}的第一项工作要在年底前做完。\n"
)


class Home:
    """A home and what its user does with it. `encoder` makes vectors, if there is to be any."""

    def __init__(self, folder: Path) -> None:
        self.settings = load_settings(home=folder, encoder="none")
        self.encoder: FakeEncoder | None = None

    def put(self, *paths: Path, index: bool = False, rebuild: bool = False) -> Result:
        with self.catalogue() as catalogue, writer_lock(self.settings.home):
            result = ingest(paths, catalogue=catalogue, settings=self.settings, progress=lambda _: None)
            if index:
                build = refresh(
                    catalogue,
                    self.settings,
                    encoder=self.encoder,
                    progress=lambda _: None,
                    rebuild=rebuild,
                )
                build.close()
        return result

    def catalogue(self) -> Catalogue:
        return Catalogue.open(self.settings.database_url)

    def documents(self):
        with self.catalogue() as catalogue:
            return {each.doc_no: catalogue.document(each.doc_no) for each in catalogue.documents()}

    def sources(self):
        with self.catalogue() as catalogue:
            return {source.name: source for source in catalogue.sources()}

    def state(self):
        """Everything that a file which changes nothing must leave as it is."""
        with self.catalogue() as catalogue:
            revision, sources = catalogue.revision, catalogue.sources()
        return revision, sources, self.documents(), self.build()

    def build(self):
        builds = Builds(self.settings)
        current = builds.current()
        builds.close()
        return current and (current.id, current.clauses, current.fingerprint)


@pytest.fixture(scope="session")
def dictionary_cache(tmp_path_factory):
    """Shared by all homes: cutting words takes a second of preparing the first time."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture
def home(tmp_path, dictionary_cache):
    home = Home(tmp_path / "home")
    home.settings.home.mkdir()
    home.settings.model_cache.symlink_to(dictionary_cache)
    return home


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def states(result: Result) -> list[str]:
    return [file.state for file in result.files]


# ---- one policy in every format


@pytest.fixture(scope="module")
def every_format(tmp_path_factory):
    """The notice in every format, put in together."""
    folder = tmp_path_factory.mktemp("formats")
    for name, make in FORMATS.items():
        write(folder, name, make())
    home = Home(folder / "home")
    return home, home.put(folder)


@pytest.mark.parametrize("name", FORMATS)
def test_a_notice_has_the_same_clauses_in_every_format(every_format, name):
    _, result = every_format
    [document] = next(file for file in result.files if file.path.name == name).reading.documents
    found = [(clause.label, squeeze(clause.text)) for clause in document.clauses]
    assert found == [(label, squeeze("".join(lines))) for label, lines in CLAUSES]
    assert document.title == policy_files.TITLE
    assert document.issuers == ("吉林省民政厅",)


def test_copies_in_every_format_are_one_document_without_differences(every_format):
    home, result = every_format
    assert set(states(result)) == {"new"}
    [document] = home.documents().values()
    assert document.doc_no == policy_files.NUMBER
    assert len(document.sources) == len(FORMATS)
    assert document.differences == ()


# ---- the same again, changed, in another order


def test_an_unchanged_file_is_no_work(home, tmp_path):
    path = write(tmp_path, "通知.txt", policy_files.txt())
    assert states(home.put(path, index=True)) == ["new"]
    before = home.state()
    assert states(home.put(path, index=True)) == ["unchanged"]
    assert home.state() == before


def test_a_changed_file_takes_the_place_of_its_clauses(home, tmp_path):
    path = write(tmp_path, "通知.txt", NOTICE.format("甲", 901) + "二、甲二。这一项以后要删去。\n")
    home.put(path, index=True)
    write(tmp_path, "通知.txt", NOTICE.format("甲", 901).replace("年底", "六月底"))
    assert states(home.put(path, index=True)) == ["changed"]
    [document] = home.documents().values()
    assert "六月底" in document.clause("一").text
    assert [clause.label for clause in document.clauses] == ["通知正文", "一"]
    assert ClauseRef(document.doc_no, "二") not in home.build()[1]


def test_a_file_that_now_holds_another_document_withdraws_the_first(home, tmp_path):
    path = write(tmp_path, "通知.txt", NOTICE.format("甲", 901))
    home.put(path)
    write(tmp_path, "通知.txt", NOTICE.format("乙", 902))
    home.put(path)
    assert list(home.documents()) == ["吉民发〔2024〕902号"]


def test_a_new_build_is_written_for_new_tables_another_encoder_or_when_asked(home, tmp_path, monkeypatch):
    path = write(tmp_path, "通知.txt", policy_files.txt())
    home.put(path, index=True)
    builds = [home.build()]
    tables = with_a_question_more(curated())
    monkeypatch.setattr(refreshing, "curated", lambda: tables)
    home.put(path, index=True)
    builds.append(home.build())
    home.encoder = FakeEncoder()
    home.put(path, index=True)
    builds.append(home.build())
    home.put(path, index=True)
    assert home.build() == builds[-1]
    home.encoder = None  # the model is missing: the vectors that are there are kept
    home.put(path, index=True)
    assert home.build() == builds[-1]
    home.put(path, index=True, rebuild=True)
    assert len({build_id for build_id, _, _ in [*builds, home.build()]}) == 4


def with_a_question_more(tables):
    cited = Cited(doc_no=policy_files.NUMBER, clause="二（一）", quote="选址要求")
    row = Asked(cited=cited, questions=("儿童之家建在哪里",))
    return tables.model_copy(update={"asked": (*tables.asked, row)})


def test_a_page_of_a_newspaper_joins_the_web_copy_that_comes_later(home):
    home.put(NEWSPAPER)
    [part] = home.documents().values()
    assert part.doc_no == "吉林省留守儿童和困境儿童关爱服务质量提升三年行动实施方案"
    result = home.put(WEB)
    [document] = home.documents().values()
    assert document.doc_no == PLAN
    assert [source.name for source in document.sources if source.canonical] == [WEB.stem]
    assert len(document.sources) == 2
    with home.catalogue() as catalogue:
        assert f"以 {WEB.stem} 为准" in report(result, catalogue)
        with pytest.raises(NotFound):
            catalogue.document(part.doc_no)


def test_the_order_in_which_files_come_changes_nothing(tmp_path):
    files = [
        write(tmp_path, "甲.txt", NOTICE.format("甲", 901)),
        write(tmp_path, "甲的副本.md", NOTICE.format("甲", 901).replace("年底", "年终")),
        write(tmp_path, "两份.txt", NOTICE.format("甲", 901) + "\n" + NOTICE.format("乙", 902)),
    ]
    outcomes = []
    for number, order in enumerate((files, files[::-1], files[1:] + files[:1])):
        together, one_by_one = (Home(tmp_path / f"{number}{way}") for way in "ab")
        together.put(*order)
        for path in order:
            one_by_one.put(path)
        outcomes += [together.documents(), one_by_one.documents()]
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert set(outcomes[0]) == {"吉民发〔2024〕901号", "吉民发〔2024〕902号"}


# ---- names


def test_files_of_one_stem_in_two_folders_are_two_sources(home, tmp_path):
    first = write(tmp_path, "a/通知.txt", NOTICE.format("甲", 901))
    second = write(tmp_path, "b/通知.txt", NOTICE.format("乙", 902))
    home.put(tmp_path / "a", tmp_path / "b")
    assert set(home.sources()) == {"a/通知.txt", "b/通知.txt"}
    write(tmp_path, "a/通知.txt", NOTICE.format("甲", 901).replace("年底", "年终"))
    assert states(home.put(first)) == ["changed"]  # alone, it still is the one it was
    assert set(home.sources()) == {"a/通知.txt", "b/通知.txt"}
    assert states(home.put(second)) == ["unchanged"]
    assert "年终" in home.documents()["吉民发〔2024〕901号"].text


def test_files_that_differ_in_their_suffix_are_told_apart_by_it(home, tmp_path):
    paths = [write(tmp_path, f"通知.{suffix}", NOTICE.format("甲", 901) + suffix) for suffix in ("txt", "md")]
    home.put(*paths)
    assert set(home.sources()) == {"通知.txt", "通知.md"}


def test_a_file_of_a_known_name_from_another_folder_is_its_new_edition(home, tmp_path):
    home.put(write(tmp_path, "a/通知.txt", NOTICE.format("甲", 901)))
    result = home.put(write(tmp_path, "b/通知.docx", policy_files.word()))
    assert states(result) == ["changed"]
    assert set(home.sources()) == {"通知"}


@pytest.mark.parametrize("together", [True, False])
def test_one_content_under_two_names_is_one_source(home, tmp_path, together):
    paths = [write(tmp_path, name, NOTICE.format("甲", 901)) for name in ("通知.txt", "通知的副本.txt")]
    results = [home.put(*paths)] if together else [home.put(path) for path in paths]
    files = [file for result in results for file in result.files]
    assert [(file.state, file.same_as) for file in files] == [("new", ""), ("unchanged", "通知")]
    assert set(home.sources()) == {"通知"}
    with home.catalogue() as catalogue:
        assert "（内容与库里的 通知 相同）" in report(results[-1], catalogue)


def test_a_file_that_takes_over_the_content_of_another_is_changed(home, tmp_path):
    first, second = (
        write(tmp_path, name, NOTICE.format(*row))
        for name, row in (("甲.txt", ("甲", 901)), ("乙.txt", ("乙", 902)))
    )
    home.put(first, second)
    shutil.copy(second, first)
    assert states(home.put(first, second)) == ["changed", "unchanged"]
    assert list(home.documents()) == ["吉民发〔2024〕902号"]


def test_two_files_that_come_to_hold_the_same_both_let_go_of_what_they_held(home, tmp_path):
    paths = [
        write(tmp_path, f"{name}.txt", NOTICE.format(name, number))
        for name, number in (("甲", 901), ("乙", 902))
    ]
    home.put(*paths)
    for path in paths:
        path.write_text(NOTICE.format("丙", 903), encoding="utf-8")
    assert states(home.put(*paths)) == ["changed", "changed"]
    assert list(home.documents()) == ["吉民发〔2024〕903号"]


def test_two_files_that_change_places_lose_nothing(home, tmp_path):
    first = write(tmp_path, "a/通知.txt", NOTICE.format("甲", 901))
    home.put(first)
    second = write(tmp_path, "b/通知.txt", first.read_bytes())
    write(tmp_path, "a/通知.txt", NOTICE.format("乙", 902))
    home.put(first, second)
    assert list(home.documents()) == ["吉民发〔2024〕901号", "吉民发〔2024〕902号"]


def test_a_name_that_is_no_text_or_hides_something_is_shown_plainly(home, tmp_path):
    odd = tmp_path / os.fsdecode("通知\u202e".encode() + b"\xb6\xf9.txt")
    odd.write_text(NOTICE.format("甲", 901))
    result = home.put(odd)
    [name] = home.sources()
    assert name.encode().decode().startswith("通知")
    assert "\u202e" not in name
    with home.catalogue() as catalogue:
        assert report(result, catalogue).encode().decode().startswith("通知.txt：新收入")
    assert states(home.put(odd)) == ["unchanged"]


# ---- bad files


@pytest.fixture
def mixed(tmp_path):
    """A folder with good files, bad ones, and some that are none of ours."""
    folder = tmp_path / "文件"
    write(folder, "甲.txt", NOTICE.format("甲", 901))
    write(folder, "子/乙.docx", policy_files.word())
    write(folder, "坏.docx", b"PK\x03\x04 not a Word file")
    write(folder, "坏.pdf", b"%PDF-1.7\nnothing")
    write(folder, "空.txt", b"")
    write(folder, "乱.txt", bytes(range(256)) * 8)
    write(folder, "图.png", b"\x89PNG")
    write(folder, ".隐藏.txt", "隐藏")
    return folder


def test_of_a_mixed_folder_the_good_files_go_in_and_the_bad_ones_are_named(home, mixed):
    result = home.put(mixed)
    assert set(home.documents()) == {"吉民发〔2024〕901号", policy_files.NUMBER}
    assert {file.path.name for file in result.refused} == {"坏.docx", "坏.pdf", "空.txt", "乱.txt"}
    for file in result.refused:
        assert file.path.name in file.problem
        assert "；" in file.problem
        assert "请" in file.problem


def test_a_bad_file_leaves_the_library_as_it_was_even_under_a_known_name(home, tmp_path):
    path = write(tmp_path, "通知.txt", NOTICE.format("甲", 901))
    home.put(path, index=True)
    before = home.state()
    for content in (b"", b"PK\x03\x04", bytes(range(256)) * 8, b"\n\n \n"):
        write(tmp_path, "通知.txt", content)
        assert states(home.put(path, index=True)) == ["refused"]
        assert home.state() == before


def test_a_folder_is_searched_for_what_is_neither_hidden_nor_written_by_us(home, tmp_path):
    write(tmp_path, ".venv/说明.txt", NOTICE.format("甲", 901))
    write(tmp_path, "home/writer.txt", "123")
    write(tmp_path, "子/通知.TXT", NOTICE.format("乙", 902))
    result = home.put(tmp_path)
    assert [file.path.name for file in result.files] == ["通知.TXT"]


def test_what_cannot_be_looked_at_is_refused_and_not_waited_for(home, tmp_path):
    os.mkfifo(tmp_path / "管道.txt")
    paths = [tmp_path / "不存在.txt", tmp_path / "管道.txt", tmp_path / ("长" * 200), Path("/dev/zero")]
    assert states(home.put(*paths)) == ["refused"] * 4


# ---- other versions of the reader


def test_after_an_upgrade_of_the_reader_a_file_is_read_again_when_it_is_given(home, tmp_path, monkeypatch):
    given = write(tmp_path, "甲.txt", NOTICE.format("甲", 901))
    other = write(tmp_path, "乙.txt", NOTICE.format("乙", 902))
    home.put(given, other)
    before = home.documents()
    monkeypatch.setattr(reading, "READER", reading.READER + 1)
    result = home.put(given)
    assert states(result) == ["changed"]
    assert result.outdated == ("乙",)
    assert home.documents() == before
    with home.catalogue() as catalogue:
        assert "旧版程序读的有 1 个来源（乙）" in report(result, catalogue)
    assert states(home.put(given)) == ["unchanged"]


def test_a_reading_that_is_no_longer_understood_stops_no_other_file(home, tmp_path):
    old = write(tmp_path, "甲.txt", NOTICE.format("甲", 901))
    home.put(old)
    before = home.documents()
    with sqlite3.connect(home.settings.home / "catalogue.db") as connection:
        connection.execute("UPDATE source SET reading = '{\"pages\": []}'")
    connection.close()
    result = home.put(write(tmp_path, "乙.txt", NOTICE.format("乙", 902)))
    assert states(result) == ["new"]
    assert result.outdated == ("甲",)
    assert home.documents()["吉民发〔2024〕901号"] == before["吉民发〔2024〕901号"]
    assert set(home.documents()) == {"吉民发〔2024〕901号", "吉民发〔2024〕902号"}
    assert states(home.put(old)) == ["changed"]
    assert home.put(old).outdated == ()


def test_another_copy_brings_a_document_anew_whose_reading_is_no_longer_understood(home, tmp_path):
    home.put(write(tmp_path, "甲.txt", NOTICE.format("甲", 901)))
    with sqlite3.connect(home.settings.home / "catalogue.db") as connection:
        connection.execute("UPDATE source SET reading = '{}'")
    connection.close()
    home.put(write(tmp_path, "甲的新版.txt", NOTICE.format("甲", 901).replace("年底", "六月底")))
    [document] = home.documents().values()
    assert "六月底" in document.text


# ---- private notices


PRIVATE = "甲乙丙丁某"  # made up: nobody has that name
NOTICES = (
    f"\n房屋所有权继承公告\n房屋所有权人:{PRIVATE}，坐\n\n落:某镇某村，房屋所有权证编号:某\n\n"
    f"房权证字第 0 号。\n\n特此公告\n\n遗失声明\n{PRIVATE}不慎将残疾人证遗失，证号00000000，声明作废。\n"
)


def test_a_private_notice_on_a_newspaper_page_is_written_nowhere(home, tmp_path):
    page = write(tmp_path, "报纸.txt", NEWSPAPER.read_text("utf-8") + NOTICES)
    done = hotline("ingest", page, home=home.settings.home, HOTLINE_LOG_LEVEL="DEBUG")
    assert done.returncode == 0
    assert "个人公告" in done.stdout
    written = b"".join(path.read_bytes() for path in home.settings.home.rglob("*") if path.is_file())
    said = (done.stdout + done.stderr).encode()
    for secret in (PRIVATE, PRIVATE.encode("unicode_escape").decode(), "00000000，声明"):
        assert secret.encode() not in written + said
    assert "留守儿童".encode() in written


def test_a_lost_certificate_is_a_notice_on_a_newspaper_page_only():
    policy = NOTICE.format("残疾人证", 901) + "二、补办。证件遗失的，登报声明作废后补办。\n"
    [document] = reading.read(policy, name="通知").documents
    assert "登报声明作废" in document.text
    page = f"（上接03版）各地要认真落实。\n{PRIVATE}遗失身份证，声明作废。\n"
    assert PRIVATE not in str(reading.to_json(reading.read(page, name="报纸")))


# ---- the command line


def hotline(*words, home, **environment):
    return subprocess.run(
        [sys.executable, "-m", "bot.command", *map(str, words)],
        env={**os.environ, "HOTLINE_HOME": str(home), "HOTLINE_ENCODER": "none", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def one_clear_line(done, *said):
    """Status 1, and on stderr one Chinese line that names the cause and the remedy."""
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("出错了：")
    assert "；" in line
    assert "请" in line
    for words in said:
        assert words in line


def test_a_mixed_folder_on_the_command_line_ends_with_status_1_and_the_good_files_found(home, mixed):
    done = hotline("ingest", mixed, home=home.settings.home)
    one_clear_line(done, "另有 3 个文件没能读入")
    assert "甲.txt：新收入" in done.stdout
    assert "坏.pdf：没能读入" in done.stdout
    assert "索引已就绪" in done.stdout
    assert "图.png" not in done.stdout
    answered = hotline("ask", "儿童之家的台账多久更新一次", home=home.settings.home)
    assert f"{policy_files.NUMBER} 二（三）" in answered.stdout
    before = home.build()
    again = hotline("ingest", "--rebuild", home=home.settings.home)
    assert (again.returncode, again.stderr) == (0, "")
    assert home.build()[0] != before[0]


def test_a_file_that_is_not_there_is_named_and_nothing_is_made(tmp_path):
    done = hotline("ingest", tmp_path / "没有.txt", home=tmp_path / "home")
    one_clear_line(done, "没有.txt", "不存在", "请核对路径")
    assert not (tmp_path / "home" / "builds").exists()


def test_a_second_writer_is_told_who_writes(tmp_path):
    path = write(tmp_path, "通知.txt", NOTICE.format("甲", 901))
    with writer_lock(tmp_path / "home"):
        done = hotline("ingest", path, home=tmp_path / "home")
    one_clear_line(done, f"进程号 {os.getpid()}", "请等它写完")


@pytest.mark.parametrize("words", [("ingest", "通知.txt"), ("ask", "留守儿童怎么认定")])
def test_a_damaged_catalogue_is_named_with_the_way_out(tmp_path, words):
    write(tmp_path, "home/catalogue.db", b"no database " * 1000)
    done = hotline(*words, home=tmp_path / "home")
    one_clear_line(done, "catalogue.db", "已损坏", "备份")


@pytest.mark.parametrize("words", [("ingest", "通知.txt"), ("ask", "留守儿童怎么认定")])
def test_a_home_that_cannot_be_written_is_named(tmp_path, words):
    write(tmp_path, "file", b"")
    one_clear_line(hotline(*words, home=tmp_path / "file" / "home"), "file/home", "请检查路径和权限")


@pytest.mark.parametrize("words", [("ingest", "--nothing", "a.txt"), ("ingest", "--shipped=x")])
def test_wrong_usage_is_status_2(tmp_path, words):
    done = hotline(*words, home=tmp_path / "home")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()
