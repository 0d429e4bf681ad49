"""A claim against the numbers of a source: the best match at a place, and where else the claim is printed.

Of equal matches the one is taken whose row and column the claim's sentence names, so that what is shown beside a
figure is its own row. A match that only the table around a number makes likely is `unscaled`, never an error of scale;
a number that could be read in two ways is `ambiguous`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.quantities import Change, Verdict, best, may_change, read_changes, read_quantities, supports
from briefing.evidence.quantities.measures import kind, without_prefix
from briefing.evidence.quantities.multiples import is_given_as_multiple
from briefing.evidence.quantities.nouns import is_count
from briefing.evidence.quantities.spellings import MONEY, RATIOS
from briefing.evidence.sentences import sentence_around
from briefing.evidence.tables import PLAIN, CellContext, cell_numbers, with_measure
from briefing.model import Period, Quantity
from briefing.verification.archive import Cell, Paragraph
from briefing.verification.number_periods import are_apart, period_at, period_of, without_citations
from briefing.verification.passages import PassageNumbers, Passages
from briefing.verification.results import Excerpt
from briefing.verification.row_labels import name_one_outlay, with_direction, words_of
from briefing.verification.time_words import TIMES, Apart, Beside, apart, beside, in_heading

_MAX_LOOKBEHIND: Final = 60
"""The characters before a number in which a word may call it a loss."""
_MAX_GAP: Final = 120
"""The characters after a number within which another may share its unit."""
_MARKUP: Final = lazy_re.compile(r"[*_`~]+|[\[\]](?:\{[^{}]*\})?")
_CLAUSE: Final = lazy_re.compile(r"[.;:。；：]\s")
_SIDES: Final = lazy_re.compile(
    r"(?P<loss>\b(?:loss(?:es)?|lost|impairments?|write-?downs?|expenses?|costs?|took|fell|fallen|dropped|declined?|"
    r"decreased?|outflows?|deficit|negative|minus)\b|亏损|减值|下降|流出|费用)"
    r"|(?P<gain>\b(?:profits?|gains?|gained|income|earned|earnings|results?|margins?|rose|risen|grew|grown|growth|"
    r"increased?|inflows?|revenues?|sales|flow|ebitda?|positive|surplus)\b|盈利|利润|收入|增长|流入)",
    re.I,
)
_WIDE_BRACKETS: Final = str.maketrans("（）", "()")


class Match(Struct, frozen=True):
    """The best match of a claim."""

    verdict: Verdict = Verdict.NONE
    quantity: Quantity | None = None
    paragraph: Paragraph | None = None
    context: str = ""
    """The words around the number that make the claim likely, or those that it is at odds with."""
    per: str = ""
    """The time that the note's words say the claim is for, where the source gives another."""
    named: str = ""
    """The period or the column that the note names, where the number is under another, which is the context."""

    @property
    def cell(self) -> Cell | None:
        """The cell that the number is in."""
        return cell_at(self.paragraph, self.quantity) if self.paragraph and self.quantity else None

    @property
    def printed(self) -> str:
        """The number as it is printed; of a cell with what its table counts in."""
        if self.paragraph is None or self.quantity is None:
            return ""
        text = self.paragraph.text[self.quantity.bound_start : self.quantity.end]
        measure = self.cell.context.measure if self.cell and not self.context else PLAIN
        says_all = any(with_measure(number, text, measure).value == number.value for number in cell_numbers(text))
        return text if says_all or not measure.label else f"{text} {_in_brackets(measure.label)}"

    @property
    def excerpt(self) -> Excerpt | None:
        """The row under its header, or the sentence, that contains the number."""
        if self.paragraph is None or self.quantity is None:
            return None
        row, text, at = self.paragraph.row, self.paragraph.text, 0
        if row:
            text, at = row.text, row.at
        start, end = self.quantity.bound_start + at, self.quantity.end + at
        first, last = (0, len(text)) if row else _sentence(text, start, end)
        return Excerpt(row.header if row else "", text[first:start].lstrip(), text[start:end], text[end:last].rstrip())


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence of a number begins and ends."""
    return sentence_around(text, start)[0], sentence_around(text, end - 1)[1]


def _in_brackets(label: str) -> str:
    """A label in brackets, unless it begins and ends with some."""
    label = label.translate(_WIDE_BRACKETS)
    return label if label.startswith("(") and label.endswith(")") else f"({label})"


def cell_at(paragraph: Paragraph, quantity: Quantity) -> Cell | None:
    """The cell of a paragraph that a number is in."""
    return next((cell for cell in paragraph.cells if cell.start <= quantity.start < cell.end), None)


class Claim(Struct, frozen=True, dict=True):
    """A claimed quantity, and the text around it in the note."""

    quantity: Quantity
    before: str = ""
    """The text before it, in its line and the line above."""
    after: str = ""
    given_period: Period | None = None
    """The period that its ledger entry says."""

    @cached_property
    def period(self) -> Period | None:
        """The period that it is for, as far as the note says so."""
        length = self.quantity.end - self.quantity.bound_start
        return self.given_period or period_of(self.before, self.after, length)

    @cached_property
    def change(self) -> Change | None:
        """The change of which it is an end, if the words around it say one."""
        if not may_change(self.before) and not may_change(self.after):
            return None
        before, after = (_MARKUP.sub("", without_citations(text)) for text in (self.before, self.after))
        found = read_changes(f"{before}{after}", read_quantities(f"{before}{after}"))
        ends = ((change, end) for change in found for end in (change.before, change.after))
        return next((change for change, end in ends if end.bound_start <= len(before) < end.end), None)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words around it; they are parsed only to choose between two places."""
        return words_of(f"{self.before} {self.after}")

    @cached_property
    def fallen(self) -> Quantity | None:
        """The quantity as a loss, if the last noun before it names one."""
        named = [match.lastgroup for match in _SIDES.finditer(_CLAUSE.split(self.before)[-1][-_MAX_LOOKBEHIND:])]
        is_loss = bool(named) and named[-1] == "loss" and self.quantity.low > 0 and not self.quantity.direction
        return structs.replace(self.quantity, direction=-1) if is_loss else None

    def says_time(self, per: str) -> bool:
        """Whether the words around it give its period, or name what is always per year."""
        words = TIMES.get(per)
        return words is not None and bool(words.hint.search(f"{self.before[-_MAX_GAP:]} {self.after[:_MAX_GAP]}"))

    @property
    def clause(self) -> str:
        """The words of its clause before it and after."""
        before, after = _CLAUSE.split(self.before)[-1], _CLAUSE.split(self.after)[0]
        return f"{before[-_MAX_LOOKBEHIND:]} \0 {after[:_MAX_LOOKBEHIND]}"

    @property
    def times(self) -> tuple[str, ...]:
        """The times that the words of its clause say it is for."""
        clause = self.clause
        return tuple(time for time, words in TIMES.items() if words.denominator.search(clause))

    @cached_property
    def beside(self) -> Beside:
        """The times that the words beside it name."""
        words = beside(self.before, self.after[self.quantity.end - self.quantity.bound_start :])
        return words._replace(per=words.per | {self.quantity.per} & TIMES.keys())

    def other_time(self, quantity: Quantity, paragraph: Paragraph) -> Apart | None:
        """The time that the words beside a number of a source name, where the claim has another."""
        return apart(self.beside, beside_in(paragraph, quantity)) if any(self.beside) else None

    def nearest(self, found: Sequence[tuple[Quantity, Paragraph]]) -> Match:
        """Of places that print the very claim the one that its sentence names."""
        quantity, paragraph = max(found, key=lambda each: self.closeness(*each)) if len(found) > 1 else found[0]
        return Match(Verdict.SAME, quantity, paragraph)

    def closeness(self, quantity: Quantity, paragraph: Paragraph) -> tuple[int, int]:
        """How near a number of a source is to what its sentence says, by which the nearest is chosen."""
        others = self.is_of_other_period(quantity, paragraph) + bool(self.other_time(quantity, paragraph))
        return -others, self.shared_words(quantity, paragraph)

    def is_of_other_period(self, quantity: Quantity, paragraph: Paragraph) -> bool:
        """Whether a source prints a number for a period that is not the claim's."""
        if self.period is None:
            return False
        there = period_at(paragraph, quantity, cell_at(paragraph, quantity))
        return there is not None and are_apart(there, self.period)

    def shared_words(self, quantity: Quantity, paragraph: Paragraph) -> int:
        """How many words of the sentence name the row and the column of a number."""
        cell = cell_at(paragraph, quantity)
        return len(words_of(f"{cell.context.label} {cell.context.header}") & self.words) if cell else 0


