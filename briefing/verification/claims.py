"""A claim with the words around it in the note, and its best match in a source.

Of equally good matches, the one is chosen whose row and column the claim's sentence names, so that the excerpt shown
with a figure is its own row.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.quantities import Change, Part, Verdict, may_change, part_of, read_changes, read_quantities
from briefing.evidence.quantities.roles import level_directions, role
from briefing.evidence.sentences import sentence_around
from briefing.evidence.tables import PLAIN, cell_numbers, with_measure
from briefing.model import Period, Quantity
from briefing.verification.archive import Cell, Paragraph
from briefing.verification.number_periods import (
    MAX_SENTENCE_CHARS,
    are_apart,
    are_of_other_lengths,
    period_at,
    period_of,
    without_citations,
)
from briefing.verification.results import Excerpt
from briefing.verification.row_labels import PLAIN_BRACKETS, words_of
from briefing.verification.time_words import TIMES, Apart, Beside, apart, beside, in_heading

_MAX_LOOKBEHIND: Final = 60
"""The most characters between a word for a loss and its number."""
_MAX_GAP: Final = 120
"""The most characters between a number and the name of its time."""
_MARKUP: Final = lazy_re.compile(r"[*_`~]+|[\[\]](?:\{[^{}]*\})?")
_CLAUSE: Final = lazy_re.compile(r"[.;:]\s|[。；：，]")
_LOSS_OR_GAIN: Final = lazy_re.compile(
    r"(?P<loss>\b(?:loss(?:es)?|lost|impairments?|write-?downs?|expenses?|costs?|took|used|spent|repaid|consumed|fell|"
    r"fallen|dropped|declined?|decreased?|outflows?|deficit|negative|minus)\b|亏损|减值|下降|流出|费用)"
    r"|(?P<gain>\b(?:profits?|gains?|gained|income|earned|earnings|results?|margins?|rose|risen|grew|grown|growth|"
    r"increased?|inflows?|revenues?|sales|flow|ebitda?|positive|surplus)\b|盈利|利润|收入|增长|流入)",
    re.I,
)


class Match(Struct, frozen=True):
    """The best match of a claim."""

    verdict: Verdict = Verdict.NONE
    quantity: Quantity | None = None
    paragraph: Paragraph | None = None
    context: str = ""
    """The words of the source that make the claim likely, or that contradict it."""
    per: str = ""
    """The time that the note gives for the claim, or its role in a change, if the source's differs."""
    named: str = ""
    """The period, row or column that the note names, if the number is in another one, which is the context."""

    @property
    def cell(self) -> Cell | None:
        """The cell that contains the number, if it is in a table."""
        return cell_at(self.paragraph, self.quantity) if self.paragraph and self.quantity else None

    @property
    def printed(self) -> str:
        """The number as printed; for a cell, with the measure of its table if the cell lacks it."""
        if self.paragraph is None or self.quantity is None:
            return ""
        text = self.paragraph.text[self.quantity.bound_start : self.quantity.end]
        measure = self.cell.context.measure if self.cell and not self.context else PLAIN
        says_all = any(with_measure(number, text, measure).value == number.value for number in cell_numbers(text))
        return text if says_all or not measure.label else f"{text} {_in_brackets(measure.label)}"

    @property
    def excerpt(self) -> Excerpt | None:
        """The row with its header, or the sentence, that contains the number."""
        if self.paragraph is None or self.quantity is None:
            return None
        row, text, at = self.paragraph.row, self.paragraph.text, 0
        if row:
            text, at = row.text, row.at
        start, end = self.quantity.bound_start + at, self.quantity.end + at
        first, last = (0, len(text)) if row else _sentence(text, start, end)
        return Excerpt(row.header if row else "", text[first:start].lstrip(), text[start:end], text[end:last].rstrip())


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The start and end of the sentence of a number."""
    return sentence_around(text, start)[0], sentence_around(text, end - 1)[1]


def _in_brackets(label: str) -> str:
    """A label in brackets, unless it already has them."""
    label = label.translate(PLAIN_BRACKETS)
    return label if label.startswith("(") and label.endswith(")") else f"({label})"


def cell_at(paragraph: Paragraph, quantity: Quantity) -> Cell | None:
    """The cell of a paragraph that contains a number, if one does."""
    return next((cell for cell in paragraph.cells if cell.start <= quantity.start < cell.end), None)


class Claim(Struct, frozen=True, dict=True):
    """A claimed quantity, and the text around it in the note."""

    quantity: Quantity
    before: str = ""
    """The text before it, in its line and the line above."""
    after: str = ""
    given_period: Period | None = None
    """The period of its ledger entry, if it has one."""

    @cached_property
    def period(self) -> Period | None:
        """The period for which the note states it, if the note is clear about that."""
        length = self.quantity.end - self.quantity.bound_start
        return self.given_period or period_of(self.before, self.after, length)

    @cached_property
    def part(self) -> Part | None:
        """The month, quarter or half for which its sentence states it, with or without a year."""
        before = without_citations(self.before[-MAX_SENTENCE_CHARS:])
        text = f"{before}{self.after[:MAX_SENTENCE_CHARS]}"
        start, end = sentence_around(text, len(before))
        length = self.quantity.end - self.quantity.bound_start
        return part_of(without_citations(text[start:end]), len(before) - start, len(before) - start + length)

    @cached_property
    def role(self) -> str:
        """Its role in a change by the words before it: the amount of the change, or the level after it."""
        return role(_plain(self.before[-MAX_SENTENCE_CHARS:]), self.quantity.unit)

    @cached_property
    def level_directions(self) -> frozenset[int]:
        """The directions in which its level was reached, if it does not say from which other one."""
        if self.change is not None:
            return frozenset()
        after = self.after[self.quantity.end - self.quantity.bound_start :]
        return level_directions(_plain(self.before[-MAX_SENTENCE_CHARS:]), _plain(after[:MAX_SENTENCE_CHARS]))

    @property
    def says_fall(self) -> bool:
        """Whether it states a fall or a negative number."""
        return self.quantity.direction < 0 or self.quantity.low < 0

    @cached_property
    def change(self) -> Change | None:
        """The change of which it is one end, if the words around it express one."""
        if not may_change(self.before) and not may_change(self.after):
            return None
        before, after = _plain(self.before), _plain(self.after)
        found = read_changes(f"{before}{after}", read_quantities(f"{before}{after}"))
        ends = ((change, end) for change in found for end in (change.before, change.after))
        return next((change for change, end in ends if end.bound_start <= len(before) < end.end), None)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words around it; computed only to choose between several places."""
        return words_of(f"{self.before} {self.after}")

    @cached_property
    def fallen(self) -> Quantity | None:
        """The quantity as a loss, if the last noun before it names one; else None."""
        named = [match.lastgroup for match in _LOSS_OR_GAIN.finditer(_CLAUSE.split(self.before)[-1][-_MAX_LOOKBEHIND:])]
        is_loss = bool(named) and named[-1] == "loss" and self.quantity.low > 0 and not self.quantity.direction
        return structs.replace(self.quantity, direction=-1) if is_loss else None

    def says_time(self, per: str) -> bool:
        """Whether the words around it name a time, such as `year`, or imply it, as `capacity` implies a year."""
        words = TIMES.get(per)
        return words is not None and bool(words.hint.search(f"{self.before[-_MAX_GAP:]} {self.after[:_MAX_GAP]}"))

    @property
    def clause(self) -> str:
        """The words of its clause, with a NUL in its own place."""
        before, after = _CLAUSE.split(self.before)[-1], _CLAUSE.split(self.after)[0]
        return f"{before[-_MAX_LOOKBEHIND:]} \0 {after[:_MAX_LOOKBEHIND]}"

    @property
    def times(self) -> tuple[str, ...]:
        """The times that words of its clause such as `annual` or `monthly` name."""
        clause = self.clause
        return tuple(time for time, words in TIMES.items() if words.denominator.search(clause))

    @cached_property
    def beside(self) -> Beside:
        """The times named right beside it."""
        words = beside(self.before, self.after[self.quantity.end - self.quantity.bound_start :])
        return words._replace(per=words.per | {self.quantity.per} & TIMES.keys())

    def other_time(self, quantity: Quantity, paragraph: Paragraph) -> Apart | None:
        """The two times, if the words beside a number of a source name another one than the claim's; else None."""
        return apart(self.beside, beside_in(paragraph, quantity)) if any(self.beside) else None

    def nearest(self, found: Sequence[tuple[Quantity, Paragraph]]) -> Match:
        """The match at the place that the claim's sentence names best, of several that print exactly the claim."""
        quantity, paragraph = max(found, key=lambda each: self.closeness(*each)) if len(found) > 1 else found[0]
        return Match(Verdict.SAME, quantity, paragraph)

    def closeness(self, quantity: Quantity, paragraph: Paragraph) -> tuple[int, int]:
        """A sort key: how well the period, time, row and column of a number agree with the claim's sentence."""
        others = self.is_of_other_period(quantity, paragraph) + bool(self.other_time(quantity, paragraph))
        return -others, self.shared_words(quantity, paragraph)

    def is_of_other_period(self, quantity: Quantity, paragraph: Paragraph) -> bool:
        """Whether a source gives a number for another period than the claim's."""
        if self.period is None:
            return False
        there = period_at(paragraph, quantity, cell_at(paragraph, quantity))
        return there is not None and (are_apart(there, self.period) or are_of_other_lengths(there, self.period))

    def shared_words(self, quantity: Quantity, paragraph: Paragraph) -> int:
        """How many words of the claim's sentence are in the row's label, the column's header or the section."""
        cell = cell_at(paragraph, quantity)
        context = cell.context if cell else None
        return len(words_of(f"{context.section} {context.label} {context.header}") & self.words) if context else 0


def _plain(text: str) -> str:
    """A text of a note without markup and citations."""
    return _MARKUP.sub("", without_citations(text))


def beside_in(paragraph: Paragraph, quantity: Quantity) -> Beside:
    """The times named beside a number of a source, or in the headings of its cell."""
    if cell := cell_at(paragraph, quantity):
        words = in_heading(f"{cell.context.label} | {cell.context.header}")
    else:
        words = beside(paragraph.text[: quantity.bound_start], paragraph.text[quantity.end :])
    return words._replace(per=words.per | {quantity.per} & TIMES.keys())
