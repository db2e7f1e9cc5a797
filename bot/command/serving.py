"""`hotline serve`: the pages and the API on one address."""

import socket
from collections.abc import Callable

import uvicorn

from bot.api.app import create_app
from bot.assistant import open_assistant
from bot.record import Contact
from knowledge.errors import BadSettings
from knowledge.library import hotlines
from knowledge.settings import Settings


def serve(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Serves until it is stopped; BadSettings if the address cannot be had."""
    with _listen(settings) as listening, open_assistant(settings) as assistant:
        contacts = [Contact(name=row.name, number=row.number) for row in hotlines()]
        app = create_app(assistant, settings, hotlines=contacts)
        health = assistant.health()
        for problem in health.problems:
            say(f"注意：{problem}")
        if health.words:
            assistant.warm()
        say(f"已启动：http://{settings.host}:{settings.port}　打开网页直接提问，不用登录；按 Ctrl+C 停止")
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            log_config=None,  # its lines go where ours go, and through the same mask
            timeout_keep_alive=30,
            forwarded_allow_ips=settings.trusted_proxies,
        )
        uvicorn.Server(config).run(sockets=[listening])


def _listen(settings: Settings) -> socket.socket:
    """The listening socket, taken before anything slow, so that a second service fails at once."""
    listening = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as problem:
        listening.close()
        raise BadSettings(
            f"地址 {settings.host}:{settings.port} 用不了（{problem.strerror}）",
            "可能已有一个服务在运行；请先停掉它，或换一个 HOTLINE_PORT",
        ) from problem
    return listening
