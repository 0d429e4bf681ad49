"""The column of a number against the one that its sentence names: the right row, and another segment.

`Revenue of Segment A was 640`, where the row `Revenue` has 640 under `Segment B`. It is a finding only where the
sentence names the row and exactly one of its columns by their whole heads, the latter right before the number, and
nothing of the column that the number is in. Columns of years are for `number_periods`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities import named_periods, supports
from briefing.evidence.sentences import sentence_around
from briefing.model import Quantity
from briefing.verification.archive import Cell
from briefing.verification.matching import Claim
from briefing.verification.number_periods import without_citations

_MEASURE: Final = lazy_re.compile(r"(?<!\s)\s*[,，(（\[|].*$", re.S)
"""What follows the name of a column: `Segment A, RMB m`, `Segment A (%)`."""
_OF_OTHERS: Final = lazy_re.compile(
    r"\b(?:change|growth|delta|yoy|qoq|y/y|q/q|variance|share|total|sum|all|note|unit|average|group|of which)\b|[%±]"
    r"|同比|环比|变动|变化|增[减长幅]|占比|合计|总计|小计|单位|附注|平均",
    re.I,
)
"""Heads of columns about the others, from which a sentence on one of these may take a number."""
_PARTS: Final = lazy_re.compile(r"[0-9.,;:，。；：除比而和与]|其[他余]")
"""What parts a column's name from a number of another, apart from words that are no links."""
_EXCLUDES: Final = lazy_re.compile(
    r"\b(?:excluding|except(?: for)?|outside|without|beyond|besides|unlike|apart from|than|ex|non)[ -]"
    r"(?:of )?(?:the )?$|(?:除了?|[比较])$",
    re.I,
)
_VERBS: Final = (
    "was were is are had has of at s came stood reached hit amounted totalled totaled made posted reported earned sold"
    " grew fell rose by about around some only just nearly over a an the in for on average"
)
_LINKS: Final = frozenset(_VERBS.split())
"""The words that may be between the name of a column and its number: of `A owns 410` the number is another's."""
_MAX_GAP: Final = 60
_LETTER: Final = lazy_re.compile(r"[^\W\d_]")
_WORD: Final = lazy_re.compile(r"[^\W_]+")


def named_column(claim: Claim, found: Quantity, cell: Cell, row: Iterable[tuple[Cell, Quantity]]) -> str:
    """The column that a claim's sentence names, where its number is in another of the same row; else empty."""
    sentence, here = _sentence(claim), _name(cell.context.header)
    heads = _heads(row)
    named = [head for head in heads if _names(head, sentence)]
    longest = [head for head in named if not any(head != other and head in other for other in named)]
    if len(longest) != 1 or not _is_right_before(longest[0], sentence):
        return ""
    own = _words(here) - _words(longest[0]) - _words(cell.context.label)
    others = heads[longest[0]]
    is_other = bool(own) and own.isdisjoint(_words(sentence)) and any(each.unit == found.unit for each in others)
    return longest[0] if is_other and not any(supports(claim.quantity, each).is_support for each in others) else ""


def may_name_a_column(claim: Claim, cell: Cell) -> bool:
    """Whether a claim's sentence names the row of a cell, and not its column."""
    here, label, sentence = _name(cell.context.header), _name(cell.context.label), _sentence(claim)
    return (
        bool(here and label) and not _OF_OTHERS.search(here) and _names(label, sentence) and not _names(here, sentence)
    )


def _sentence(claim: Claim) -> str:
    """The sentence of a claim up to its number, without citations."""
    before = without_citations(claim.before)
    return before[sentence_around(f"{before}0", len(before))[0] :]


def _heads(row: Iterable[tuple[Cell, Quantity]]) -> Mapping[str, Sequence[Quantity]]:
    """The names of a row's columns, each with its numbers; those of periods and of totals left out."""
    heads: dict[str, list[Quantity]] = defaultdict(list)
    for cell, number in row:
        name = _name(cell.context.header)
        if name and not _OF_OTHERS.search(name):
            heads[name].append(number)
    return heads


def _name(header: str) -> str:
    """The name of a column, without its measure; empty if it is a period or has no letter."""
    name = _MEASURE.sub("", header).strip()
    return "" if not _LETTER.search(name) or named_periods(header) else name


def _names(name: str, sentence: str) -> bool:
    """Whether a sentence has a name as whole words, in any case."""
    return any(_mentions(name.lower(), sentence.lower()))


def _mentions(name: str, sentence: str) -> Iterator[tuple[int, int]]:
    """Where a sentence has a name as whole words."""
    at = sentence.find(name)
    while at >= 0:
        end = at + len(name)
        if not any(
            char.isascii() and char.isalnum() for char in f"{sentence[max(at - 1, 0) : at]}{sentence[end : end + 1]}"
        ):
            yield at, end
        at = sentence.find(name, at + 1)


def _is_right_before(name: str, sentence: str) -> bool:
    """Whether a name is the last one before the end of a sentence, and nothing between says that another is meant."""
    text = sentence.lower()
    *_, (start, end) = _mentions(name.lower(), text)
    between = text[end:]
    is_joined = not _PARTS.search(between) and _LINKS.issuperset(re.findall("[a-z]+", between))
    return len(between) <= _MAX_GAP and is_joined and not _EXCLUDES.search(text[:start])


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))
