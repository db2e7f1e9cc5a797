"""Runs: generate once, score as often as one likes."""

from eval.runs.run import Run as Run
from eval.runs.run import find as find
