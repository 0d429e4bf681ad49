"""A match in its context: whether the number is there for the period, the time, the row and the column that the
note says, and in its order. None of these can turn a number that was not found into one that was.
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
    supports,
)
from briefing.evidence.quantities.roles import role
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
    has_row_of,
    has_sentence_of,
    length,
    period_at,
    period_in,
)
from briefing.verification.passages import PassageNumbers, Passages
from briefing.verification.row_labels import is_change, name_the_other_way, with_direction
from briefing.verification.rows_and_columns import CellNumber, named_column, named_part, named_row

_MAX_RANK: Final = Verdict.RANGE_END.rank
"""The rank of the worst verdict on a number that is there."""


def in_context(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match:
    """A match, which is no support where the number is for another period, time, row or column, or turned."""
    if match.verdict is Verdict.UNSCALED:
        return _in_its_period(claim, match, passages, citation) or match
    if match.verdict.rank > _MAX_RANK:
        return match
    return (
        _by_its_label(claim, match)
        or _by_its_change(claim, match, passages, citation)
        or _in_its_period(claim, match, passages, citation)
        or _in_its_part(claim, match)
        or _in_its_order(claim, match, passages, citation)
        or _at_its_time(claim, match)
        or _in_its_role(claim, match)
        or _under_its_heads(claim, match, passages, citation)
        or match
    )


# --- labels ----------------------------------------------------------------------------------------


def _by_its_label(claim: Claim, match: Match) -> Match | None:
    """The match as one of the opposite sign, where the label of its row says a loss and the claim a profit."""
    if match.cell is None or match.quantity is None:
        return None
    label = match.cell.context.label
    if match.quantity.low > 0 < claim.quantity.low and name_the_other_way(label, claim.clause):
        return structs.replace(match, verdict=Verdict.SIGN_DIFFERS, context=label)
    named = with_direction(match.quantity, match.cell.context)
    if claim.quantity.direction and supports(claim.quantity, named) is Verdict.SIGN_DIFFERS:
        return structs.replace(match, verdict=Verdict.SIGN_DIFFERS)
    return None


def _by_its_change(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match | None:
    """The match as one of the opposite sign, where a claim says a fall of what is a rise by its heading and its row."""
    row, cell, found = match.paragraph, match.cell, match.quantity
    if row is None or cell is None or found is None or found.low <= 0 or found.direction or not claim.says_fall:
        return None
    if not is_change(cell.context):
        return None
    table = list(_numbers_in_cells(rows_of_table(row, passages.whole(citation.key)), passages, citation))
    has_falls = any(number.low < 0 and other.context.header == cell.context.header for other, number in table)
    of_row = (each for each in table if each[0].context.label == cell.context.label)
    return structs.replace(match, verdict=Verdict.SIGN_DIFFERS) if has_falls or _has_risen(found, of_row) else None


def _has_risen(change: Quantity, row: Iterable[CellNumber]) -> bool:
    """Whether a row has two numbers of periods, the later of which is more by a change in per cent."""
    placed = [(period, number) for cell, number in row if number.low > 0 and (period := period_in(cell))]
    return any(
        later.first > earlier.last and abs((end.low / start.low - 1) * 100 - change.low) <= change.step
        for earlier, start in placed
        for later, end in placed
        if end.unit == start.unit and length(earlier) == length(later)
    )


# --- periods ---------------------------------------------------------------------------------------


def _in_its_period(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match | None:
    """The match as one of another period, where its row, its column or the prose has the claim's too."""
    if claim.period is None or match.paragraph is None or match.quantity is None:
        return None
    there = period_at(match.paragraph, match.quantity, match.cell)
    if there and are_same(there, claim.period):
        return None
    if there is None or not _is_other(claim.period, there, match, passages, citation):
        return _compared_with_its_period(claim, claim.period, match, passages.numbers(citation.key, match.paragraph))
    return structs.replace(match, verdict=Verdict.PERIOD_DIFFERS, context=there.text, named=claim.period.text)


def _compared_with_its_period(claim: Claim, period: Period, match: Match, numbers: PassageNumbers) -> Match | None:
    """The match as one of another period, where its source compares it with a number of the claim's: `5 (2024: 4)`."""
    paragraph, found = match.paragraph, match.quantity
    if paragraph is None or found is None or match.cell:
        return None
    for change, text in _changes(paragraph, numbers.certain):
        if change.after.start != found.start or _is_alike(claim.quantity, change.before):
            continue
        before = period_at(paragraph, change.before, None)
        if before and are_same(before, period):
            return structs.replace(match, verdict=Verdict.PERIOD_DIFFERS, context=text)
    return _beside_its_period(claim, period, match, numbers)


