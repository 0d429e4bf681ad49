"""Multiples in one word (`threefold`, `tripled`, `翻了一番`), and ratios that are given as multiples (`P/E`).

They are parsed only in sources, where they may support a `3x` of a note; in a note they are no figures, and need no
citation.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from briefing import lazy_re
from briefing.model import Bound, Quantity

_FOLD: Final = "two three four five six seven eight nine ten"
_VERBS: Final = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5}
_TIMES: Final = {**_VERBS, **{word: n for n, word in enumerate(_FOLD.split(), 2)}, "一": 2, "": 2, "两": 4}
_WORD: Final = lazy_re.compile(
    rf"\b(?P<bound>more than |over |nearly |almost |about )?(?:(?P<fold>{'|'.join(_FOLD.split())})-?fold"
    rf"|(?P<verb>{'|'.join(_VERBS)})(?:ed|es|ing))\b|翻了?(?:(?P<times>[一两])?番|一?倍)",
    re.I,
)
_BOUNDS: Final = {
    **dict.fromkeys(("more than", "over"), Bound.OVER),
    **dict.fromkeys(("nearly", "almost"), Bound.NEARLY),
    "about": Bound.ABOUT,
}
_NAMES: Final = lazy_re.compile(
    r"\b(?:P/?E|P/?BV?|P/?S|PEG)\b|\bEV/|\b(?:[Mm]ultiples?|[Ll]everage|[Cc]over(?:age)?)\b|[Bb]ook-to-bill"
    r"|\b(?:[Cc]urrent|[Qq]uick|[Aa]cid[- ]test|[Tt]urnover) ratio|市[盈净销]率|倍数|[流速]动比率"
)


def is_given_as_multiple(words: str) -> bool:
    """Whether words name a ratio for which `16.4` and `16.4x` mean the same."""
    return bool(_NAMES.search(words))


def multiples(text: str) -> Iterator[Quantity]:
    """The one-word multiples of a text."""
    for found in _WORD.finditer(text):
        times = Decimal(_TIMES[(found["fold"] or found["verb"] or found["times"] or "").lower()])
        bound = (found["bound"] or "").rstrip().lower()
        start = found.start() + len(found["bound"] or "")
        yield Quantity(
            times, times, "x", _BOUNDS.get(bound, Bound.EXACT), Decimal(1), start, found.end(), found.start()
        )
