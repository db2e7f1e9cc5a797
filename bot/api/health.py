"""`/healthz` says that the process lives, `/readyz` whether it can answer; machines ask both."""

from dataclasses import asdict

from fastapi import APIRouter, Response

from bot.api.ports import AssistantLike, Health
from bot.api.schemas import AliveBody, ReadyBody


def readiness(health: Health) -> ReadyBody:
    """Ready, degraded (word search alone answers), or unavailable. Decides, asks nothing."""
    problems = health.problems
    if not (health.catalogue and health.words):
        status = "unavailable"
    elif not health.clauses:
        status = "unavailable"
        problems = problems or ("目录库里还没有文件；请运行 hotline ingest --shipped",)
    elif not (health.vectors and health.encoder):
        status = "degraded"
        problems = problems or ("没有向量索引或向量模型，只用词语检索；答复照常",)
    else:
        status = "ready"
    return ReadyBody(status=status, **{**asdict(health), "problems": problems})


def health_router(assistant: AssistantLike) -> APIRouter:
    """The two health addresses."""
    router = APIRouter(tags=["运行状况"])

    @router.get("/healthz", summary="进程是否活着")
    def alive() -> AliveBody:
        return AliveBody(status="alive")

    @router.get(
        "/readyz",
        summary="能不能答复",
        description="目录库和词语索引都在才能答复；缺向量索引或模型时只用词语检索，答复照常。",
        responses={503: {"model": ReadyBody, "description": "现在不能答复"}},
    )
    def ready(response: Response) -> ReadyBody:
        body = readiness(assistant.health())
        response.headers["Cache-Control"] = "no-store"
        if body.status == "unavailable":
            response.status_code = 503
        return body

    return router