def _beside_its_period(claim: Claim, period: Period, match: Match, numbers: PassageNumbers) -> Match | None:
    """The match as one of another period, where a bracket of its sentence gives another number for the claim's."""
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
    """Whether a number is for another period than is meant: another year, or six months in place of three."""
    if are_apart(there, period):
        return _has_its_period(period, match, passages, citation)
    if match.cell is None or match.paragraph is None or not are_of_other_lengths(there, period):
        return False
    return has_cell_of(period, match.paragraph, passages.whole(citation.key))


def _has_its_period(period: Period, match: Match, passages: Passages, citation: Citation) -> bool:
    """Whether the source has numbers of a period, too, where a match is."""
    if match.cell is None or match.paragraph is None:
        numbers = passages.numbers(citation.key, match.paragraph).certain if match.paragraph else ()
        named = (period_at(match.paragraph, each, None) for each in numbers if match.paragraph)
        return has_sentence_of(period, passages.at(citation)) or any(each and are_same(each, period) for each in named)
    whole = passages.whole(citation.key)
    return has_column_of(period, match.paragraph, whole) or has_row_of(period, match.cell, whole)


def _in_its_part(claim: Claim, match: Match) -> Match | None:
    """The match as one of another month, quarter or half, where one of the two does not say of which year."""
    paragraph, found = match.paragraph, match.quantity
    if claim.part is None or paragraph is None or found is None or match.cell:
        return None
    start, end = sentence_around(paragraph.text, found.bound_start)
    there = part_of(paragraph.text[start:end], found.bound_start - start, found.end - start)
    if there is None or not there.is_other(claim.part):
        return None
    return structs.replace(match, verdict=Verdict.PERIOD_DIFFERS, context=there.text, named=claim.part.text)


# --- times of a rate -------------------------------------------------------------------------------


def _at_its_time(claim: Claim, match: Match) -> Match | None:
    """The match as one of another unit, where the words beside its number name another time than the claim's."""
    if match.paragraph is None or match.quantity is None:
        return None
    times = claim.other_time(match.quantity, match.paragraph)
    if times is None:
        return None
    verdict = Verdict.UNIT_DIFFERS if times.is_certain else Verdict.NOUN_DIFFERS
    return structs.replace(
        match, verdict=verdict, quantity=structs.replace(match.quantity, per=times.theirs), per=times.ours
    )


# --- amounts of a change, and levels ----------------------------------------------------------------


def _in_its_role(claim: Claim, match: Match) -> Match | None:
    """The match as a level that a claim says is a change, `rose to 12%` for `rose 12%`, or the reverse."""
    if match.paragraph is None or match.quantity is None or match.cell or not claim.role:
        return None
    before = match.paragraph.text[: match.quantity.bound_start]
    there = role(before)
    if not there or there == claim.role or (match.quantity.unit == "x" and before.isascii()):
        # `Rose threefold` is to three times as much, unlike 增长3倍.
        return None
    found = structs.replace(match.quantity, per=there)
    return structs.replace(match, verdict=Verdict.NOUN_DIFFERS, quantity=found, per=claim.role)


# --- rows and columns -----------------------------------------------------------------------------


