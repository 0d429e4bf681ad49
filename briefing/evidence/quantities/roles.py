"""The role of a number in a change: its amount (`rose $142m`, `增长3倍`), or a level (`rose to $142m`, `stood at $142m`).

And the direction in which a level was reached: 1 in `rose to $142m`, -1 in `$142m, down from $150m`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities import foreign_directions as foreign
from briefing.evidence.quantities.before_after import CURRENCY, RELATIVE
from briefing.evidence.quantities.directions import ENGLISH_CHANGES, of_change
from briefing.evidence.quantities.spellings import RATIOS

CHANGE: Final = "change"
LEVEL: Final = "level"
_FELL: Final = "cut cuts cutting trimmed slashed pared narrowed"
_ROSE: Final = "boosted upped widened"
_WAYS: Final[Mapping[str, int]] = {
    **dict.fromkeys(f"{_FELL} {foreign.FELL_BY}".split(), -1),
    **dict.fromkeys(f"{_ROSE} {foreign.ROSE_BY}".split(), 1),
}
_NO_VERBS: Final = "raised shed off discount premium higher lower cooler colder cheaper warmer hotter dearer costlier"
_ENGLISH: Final = frozenset([*ENGLISH_CHANGES, *_FELL.split(), *_ROSE.split()]) - frozenset(_NO_VERBS.split())
_ARTICLES: Final = "a an the el los las un una"
_DEGREES: Final = "about some nearly almost another further only just roughly record rund etwa knapp"
_BEFORE_AMOUNTS: Final = frozenset([*_ARTICLES.split(), *_DEGREES.split()])
_BY: Final = frozenset({"by", "de", "del", "di", "met", "med"})
_TO: Final = frozenset({"to", "auf", "à", "hasta"})
_REMAINED: Final = "stood stands stand standing remains remained remain held holds hold kept peaks peaked peak"
_BEFORE_AT: Final = frozenset(_REMAINED.split())
_STATING: Final = frozenset({"was", "were", "totalled", "totaled", "reached"})
_OF_CHANGES: Final = lazy_re.compile(
    r"\b(?:growth|inflation|increases?|rises?|declines?|decreases?|drops?|changes?|gains?|savings?|additions?|effect|impact|pace"
    r"|cagr)\b(?! (?:of|to)\b)|[增降]速|[增涨降跌]幅",
    re.I,
)
"""Quantities that are changes themselves, for which the roles coincide: growth that rose to 3% is a rise by 3%."""
_CLAUSE: Final = lazy_re.compile(r"[.;:。；](?![0-9])|[()]")
_MAX_CHARS: Final = 80
_MAX_WORDS: Final = 10
"""How many words before `to` may contain the verb."""
_DOWN: Final = "下[降滑跌调]|减少|降低|回落|收窄|缩小|[降减跌]"
_UP: Final = "增长|增加|提[升高]|上[升涨调]|扩大|攀升|回升|[升增涨]"
_CHINESE: Final = lazy_re.compile(rf"(?:(?P<down>{_DOWN})|{_UP})(?:了|(?P<to>[至到为]))?[约近超逾]{{0,2}} ?$")
_AFTERWARDS: Final = lazy_re.compile(
    r",? [(]?(?:(?P<down>down)|up)\b(?! to\b)|，?[较比][^0-9，。；]{0,8}(?:(?P<fell>下降|减少|回落)|上升|增加|增长)"
)
"""The direction after a level: `8.4%, down from 8.9%`."""


def role(before: str, unit: str = "") -> str:
    """The role of the number after a text, `change` or `level`, if the last words tell it; else empty.

    A level without a verb of change, as in `sales were $142m`, has that role only in a unit in which rates are not.
    """
    clause = _clause(before)
    if _OF_CHANGES.search(clause):
        return ""
    if not clause.isascii() and (found := _CHINESE.search(clause)):
        return LEVEL if found["to"] else CHANGE
    words = _words(clause)
    last, other = (["", "", *words])[:-3:-1]
    if (last in _TO and _ways(words)) or (last == "at" and other in _BEFORE_AT):
        return LEVEL
    if last in _ENGLISH or last == "um" or (last in _BY and _way(other)):
        return CHANGE
    if last in _STATING:
        return "" if unit in RATIOS else LEVEL
    # After an Italian `salito a` comes a level.
    return CHANGE if last in foreign.CHANGES and not clause.rstrip().endswith(" a") else ""


def level_directions(before: str, after: str) -> frozenset[int]:
    """The directions in which the level between two texts was reached, by the words around it; mostly one or none."""
    clause = _clause(before)
    if CURRENCY.search(clause):
        return frozenset()
    found = _AFTERWARDS.match(after)
    behind = {-1 if found["down"] or found["fell"] else 1} if found else set()
    if not clause.isascii() and (match := _CHINESE.search(clause)):
        return frozenset({-1 if match["down"] else 1, *behind})
    words = _words(clause)
    ahead = _ways(words) if words and words[-1] in _TO and RELATIVE.isdisjoint(words) else ()
    return frozenset({*ahead, *behind})


def _clause(before: str) -> str:
    return _CLAUSE.split(before[-_MAX_CHARS:].replace("\n", " "))[-1]


def _words(clause: str) -> list[str]:
    """The words of a clause without articles and the like at its end."""
    words = clause.lower().split()
    while words and words[-1] in _BEFORE_AMOUNTS:
        words.pop()
    return words


def _ways(words: Sequence[str]) -> frozenset[int]:
    """The directions of the verbs of change among the last words before `to`; none if it is part of another phrase."""
    return frozenset(way for word in words[-_MAX_WORDS:-1] if (way := _way(word.rstrip(","))))


def _way(word: str) -> int:
    return _WAYS.get(word, 0) or of_change(word)
