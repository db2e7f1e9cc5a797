"""The commands. Each parses what was typed, calls a room, shows what came; nothing is decided here.

Exit status: 0 done; 1 the work failed, with one clear line on stderr; 2 wrong usage.
"""

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from knowledge.errors import HotlineError
from knowledge.settings import Settings, load_settings

# Offline and without telemetry, whatever a dependency's default is; and one thread a library, since
# oversubscribed cores, not slow code, are what makes answers late.
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "ANONYMIZED_TELEMETRY": "false",
    "LANGSMITH_TRACING": "false",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}

app = typer.Typer(
    name="hotline",
    help="12345 热线儿童福利政策问答：从政策文件里找到依据，带着条款原文作答。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
evaluation = typer.Typer(help="量一量有多好、有多快。", no_args_is_help=True)
app.add_typer(evaluation, name="eval")

_DEV = Path(__file__).parents[2] / "eval" / "datasets" / "questions_dev.jsonl"

AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="按哪一天判断文件是否有效，如 2026-11-22"),
]

Runs = Annotated[Path | None, typer.Option(help="运行放在哪个文件夹；不写就是 HOTLINE_HOME 里的 runs")]


def _room(name: str) -> Any:
    """A room that only the command line may name; imported when its command runs."""
    return import_module(name)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def say(message: str) -> None:
    """What has to be known beside the result, on stderr, so that stdout stays the result's."""
    typer.echo(message, err=True)


def progress(message: str) -> None:
    """What is being done, for a person who watches; a log or a script is not told."""
    if sys.stderr.isatty():
        say(message)


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="文件或文件夹")] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="随程序附带的政策文件")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="没有变化也重建索引")] = False,
) -> None:
    """把文件放进库里：解析成条款，更新索引。"""
    if not (paths or shipped or rebuild):
        raise typer.BadParameter("请写出文件或文件夹，或用 --shipped 放入附带的政策文件")
    code = _room("ingest.command").run(
        tuple(paths or ()),
        shipped=shipped,
        rebuild=rebuild,
        settings=_settings(),
        say=say,
        progress=progress,
    )
    raise typer.Exit(code)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="想问的事")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出完整的答复记录")] = False,
    as_of: AsOf = None,
    audience: Annotated[str, typer.Option(help="operator（话务员）或 family（家庭）")] = "operator",
    within: Annotated[
        list[str] | None,
        typer.Option(help="只在文号以此开头的文件里找，如 吉民发〔2024〕34号 或 吉民发；可写几次"),
    ] = None,
    batch: Annotated[Path | None, typer.Option(help="每行一个 {id, question} 的 JSONL 文件")] = None,
    out: Annotated[Path | None, typer.Option(help="批量答复写到哪个文件")] = None,
    chat: Annotated[bool, typer.Option("--chat", help="一句接一句地问，从标准输入逐行读")] = False,
) -> None:
    """问一个问题，用 --chat 接着问，或用 --batch 一次问许多。"""
    if audience not in ("operator", "family"):
        raise typer.BadParameter("audience 只能是 operator 或 family")
    ways = (question is not None, batch is not None, chat)
    if (batch is None) != (out is None) or sum(ways) != 1:
        raise typer.BadParameter(
            '用法：hotline ask "问题"，或 hotline ask --chat，'
            "或 hotline ask --batch 问题.jsonl --out 答复.jsonl"
        )
    asking = _room("bot.command.asking")
    audience_: Literal["operator", "family"] = "family" if audience == "family" else "operator"
    options = {
        "settings": _settings(),
        "as_of": _day(as_of),
        "audience": audience_,
        "within": tuple(within or ()),
    }
    if batch and out:
        code = asking.ask_batch(batch, out, say=say, **options)
    elif chat:
        code = asking.ask_on(as_json=as_json, say=say, **options)
    else:
        code = asking.ask_one(question, as_json=as_json, **options)
    raise typer.Exit(code)


