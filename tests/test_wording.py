"""A model words and never decides: whatever its endpoint does, the extractive answer stands, in time."""

import contextlib
import json
import threading
import time

import pytest

from bot.record import AnswerRecord, Citation, Contact, Emergency, Status
from bot.wording import Done, Evidence, Sentence, Stop, Wording
from bot.wording.breaker import Breaker
from bot.wording.checking import Support
from bot.wording.client import Client
from bot.wording.endpoint import Endpoint
from bot.wording.trouble import Trouble
from knowledge.model import Validity
from knowledge.text.words import bigrams
from tests.fake_endpoint import MODES, FakeEndpoint

QUOTE = "留守儿童是指父母双方外出务工或一方外出务工另一方无监护能力、不满16周岁的未成年人。"
MORE = "对于监护状况较好的，每三个月入户走访一次；对于监护状况一般的，每个月入户走访一次。"
OWN = "另外，您问到的金额，收录的文件里没有写，我不能猜；请向当地民政部门核实。"
SECONDS = 2.0  # in all; the first word has a quarter of it
LATEST = SECONDS + 0.5


def cited(quote, clause):
    return Citation(
        doc_no="吉民发〔2024〕2号", title="吉林省留守儿童和困境儿童关爱服务质量提升方案", clause=clause,
        quote=quote, source="plan", start=0, end=len(quote), validity=Validity.IN_FORCE,
    )  # fmt: skip


RECORD = AnswerRecord(
    question="留守儿童怎么算？我叫王小明，电话13911112222",
    status=Status.ANSWERED,
    answer=f"{QUOTE}\n负责部门：省民政厅。\n\n相关规定：\n{MORE}\n{OWN}",
    citations=(cited(QUOTE, "二（一）"), cited(MORE, "三（三）8")),
)


@pytest.fixture(scope="module")
def fake():
    served = FakeEndpoint()
    yield served
    served.close()


@contextlib.contextmanager
def wording(url, *, seconds=SECONDS, breaker=None, **more):
    """A room over one address, its library imported; leaves no thread."""
    room = Wording(
        Client(Endpoint(url, "fake", seconds), breaker=breaker),
        Support(bigrams, None),
        numbers=["110", "12345"],
        **more,
    )
    room.client.warm().result()
    try:
        yield room
    finally:
        room.close()


def told(room, record=RECORD, **more):
    """The events, and how long they took to come."""
    began = time.monotonic()
    events = list(room.word(record, **more))
    return events, time.monotonic() - began


def at_most(wait, what):
    until = time.monotonic() + wait
    while not what() and time.monotonic() < until:
        time.sleep(0.01)
    return what()


# --- what an honest endpoint gives ------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["well", "before_the_stop"])
def test_an_honest_model_words_the_answer_and_what_the_program_says_itself_stays(fake, mode):
    with wording(fake.url(mode)) as room:
        events, _ = told(room)
    assert events[0] == Evidence(RECORD)
    assert events[1] == Sentence(QUOTE, (0,))
    done = events[-1]
    assert isinstance(done, Done)
    assert (done.why, done.record.mode) == (None, "llm")
    assert done.record.answer.splitlines() == [QUOTE, "负责部门：省民政厅。", OWN]
    assert done.record.model_copy(update={"answer": RECORD.answer, "mode": "extractive"}) == RECORD


