"""Sentence boundaries in English and Chinese.

A full stop ends a sentence if white space follows it and then no lower-case
letter, and if it does not belong to an abbreviation or an initial. `。！？`
always do, unless a closing quotation mark and an attribution follow.
"""

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import Final

from briefing import lazy_re

# fmt: off
_ABBREVIATIONS: Final = frozenset({
    "approx.", "avg.", "c.", "ca.", "cf.", "dept.", "dr.", "ed.", "eds.", "e.g.", "est.", "excl.", "gov.", "i.e.",
    "incl.", "max.", "min.", "mr.", "mrs.", "ms.", "prof.", "rev.", "sen.", "st.", "u.k.", "u.s.", "viz.", "vs.",
})
_BEFORE_NUMBERS: Final = frozenset({
    "apr.", "aug.", "ch.", "chap.", "col.", "cols.", "dec.", "feb.", "fig.", "figs.", "jan.", "jul.", "jun.", "l.",
    "ll.", "mar.", "n.", "nn.", "no.", "nos.", "nov.", "oct.", "p.", "para.", "paras.", "pp.", "sec.", "sep.",
    "sept.", "vol.", "rs.", "ps.", "dh.", "dhs.", "kr.", "fr.", "rp.",
})
"""Abbreviations only before a number: anything else after `no.` or `Dec.` begins a sentence."""
# fmt: on
_MAY_END: Final = frozenset({"co.", "corp.", "etc.", "inc.", "jr.", "ltd.", "sr."})
"""Abbreviations that often end a sentence: they do if a capital letter follows."""

_BEFORE_MONEY: Final = frozenset({"mia.", "mio.", "mrd."})
"""Abbreviations only before a currency: `3,4 Mrd. Euro`."""
_MONEY: Final = ("Euro", "EUR", "€", "$", "US", "Dollar", "CHF", "Franken", "Kronen", "£", "GBP")

# One set of characters first, which the engine searches for ten times as fast as for alternatives.
_STOP: Final = lazy_re.compile(
    r"[.!?…。！？](?:(?<=[.!?…])(?<![.!?…].)[.!?…]*+[\"'”’)\]]*+(?=\s|$)|(?<=[。！？!?])[。！？!?]*[”’」』）]*)"
)
_ATTRIBUTION: Final = lazy_re.compile(r"[^。！？，；]{0,16}(?:说|表示|称|指出|认为|强调|写道|坦言|介绍|透露)")
_LAST_WORD: Final = lazy_re.compile(r"(?<![\w.])[\w.]+\.$")
_MAX_ABBREVIATION: Final = max(map(len, _ABBREVIATIONS | _BEFORE_NUMBERS | _MAY_END | _BEFORE_MONEY))
_MAX_CONTEXT: Final = 80
"""The characters on each side of a stop that are examined to decide whether it ends a sentence."""


@lru_cache(maxsize=16)  # called for each figure of a paragraph
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a block of text as pairs of offsets, without gaps between them."""
    written = len(text.rstrip())
    stops = (stop for stop in _STOP.finditer(text) if stop.end() < written and _ends(text, stop))
    ends = [*(stop.end() for stop in stops), len(text)]
    return tuple(pairwise([0, *ends]))


def sentence_around(text: str, at: int) -> tuple[int, int]:
    """The start and end of the sentence that contains an offset of a block of text."""
    found = sentences(text)
    return found[bisect_right(found, (at, len(text) + 1)) - 1]


def _ends(text: str, stop: re.Match[str]) -> bool:
    mark, after = stop.group(), text[stop.end() : stop.end() + _MAX_CONTEXT].lstrip()
    if mark[0] in "。！？":
        return not (mark[-1] in "”’」』" and _ATTRIBUTION.match(after))
    if after[:1].islower():
        return False
    before = text[max(0, stop.start() - _MAX_CONTEXT) : stop.start() + 1]
    return mark[0] != "." or mark.startswith("..") or not _abbreviates(before, after)


def _abbreviates(before: str, after: str) -> bool:
    """Whether the full stop at the end of `before` belongs to an abbreviation or an initial."""
    match = _LAST_WORD.search(before, max(0, len(before) - _MAX_ABBREVIATION))
    word = match.group().casefold() if match else ""
    if word in _MAY_END:
        return not after[:1].isupper()
    if word in _BEFORE_MONEY:
        return after.startswith(_MONEY)
    if word in _BEFORE_NUMBERS:
        return after[:1].isdigit()
    initial = len(word) == 2 and word[0].isalpha() and before[-2].isupper()
    return bool(after) and (word in _ABBREVIATIONS or initial)
