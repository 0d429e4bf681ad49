"""A match in its context: whether the source gives the number for the period, time, row and column of the note.

Also whether it has the same role in a change and the same order. Each check returns a worse match, or None. They run
only on numbers that were found, and can never make a missing number a found one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from msgspec import structs

from briefing.evidence.quantities import (
    Change,
    Verdict,
    format_quantity,
    may_change,
    part_of,
    period_ahead,
    read_changes,
    read_parts,
    supports,
)
from briefing.evidence.quantities.roles import CHANGE, level_directions, role
from briefing.evidence.sentences import sentence_around
from briefing.model import Citation, Period, Quantity
from briefing.verification.archive import Cell, Paragraph, parts_of_table, rows_of_table
from briefing.verification.claims import Claim, Match, cell_at
from briefing.verification.number_periods import (
    are_apart,
    are_of_other_lengths,
    are_same,
    has_cell_of,
    has_column_of,
    has_namesake_of,
    has_row_of,
    has_sentence_of,
    length,
    period_at,
    period_in,
)
from briefing.verification.passages import PassageNumbers, Passages
from briefing.verification.row_labels import is_change, is_growth, name_the_other_way, with_direction
from briefing.verification.rows_and_columns import CellNumber, named_column, named_part, named_row

_MAX_RANK: Final = Verdict.RANGE_END.rank
"""The rank of the worst verdict by which a number counts as found."""


def in_context(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match:
    """A match with its final verdict: no support if period, time, row, column, role or order contradict the claim."""
    if match.verdict is Verdict.UNSCALED:
        return _checked_by_period(claim, match, passages, citation) or match
    if match.verdict.rank > _MAX_RANK:
        return match
    return (
        _checked_by_label(claim, match)
        or _checked_by_change(claim, match, passages, citation)
        or _checked_by_period(claim, match, passages, citation)
        or _checked_by_part(claim, match)
        or _checked_by_order(claim, match, passages, citation)
        or _checked_by_time(claim, match)
        or _checked_by_role(claim, match)
        or _checked_by_direction(claim, match)
        or _checked_by_headings(claim, match, passages, citation)
        or match
    )


# --- labels ----------------------------------------------------------------------------------------


def _checked_by_label(claim: Claim, match: Match) -> Match | None:
    """The match as `sign-differs`, if the label of its row says a loss and the claim a profit, or the reverse."""
    if match.cell is None or match.quantity is None:
        return None
    label = match.cell.context.label
    if match.quantity.low > 0 < claim.quantity.low and name_the_other_way(label, claim.clause):
        return structs.replace(match, verdict=Verdict.SIGN_DIFFERS, context=label)
    named = with_direction(match.quantity, match.cell.context)
    if claim.quantity.direction and supports(claim.quantity, named) is Verdict.SIGN_DIFFERS:
        return structs.replace(match, verdict=Verdict.SIGN_DIFFERS)
    return None


def _checked_by_change(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match | None:
    """The match as `sign-differs`, if the claim says a fall, but the column and row of the number show a rise."""
    row, cell, found = match.paragraph, match.cell, match.quantity
    if row is None or cell is None or found is None or found.low <= 0 or found.direction or not claim.says_fall:
        return None
    if not is_change(cell.context):
        return None
    if is_growth(cell.context) and claim.role == CHANGE:
        return structs.replace(match, verdict=Verdict.SIGN_DIFFERS)
    table = list(_numbers_in_cells(rows_of_table(row, passages.whole(citation.key)), passages, citation))
    has_falls = any(number.low < 0 and other.context.header == cell.context.header for other, number in table)
    of_row = (each for each in table if each[0].context.label == cell.context.label)
    return structs.replace(match, verdict=Verdict.SIGN_DIFFERS) if has_falls or _has_risen(found, of_row) else None


def _has_risen(change: Quantity, row: Iterable[CellNumber]) -> bool:
    """Whether a row has numbers for two periods of which the later is higher by a change in per cent."""
    placed = [(period, number) for cell, number in row if number.low > 0 and (period := period_in(cell))]
    return any(
        later.first > earlier.last and abs((end.low / start.low - 1) * 100 - change.low) <= change.step
        for earlier, start in placed
        for later, end in placed
        if end.unit == start.unit and length(earlier) == length(later)
    )


# --- periods ---------------------------------------------------------------------------------------


def _checked_by_period(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match | None:
    """The match as `period-differs`, if its row, column or text also has numbers for the claim's period."""
    if claim.period is None or match.paragraph is None or match.quantity is None:
        return None
    there = period_at(match.paragraph, match.quantity, match.cell)
    if there and are_same(there, claim.period):
        return None
    if there is None or not _is_other(claim.period, there, match, passages, citation):
        return _compared_with_period(claim, claim.period, match, passages.numbers(citation.key, match.paragraph))
    return structs.replace(match, verdict=Verdict.PERIOD_DIFFERS, context=there.text, named=claim.period.text)


