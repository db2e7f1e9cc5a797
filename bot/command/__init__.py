"""`hotline …`: the one entry point. It names the other rooms lazily, so that `--help` is quick."""

from bot.command.main import main as main
