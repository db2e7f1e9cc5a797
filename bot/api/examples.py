"""The example in the API's description: a real question and a real answer of the shipped library.

A test holds the quote against the shipped text.
"""

from typing import Any

ASK: dict[str, Any] = {
    "id": "H-001",
    "question": "监护情况一般的家庭，儿童主任多久入户走访一次？",
    "as_of": "2026-11-24",
    "audience": "operator",
}

_TITLE = "关于印发《吉林省留守儿童和困境儿童关爱服务质量提升三年行动实施方案》的通知"

ASK_ANSWER: dict[str, Any] = {
    "id": "H-001",
    "question": ASK["question"],
    "status": "answered",
    "answer": "对于监护状况一般的，每个月入户走访一次。",
    "citations": [
        {
            "doc_no": "吉民发〔2024〕2号",
            "title": _TITLE,
            "clause": "三（三）8",
            "quote": "对于监护状况一般的，每个月入户走访一次；",
            "source": "jilin-minzheng-2024-02-plan-web",
            "start": 5638,
            "end": 5658,
            "validity": "period_ended",
        }
    ],
    "hits": [
        {"doc_no": "吉民发〔2024〕2号", "clause": "三（三）8", "score": 0.91},
        {"doc_no": "吉民发〔2024〕34号", "clause": "二（一）", "score": 0.62},
    ],
    "emergency": None,
    "candidates": [],
    "programmes": [],
    "departments": [{"name": "省民政厅", "role": "lead", "clause": "三（三）8"}],
    "follow_up": None,
    "notices": ["这份方案的实施期到2026年10月底为止，请向民政部门核实有没有新的文件。"],
    "mode": "extractive",
    "timings_ms": {"total": 41.2, "retrieve": 9.8},
    "standalone": None,
    "conversation": {
        "topic": ASK["question"],
        "question": ASK["question"],
        "facts": {},
        "focus": [{"doc_no": "吉民发〔2024〕2号", "clause": "三（三）8", "start": 5638, "end": 5658}],
        "document": None,
        "programmes": [],
        "group": None,
    },
}

CHECK: dict[str, Any] = {
    "id": "HC-001",
    "text": "孩子8岁，爸爸在沈阳打工快一年了，妈妈在家，精神残疾二级",
    "facts": {"父.务工户籍同核心城区": "否"},
    "as_of": "2026-11-24",
}

