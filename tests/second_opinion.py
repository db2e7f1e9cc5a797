"""The eligibility rules once more, in another logic: `clingo` looks at every completion of what is said.

Written from the clauses, not from `rules.yaml`. Every unknown fact takes every value it may have; a
category is decided where all completions agree. What the text leaves to a person holds in the `loose`
world and not in the `strict` one, so that a category comes out met in both, in one, or in none.
"""

from functools import cache

import clingo

from knowledge.facts import Facts, Interval, Kind, vocabulary
from knowledge.rules import Verdict

# A number is as good as the span between two bounds of the rules that it lies in.
SPANS = {
    "儿童.周岁": {"under16": (0, 15), "under18": (16, 17), "adult": (18, 60)},
    "个月": {"short": (0, 5), "long": (6, 720)},
    "级": {str(grade): (grade, grade) for grade in (1, 2, 3, 4)},
}

PROGRAM = """
w(strict;loose). parent("父";"母"). other("父","母"). other("母","父").
1 { v(F,X) : dom(F,X) } 1 :- fact(F).
#external said(F) : fact(F).
#external judged(F,X) : judgement(F), X = (yes;no).

% What stated facts settle.
gone(P) :- parent(P), v((P,"现状"),("死亡";"宣告失踪";"查找不到")).
:- gone(P), not said((P,"残疾类别")), not v((P,"残疾类别"),"无").
:- gone(P), not said((P,"重病")), not v((P,"重病"),"否").
:- gone(P), not said((P,"被撤销监护")), not v((P,"被撤销监护"),"否").
no(F) :- v(F,"否").  yes(F) :- v(F,"是").
:- yes(("儿童","残疾人证")), not said(("儿童","残疾")), no(("儿童","残疾")).
:- no(("儿童","残疾")), not said(("儿童","残疾人证")), yes(("儿童","残疾人证")).
:- no(("儿童","疑似家暴或侵害")), no(("监护人","丧失能力或不履责")),
   not said(("儿童","受侵害或遗弃")), yes(("儿童","受侵害或遗弃")).
:- no(("监护人","丧失能力或不履责")), not said(("儿童","流浪乞讨")), yes(("儿童","流浪乞讨")).

st(P,S) :- parent(P), v((P,"现状"),S).
cat(P,C) :- parent(P), v((P,"残疾类别"),C).
grade(P,G) :- parent(P), v((P,"残疾等级"),G).
ill(P) :- parent(P), yes((P,"重病")).
severe(("1";"2")). upto3(("1";"2";"3")).

listed(P,W) :- cat(P,("视力";"肢体")), grade(P,G), severe(G), w(W).
listed(P,W) :- cat(P,("智力";"精神")), grade(P,G), upto3(G), w(W).
listed(P,loose) :- cat(P,"多重"), grade(P,G), upto3(G).
disabled_or_ill(P,W) :- listed(P,W).
disabled_or_ill(P,W) :- ill(P), w(W).

away(P) :- st(P,"外出务工"), v((P,"外出连续月数"),"long"),
           yes((P,"务工跨县域")), no((P,"务工户籍同核心城区")).
cannot(P,W) :- disabled_or_ill(P,W).
cannot(P,W) :- st(P,("失联";"被遣送出境";"服刑在押";"强制隔离戒毒";"限制人身自由")), w(W).
cannot(P,loose) :- cat(P,("听力";"言语")), grade(P,G), severe(G).
cannot(P,loose) :- cat(P,("智力";"精神")), grade(P,"4").
cannot(P,loose) :- st(P,("死亡";"宣告失踪")).
office(P,K,W) :- judgement(("人工",P,K)), judged(("人工",P,K),yes), w(W).
office(P,K,loose) :- judgement(("人工",P,K)), not judged(("人工",P,K),yes), not judged(("人工",P,K),no).
unable(P,W) :- cannot(P,W), office(P,"确实难以履行监护职责",W).

young :- v(("儿童","周岁"),"under16").
#external adult_said.
#external moved_said.
minor(W) :- w(W), not adult_said.
minor(strict) :- judged(("人工","满18周岁仍算困境儿童"),yes).
minor(loose) :- not judged(("人工","满18周岁仍算困境儿童"),no).
stayed(loose). stayed(strict) :- not moved_said.

h("留守儿童",W) :- young, away("父"), away("母"), stayed(W).
h("留守儿童",W) :- young, away(P), other(P,Q), unable(Q,W), stayed(W).
h("流动儿童",W) :- young, yes(("儿童","随迁")), yes(("儿童","跨县域居住")),
                  v(("儿童","异地居住月数"),"long"), no(("儿童","中心城区之间")), w(W).

dead_or_missing(P) :- st(P,("死亡";"宣告失踪")).
locked(P) :- st(P,("服刑在押";"强制隔离戒毒")).
absent(P) :- st(P,("失联";"服刑在押";"强制隔离戒毒";"限制人身自由";"被遣送出境")).
seriously(P) :- disabled_or_ill(P,loose).
seriously(P) :- cat(P,("听力";"言语")), grade(P,G), severe(G).
seriously(P) :- cat(P,("智力";"精神")), grade(P,"4").
lost(P) :- absent(P).  lost(P) :- seriously(P).

k("家庭困境儿童",W) :- disabled_or_ill("父",W), disabled_or_ill("母",W).
k("家庭困境儿童",W) :- dead_or_missing(P), other(P,Q), disabled_or_ill(Q,W), office(Q,"无力抚养",W).
k("家庭困境儿童",W) :- yes(("家庭",("低保或特困";"建档立卡";"贫困致困难"))), w(W).
k("家庭困境儿童",loose) :- lost(P), other(P,Q), lost(Q).
k("家庭困境儿童",loose) :- lost(P), other(P,Q), gone(Q).

k("自身困境儿童",W) :- yes(("儿童","残疾")), yes(("儿童","残疾人证")), yes(("儿童","病残致困难")), w(W).
k("自身困境儿童",loose) :- yes(("儿童","残疾")), yes(("儿童","残疾人证")).
k("自身困境儿童",W) :- yes(("儿童","重病")), yes(("儿童","病残致困难")), w(W).
k("自身困境儿童",loose) :- yes(("儿童","重病")).
k("自身困境儿童",W) :- yes(("儿童","艾滋病病毒感染")), w(W).

k("监护困境儿童",W) :- st("父",S), st("母",S), S = ("死亡";"查找不到"), w(W).
k("监护困境儿童",loose) :- gone("父"), gone("母").
k("监护困境儿童",W) :- locked("父"), locked("母"), w(W).
k("监护困境儿童",W) :- dead_or_missing(P), other(P,Q), locked(Q), w(W).
k("监护困境儿童",W) :- yes(("儿童","受侵害或遗弃")), yes(("儿童","监护缺失或不当所致")),
                      yes(("儿童","人身安全受威胁")), w(W).
k("监护困境儿童",W) :- yes(("儿童",("打拐解救";"流浪乞讨"))), w(W).
k("监护困境儿童",loose) :- absent(P), other(P,Q), lost(Q).
k("监护困境儿童",loose) :- gone(P), other(P,Q), lost(Q).
h(C,W) :- k(C,W), minor(W).

c("留守儿童";"流动儿童";"家庭困境儿童";"自身困境儿童";"监护困境儿童").
out(C,confirmed) :- c(C), h(C,strict).
out(C,needs_person) :- c(C), h(C,loose), not h(C,strict).
out(C,excluded) :- c(C), not h(C,loose).
#show out/2.
"""