def test_a_persons_data_do_not_leave_and_neither_does_this_machines(fake, monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    fake.bodies.clear()
    fake.headers.clear()
    with wording(fake.url("well")) as room:
        told(room)
    sent, head = json.dumps(fake.bodies, ensure_ascii=False), fake.headers[0].lower()
    assert "【姓名1】" in sent
    assert "王小明" not in sent
    assert "13911112222" not in sent
    assert "吉民发" not in sent
    assert "org-of-somebody" not in head
    assert "x-stainless" not in head
    assert "user-agent" not in head


def test_the_counts_say_what_the_model_did(fake):
    with wording(fake.url("well")) as room:
        told(room)
        counts = room.counts()
    assert (counts.asked, counts.worded, counts.sentences) == (1, 1, 4)
    assert counts.dropped == {"no_token": 3}
    assert (counts.tokens_in, counts.tokens_out) == (120, 30)
    assert counts.first_word_ms is not None


# --- what a bad one does ------------------------------------------------------------------------------

BAD = [*sorted(set(MODES) - {"well", "before_the_stop"}), "refused"]
# What each is called, where it could be mistaken for another.
NAMED = {
    "refused": Trouble.UNREACHABLE, "hang": Trouble.SLOW_START, "hang_after_head": Trouble.SLOW_START,
    "drip": Trouble.SLOW_START, "endless_silence": Trouble.SLOW_START, "stall": Trouble.SLOW,
    "drip_words": Trouble.SLOW, "rate_limited": Trouble.RATE_LIMITED, "server_error": Trouble.FAILED,
    "no_key": Trouble.REFUSED_KEY, "not_found": Trouble.REFUSED, "truncated": Trouble.CUT_OFF,
    "no_finish": Trouble.CUT_OFF, "length": Trouble.CUT_OFF, "huge": Trouble.TOO_MUCH,
    "huge_error": Trouble.TOO_MUCH, "endless": Trouble.TOO_MUCH, "nothing": Trouble.EMPTY,
    "compressed": Trouble.UNREADABLE, "bad_events": Trouble.UNREADABLE,
    "unknown_tokens": "main_clause_missing", "no_tokens": "main_clause_missing", "echo": "prompt_echo",
    "canary": "prompt_echo", "private": "private_data", "liar": "figure", "promise": "promise",
    "verdict": "verdict", "other_phone": "phone_number", "off_topic": "main_clause_missing",
}  # fmt: skip
NEVER = (
    "29", "5000", "天气", "张伟", "13812345678", "登记", "12349", "符合留守", "忽略", "校验字", "sk-secret",
)  # fmt: skip


def address(fake, mode):
    return "http://127.0.0.1:9/v1" if mode == "refused" else fake.url(mode)


def check_bad(fake, room, mode, latest):
    events, seconds = told(room)
    done = events[-1]
    assert events[0] == Evidence(RECORD)
    assert done.record == RECORD
    assert done.why
    assert seconds <= latest
    if mode in NAMED:
        assert done.why == NAMED[mode]
    shown = json.dumps([event.text for event in events if isinstance(event, Sentence)], ensure_ascii=False)
    assert not [word for word in NEVER if word in shown]


@pytest.mark.parametrize("mode", BAD)
def test_whatever_the_endpoint_does_the_extractive_answer_stands_in_time(fake, mode):
    before = set(threading.enumerate())
    with wording(address(fake, mode)) as room:
        check_bad(fake, room, mode, LATEST)
    assert set(threading.enumerate()) <= before
    assert at_most(10, lambda: fake.open == 0)


@pytest.mark.nightly
@pytest.mark.parametrize("mode", BAD)
def test_fifty_times_over_at_the_full_limit(fake, mode):
    before = set(threading.enumerate())
    rooms = 10  # at once, as operators are
    for _ in range(5):
        failures = []

        def one(failures=failures):
            try:
                with wording(address(fake, mode), seconds=8) as room:
                    check_bad(fake, room, mode, 8.5)
            except BaseException as problem:
                failures.append(problem)

        threads = [threading.Thread(target=one) for _ in range(rooms)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
    assert set(threading.enumerate()) <= before
    assert at_most(5, lambda: fake.open == 0)


def test_a_reader_who_goes_away_leaves_nothing_running(fake):
    with wording(fake.url("stall"), seconds=30) as room:
        events = room.word(RECORD)
        next(events)
        events.close()
        stop = Stop()
        done = []
        reader = threading.Thread(target=lambda: done.extend(room.word(RECORD, stop=stop)))
        reader.start()
        assert at_most(3, lambda: fake.open == 1)
        stop.now()
        reader.join(1)
        assert not reader.is_alive()
        assert done[-1].why == "stopped"
        assert at_most(10, lambda: fake.open == 0)
        assert not room.client.breaker.open


def test_after_five_failures_the_endpoint_is_left_alone_and_operators_see_it(fake):
    with wording(fake.url("server_error")) as room:
        whys = [told(room)[0][-1].why for _ in range(6)]
        assert whys == [Trouble.FAILED] * 5 + [Trouble.RESTING]
        assert "暂停" in room.trouble()
        assert room.counts().kept_extractive == {"failed": 5, "resting": 1}


def test_one_that_asks_to_wait_is_not_asked_again_before(fake):
    fake.bodies.clear()
    with wording(fake.url("rate_limited")) as room:
        assert [told(room)[0][-1].why for _ in range(3)] == [Trouble.RATE_LIMITED, *[Trouble.RESTING] * 2]
    assert len(fake.bodies) == 1


def test_the_breaker_lets_one_try_after_its_rest():
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(5):
        assert breaker.allows()
        breaker.failed()
        now[0] += 1
    assert not breaker.allows()
    now[0] += 31
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.failed()
    assert not breaker.allows()
    now[0] += 31
    assert breaker.allows()
    breaker.went_well()
    assert [breaker.allows(), breaker.allows()] == [True, True]


def test_failures_far_apart_do_not_open_it():
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(20):
        breaker.failed()
        now[0] += 10
    assert breaker.allows()


def test_switched_off_it_is_not_asked_and_says_why(fake):
    fake.bodies.clear()
    with wording(fake.url("well"), off=lambda: "正在核对模型，下周恢复") as room:
        done = told(room)[0][-1]
        assert "正在核对模型" in room.trouble()
    assert (done.why, done.explained, done.record) == (Trouble.OFF, "正在核对模型，下周恢复", RECORD)
    assert fake.bodies == []


def test_a_mask_that_fails_sends_nothing(fake):
    def broken(text):
        raise ValueError(text)

    fake.bodies.clear()
    with wording(fake.url("well"), mask=broken) as room:
        assert told(room)[0][-1].record == RECORD
    assert fake.bodies == []


E1 = Emergency(level="E1", classes=("neglect",), contacts=(Contact(name="报警", number="110"),))


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.EMERGENCY, "emergency": E1},
        {"emergency": E1.model_copy(update={"level": "E2"})},
        {"status": Status.NO_BASIS, "citations": ()},
        {"status": Status.OUT_OF_SCOPE, "citations": ()},
        {"status": Status.NEEDS_DETAIL},
        {"citations": ()},
    ],
)
def test_a_card_a_worry_and_a_refusal_are_never_sent_to_a_model(fake, change):
    fake.bodies.clear()
    record = RECORD.model_copy(update=change)
    with wording(fake.url("well")) as room:
        assert told(room, record)[0] == [Evidence(record), Done(record, "not_for_a_model")]
    assert fake.bodies == []


def test_the_key_is_in_no_repr_and_no_log(fake, capfd):
    from pydantic import SecretStr

    endpoint = Endpoint(fake.url("no_key"), "fake", SECONDS, SecretStr("sk-secret-of-the-house"))
    client = Client(endpoint)
    room = Wording(client, Support(bigrams, None), numbers=[])
    model = client.warm().result()
    done = told(room)[0][-1]
    room.close()
    assert "authorization: bearer sk-secret-of-the-house" in fake.headers[-1].lower()
    seen = "".join((repr(endpoint), repr(model), repr(done), *capfd.readouterr()))
    assert "sk-secret" not in seen
