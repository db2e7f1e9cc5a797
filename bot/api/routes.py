"""`/api/v1`: ask a question, read a clause, read a document."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response

from bot.api.examples import ASK, ASK_ANSWER, CHECK, CHECK_RECORD
from bot.api.in_time import ask_in_time, check_in_time
from bot.api.pace import Pace
from bot.api.ports import AssistantLike
from bot.api.schemas import AskRequest, CheckRequest, ClauseBody, DocumentBody, DocumentRow, ErrorBody
from bot.conversation.following import TalkRecord, carried
from bot.eligibility.record import CheckRecord
from knowledge import clock
from knowledge.errors import NotFound, TooOften
from knowledge.model import ClauseRef

_UNAVAILABLE: dict[int | str, dict[str, Any]] = {
    503: {"model": ErrorBody, "description": "暂时不能答复（Retry-After 是建议的等待秒数）"}
}
_NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorBody, "description": "没有这份文件或这一条"},
    422: {"model": ErrorBody, "description": "请求不合要求"},
}
_BAD_QUESTION: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "正文读不出来（不是 UTF-8，或不是 JSON）"},
    413: {"model": ErrorBody, "description": "内容超过 256 KB"},
    422: {"model": ErrorBody, "description": "问题是空的、太长，或请求不合要求"},
}
_BAD_FACTS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "正文读不出来（不是 UTF-8，或不是 JSON）"},
    413: {"model": ErrorBody, "description": "内容超过 256 KB"},
    422: {"model": ErrorBody, "description": "没有这项事实、值用不了，或请求不合要求"},
}


_TOO_OFTEN: dict[int | str, dict[str, Any]] = {
    429: {
        "model": ErrorBody,
        "description": "问得太快（Retry-After 是要等的秒数）；孩子可能有危险时不会这样答",
    }
}


# What may come instead of an answer to a question, whichever way it is asked.
ASKED_WRONGLY: dict[int | str, dict[str, Any]] = {**_BAD_QUESTION, **_TOO_OFTEN, **_UNAVAILABLE}


def api_router(assistant: AssistantLike, pace: Pace) -> APIRouter:
    """The addresses under `/api/v1`; `pace` says who has asked too often for an answer."""
    router = APIRouter(prefix="/api/v1")

    @router.post(
        "/ask",
        tags=["问答"],
        summary="提一个问题",
        description="从政策文件里找出依据再答复；找不到依据就照实说（status 为 no_basis）。"
        "孩子可能有危险时 status 为 emergency，该打的电话在最前面，别的部分坏了也照样给出。"
        "接着问时把上一次答复里的 conversation 放回来，standalone 是补全以后的问题；服务器不保存对话。"
        "问题只放在正文里，不进地址，也不进日志。",
        response_description="答复",
        responses={
            200: {"content": {"application/json": {"example": ASK_ANSWER}}},
            **ASKED_WRONGLY,
        },
        openapi_extra={"requestBody": {"content": {"application/json": {"example": ASK}}}},
    )
    async def ask(
        request: AskRequest, response: Response, late: Annotated[TooOften | None, Depends(pace)]
    ) -> TalkRecord:
        response.headers["Cache-Control"] = "no-store"
        record = await ask_in_time(
            assistant,
            request.question,
            id=request.id,
            as_of=request.as_of,
            audience=request.audience,
            conversation=request.conversation,
            late=late,
        )
        return carried(request.conversation, record, as_of=request.as_of or clock.today())

    @router.post(
        "/check",
        tags=["资格核对"],
        summary="核对一个孩子属于哪几类",
        description="写原话（text）、给事实（facts），或两样都给。五类各有一个结论，每个条件注明条款；"
        "next_question 是最该问的一句。excluded 只是说列明的情形均不符合。"
        "内容只放在正文里，不进地址，也不进日志。",
        response_description="核对记录",
        responses={
            200: {"content": {"application/json": {"example": CHECK_RECORD}}},
            **_BAD_FACTS,
            **_TOO_OFTEN,
            **_UNAVAILABLE,
        },
        openapi_extra={"requestBody": {"content": {"application/json": {"example": CHECK}}}},
    )
    async def check(
        request: CheckRequest, response: Response, late: Annotated[TooOften | None, Depends(pace)]
    ) -> CheckRecord:
        response.headers["Cache-Control"] = "no-store"
        return await check_in_time(
            assistant,
            request.text,
            request.facts,
            asked=request.asked,
            focus=request.focus,
            id=request.id,
            as_of=request.as_of,
            late=late,
        )

    @router.get(
        "/clauses/{id:path}",
        tags=["政策文件"],
        summary="看一条原文",
        description="编号写作“文号#条款”，如 吉民发〔2024〕2号#三（三）8；放进地址时 # 要写成 %23。",
        response_description="这一条和它所在的文件",
        responses={**_NOT_FOUND, **_UNAVAILABLE},
    )
    def clause(name: Annotated[str, Path(alias="id")]) -> ClauseBody:
        try:
            ref = ClauseRef.parse(name)
        except ValueError as problem:
            raise NotFound("读不出这个条款编号", "请写作“文号#条款”，地址里的 # 要写成 %23") from problem
        return ClauseBody.of(ref, *assistant.clause(ref))

    @router.get(
        "/documents",
        tags=["政策文件"],
        summary="有哪些文件",
        response_description="全部文件，不带正文",
        responses=_UNAVAILABLE,
    )
    def documents() -> list[DocumentRow]:
        return [DocumentRow.model_validate(summary) for summary in assistant.documents()]

    @router.get(
        "/documents/{doc_no:path}",
        tags=["政策文件"],
        summary="看一份文件",
        description="正文、各条的位置、来源，以及各份来源之间的出入。",
        response_description="文件",
        responses={**_NOT_FOUND, **_UNAVAILABLE},
    )
    def document(doc_no: str) -> DocumentBody:
        return DocumentBody.model_validate(assistant.document(doc_no))

    return router