class SecondOpinion:
    """The program, grounded once; each family is a set of assumptions."""

    def __init__(self) -> None:
        self._control = clingo.Control(["--enum-mode=cautious", "--warn=none"])
        facts = []
        for spec in vocabulary():
            if spec.name.startswith("人工"):
                facts.append(f"judgement({_tuple(spec.name)}).")
            elif values := _domain(spec.name):
                facts.append(f"fact({_tuple(spec.name)}).")
                facts += [f'dom({_tuple(spec.name)},"{value}").' for value in values]
        self._control.add("base", [], PROGRAM + "\n".join(facts))
        self._control.ground([("base", [])])

    def verdicts(self, facts: Facts) -> dict[str, Verdict]:
        """The verdict on each category: what all completions agree on, or needs_facts."""
        assumed, externals = self._said(facts)
        for symbol in externals:
            self._control.assign_external(symbol, True)
        last: list[clingo.Symbol] = []

        def narrow(model: clingo.Model) -> None:
            last[:] = model.symbols(shown=True)

        assert self._control.solve(assumptions=assumed, on_model=narrow).satisfiable
        for symbol in externals:
            self._control.assign_external(symbol, False)
        agreed = {symbol.arguments[0].string: Verdict(symbol.arguments[1].name) for symbol in last}
        names = ("留守儿童", "流动儿童", "家庭困境儿童", "自身困境儿童", "监护困境儿童")
        return {name: agreed.get(name, Verdict.NEEDS_FACTS) for name in names}

    def _said(self, facts: Facts) -> tuple[list[tuple[clingo.Symbol, bool]], list[clingo.Symbol]]:
        assumed, externals = [], []
        for name, value in facts.known.items():
            fact = clingo.parse_term(_tuple(name))
            if name.startswith("人工"):
                word = clingo.Function("yes" if value == "是" else "no")
                externals.append(clingo.Function("judged", [fact, word]))
                continue
            externals.append(clingo.Function("said", [fact]))
            for label, span in _domain(name).items():
                if not _may_be(value, label, span):
                    assumed.append((clingo.Function("v", [fact, clingo.String(label)]), False))
        age = facts.get("儿童.周岁")
        if isinstance(age, Interval) and age.low >= 18:
            externals.append(clingo.Function("adult_said"))
        if facts.get("儿童.随迁") == "是":
            externals.append(clingo.Function("moved_said"))
        return assumed, externals


def _tuple(name: str) -> str:
    return "(" + ",".join(f'"{part}"' for part in name.split(".")) + ")"


@cache
def _domain(name: str) -> dict[str, tuple[float, float]]:
    spec = vocabulary()[name]
    if spec.kind is Kind.NUMBER:
        return SPANS.get(name) or SPANS[spec.unit]
    if spec.kind is Kind.YES_NO:
        return {"是": (0, 0), "否": (0, 0)}
    return dict.fromkeys(spec.options, (0, 0))


def _may_be(value: object, label: str, span: tuple[float, float]) -> bool:
    if isinstance(value, Interval):
        return value.low <= span[1] and span[0] <= value.high
    return value == label
