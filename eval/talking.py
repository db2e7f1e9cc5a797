"""What a run keeps of one turn of a dialogue: the answer to it in its talk, and what it finds asked alone."""

from datetime import date
from typing import Any

from bot.assistant import Assistant
from bot.conversation import NEW, Conversation
from bot.conversation.following import after
from eval.answering import answered
from eval.datasets import Question


def talked(assistant: Assistant, question: Question, as_of: date) -> dict[str, Any]:
    """The answer record to a turn, after the turns before it; `alone` are the clauses its own text finds.

    What was said before is asked anew, so that a turn does not hang on another that a kill took away.
    """
    record = answered(assistant, question, as_of, talk=lambda: _before(assistant, question, as_of))
    if "error" in record:
        return record
    alone = assistant.ask(question.standalone, as_of=as_of)
    return record | {"alone": [[hit.doc_no, hit.clause] for hit in alone.hits]}


def _before(assistant: Assistant, question: Question, as_of: date) -> Conversation:
    talk = NEW
    for said in question.before:
        talk = after(talk, assistant.ask(said, as_of=as_of, conversation=talk), as_of=as_of)
    return talk
