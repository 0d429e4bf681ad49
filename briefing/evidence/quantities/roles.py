"""What a number is in a change: the amount of it, `rose $142m` and `增长3倍`, or the level after it, `rose to $142m`."""

import re
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities.directions import CHANGES

CHANGE: Final = "change"
LEVEL: Final = "level"
_NO_VERBS: Final = frozenset({"off", "higher", "lower", "discount", "premium"})
_VERBS: Final = "|".join(sorted(CHANGES.keys() - _NO_VERBS, key=len, reverse=True))
_ADVERBS: Final = r"(?: (?:an?|about|some|nearly|almost|another|further|only|just|roughly|record))*"
_CHINESE: Final = "增长|增加|提[升高]|上[升涨]|扩大|攀升|下[降滑跌]|减少|降低|回[落升]|收窄|[增降升涨跌减]"
_CHANGE: Final = lazy_re.compile(rf"\b(?:{_VERBS})(?: by)?{_ADVERBS} $|(?:{_CHINESE})了?[约近超逾]{{0,2}} ?$", re.I)
_LEVEL: Final = lazy_re.compile(
    rf"\b(?:{_VERBS})\b(?:[^.;:()]|\.[0-9]){{0,48}} to{_ADVERBS} $|(?:{_CHINESE})[至到为][约近超逾]{{0,2}} ?$",
    re.I,
)
_OF_CHANGES: Final = lazy_re.compile(
    r"\b(?:growth|inflation|increase|rise|decline|decrease|drop|changes?|gains?|pace|rates?|cagr)\b(?! (?:of|to)\b)|[增降]速|[增涨降跌]幅",
    re.I,
)
"""What is a change itself: growth that rose to 3% is a rise by 3%."""
_CLAUSE: Final = lazy_re.compile(r"[.;:。；](?![0-9])")
_MAX_CHARS: Final = 80


def role(before: str) -> str:
    """What the number after a text is in a change, if the last words of the text say one: `change` or `level`."""
    before = before[-_MAX_CHARS:].replace("\n", " ")
    if _OF_CHANGES.search(_CLAUSE.split(before)[-1]):
        return ""
    if _CHANGE.search(before):
        return CHANGE
    return LEVEL if _LEVEL.search(before) else ""
