"""What may stand between a number and its measure: the mark of a footnote, a slip of the comma, a sign for some more.

`$64.1¹ million`, `42[5] GW`, `$1.6, million`, `640+ GW`, `30-odd km`, `10多万元`: each leaves the number as it is, and the
measure belongs to it all the same.
"""

import re

from briefing.evidence.quantities import measures
from briefing.model import Bound

_NOTE = re.compile("[¹²³⁴-⁹†‡*]{1,2}(?= (?:thousand|[mbt]r?illion|[mb]n)\\b)")
_BRACKETED_NOTE = re.compile(r"\[(?:[0-9]{1,2}|[a-z])\]")
# A slip of the comma within one amount: `$3.0 million, $1.6, million and $1.0 million`.
_PARTED_SCALE = re.compile(r",(?= (?:million|billion|trillion)\b)")
_MORE = re.compile(r"\+|-plus(?![A-Za-z])|-odd(?![A-Za-z])")


def after_note(text: str, place: int) -> int:
    """The place behind the mark of a footnote, or the comma, that parts a number from its measure."""
    sign = text[place : place + 1]
    if sign == "[":
        note = _BRACKETED_NOTE.match(text, place)
        return note.end() if note and measures.is_measured(text, note.end()) else place
    if sign in " .%":
        return place
    parting = _PARTED_SCALE.match(text, place) if sign == "," else _NOTE.match(text, place)
    return parting.end() if parting else place


def more(text: str, place: int) -> str:
    """The sign before a measure that says that the number is some more: `10多万`, `640+ GW`, `30-odd km`."""
    if text.startswith(("多", "余", "来"), place):
        scale = place + 1 + text.startswith(("十", "百", "千"), place + 1)
        return text[place] if text.startswith(("万", "亿"), scale) else ""
    sign = _MORE.match(text, place) if text.startswith(("+", "-"), place) else None
    return sign[0] if sign and measures.is_measured(text, sign.end()) else ""


def more_in(scale: str) -> str:
    """The 多, 余 or 来 within a scale: `3万多亿元`."""
    return next((sign for sign in scale if sign in "多余来"), "")


def is_much(text: str, place: int) -> bool:
    """Whether a sign for some more stands before a unit: `10多元`."""
    much = text.startswith(("多", "余", "来"), place) and not text.startswith("多米尼加", place)
    return much and bool(measures.units(text, place + 1))


def bound(more: str) -> Bound:
    """What such a sign says of the number; nothing, where there is none."""
    if not more:
        return Bound.EXACT
    return Bound.ABOUT if more in ("来", "-odd") else Bound.OVER