def _under_its_heads(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match | None:
    """The match as one of another column or row of its table than the one that the claim's sentence names."""
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
    """The numbers of some paragraphs that are in cells."""
    for each in paragraphs:
        for number in passages.numbers(citation.key, each).certain:
            if cell := cell_at(each, number):
                yield cell, number


def _is_in_prose(claim: Claim, passages: Passages, citation: Citation) -> bool:
    """Whether the number of a claim is at its places outside of tables, too."""
    prose = (each for each in passages.at(citation) if not each.cells)
    return any(
        supports(claim.quantity, q).is_support for each in prose for q in passages.numbers(citation.key, each).certain
    )


# --- order -----------------------------------------------------------------------------------------


def _in_its_order(claim: Claim, match: Match, passages: Passages, citation: Citation) -> Match | None:
    """The match as one of a change that its source gives only the other way round."""
    if claim.change is None or match.paragraph is None:
        return None
    if claim.change.is_turned:
        return _against_its_verb(claim.change, match, match.paragraph, passages.numbers(citation.key, match.paragraph))
    key, paragraphs = citation.key, passages.at(citation)
    numbers = passages.numbers(key, match.paragraph).certain
    here = list(_changes(match.paragraph, numbers))
    if match.cell:
        here += _of_cells(claim.change, [(each, passages.numbers(key, each).certain) for each in paragraphs])
    else:
        here += _of_prose(claim.change, match.paragraph, numbers)
    turned = next((text for change, text in here if _is_same(_turned(claim.change), change)), "")
    if not turned:
        return None
    others = (found for each in paragraphs for found in _changes(each, passages.numbers(key, each).certain))
    if any(_is_same(claim.change, change) for found in (here, others) for change, _ in found):
        return None
    return structs.replace(match, verdict=Verdict.ORDER_DIFFERS, context=turned)


def _against_its_verb(change: Change, match: Match, paragraph: Paragraph, numbers: PassageNumbers) -> Match | None:
    """The match as one of a change whose verb says the opposite, unless the source has it so."""
    if any(other.is_turned and _is_same(change, other) for other, _ in _changes(paragraph, numbers.certain)):
        return None
    ends, verb = (change.before, change.after), "a rise" if change.way > 0 else "a fall"
    context = " to ".join(map(format_quantity, ends))
    return structs.replace(match, verdict=Verdict.ORDER_DIFFERS, context=context, named=verb)


def _changes(paragraph: Paragraph, numbers: Sequence[Quantity]) -> Iterator[tuple[Change, str]]:
    """The changes in the words of a paragraph, as printed."""
    for change in read_changes(paragraph.text, numbers) if may_change(paragraph.text) else ():
        yield change, paragraph.text[change.start : change.end]


def _of_prose(change: Change, paragraph: Paragraph, numbers: Iterable[Quantity]) -> Iterator[tuple[Change, str]]:
    """The change from one period to a later one between two numbers of a paragraph that gives both a period."""
    ends = (change.before, change.after)
    alike = (number for number in numbers if any(_is_alike(end, number) for end in ends))
    dated = ((number, period_at(paragraph, number, None)) for number in alike)
    placed = [_Placed(number, period, paragraph) for number, period in dated if period]
    for one, other in (ends, ends[::-1]):
        yield from _between(placed, one, other)


class _Placed(NamedTuple):
    """A number in a cell that has a period."""

    number: Quantity
    period: Period
    paragraph: Paragraph


_Line = tuple[object, ...]
"""The name of a row or of a column, with the length of the periods in it."""


def _of_cells(
    change: Change, paragraphs: Iterable[tuple[Paragraph, Sequence[Quantity]]]
) -> Iterator[tuple[Change, str]]:
    """The changes from one period to a later one between cells of one row or column that print two numbers."""
    lines: dict[_Line, list[_Placed]] = defaultdict(list)
    for paragraph, numbers in paragraphs:
        for number in numbers:
            if cell := cell_at(paragraph, number):
                _add(lines, number, cell, paragraph)
    for line in lines.values():
        for one, other in ((change.before, change.after), (change.after, change.before)):
            yield from _between(line, one, other)


def _add(lines: dict[_Line, list[_Placed]], number: Quantity, cell: Cell, paragraph: Paragraph) -> None:
    """Add a number to its row and to its column; a column has as many lines as labels if another names the times."""
    if not (period := period_at(paragraph, number, cell)):
        return
    row, context = paragraph.row, cell.context
    for line in (
        ("row", row.header, row.text) if row else ("row", id(paragraph)),
        ("column", context.header, context.label if context.time else ""),
    ):
        lines[*line, length(period)].append(_Placed(number, period, paragraph))


def _between(line: Iterable[_Placed], one: Quantity, other: Quantity) -> Iterator[tuple[Change, str]]:
    """The change from a number to another of a later period in a line, if it has one."""
    placed = list(line)
    first = min(
        (each for each in placed if _is_alike(one, each.number)), key=lambda each: each.period.last, default=None
    )
    last = max(
        (each for each in placed if _is_alike(other, each.number)), key=lambda each: each.period.first, default=None
    )
    if first and last and first.period.last < last.period.first:
        yield Change(first.number, last.number), f"{_dated(first)} to {_dated(last)}"


def _dated(placed: _Placed) -> str:
    number = placed.number
    return f"{placed.paragraph.text[number.bound_start : number.end]} ({placed.period.text})"


def _turned(change: Change) -> Change:
    return Change(change.after, change.before)


def _is_same(one: Change, other: Change) -> bool:
    return _is_alike(one.before, other.before) and _is_alike(one.after, other.after)


def _is_alike(one: Quantity, other: Quantity) -> bool:
    return supports(one, other).rank <= _MAX_RANK
