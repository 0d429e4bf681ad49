"""Separators between a number and its measure: a footnote mark, a stray comma, a mark for "some more".

`$64.1¹ million`, `42[5] GW`, `$1.6, million`, `640+ GW`, `30-odd km`, `10多万元`: each leaves the number as it is, and the
measure belongs to it all the same.
"""

from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities import measures
from briefing.model import Bound

_NOTE = lazy_re.compile("[¹²³⁴-⁹†‡*]{1,2}(?= (?:thousand|[mbt]r?illion|[mb]n)\\b)")
_BRACKETED_NOTE = lazy_re.compile(
    r"\[(?:[0-9]{1,2}|[a-z])\]|\((?:[0-9]|[a-z])\)(?=%| (?:thousand|[mbt]r?illion|[mb]n)\b)"
)
# A slip of the comma within one amount: `$3.0 million, $1.6, million and $1.0 million`.
_PARTED_SCALE = lazy_re.compile(r",(?= (?:million|billion|trillion)\b)")
_MORE = lazy_re.compile(r"\+|-plus(?![A-Za-z])|-odd(?![A-Za-z])")


def after_note(text: str, offset: int) -> int:
    """The place after the mark of a footnote, or the comma, that parts a number from its measure."""
    char = text[offset : offset + 1]
    if char in "[(":
        note = _BRACKETED_NOTE.match(text, offset)
        return note.end() if note and measures.is_measured(text, note.end()) else offset
    if char in " .%":
        return offset
    parting = _PARTED_SCALE.match(text, offset) if char == "," else _NOTE.match(text, offset)
    return parting.end() if parting else offset


def more(text: str, offset: int) -> str:
    """The mark for "some more" before a measure: `10多万`, `640+ GW`, `30-odd km`."""
    if text.startswith(("多", "余", "来"), offset):
        scale = offset + 1 + text.startswith(("十", "百", "千"), offset + 1)
        return text[offset] if text.startswith(("万", "亿"), scale) else ""
    char = _MORE.match(text, offset) if text.startswith(("+", "-"), offset) else None
    return char[0] if char and measures.is_measured(text, char.end()) else ""


def more_in(scale: str) -> str:
    """The 多, 余 or 来 within a scale: `3万多亿元`."""
    return next((char for char in scale if char in "多余来"), "")


def is_much(text: str, offset: int) -> bool:
    """Whether a mark for "some more" is before a unit: `10多元`."""
    much = text.startswith(("多", "余", "来"), offset) and not text.startswith("多米尼加", offset)
    return much and bool(measures.units(text, offset + 1))


_EXACT: Final = Bound.EXACT  # in Python 3.11 the class takes 25 times as long to find it


def bound(more: str) -> Bound:
    """The bound that a mark for "some more" expresses; `EXACT` without one."""
    if not more:
        return _EXACT
    return Bound.ABOUT if more in ("来", "-odd") else Bound.OVER
