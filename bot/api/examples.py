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
}