def _compared_with_period(claim: Claim, period: Period, match: Match, numbers: PassageNumbers) -> Match | None:
    """The match as `period-differs`, if the source compares it with the number of that period: `5 (2024: 4)`."""
    paragraph, found = match.paragraph, match.quantity
    if paragraph is None or found is None or match.cell:
        return None
    for change, text in _changes(paragraph, numbers.certain):
        if change.after.start != found.start or _is_alike(claim.quantity, change.before):
            continue
        before = period_at(paragraph, change.before, None)
        if before and are_same(before, period):
            return structs.replace(match, verdict=Verdict.PERIOD_DIFFERS, context=text)
    return _beside_period(claim, period, match, numbers)


def _beside_period(claim: Claim, period: Period, match: Match, numbers: PassageNumbers) -> Match | None:
    """The match as `period-differs`, if its sentence gives another number for the claim's period, as in brackets."""
    paragraph, found = match.paragraph, match.quantity
    if paragraph is None or found is None:
        return None
    text = paragraph.text
    start, end = sentence_around(text, found.bound_start)
    for number in numbers.certain:
        if not start <= number.start < end or number.unit != found.unit or _is_alike(claim.quantity, number):
            continue
        own = period_ahead(text[start : number.bound_start])
        if own and are_same(own, period):
            return structs.replace(match, verdict=Verdict.PERIOD_DIFFERS, context=text[number.bound_start : number.end])
    return None


def _is_other(period: Period, there: Period, match: Match, passages: Passages, citation: Citation) -> bool:
    """Whether a number is for another period than the claim's: another year, or six months instead of three."""
    if are_apart(there, period):
        return _has_its_period(period, match, passages, citation)
    if match.paragraph is None or not are_of_other_lengths(there, period):
        return False
    if match.cell is None:
        return has_sentence_of(period, passages.at(citation))
    whole = passages.whole(citation.key)
    return has_cell_of(period, match.paragraph, whole) or has_namesake_of(period, match.cell, whole)


def _has_its_period(period: Period, match: Match, passages: Passages, citation: Citation) -> bool:
    """Whether the source has numbers for a period in the row, column or text of a match."""
    if match.cell is None or match.paragraph is None:
        numbers = passages.numbers(citation.key, match.paragraph).certain if match.paragraph else ()
        named = (period_at(match.paragraph, each, None) for each in numbers if match.paragraph)
        return has_sentence_of(period, passages.at(citation)) or any(each and are_same(each, period) for each in named)
    whole = passages.whole(citation.key)
    return has_column_of(period, match.paragraph, whole) or has_row_of(period, match.cell, whole)


def _checked_by_part(claim: Claim, match: Match) -> Match | None:
    """The match as `period-differs`, if it is for another month, quarter or half, and one of the two has no year."""
    paragraph, found = match.paragraph, match.quantity
    if claim.part is None or paragraph is None or found is None or match.cell:
        return None
    start, end = sentence_around(paragraph.text, found.bound_start)
    there = part_of(paragraph.text[start:end], found.bound_start - start, found.end - start)
    if there is None or not there.differs(claim.part):
        return None
    if (
        there.year
        and claim.part.year
        and not (there.year == claim.part.year and claim.part.name in read_parts(paragraph.text))
    ):
        # Years may be fiscal in one text and not in the other.
        return None
    return structs.replace(match, verdict=Verdict.PERIOD_DIFFERS, context=there.text, named=claim.part.text)


# --- times of a rate -------------------------------------------------------------------------------