def beside_in(paragraph: Paragraph, quantity: Quantity) -> Beside:
    """The times that the words beside a number of a source name, or the headings of its cell."""
    if cell := cell_at(paragraph, quantity):
        words = in_heading(f"{cell.context.label} | {cell.context.header}")
    else:
        words = beside(paragraph.text[: quantity.bound_start], paragraph.text[quantity.end :])
    return words._replace(per=words.per | {quantity.per} & TIMES.keys())


def best_match(claim: Claim, passages: Passages, key: str, paragraphs: Sequence[Paragraph]) -> Match:
    """The best that is at some places of a source."""
    numbers = [(paragraph, passages.numbers(key, paragraph)) for paragraph in paragraphs]
    match = _best(claim, ((paragraph, each.certain) for paragraph, each in numbers))
    if match.verdict is Verdict.SIGN_DIFFERS and match.quantity:
        match = structs.replace(match, verdict=_signed(claim, match, match.quantity))
    if match.verdict.rank <= Verdict.RANGE_END.rank:
        return _per_time(claim, match)
    if match.verdict is Verdict.SCALE_SUSPECT and _is_of_another_unit(claim.quantity, match):
        match = structs.replace(match, verdict=Verdict.UNIT_DIFFERS)
    if match.verdict is Verdict.NOUN_DIFFERS:
        match = _per_time(claim, _timed(claim, match))
        if match.verdict.is_support:
            return match
    soft = (
        _as_multiple(claim, numbers) or _likely(claim, numbers) or _unnamed(claim, match) or _as_share(claim, numbers)
    )
    soft = soft or _bare(claim, numbers) or _shared(claim, numbers)
    return soft or _ambiguous(claim, numbers) or match


