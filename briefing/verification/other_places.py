"""Hints for figures that were not found: where else the source prints the number, and the nearest number."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities import best
from briefing.model import Quantity
from briefing.verification.archive import ArchivedSource, Paragraph
from briefing.verification.claims import Match
from briefing.verification.passages import Passages

MAX_LOCATIONS: Final = 5
"""The most locations that a hint names."""
_NO_DIGITS: Final = lazy_re.compile("[^0-9]+")


def locations_of(claimed: Quantity, passages: Passages, key: str, text: ArchivedSource) -> Iterator[Match]:
    """The matches of a claim anywhere in a source; only paragraphs that contain its first two digits are parsed."""
    digits = "".join(map(str, claimed.low.as_tuple().digits)).strip("0")[:2]
    for paragraph in text.paragraphs:
        if digits in _NO_DIGITS.sub("", paragraph.text):
            verdict, quantity = best(claimed, passages.numbers(key, paragraph).certain)
            if verdict.is_support:
                yield Match(verdict, quantity, paragraph)


def nearest(claimed: Quantity, passages: Passages, key: str, paragraphs: Iterable[Paragraph]) -> str:
    """The number, as printed, that is nearest to a claim and has the same unit; empty if there is none."""
    candidates = [
        (_distance(claimed, quantity), paragraph.text[quantity.bound_start : quantity.end])
        for paragraph in paragraphs
        for quantity in passages.numbers(key, paragraph).certain
        if quantity.unit == claimed.unit
    ]
    return min(candidates, default=(Decimal(0), ""))[1]


def _distance(claimed: Quantity, found: Quantity) -> Decimal:
    scale = max(abs(claimed.low), abs(found.low)) or Decimal(1)
    return abs(claimed.low - found.low) / scale