def _checked_by_time(claim: Claim, match: Match) -> Match | None:
    """The match as a difference of unit or noun, if the words beside its number name another time than the claim's."""
    if match.paragraph is None or match.quantity is None:
        return None
    times = claim.other_time(match.quantity, match.paragraph)
    if times is None:
        return None
    verdict = Verdict.UNIT_DIFFERS if times.is_certain else Verdict.NOUN_DIFFERS
    return structs.replace(
        match, verdict=verdict, quantity=structs.replace(match.quantity, per=times.theirs), per=times.ours
    )


# --- roles in a change -----------------------------------------------------------------------------


def _checked_by_role(claim: Claim, match: Match) -> Match | None:
    """The match as `noun-differs`, if the source gives a level that the claim calls a change, or the reverse."""
    if match.paragraph is None or match.quantity is None or match.cell or not claim.role:
        return None
    before = match.paragraph.text[: match.quantity.bound_start]
    there = role(before, match.quantity.unit)
    if not there or there == claim.role or (match.quantity.unit == "x" and before.isascii()):
        # `Rose threefold` means to three times as much, unlike 增长3倍.
        return None
    found = structs.replace(match.quantity, per=there)
    return structs.replace(match, verdict=Verdict.NOUN_DIFFERS, quantity=found, per=claim.role)


def _checked_by_direction(claim: Claim, match: Match) -> Match | None:
    """The match as `order-differs`, if its level was reached by a fall in the source and by a rise in the note."""
    paragraph, found = match.paragraph, match.quantity
    if paragraph is None or found is None or match.cell or not claim.level_directions:
        return None
    there = level_directions(paragraph.text[: found.bound_start], paragraph.text[found.end :])
    if not there or not there.isdisjoint(claim.level_directions):
        return None
    verb = "a rise" if 1 in claim.level_directions else "a fall"
    return structs.replace(match, verdict=Verdict.ORDER_DIFFERS, named=verb)


# --- rows and columns -----------------------------------------------------------------------------