def _signed(claim: Claim, match: Match, found: Quantity) -> Verdict:
    """The verdict on a claim of another sign, in view of what its words and the label of the cell's row say."""
    ours, context = claim.quantity, match.cell.context if match.cell else CellContext()
    if claim.fallen or (not ours.direction and ours.low > 0 and name_one_outlay(context.label, claim.clause)):
        ours = structs.replace(ours, direction=-1)
    named = with_direction(found, context)
    # `(Increase)/decrease (46)` is a rise only to a claim that says one.
    return supports(ours, named if ours.direction or named.low == found.low else found)


def _timed(claim: Claim, match: Match) -> Match:
    """A match whose claim leaves to the words around it what it is per: `an annual capacity of 640 kt`."""
    found = match.quantity
    if found is None or claim.quantity.per or not found.per or not claim.says_time(found.per):
        return match
    return structs.replace(match, verdict=supports(structs.replace(claim.quantity, per=found.per), found))


def _per_time(claim: Claim, match: Match) -> Match:
    """A match whose number is for a month, say, where the words around the claim say that it is for a year."""
    per = match.quantity.per if match.quantity else ""
    if claim.quantity.per or per not in TIMES or not (times := claim.times) or per in times:
        return match
    return structs.replace(match, verdict=Verdict.NOUN_DIFFERS, per=times[0])


def _is_of_another_unit(claimed: Quantity, match: Match) -> bool:
    """Whether the digits of a claim are in a table that counts in another unit."""
    unit = match.cell.context.measure.unit if match.cell else ""
    return claimed.unit != "" and unit != "" and kind(unit)[0] != kind(claimed.unit)[0]


def _best(claim: Claim, numbers: Iterable[tuple[Paragraph, Sequence[Quantity]]]) -> Match:
    found = [(*best(claim.quantity, certain), paragraph) for paragraph, certain in numbers if certain]
    if not found:
        return Match()
    top = min(verdict.rank for verdict, _, _ in found)
    equal = [(quantity, paragraph) for verdict, quantity, paragraph in found if verdict.rank == top and quantity]
    verdict = next(verdict for verdict, _, _ in found if verdict.rank == top)
    return structs.replace(claim.nearest(equal), verdict=verdict) if equal else Match(verdict)


