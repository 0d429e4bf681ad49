"""Whether a number is in the row and column that its sentence names, or in those of another item or segment.

`Revenue of Segment A was 640`, but the row `Revenue` has 640 under `Segment B`. `Costs were 640`, but 640 is in the row
`Revenue`, above `Costs`. This is a finding only if the sentence names exactly one of the columns, or of the rows, by
its whole heading right before the number, and nothing of the one that contains the number; for a column, it must also
name the row. Columns of years are handled by `number_periods`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities import named_periods, supports
from briefing.evidence.sentences import sentence_around
from briefing.model import Quantity
from briefing.verification.archive import Cell
from briefing.verification.claims import Claim
from briefing.verification.number_periods import as_read, without_citations

_MEASURE: Final = lazy_re.compile(r"(?<!\s)\s*[,，(（\[|].*$", re.S)
"""The text after the name of a column: `Segment A, RMB m`, `Segment A (%)`."""
_IN_BRACKETS: Final = lazy_re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|\|.*$", re.S)
"""Text that is not part of the name of a row: `Smart-home appliances (net) [2]`."""
_OF_OTHERS: Final = lazy_re.compile(
    r"\b(?:change|growth|delta|yoy|qoq|y/y|q/q|variance|share|total|sum|all|note|unit|average|group|of which)\b|[%±]"
    r"|同比|环比|变动|变化|增[减长幅]|占比|合计|总计|小计|单位|附注|平均",
    re.I,
)
"""Names of columns and rows that are about others, so that a sentence about the others may use their numbers."""
_TOTAL: Final = lazy_re.compile(r"(?:grand )?totals?|sum|all|group|合计|总计|小计", re.I)
"""Names of columns whose numbers no sentence about a single other column would use."""
_BREAKS: Final = lazy_re.compile(r"[0-9.,;:，。；：除比而和与]|其[他余]")
"""Text between a name and a number which shows that the number belongs to something else."""
_EXCLUDES: Final = lazy_re.compile(
    r"\b(?:excluding|except(?: for)?|outside|without|beyond|besides|unlike|apart from|than|ex|non"
    r"|with|including|counting|plus|rest|remainder|parent|owner)[ -]"
    r"(?:of )?(?:the )?$|(?:除了?|[比较])$",
    re.I,
)
_IN_A_PERIOD: Final = lazy_re.compile(
    r",? (?:in|for|during) (?:the )?(?:(?:FY|CY|fiscal|year|[qh][1-4]) ?)?(?:19|20)[0-9]{2},?"
    r"|[，在]?(?:19|20)[0-9]{2}年(?:第?[一二三四1-4]季度|[上下]半年)?",
    re.I,
)
"""A period between a name and its number: `Wearables | in 2025 | had 410`."""
_LINK_WORDS: Final = (
    "was were is are had has of at s came stood reached hit amounted totalled totaled made posted reported earned sold"
    " to brought generated contributed delivered recorded produced carried employed shipped supplied consumed emitted"
    " exported imported installed mined raised spent lost held served operated won paid received yielded handled"
    " transported treated opened loss losses profit profits result share accounted employs carries makes sells"
    " grew fell rose by about around some only just nearly over a an the in for on average"
    " s is be will should forecast expected projected estimated seen put demand supply output production exports"
    " imports consumption sales revenue revenues turnover capacity"
)
_LINKS: Final = frozenset(_LINK_WORDS.split())
"""The words that may be between a name and its number; in `A owns 410`, for example, the number is not A's own."""
_OPENING: Final = lazy_re.compile(r"[\W_]*(?:in|for|at|of|among|within|across) (?:the )?", re.I)
"""The text before a name that opens a sentence: `In | Europe, revenue was 640`."""
_MAX_GAP: Final = 60
_LETTER: Final = lazy_re.compile(r"[^\W\d_]")
_WORD: Final = lazy_re.compile(r"[^\W_]+")


CellNumber = tuple[Cell, Quantity]
"""A number, and the cell that contains it."""


def named_column(claim: Claim, found: Quantity, cell: Cell, row: Iterable[CellNumber]) -> str:
    """The column that a claim's sentence names, if its number is in another one of the same row; else empty."""
    if not _may_name_a_column(claim, cell):
        return ""
    period = _period_in(cell.context.header)
    alike = ((each.context.header, number) for each, number in row if _period_in(each.context.header) == period)
    heads = _heads((_column_name(header), number) for header, number in alike)
    own = _words(_plain_column(cell.context.header)) - _words(cell.context.label)
    named = _named_head(claim, heads, own, [_row_name(cell.context.label)])
    return named if named and _has_other_numbers(claim, found, heads[named], heads[named]) else ""


def named_row(claim: Claim, found: Quantity, cell: Cell, table: Iterable[CellNumber]) -> str:
    """The row that a claim's sentence names, if its number is in another one of the same column; else empty."""
    own = _plain_label(cell.context.label)
    if not _may_name_a_row(claim, own):
        return ""
    cells = list(table)
    rows = [(each.context.header, _row_name(each.context.label), number) for each, number in cells]
    heads = _heads((name, number) for _, name, number in rows)
    below = _heads((name, number) for header, name, number in rows if header == cell.context.header)
    columns = {name for each, _ in cells for name in (_plain_column(each.context.header), each.context.section)}
    named = _named_head(claim, below, _words(own), sorted(columns, key=len, reverse=True))
    if not named or (_OF_OTHERS.search(own) and not _words(own).isdisjoint(_words(named))):
        # `Revenue` may mean the row `Total revenue`.
        return ""
    return named if _has_other_numbers(claim, found, below[named], heads[named]) else ""