@app.command()
def check(
    text: Annotated[str | None, typer.Option("--text", help="孩子和家里的情况，照原话写就行")] = None,
    facts: Annotated[Path | None, typer.Option("--facts", help="写着事实的 JSON 文件")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出完整的核对记录")] = False,
    as_of: AsOf = None,
    batch: Annotated[
        Path | None, typer.Option(help="每行一个 {id, text} 或 {id, facts} 的 JSONL 文件")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="批量核对写到哪个文件")] = None,
) -> None:
    """核对一个孩子属于哪几类、还要问什么，或用 --batch 一次核对许多。"""
    one = text is not None or facts is not None
    if (batch is None) != (out is None) or (batch is None) is not one:
        raise typer.BadParameter(
            '用法：hotline check --text "情况"，hotline check --facts 事实.json，'
            "或 hotline check --batch 情况.jsonl --out 核对.jsonl"
        )
    checking = _room("bot.command.checking")
    if batch and out:
        code = checking.check_batch(batch, out, settings=_settings(), as_of=_day(as_of), say=say)
    else:
        code = checking.check_one(text, facts, settings=_settings(), as_of=_day(as_of), as_json=as_json)
    raise typer.Exit(code)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="监听的地址")] = None,
    port: Annotated[int | None, typer.Option(help="监听的端口")] = None,
) -> None:
    """启动网页和接口。"""
    given = {"host": host, "port": port}
    _room("bot.command.serving").serve(
        _settings(**{name: value for name, value in given.items() if value is not None}), say=say
    )


@app.command()
def model() -> None:
    """取来向量模型（只在第一次下载），并核对。"""
    folder = _room("knowledge.index").ensure_model(_settings(), progress=say)
    say(f"向量模型已就绪：{folder}")


@app.command()
def doctor(
    language_model: Annotated[bool, typer.Option("--model", help="看看设置的大模型够不够好")] = False,
) -> None:
    """自检：目录库、索引、模型、随附文件各是什么情况，哪里不对该怎么办。"""
    look = _room("bot.command.model_checkup").examine_model if language_model else None
    raise typer.Exit(_room("bot.command.checkup").checkup(_settings(), look=look))


@evaluation.command()
def retrieval(
    questions: Annotated[Path, typer.Argument(help="带标准答案的问题（JSONL）")] = _DEV,
    out: Annotated[Path | None, typer.Option(help="结果另存为 JSON")] = None,
) -> None:
    """找对条款的比例：本程序与常见做法（LangChain 切块＋Chroma）同场比较。"""
    _room("eval.command").retrieval(questions, out=out, settings=_settings(), say=say)


@evaluation.command()
def speed(
    questions: Annotated[Path, typer.Argument(help="问题（JSONL）")] = _DEV,
    out: Annotated[Path | None, typer.Option(help="结果另存为 JSON")] = None,
) -> None:
    """有多快：入库、启动、单个问题。"""
    _room("eval.command").speed(questions, out=out, settings=_settings(), say=say)


@evaluation.command()
def growth(
    corpus: Annotated[Path, typer.Argument(help="另加进库里的法律条款（law_clauses 的 corpus.jsonl.gz）")],
    size: Annotated[list[int] | None, typer.Option(help="另加多少条，可写几次")] = None,
    plain_up_to: Annotated[int, typer.Option(help="到多少条为止同 LangChain 比较建索引的时间")] = 4000,
    questions: Annotated[Path, typer.Option(help="带标准答案的问题（JSONL）")] = _DEV,
    out: Annotated[Path, typer.Option(help="结果存到这个文件，量过的不再量")] = Path("growth.json"),
) -> None:
    """库变大以后：建索引的时间、内存、单个问题的时间、答对的比例。整套要一个多小时。"""
    _room("eval.growth").growth(
        questions,
        corpus,
        size or [0, 1000, 4000, 16000, 64000, 148371],
        plain_up_to=plain_up_to,
        out=out,
        settings=_settings(),
        say=say,
    )


@evaluation.command()
def wording(
    out: Annotated[Path | None, typer.Option(help="结果另存为 JSON")] = None,
) -> None:
    """大模型改写的核对有多准：真话放过多少，似是而非的话挡住多少（不用大模型）。"""
    _room("eval.wording").wording(out=out, settings=_settings(), say=say)


@evaluation.command()
def statutes(
    folder: Annotated[
        Path, typer.Argument(help="STARD 的文件夹（corpus.jsonl.gz、queries.jsonl、qrels.jsonl）")
    ],
    out: Annotated[Path | None, typer.Option(help="结果另存为 JSON")] = None,
) -> None:
    """换到法律条文和老百姓的问题上，同一套检索找对的比例。要十几分钟。"""
    _room("eval.statutes").run_statutes(folder, out=out, settings=_settings(), say=say)


