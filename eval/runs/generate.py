"""Asks what a run has to ask. What was asked before a kill is not asked again."""

from datetime import date
from pathlib import Path

from bot.assistant import Assistant
from eval.datasets.registered import Dataset, named
from eval.progress import track
from eval.runs.about import Made
from eval.runs.outputs import Outputs
from eval.runs.run import Run, unfinished
from knowledge.errors import HotlineError


def begin(runs: Path, made: Made, sets: tuple[tuple[Dataset, Path], ...], *, as_of: date | None) -> Run:
    """A new run; each set is asked for the day it was written for, unless another is given."""
    days = [(as_of or dataset.as_of).isoformat() for dataset, _ in sets]
    return Run.create(runs, made, [(*one, day) for one, day in zip(sets, days, strict=True)])


def resume(runs: Path, made: Made) -> Run:
    """The newest unfinished run; HotlineError if what would go on with it is not what began it."""
    run = unfinished(runs)
    if run.about.made != made:
        changed = [name for name in Made.__slots__ if getattr(made, name) != getattr(run.about.made, name)]
        raise HotlineError(
            f"运行 {run.about.id} 开始以后变过了：{'、'.join(changed)}；接着做，前后就不是同一个程序的答复",
            "请去掉 --resume，从头做一次",
        )
    return run


def generate(run: Run, assistant: Assistant) -> Run:
    """Asks every question that has no output yet, and gives the finished run."""
    assistant.warm()  # what is loaded on first use is not the first question's time
    for name, used in run.about.sets.items():
        dataset = named(name)
        as_of = date.fromisoformat(used.as_of)
        questions = dataset.kind.read(run.items(name))
        with Outputs(run.outputs(name)) as outputs:
            left = [question for question in questions if question.id not in outputs.done]
            with track(dataset.title, len(questions), done=len(questions) - len(left)) as advance:
                for question in left:
                    outputs.add(dataset.kind.generate(assistant, question, as_of))
                    advance()
    return run.finish()
