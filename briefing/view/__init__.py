"""A site as one page sees it."""

from briefing.view.asking import Answers, digest
from briefing.view.facts import DRAWER, Card, Facts
from briefing.view.parts import Part, Parts
from briefing.view.seeing import View, answers
from briefing.view.trace import Asked, Trace, concerned

__all__ = [
    "DRAWER",
    "Answers",
    "Asked",
    "Card",
    "Facts",
    "Part",
    "Parts",
    "Trace",
    "View",
    "answers",
    "concerned",
    "digest",
]
