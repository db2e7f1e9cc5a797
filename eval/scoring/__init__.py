"""Scoring what a run kept: measures as values, means with their intervals. Nothing is asked again."""

from eval.scoring.bootstrap import Estimate as Estimate
from eval.scoring.bootstrap import estimate as estimate
from eval.scoring.measure import Measure as Measure
from eval.scoring.measure import parse as parse
from eval.scoring.scored import Scored as Scored