def _likely(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match of the digits whose scale is only likely."""
    for paragraph, each in numbers:
        for quantity, label in each.likely:
            if supports(claim.quantity, quantity).is_support:
                return Match(Verdict.UNSCALED, quantity, paragraph, label)
    return None


def _unnamed(claim: Claim, match: Match) -> Match | None:
    """A cell with the very digits in a table without a unit."""
    cell, found, unit = match.cell, match.quantity, claim.quantity.unit
    if cell is None or found is None or found.unit or cell.context.measure.unit or cell.context.money:
        return None
    # A table in millions without a currency is one of money most likely; one without a scale may be of anything.
    if not unit or unit in RATIOS or (unit in MONEY and cell.context.measure.scale == 1):
        return None
    if not supports(claim.quantity, structs.replace(found, unit=unit)).is_support:
        return None
    context = cell.context
    return Match(Verdict.UNSCALED, found, match.paragraph, context.measure.label or context.header or context.label)


def _as_share(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A per cent that is printed as a share of one, `0.35` for 35%, or the reverse."""
    ours = claim.quantity
    for paragraph, each in numbers:
        for found in each.certain if ours.unit in ("", "%") else ():
            if ours.unit and _is_share(found) and supports(ours, _in_per_cent(found)).is_support:
                cell = cell_at(paragraph, found)
                context = f"{cell.context.label} {cell.context.header}".strip() if cell else ""
                return Match(Verdict.UNSCALED, found, paragraph, context)
            if found.unit == "%" and _is_share(ours) and supports(_in_per_cent(ours), found).is_support:
                return Match(Verdict.NOUN_DIFFERS, found, paragraph)
    return None


def _as_multiple(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A multiple that is printed as a bare number, `P/E: 16.4` for 16.4x, or the reverse."""
    ours = claim.quantity
    other = structs.replace(ours, unit="" if ours.unit else "x")
    for paragraph, each in numbers if ours.unit in ("", "x") and not ours.noun else ():
        for found in each.certain:
            if found.unit == other.unit and not found.noun and (verdict := supports(other, found)).is_support:
                words = claim.before[-_MAX_LOOKBEHIND:] if not ours.unit else _words_before(paragraph, found)
                if is_given_as_multiple(words):
                    return Match(verdict, found, paragraph)
    return None


def _words_before(paragraph: Paragraph, number: Quantity) -> str:
    """The words before a number of a source, or the headings of its cell."""
    if cell := cell_at(paragraph, number):
        return f"{cell.context.label} {cell.context.header}"
    return paragraph.text[max(0, number.bound_start - _MAX_LOOKBEHIND) : number.bound_start]


def _is_share(number: Quantity) -> bool:
    """Whether a bare number may be a share of one: not above it, and with decimals."""
    return not number.unit and number.step < 1 and abs(number.high) <= 1 and not number.noun


def _in_per_cent(share: Quantity) -> Quantity:
    low, high, step = (value.scaleb(2) for value in (share.low, share.high, share.step))
    return structs.replace(share, low=low, high=high, step=step, unit="%")


def _bare(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """Where a bare claim has the digits of a cell that counts in something."""
    if claim.quantity.unit:
        return None
    for paragraph, each in numbers:
        for quantity in each.bare:
            if supports(claim.quantity, structs.replace(quantity, unit="")).is_support:
                return Match(Verdict.UNIT_DIFFERS, quantity, paragraph)
    return None


def _shared(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match of the digits without a unit near a number that has the claim's: `47 Mt, 16 million of which`."""
    unit = kind(claim.quantity.unit)[0]
    if not unit or unit in MONEY or unit in RATIOS:
        return None
    for paragraph, each in numbers:
        named = [number for number in each.certain if number.unit and kind(number.unit)[0] == unit]
        for bare in (number for number in each.certain if named and _may_share(number, paragraph.text)):
            neighbour = next((number for number in named if 0 <= bare.start - number.end < _MAX_GAP), None)
            if neighbour and supports(claim.quantity, _in_unit_of(neighbour, bare)).rank <= Verdict.RANGE_END.rank:
                return Match(Verdict.UNSCALED, bare, paragraph, paragraph.text[neighbour.start : neighbour.end])
    return None


def _ambiguous(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """Where one reading of a number that could be read in two ways is the claim."""
    for paragraph, each in numbers:
        for quantity in each.ambiguous:
            if supports(claim.quantity, quantity).rank <= Verdict.RANGE_END.rank:
                return Match(Verdict.AMBIGUOUS, quantity, paragraph)
    return None


def _may_share(number: Quantity, text: str) -> bool:
    return not number.unit and not is_count(text, number.end)


def _in_unit_of(neighbour: Quantity, bare: Quantity) -> Quantity:
    """A bare number in the unit of another; a scale in words replaces the prefix of `47 Mt, 16 million of which`."""
    return structs.replace(
        bare, unit=without_prefix(neighbour.unit) if bare.step > 1 >= neighbour.step else neighbour.unit
    )
