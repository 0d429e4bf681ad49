"""The role of a number in a change: its amount (`rose $142m`, `增长3倍`), or a level (`rose to $142m`, `stood at $142m`)."""

import re
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities.directions import ENGLISH_CHANGES

CHANGE: Final = "change"
LEVEL: Final = "level"
_COMPARATIVES: Final = "higher|lower|cooler|colder|cheaper|warmer|hotter|dearer|costlier"
_NO_VERBS: Final = frozenset(["off", "discount", "premium", *_COMPARATIVES.split("|")])
_VERBS: Final = "|".join(sorted(ENGLISH_CHANGES.keys() - _NO_VERBS, key=len, reverse=True))
_ADVERBS: Final = r"(?: (?:an?|about|some|nearly|almost|another|further|only|just|roughly|record))*"
_CHINESE: Final = "增长|增加|提[升高]|上[升涨]|扩大|攀升|下[降滑跌]|减少|降低|回[落升]|收窄|[增降升涨跌减]"
_CHANGE: Final = lazy_re.compile(rf"\b(?:{_VERBS})(?: by)?{_ADVERBS} $|(?:{_CHINESE})了?[约近超逾]{{0,2}} ?$", re.I)
_LEVEL: Final = lazy_re.compile(
    rf"\b(?:{_VERBS})\b(?:[^.;:()]|\.[0-9]){{0,48}} to{_ADVERBS} $|(?:{_CHINESE})[至到为][约近超逾]{{0,2}} ?$"
    rf"|\b(?:stood|stands?|standing|remain(?:s|ed)?|held|holds?|kept|peak(?:s|ed)?) at{_ADVERBS} $",
    re.I,
)
_OF_CHANGES: Final = lazy_re.compile(
    r"\b(?:growth|inflation|increases?|rises?|declines?|decreases?|drops?|changes?|gains?|savings?|additions?|effect|impact|pace"
    r"|cagr)\b(?! (?:of|to)\b)|[增降]速|[增涨降跌]幅",
    re.I,
)
"""Quantities that are changes themselves, for which the roles coincide: growth that rose to 3% is a rise by 3%."""
_CLAUSE: Final = lazy_re.compile(r"[.;:。；](?![0-9])")
_MAX_CHARS: Final = 80


def role(before: str) -> str:
    """The role of the number after a text, `change` or `level`, if the last words express a change; else empty."""
    before = before[-_MAX_CHARS:].replace("\n", " ")
    if _OF_CHANGES.search(_CLAUSE.split(before)[-1]):
        return ""
    if _CHANGE.search(before):
        return CHANGE
    return LEVEL if _LEVEL.search(before) else ""
