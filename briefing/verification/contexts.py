"""A match in its context: whether the number is there for the period, and in the order, that the note says.

Both look at more than one number, and neither can turn a number that was not found into one that was.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from msgspec import structs

from briefing.evidence.quantities import Change, Verdict, may_change, read_changes, supports
from briefing.model import Citation, Period, Quantity
from briefing.verification.archive import Cell, Paragraph
from briefing.verification.matching import Claim, Match, cell_at
from briefing.verification.number_periods import (
    are_apart,
    has_column_of,
    has_row_of,
    has_sentence_of,
    period_at,
)
from briefing.verification.passages import Passages

_MAX_RANK: Final = Verdict.RANGE_END.rank
"""The rank of the worst verdict on a number that is there."""


def in_context(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match:
    """A match, which is no support where the number is under another period, or its change is the other way round."""
    if match.verdict.rank > _MAX_RANK:
        return match
    return _in_its_period(claim, match, passages, citation) or _in_its_order(claim, match, passages, citation) or match


# --- periods ---------------------------------------------------------------------------------------


def _in_its_period(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match | None:
    """The match as one of another period, where its row, its column or the prose has the claim's too."""
    if claim.period is None or match.paragraph is None or match.quantity is None:
        return None
    there = period_at(match.paragraph, match.quantity, match.cell)
    if there is None or not are_apart(there, claim.period):
        return None
    if not _has_its_period(claim.period, match, passages, citation):
        return None
    return structs.replace(match, verdict=Verdict.PERIOD_DIFFERS, context=there.text, period=claim.period.text)


def _has_its_period(period: Period, match: Match, passages: Passages, citation: Citation) -> bool:
    """Whether the source has numbers of a period, too, where a match is."""
    if match.cell is None or match.paragraph is None:
        return has_sentence_of(period, passages.at(citation))
    whole = passages.whole(citation.key)
    return has_column_of(period, match.paragraph, whole) or has_row_of(period, match.cell, whole)


# --- order -----------------------------------------------------------------------------------------


def _in_its_order(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match | None:
    """The match as one of a change that its source gives only the other way round."""
    if claim.change is None or match.paragraph is None:
        return None
    key, paragraphs = citation.key, passages.at(citation)
    here = list(_changes(match.paragraph, passages.numbers(key, match.paragraph).certain))
    if match.cell:
        here += _of_cells(claim.change, [(each, passages.numbers(key, each).certain) for each in paragraphs])
    turned = next((text for change, text in here if _is_same(_turned(claim.change), change)), "")
    if not turned:
        return None
    others = (found for each in paragraphs for found in _changes(each, passages.numbers(key, each).certain))
    if any(_is_same(claim.change, change) for found in (here, others) for change, _ in found):
        return None
    return structs.replace(match, verdict=Verdict.ORDER_DIFFERS, context=turned)


def _changes(paragraph: Paragraph, numbers: Sequence[Quantity]) -> Iterator[tuple[Change, str]]:
    """The changes in the words of a paragraph, as printed."""
    if paragraph.cells or not may_change(paragraph.text):
        return
    for change in read_changes(paragraph.text, numbers):
        yield change, paragraph.text[change.start : change.end]


def _of_cells(
    change: Change, paragraphs: Iterable[tuple[Paragraph, Sequence[Quantity]]]
) -> Iterator[tuple[Change, str]]:
    """The changes from one period to a later one between cells of one row or column that print two numbers."""
    ends = (change.before, change.after)
    placed = [
        (number, cell, heading, paragraph)
        for paragraph, numbers in paragraphs
        if paragraph.cells
        for number in numbers
        if any(_is_alike(end, number) for end in ends)
        and (cell := cell_at(paragraph, number))
        and (heading := period_at(paragraph, number, cell))
    ]
    for (one, cell, period, row), (other, its_cell, later, its_row) in product(placed, repeat=2):
        if period.last < later.first and are_apart(period, later) and _are_in_line((cell, row), (its_cell, its_row)):
            texts = (_dated(row, one, period), _dated(its_row, other, later))
            yield Change(one, other), " to ".join(texts)


def _are_in_line(one: tuple[Cell, Paragraph], other: tuple[Cell, Paragraph]) -> bool:
    """Whether two cells are of one row, or of one column."""
    (cell, row), (its_cell, its_row) = one, other
    if row is its_row or row.is_of_row(its_row):
        return True
    return cell.context.header == its_cell.context.header and cell.context.label != its_cell.context.label


def _dated(row: Paragraph, number: Quantity, period: Period) -> str:
    return f"{row.text[number.bound_start : number.end]} ({period.text})"


def _turned(change: Change) -> Change:
    return Change(change.after, change.before)


def _is_same(one: Change, other: Change) -> bool:
    return _is_alike(one.before, other.before) and _is_alike(one.after, other.after)


def _is_alike(one: Quantity, other: Quantity) -> bool:
    """Whether one number is the other, whatever the words around them say of a rise or a fall."""
    return supports(_still(one), _still(other)).rank <= _MAX_RANK


def _still(quantity: Quantity) -> Quantity:
    return structs.replace(quantity, direction=0) if quantity.direction else quantity