def _checked_by_headings(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match | None:
    """The match as `noun-differs`, if the claim's sentence names another column, row or part of its table."""
    row, cell, found = match.paragraph, match.cell, match.quantity
    if row is None or cell is None or found is None:
        return None
    table = rows_of_table(row, passages.whole(citation.key))
    of_row = (each for each in table if each is row or each.is_of_row(row))
    head, named = cell.context.header, named_column(claim, found, cell, _numbers_in_cells(of_row, passages, citation))
    if not named:
        head, named = cell.context.label, named_row(claim, found, cell, _numbers_in_cells(table, passages, citation))
    if not named and cell.context.section:
        parts = _numbers_in_cells(parts_of_table(row, passages.whole(citation.key)), passages, citation)
        head, named = cell.context.section, named_part(claim, found, cell, parts)
    if not named or _is_in_prose(claim, passages, citation):
        return None
    return structs.replace(match, verdict=Verdict.NOUN_DIFFERS, context=head, named=named)


def _numbers_in_cells(paragraphs: Iterable[Paragraph], passages: Passages, citation: Citation) -> Iterator[CellNumber]:
    """The numbers of some paragraphs that are in cells, with their cells."""
    for each in paragraphs:
        for number in passages.numbers(citation.key, each).certain:
            if cell := cell_at(each, number):
                yield cell, number


def _is_in_prose(claim: Claim, passages: Passages, citation: Citation) -> bool:
    """Whether the number of a claim is also printed outside tables at the cited places."""
    prose = (each for each in passages.at(citation) if not each.cells)
    return any(
        supports(claim.quantity, q).is_support for each in prose for q in passages.numbers(citation.key, each).certain
    )


# --- order -----------------------------------------------------------------------------------------


def _checked_by_order(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match | None:
    """The match as `order-differs`, if the source gives the claim's change only the other way round."""
    if claim.change is None or match.paragraph is None:
        return None
    if claim.change.is_turned:
        return _contradicting_verb(
            claim.change, match, match.paragraph, passages.numbers(citation.key, match.paragraph)
        )
    key, paragraphs = citation.key, passages.at(citation)
    numbers = passages.numbers(key, match.paragraph).certain
    here = list(_changes(match.paragraph, numbers))
    if match.cell:
        here += _changes_between_cells(
            claim.change, [(each, passages.numbers(key, each).certain) for each in paragraphs]
        )
    else:
        here += _changes_in_prose(claim.change, match.paragraph, numbers)
    turned = next((text for change, text in here if _is_same(_reversed(claim.change), change)), "")
    if not turned:
        return None
    others = (found for each in paragraphs for found in _changes(each, passages.numbers(key, each).certain))
    if any(_is_same(claim.change, change) for found in (here, others) for change, _ in found):
        return None
    return structs.replace(match, verdict=Verdict.ORDER_DIFFERS, context=turned)


def _contradicting_verb(change: Change, match: Match, paragraph: Paragraph, numbers: PassageNumbers) -> Match | None:
    """The match as `order-differs` for a claim whose verb contradicts its numbers, unless the source says the same."""
    if any(other.is_turned and _is_same(change, other) for other, _ in _changes(paragraph, numbers.certain)):
        return None
    ends, verb = (change.before, change.after), "a rise" if change.way > 0 else "a fall"
    context = " to ".join(map(format_quantity, ends))
    return structs.replace(match, verdict=Verdict.ORDER_DIFFERS, context=context, named=verb)


def _changes(paragraph: Paragraph, numbers: Sequence[Quantity]) -> Iterator[tuple[Change, str]]:
    """The changes expressed in the text of a paragraph, with their printed text."""
    for change in read_changes(paragraph.text, numbers) if may_change(paragraph.text) else ():
        yield change, paragraph.text[change.start : change.end]


def _changes_in_prose(
    change: Change, paragraph: Paragraph, numbers: Iterable[Quantity]
) -> Iterator[tuple[Change, str]]:
    """Changes between the two numbers of a change, if a paragraph gives both for different periods."""
    ends = (change.before, change.after)
    alike = (number for number in numbers if any(_is_alike(end, number) for end in ends))
    dated = ((number, period_at(paragraph, number, None)) for number in alike)
    placed = [_DatedNumber(number, period, paragraph) for number, period in dated if period]
    for one, other in (ends, ends[::-1]):
        yield from _change_in_line(placed, one, other)


class _DatedNumber(NamedTuple):
    """A number with its period."""

    number: Quantity
    period: Period
    paragraph: Paragraph


_Line = tuple[object, ...]
"""A key for a row or column, and the length of the periods in it."""


def _changes_between_cells(
    change: Change, paragraphs: Iterable[tuple[Paragraph, Sequence[Quantity]]]
) -> Iterator[tuple[Change, str]]:
    """Changes between the two numbers of a change, if cells of one row or column give both for different periods."""
    lines: dict[_Line, list[_DatedNumber]] = defaultdict(list)
    for paragraph, numbers in paragraphs:
        for number in numbers:
            if cell := cell_at(paragraph, number):
                _add(lines, number, cell, paragraph)
    for line in lines.values():
        for one, other in ((change.before, change.after), (change.after, change.before)):
            yield from _change_in_line(line, one, other)


def _add(lines: dict[_Line, list[_DatedNumber]], number: Quantity, cell: Cell, paragraph: Paragraph) -> None:
    """Add a number to its row and its column; if another column has the periods, each label is a line of its own."""
    if not (period := period_at(paragraph, number, cell)):
        return
    row, context = paragraph.row, cell.context
    for line in (
        ("row", row.header, row.text) if row else ("row", id(paragraph)),
        ("column", context.header, context.label if context.time else ""),
    ):
        lines[*line, length(period)].append(_DatedNumber(number, period, paragraph))


def _change_in_line(line: Iterable[_DatedNumber], one: Quantity, other: Quantity) -> Iterator[tuple[Change, str]]:
    """The change from one number to another of a later period, if a line has both."""
    placed = list(line)
    first = min(
        (each for each in placed if _is_alike(one, each.number)), key=lambda each: each.period.last, default=None
    )
    last = max(
        (each for each in placed if _is_alike(other, each.number)), key=lambda each: each.period.first, default=None
    )
    if first and last and first.period.last < last.period.first:
        yield Change(first.number, last.number), f"{_with_period(first)} to {_with_period(last)}"


def _with_period(placed: _DatedNumber) -> str:
    number = placed.number
    return f"{placed.paragraph.text[number.bound_start : number.end]} ({placed.period.text})"


def _reversed(change: Change) -> Change:
    return Change(change.after, change.before)


def _is_same(one: Change, other: Change) -> bool:
    return _is_alike(one.before, other.before) and _is_alike(one.after, other.after)


def _is_alike(one: Quantity, other: Quantity) -> bool:
    return supports(one, other).rank <= _MAX_RANK