# Shortened: some of the facts, of each category the first conditions, of programmes and notices the first.
CHECK_RECORD: dict[str, Any] = {
    "id": "HC-001",
    "facts": [
        {"fact": "儿童.周岁", "value": 8, "span": [2, 4], "source": "text", "trust": "said", "note": ""},
        {
            "fact": "父.现状",
            "value": "外出务工",
            "span": [10, 12],
            "source": "text",
            "trust": "said",
            "note": "",
        },
        {
            "fact": "父.务工户籍同核心城区",
            "value": "否",
            "span": None,
            "source": "given",
            "trust": "said",
            "note": "",
        },
    ],
    "verdicts": [
        {
            "category": "留守儿童",
            "sub_kind": None,
            "verdict": "needs_person",
            "words": "是不是留守儿童，有条款没有写明或要综合判断的地方，由民政部门认定。",
            "because": [
                {
                    "condition": "不满16周岁",
                    "state": "met",
                    "doc_no": "吉民发〔2024〕2号",
                    "clause": "二（一）",
                    "quote": "不满16周岁的未成年人",
                    "sub_kind": None,
                },
                {
                    "condition": "爸爸外出务工",
                    "state": "met",
                    "doc_no": "吉民发〔2024〕2号",
                    "clause": "二（一）",
                    "quote": "父母双方外出务工或一方外出务工另一方无监护能力",
                    "sub_kind": None,
                },
                {
                    "condition": "爸爸连续外出6个月以上",
                    "state": "met",
                    "doc_no": "吉民发〔2024〕2号",
                    "clause": "二（一）",
                    "quote": "外出务工时限一般指连续6个月以上",
                    "sub_kind": None,
                },
                {
                    "condition": "爸爸跨县域外出",
                    "state": "met",
                    "doc_no": "吉民发〔2024〕2号",
                    "clause": "二（一）",
                    "quote": "外出务工地点一般指跨县域",
                    "sub_kind": None,
                },
            ],
            "person_points": [
                {
                    "text": "妈妈是否确实难以履行监护职责，要经综合判断",
                    "doc_no": "吉民发〔2024〕2号",
                    "clause": "二（一）",
                    "quote": "经综合判断，确实难以履行监护职责",
                }
            ],
            "notes": [],
        },
        {
            "category": "流动儿童",
            "sub_kind": None,
            "verdict": "needs_facts",
            "words": "是不是流动儿童，还差一些情况没有说到。",
            "because": [
                {
                    "condition": "不满十六周岁",
                    "state": "met",
                    "doc_no": "吉民发〔2024〕34号",
                    "clause": "二（一）",
                    "quote": "不满十六周岁的未成年人",
                    "sub_kind": None,
                }
            ],
            "person_points": [],
            "notes": [],
        },
        {
            "category": "家庭困境儿童",
            "sub_kind": "父母双方残疾或重病",
            "verdict": "needs_facts",
            "words": "是不是家庭困境儿童，还差一些情况没有说到。",
            "because": [
                {
                    "condition": "妈妈是智力或精神残疾",
                    "state": "met",
                    "doc_no": "吉民发〔2024〕2号",
                    "clause": "二（二）1",
                    "quote": "智力、精神残疾",
                    "sub_kind": None,
                }
            ],
            "person_points": [],
            "notes": [],
        },
        {
            "category": "自身困境儿童",
            "sub_kind": None,
            "verdict": "needs_facts",
            "words": "是不是自身困境儿童，还差一些情况没有说到。",
            "because": [
                {
                    "condition": "自身残疾，导致困难",
                    "state": "unknown",
                    "doc_no": "吉民发〔2024〕2号",
                    "clause": "二（二）2",
                    "quote": "因自身残疾（需持有残联核发的二代残疾人证）",
                    "sub_kind": "残疾",
                }
            ],
            "person_points": [],
            "notes": [],
        },
        {
            "category": "监护困境儿童",
            "sub_kind": None,
            "verdict": "excluded",
            "words": "列明的情形均不符合；是否属于“其他”由民政部门认定。没有说到的，先按没有算："
            "儿童·打拐解救、儿童·流浪乞讨、儿童·受侵害或遗弃。如有，请告诉我们，再核对一遍。",
            "because": [
                {
                    "condition": "失去父母，或者查找不到生父母",
                    "state": "not_met",
                    "doc_no": "吉民发〔2024〕2号",
                    "clause": "二（二）3",
                    "quote": "失去父母、查找不到生父母的儿童",
                    "sub_kind": "失去父母或查找不到",
                }
            ],
            "person_points": [
                {
                    "text": "是否属于“其他”由民政部门认定",
                    "doc_no": "吉民发〔2024〕2号",
                    "clause": "二（二）3",
                    "quote": "其他监护困境儿童",
                }
            ],
            "notes": [],
        },
    ],
    "next_question": {
        "fact": "父.重病",
        "text": "孩子的爸爸得了大病吗？",
        "why": "父母重病是条款列明的情形；病种要看当地的重特大疾病医疗救助办法",
        "answers": [{"label": "得了", "value": "是"}, {"label": "没有", "value": "否"}],
    },
    "programmes": [
        {
            "name": "教育资助",
            "organiser": None,
            "strength": "可咨询申报",
            "doc_no": "吉民发〔2024〕2号",
            "clause": "三（三）10",
            "quote": "要及时纳入教育资助",
            "met": [],
            "still_open": ["留守儿童"],
            "differs": None,
        }
    ],
    "emergency": None,
    "notices": [
        "吉民发〔2024〕2号 的最后一个阶段“巩固提升”已于2026年10月底结束，收录的文件里没有接替它的新方案。"
        "内容可作参考，口径以民政部门最新规定为准。"
    ],
    "clues": [],
    "attention": [],
    "candidates": [
        {"category": "留守儿童", "score": 0.539, "verdict": "needs_person"},
        {"category": "家庭困境儿童", "score": 0.44, "verdict": "needs_facts"},
        {"category": "自身困境儿童", "score": 0.189, "verdict": "needs_facts"},
        {"category": "流动儿童", "score": 0.098, "verdict": "needs_facts"},
        {"category": "监护困境儿童", "score": 0.097, "verdict": "excluded"},
    ],
}