@evaluation.command()
def peers(
    questions: Annotated[Path, typer.Argument(help="带标准答案的问题（JSONL）")] = _DEV,
    out: Annotated[Path | None, typer.Option(help="结果另存为 JSON，可放进报告")] = None,
) -> None:
    """同场比较：本程序、LangChain、BM25、只用向量、LlamaIndex、Haystack、txtai，各一行。"""
    _room("eval.peers.command").peers(questions, out=out, settings=_settings(), say=say)


@evaluation.command()
def run(
    sets: Annotated[
        list[str] | None, typer.Option("--set", help="题集的名字，可写几次；不写就是除封存集以外的全部")
    ] = None,
    as_of: AsOf = None,
    runs: Runs = None,
    benchdata: Annotated[
        Path | None, typer.Option(help="程序以外的题集放在哪个文件夹（其中有 out_of_scope）")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="接着做上次中断的运行")] = False,
) -> None:
    """把题集问一遍，答复存下来，以后随时评分。"""
    if resume and (sets or as_of or benchdata):
        raise typer.BadParameter("--resume 按上次的题集和日期接着做，不能再写 --set、--as-of、--benchdata")
    _room("eval.run_commands").run(
        tuple(sets or ()),
        as_of=_day(as_of),
        runs=runs,
        benchdata=benchdata,
        resume=resume,
        settings=_settings(),
        say=say,
    )


@evaluation.command()
def report(
    name: Annotated[str | None, typer.Argument(metavar="[RUN]", help="哪次运行；不写就是最近做完的")] = None,
    against: Annotated[list[str] | None, typer.Option(help="同哪次运行比较，可写几次")] = None,
    peers: Annotated[Path | None, typer.Option(help="hotline eval peers --out 写的文件")] = None,
    growth: Annotated[Path | None, typer.Option(help="hotline eval growth --out 写的文件")] = None,
    out: Annotated[Path | None, typer.Option(help="写到哪个文件；不写就放在运行的文件夹里")] = None,
    runs: Runs = None,
) -> None:
    """把一次运行写成一页网页：图、表和没答好的题。"""
    _room("eval.run_commands").report(
        name,
        against=tuple(against or ()),
        peers=peers,
        growth=growth,
        out=out,
        runs=runs,
        settings=_settings(),
        say=say,
    )


@evaluation.command()
def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="一次运行")],
    second: Annotated[str, typer.Argument(metavar="B", help="另一次运行")],
    measures: Annotated[
        list[str] | None, typer.Option("--measure", help="指标，如 Recall@1，可写几次")
    ] = None,
    runs: Runs = None,
) -> None:
    """两次运行逐题比较：差多少，是不是偶然。"""
    _room("eval.run_commands").compare_runs(
        first, second, measures=tuple(measures or ()), runs=runs, settings=_settings()
    )


@evaluation.command()
def gate(
    baseline: Annotated[Path | None, typer.Option(help="基线文件；不写就是 eval/baseline.json")] = None,
    update: Annotated[bool, typer.Option("--update", help="以这次的结果为新的基线")] = False,
    runs: Runs = None,
) -> None:
    """守住开发集的成绩：哪项退步超过误差，就以状态 1 结束。"""
    code = _room("eval.run_commands").gate(
        baseline=baseline, update=update, runs=runs, settings=_settings(), say=say
    )
    raise typer.Exit(code)


def _settings(**overrides: object) -> Settings:
    settings = load_settings(**overrides)
    _room("bot.logs").configure(settings)
    return settings


def main() -> None:
    """Runs a command; every named failure is one line and status 1."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    run: Callable[..., Any] = app
    try:
        sys.exit(run(standalone_mode=False))
    except typer.TyperException as wrong:
        words = _room("bot.keeping").kept(wrong.format_message())  # which repeat what was typed
        if words:  # none where the help was shown instead
            typer.echo(f"用法不对：{words}；用法见 hotline --help", err=True)
        sys.exit(wrong.exit_code)
    except HotlineError as problem:
        typer.echo(f"出错了：{_room('bot.keeping').kept(str(problem))}", err=True)
        sys.exit(1)
    except Exception as problem:  # a defect of ours; its trace may repeat what was asked
        typer.echo(_room("bot.logs").trace_of(problem), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("已停止。", err=True)
        sys.exit(130)