def named_part(claim: Claim, found: Quantity, cell: Cell, table: Iterable[CellNumber]) -> str:
    """The part of its table that a claim's sentence names, if its number is in another part; else empty.

    `Revenue in Asia was 512`, but 512 is the revenue under `Europe`.
    """
    own, header = cell.context.section, cell.context.header
    if not _plain_label(own) or _has_name(_plain_label(own), _sentence(claim)):
        return ""
    heads = _heads((_row_name(each.context.section), number) for each, number in table if each.context.header == header)
    named = _named_head(claim, heads, _words(own), [_row_name(cell.context.label), _plain_column(header)])
    return named if named and _has_other_numbers(claim, found, heads[named], heads[named]) else ""


def _named_head(claim: Claim, heads: Iterable[str], own: frozenset[str], across: Iterable[str]) -> str:
    """The only heading that the sentence of a claim names, right before its number; empty if it also names `own`.

    `own` are the words of the number's own heading. A name from `across` may be between the heading and the number:
    that of a column after a row's, or the reverse.
    """
    sentence = _sentence(claim)
    named = [head for head in heads if _has_name(head, sentence)]
    longest = [head for head in named if not any(head != other and head.lower() in other.lower() for other in named)]
    if len(longest) != 1 or not _is_right_before(longest[0], sentence, across):
        return ""
    own -= _words(longest[0])
    own = own - _LINKS or own
    return longest[0] if own and own.isdisjoint(_words(sentence)) else ""


def _has_other_numbers(claim: Claim, found: Quantity, beside: Iterable[Quantity], there: Iterable[Quantity]) -> bool:
    """Whether a named heading has a number of the same unit as the one found, but nowhere the claimed number."""
    is_alike = any(each.unit == found.unit for each in beside)
    return is_alike and not any(supports(claim.quantity, each).is_support for each in there)


def _may_name_a_row(claim: Claim, own: str) -> bool:
    """Whether a row's label is a name that the claim's sentence does not contain."""
    return bool(_LETTER.search(own)) and not named_periods(own) and not _has_name(own, _sentence(claim))


def _may_name_a_column(claim: Claim, cell: Cell) -> bool:
    """Whether a claim's sentence names the row of a cell, but not its column."""
    here, label, sentence = _plain_column(cell.context.header), _row_name(cell.context.label), _sentence(claim)
    if _OF_OTHERS.search(here) and not _TOTAL.fullmatch(here):
        return False
    return bool(here and label) and _has_name(label, sentence) and not _has_name(here, sentence)


def _sentence(claim: Claim) -> str:
    """The sentence of a claim up to its number, without citations."""
    before = without_citations(claim.before)
    return before[sentence_around(f"{before}0", len(before))[0] :]


def _heads(numbers: Iterable[tuple[str, Quantity]]) -> Mapping[str, Sequence[Quantity]]:
    """The numbers of rows or columns by name, without those that have no name."""
    heads: dict[str, list[Quantity]] = defaultdict(list)
    for name, number in numbers:
        if name:
            heads[name].append(number)
    return heads


def _column_name(header: str) -> str:
    """The name of a column; empty if it refers to other columns."""
    name = _plain_column(header)
    return "" if _OF_OTHERS.search(name) else name


@lru_cache(4096)  # the same few headers recur
def _plain_column(header: str) -> str:
    """A heading without its measure and period; empty if no letter is left."""
    name = as_read(header)
    for period in named_periods(name):
        name = name.replace(period.text, " ")
    name = " ".join(_MEASURE.sub("", name).split())
    return name if _LETTER.search(name) else ""


@lru_cache(4096)
def _period_in(header: str) -> tuple[tuple[date, date], ...]:
    """The periods in a heading, as first and last days."""
    return tuple((period.first, period.last) for period in named_periods(as_read(header)))


def _row_name(label: str) -> str:
    """The name of a row, without brackets; empty if it is a period, has no letter, or is about all other rows."""
    name = _plain_label(label)
    return "" if not _LETTER.search(name) or named_periods(label) or _OF_OTHERS.fullmatch(name) else name


def _plain_label(label: str) -> str:
    return " ".join(_IN_BRACKETS.sub(" ", label).split()).rstrip(" ,:，：")


def _has_name(name: str, sentence: str) -> bool:
    """Whether a sentence contains a name as whole words, in any case."""
    return any(_mentions(name.lower(), sentence.lower()))


def _mentions(name: str, sentence: str) -> Iterator[tuple[int, int]]:
    """The spans where a sentence contains a name as whole words."""
    at = sentence.find(name)
    while at >= 0:
        end = at + len(name)
        if not (_are_joined(sentence[max(at - 1, 0) : at + 1]) or _are_joined(sentence[end - 1 : end + 1])):
            yield at, end
        at = sentence.find(name, at + 1)


def _are_joined(chars: str) -> bool:
    """Whether two adjacent characters belong to one word or number; Chinese ones never do."""
    return len(chars) == 2 and chars.isascii() and chars.isalnum()


def _is_right_before(name: str, sentence: str, across: Iterable[str]) -> bool:
    """Whether a name is the last thing before the end of a sentence, apart from link words and names from `across`."""
    text = sentence.lower()
    *_, (start, end) = _mentions(name.lower(), text)
    between = _IN_A_PERIOD.sub("", text[end:])
    if _OPENING.fullmatch(text, 0, start):
        between = between.removeprefix(",")
    for other in across:
        between = _without(other.lower(), between)
    is_joined = not _BREAKS.search(between) and _LINKS.issuperset(re.findall("[a-z]+", between))
    return len(between) <= _MAX_GAP and is_joined and not _EXCLUDES.search(text[:start])


def _without(name: str, text: str) -> str:
    """A text without the first occurrence of a name as whole words."""
    found = next(_mentions(name, text), None) if name else None
    return f"{text[: found[0]]} {text[found[1] :]}" if found else text


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))
