"""A service starts light: nothing heavy is imported on the way to an answer."""

import json
import subprocess
import sys

HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "pandas",
    "langchain_core",
    "langchain_chroma",
}
ASK = """
import json, sys
from bot.assistant import open_assistant
from bot.command import serving
from knowledge.settings import load_settings
with open_assistant(load_settings(home=sys.argv[1])) as assistant:
    status = assistant.ask("留守儿童怎么认定").status
print(json.dumps([status, sorted({name.split(".")[0] for name in sys.modules})]))
"""


def test_neither_torch_nor_its_friends_are_imported_to_answer(library):
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(library.home)], capture_output=True, text=True, check=True
    )
    status, modules = json.loads(done.stdout.splitlines()[-1])
    assert status == "answered"
    assert HEAVY.isdisjoint(modules)
