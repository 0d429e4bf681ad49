"""Search for a claim among the numbers of a source: the best match at the cited places.

First the numbers that are certain are compared. If none supports the claim, a series of weaker hypotheses is tried,
such as a unit that only the table or a neighbouring number suggests. Those give `unscaled`, never an error of scale;
a number that could be read in two ways gives `ambiguous`.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.quantities import Verdict, best, read_quantities, supports
from briefing.evidence.quantities.amounts import EXACT
from briefing.evidence.quantities.measures import kind, without_prefix
from briefing.evidence.quantities.multiples import is_given_as_multiple
from briefing.evidence.quantities.nouns import is_count
from briefing.evidence.quantities.spellings import MONEY, RATIOS
from briefing.evidence.sentences import sentence_around
from briefing.evidence.tables import CellContext
from briefing.model import Quantity
from briefing.verification.archive import Paragraph
from briefing.verification.claims import Claim, Match, cell_at
from briefing.verification.passages import PassageNumbers, Passages
from briefing.verification.row_labels import name_one_outlay, with_direction
from briefing.verification.time_words import TIMES

_MAX_LOOKBEHIND: Final = 60
"""The most characters before a number that may name a ratio."""
_MAX_GAP: Final = 120
"""The most characters between a number and another that shares its unit."""
_MIN_UNIT_CHARS: Final = 2
"""A shorter unit symbol may be a word or an initial."""
_WORD: Final = lazy_re.compile(r"[^\s,.;:()]+")
_POWERS: Final = (0, 3, 4, 6, 8, 9, 12)
"""The powers of ten that an amount's scale may have."""
_LISTED: Final = lazy_re.compile(r"[^.;:()0-9]*\b(?:to|and|or|from|against|after|by)(?: [a-z]+){0,2} ")
"""The text between a number with a unit and one that shares it."""


def best_match(claim: Claim, passages: Passages, key: str, paragraphs: Sequence[Paragraph]) -> Match:
    """The best match of a claim in some paragraphs of a source."""
    numbers = [(paragraph, passages.numbers(key, paragraph)) for paragraph in paragraphs]
    match = _best(claim, ((paragraph, each.certain) for paragraph, each in numbers))
    if match.verdict is Verdict.SIGN_DIFFERS and match.quantity:
        match = structs.replace(match, verdict=_verdict_by_label(claim, match, match.quantity))
    if match.verdict.rank <= Verdict.RANGE_END.rank:
        return _checked_by_time(claim, match)
    if match.verdict is Verdict.SCALE_SUSPECT and _is_of_another_unit(claim.quantity, match):
        match = structs.replace(match, verdict=Verdict.UNIT_DIFFERS)
    if match.verdict is Verdict.NOUN_DIFFERS:
        match = _checked_by_time(claim, _with_implied_denominator(claim, match))
        if match.verdict.is_support:
            return match
    return (
        _as_multiple(claim, numbers)
        or _with_likely_measure(claim, numbers)
        or _in_unlabelled_table(claim, match)
        or _as_fraction(claim, numbers)
        or _with_elided_unit(claim, numbers)
        or _without_unit(claim, numbers)
        or _sharing_unit(claim, numbers)
        or _after_unit(claim, numbers)
        or _in_brackets(claim, numbers)
        or _ambiguous(claim, numbers)
        or match
    )


def _verdict_by_label(claim: Claim, match: Match, found: Quantity) -> Verdict:
    """The verdict on a claim of another sign, taking into account its words and the label of the number's row."""
    ours, context = claim.quantity, match.cell.context if match.cell else CellContext()
    if claim.fallen or (not ours.direction and ours.low > 0 and name_one_outlay(context.label, claim.clause)):
        ours = structs.replace(ours, direction=-1)
    named = with_direction(found, context)
    # `(Increase)/decrease (46)` is a rise only if the claim says so.
    return supports(ours, named if ours.direction or named.low == found.low else found)


def _with_implied_denominator(claim: Claim, match: Match) -> Match:
    """A match compared again with the denominator that the claim's context implies: `an annual capacity of 640 kt`."""
    found = match.quantity
    if found is None or claim.quantity.per or not found.per or not claim.says_time(found.per):
        return match
    return structs.replace(match, verdict=supports(structs.replace(claim.quantity, per=found.per), found))


def _checked_by_time(claim: Claim, match: Match) -> Match:
    """A match, as `noun-differs` if its number is per month, say, and the claim's clause says per year."""
    per = match.quantity.per if match.quantity else ""
    if claim.quantity.per or per not in TIMES or not (times := claim.times) or per in times:
        return match
    return structs.replace(match, verdict=Verdict.NOUN_DIFFERS, per=times[0])


def _is_of_another_unit(claimed: Quantity, match: Match) -> bool:
    """Whether the match is in a table whose unit is of another kind than the claim's."""
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


