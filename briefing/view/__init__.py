"""A site as one page sees it."""

from briefing.view.asking import Answers, digest
from briefing.view.facts import DRAWER, Card
from briefing.view.seeing import View, answers

__all__ = ["DRAWER", "Answers", "Card", "View", "answers", "digest"]
