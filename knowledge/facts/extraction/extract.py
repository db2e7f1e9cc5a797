"""From a caller's words to candidate facts. Pure, thread-safe, and fast enough to run while they speak."""

from datetime import date

from knowledge.facts.extraction.ages import ages
from knowledge.facts.extraction.found import Found, Trust
from knowledge.facts.extraction.health import health
from knowledge.facts.extraction.hearing import Heard, hear
from knowledge.facts.extraction.household import household
from knowledge.facts.extraction.joining import from_places, join
from knowledge.facts.extraction.moves import living, moves
from knowledge.facts.extraction.origins import judged, origins
from knowledge.facts.extraction.parts import cut
from knowledge.facts.extraction.saying import Claim
from knowledge.facts.extraction.whereabouts import whereabouts
from knowledge.facts.vocabulary import vocabulary


def extract(text: str, *, as_of: date) -> tuple[Found, ...]:
    """The facts that a caller's words hold, each a candidate for a person to confirm.

    Args:
        text: what was said or typed, in any state.
        as_of: the day it was said; times and ages count from it.

    Returns:
        At most one candidate per fact, in the vocabulary's order. Spans are places in `text` as given.
        What was said of anybody but the child, the parents and the household is not among them.
    """
    heard = hear(text)
    if not heard.text:
        return ()
    speech = cut(heard.text)
    found = moves(speech, as_of=as_of)
    home = found.home_county
    claims, work = whereabouts(
        speech, home=home.place if home else None, along=found.company.with_parent, as_of=as_of
    )
    joined = join(
        [
            *ages(speech, as_of=as_of),
            *origins(speech),
            *judged(speech),
            *claims,
            *health(speech),
            *household(speech),
            *living(found),
            *from_places(found, work),
        ]
    )
    order = {name: number for number, name in enumerate(vocabulary().specs)}
    return tuple(_found(claim, heard) for claim in sorted(joined, key=lambda claim: order[claim.fact]))


def _found(claim: Claim, heard: Heard) -> Found:
    trust = Trust.LOW if claim.low else Trust.SAID
    return Found(claim.fact, claim.value, heard.span(claim.start, claim.end), trust, claim.note)