def _with_likely_measure(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match of a number under a scale or unit that is only likely."""
    for paragraph, each in numbers:
        for quantity, label in each.likely:
            if supports(claim.quantity, quantity).is_support:
                return Match(Verdict.UNSCALED, quantity, paragraph, label)
    return None


def _in_unlabelled_table(claim: Claim, match: Match) -> Match | None:
    """A match of a cell with the same value in a table without a unit."""
    cell, found, unit = match.cell, match.quantity, claim.quantity.unit
    if cell is None or found is None or found.unit or cell.context.measure.unit or cell.context.money:
        return None
    # A table in millions without a currency most likely shows money; one without a scale may show anything.
    if not unit or unit in RATIOS or (unit in MONEY and cell.context.measure.scale == 1):
        return None
    if not supports(claim.quantity, structs.replace(found, unit=unit)).is_support:
        return None
    context = cell.context
    return Match(Verdict.UNSCALED, found, match.paragraph, context.measure.label or context.header or context.label)


def _as_fraction(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match of a percentage with a fraction of one, `0.35` for 35%, or the reverse."""
    ours = claim.quantity
    for paragraph, each in numbers:
        for found in each.certain if ours.unit in ("", "%") else ():
            if ours.unit and _is_fraction(found) and supports(ours, _in_per_cent(found)).is_support:
                cell = cell_at(paragraph, found)
                context = f"{cell.context.label} {cell.context.header}".strip() if cell else ""
                return Match(Verdict.UNSCALED, found, paragraph, context)
            if found.unit == "%" and _is_fraction(ours) and supports(_in_per_cent(ours), found).is_support:
                return Match(Verdict.NOUN_DIFFERS, found, paragraph)
    return None


def _as_multiple(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match of a multiple with a bare number, `P/E: 16.4` for 16.4x, or the reverse."""
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


def _is_fraction(number: Quantity) -> bool:
    """Whether a bare number may be a fraction: it has decimals, and is one at most."""
    return not number.unit and number.step < 1 and abs(number.high) <= 1 and not number.noun


def _in_per_cent(share: Quantity) -> Quantity:
    low, high, step = (value.scaleb(2) for value in (share.low, share.high, share.step))
    return structs.replace(share, low=low, high=high, step=step, unit="%")


def _without_unit(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match of a claim without a unit with the digits of a cell that has one."""
    if claim.quantity.unit:
        return None
    for paragraph, each in numbers:
        for quantity in each.bare:
            if supports(claim.quantity, structs.replace(quantity, unit="")).is_support:
                return Match(Verdict.UNIT_DIFFERS, quantity, paragraph)
    return None


def _sharing_unit(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match of a number without a unit that shares that of a number before it: `47 Mt, 16 million of which`."""
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


def _after_unit(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match of a number whose unit is earlier in its sentence: `TEU throughput was 8.63 million`."""
    unit = claim.quantity.unit
    if len(unit) < _MIN_UNIT_CHARS or unit in MONEY or unit in RATIOS:
        return None
    for paragraph, each in numbers:
        for bare in (number for number in each.certain if _may_share(number, paragraph.text)):
            meant = structs.replace(bare, unit=unit)
            if supports(claim.quantity, meant).rank <= Verdict.RANGE_END.rank and unit in _words_to(paragraph, bare):
                return Match(Verdict.UNSCALED, bare, paragraph, unit)
    return None


def _words_to(paragraph: Paragraph, number: Quantity) -> Sequence[str]:
    """The words of a sentence before one of its numbers."""
    start, _ = sentence_around(paragraph.text, number.bound_start)
    return _WORD.findall(paragraph.text, start, number.bound_start)


def _in_brackets(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match of a number in brackets after an amount of similar size, for the previous year: `SEK 4,812m (5,204)`."""
    unit = claim.quantity.unit
    for paragraph, each in numbers if unit else ():
        for amount, bare in pairwise(each.certain):
            is_beside = bare.bracketed and not bare.unit and 0 <= bare.start - amount.end <= len(" (")
            if is_beside and amount.unit == unit and any(_is_meant(claim, bare, amount, power) for power in _POWERS):
                return Match(Verdict.UNSCALED, bare, paragraph, paragraph.text[amount.start : amount.end])
    return None


def _is_meant(claim: Claim, bare: Quantity, amount: Quantity, power: int) -> bool:
    """Whether a bare number, in the unit of an amount and a scale that makes it of similar size, supports a claim."""
    low, high, step = (EXACT.scaleb(value, power) for value in (bare.low, bare.high, bare.step))
    meant = structs.replace(bare, low=low, high=high, step=step, unit=amount.unit, bracketed=False)
    is_alike = abs(meant.high.adjusted() - amount.high.adjusted()) <= 1
    return is_alike and supports(structs.replace(claim.quantity, direction=0), meant).is_support


def _with_elided_unit(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match of a claim that shares the unit of the number before it: `up 2.5 points, and down 0.4 on the quarter`."""
    ours = claim.quantity
    before = read_quantities(claim.before[-_MAX_GAP:]) if not ours.unit and not ours.noun else ()
    if not before or not before[-1].unit or not _LISTED.fullmatch(claim.before[-_MAX_GAP:], before[-1].end):
        return None
    if is_count(claim.after, ours.end - ours.bound_start):
        return None
    meant = structs.replace(ours, unit=before[-1].unit, per=before[-1].per)
    match = _best(structs.replace(claim, quantity=meant), ((paragraph, each.certain) for paragraph, each in numbers))
    return match if match.verdict.is_support else None


def _ambiguous(claim: Claim, numbers: Iterable[tuple[Paragraph, PassageNumbers]]) -> Match | None:
    """A match with one reading of an ambiguous number."""
    for paragraph, each in numbers:
        for quantity in each.ambiguous:
            if supports(claim.quantity, quantity).rank <= Verdict.RANGE_END.rank:
                return Match(Verdict.AMBIGUOUS, quantity, paragraph)
    return None


def _may_share(number: Quantity, text: str) -> bool:
    return not number.unit and not is_count(text, number.end)


def _in_unit_of(neighbour: Quantity, bare: Quantity) -> Quantity:
    """A bare number in the unit of another; its own scale replaces the unit's prefix: `47 Mt, 16 million of which`."""
    return structs.replace(
        bare, unit=without_prefix(neighbour.unit) if bare.step > 1 >= neighbour.step else neighbour.unit
    )
