"""The report's Chinese for what the sets and records say in English, and figures as people read them."""

from eval.scoring import Estimate, Measure

EXPECTED = {
    "answer": "该回答",
    "refuse": "该拒答",
    "escalate": "该报警",
    "calm": "不该报警",
    "check": "要核对",
}
STATUS = {
    "answered": "答了",
    "needs_detail": "追问",
    "no_basis": "没有依据",
    "out_of_scope": "不在范围",
    "emergency": "报警",
}
VERDICT = {
    "confirmed": "符合",
    "excluded": "列明的均不符合",
    "needs_facts": "还要问",
    "needs_person": "由民政部门定",
}
KIND = {
    "factual": "事实",
    "definition": "定义",
    "charity": "救助项目",
    "department": "责任部门",
    "procedure": "办事程序",
    "multi": "多条合答",
    "temporal": "时效",
    "unanswerable": "文件没写",
    "offdomain": "别的领域",
    "emergency": "危急",
    "injection": "诱导",
    "explicit": "明说",
    "indirect": "没有明说",
    "lookalike": "形似",
    "follow_up": "接着问",
    "new_matter": "换了话题",
}
STYLE = {
    "formal": "书面",
    "colloquial": "口语",
    "dialect": "东北话",
    "asr_noise": "语音误识",
    "keyword": "关键词",
    "telegraphic": "电报体",
}
_MEASURE = {
    "MRR@10": "第一个正确条款的名次（倒数平均）",
    "nDCG@10": "正确条款都靠前",
    "AllGold@10": "需要的几条都在前十",
    "FirstCitation": "首条引文是正确条款",
    "Evidence": "引出了关键原文",
    "Verbatim": "引文一字不差",
    "Refusal": "该拒答的拒答了",
    "FalseRefusal": "能答却拒了",
    "Escalation": "危急的认出来了",
    "FalseAlarm": "无险误报",
    "Escalation:explicit": "明说的危急认出来了",
    "Escalation:indirect": "没有明说的危急认出来了",
    "Verdicts": "结论对的",
    "WrongConfirmed": "错判符合的",
    "WrongExcluded": "该符合却判了不符合的",
    "Proposed": "头两个候选里有说的那一类",
    "StatusConfusion": "答复的类别不对",
    "FollowUp@1": "接着问，第一条就对",
    "FollowUp@5": "接着问，前 5 条里有对的",
    "Standalone@1": "同样的问题写全了问，第一条就对",
    "Standalone@5": "同样的问题写全了问，前 5 条里有对的",
    "StandsAlone": "换了话题的看出来了",
}


def said(measure: Measure) -> str:
    """What a measure says, in words."""
    name = str(measure)
    if name.startswith("Recall@"):
        k = name.removeprefix("Recall@")
        return "第一条就对" if k == "1" else f"前 {k} 条里有对的"
    return _MEASURE.get(name, name)


def percent(share: float) -> str:
    """82.1%, and 100% without decimals."""
    return "100%" if share == 1 else f"{share:.1%}"


def points(change: float) -> str:
    """A change of a share, in points with its sign."""
    return f"{change * 100:+.1f}".replace("-", "−") if abs(change) >= 0.0005 else "±0"


def span(figure: Estimate) -> str:
    """The 95 % interval; where all questions went alike, resampling has nothing to say of it."""
    if figure.low == figure.high:
        return "无一例外"
    return f"{percent(figure.low)} – {percent(figure.high)}"
