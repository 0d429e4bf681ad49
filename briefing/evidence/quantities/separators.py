"""Separators between a number and its measure: a footnote mark, a stray comma, a mark for "some more".

`$64.1¹ million`, `42[5] GW`, `$1.6, million`, `640+ GW`, `30-odd km`, `10多万元`: none changes the digits, and the
measure after it still belongs to the number.
"""

from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities import measures
from briefing.model import Bound

_NOTE = lazy_re.compile("[¹²³⁴-⁹†‡*]{1,2}(?= (?:thousand|[mbt]r?illion|[mb]n)\\b)")
_BRACKETED_NOTE = lazy_re.compile(
    r"\[(?:[0-9]{1,2}|[a-z])\]|\((?:[0-9]|[a-z])\)(?=%| (?:thousand|[mbt]r?illion|[mb]n)\b)"
)
# A comma misplaced within an amount: `$3.0 million, $1.6, million and $1.0 million`.
_PARTED_SCALE = lazy_re.compile(r",(?= (?:million|billion|trillion)\b)")
_MORE = lazy_re.compile(r"\+|-plus(?![A-Za-z])|-odd(?![A-Za-z])")


def after_note(text: str, offset: int) -> int:
    """The offset after a footnote mark or comma between a number and its measure; the same offset if there is none."""
    char = text[offset : offset + 1]
    if char in "[(":
        note = _BRACKETED_NOTE.match(text, offset)
        return note.end() if note and measures.is_measured(text, note.end()) else offset
    if char in " .%":
        return offset
    parting = _PARTED_SCALE.match(text, offset) if char == "," else _NOTE.match(text, offset)
    return parting.end() if parting else offset


def more(text: str, offset: int) -> str:
    """The mark for "some more" at an offset before a measure: `10多万`, `640+ GW`, `30-odd km`; empty without one."""
    if text.startswith(("多", "余", "来"), offset):
        scale = offset + 1 + text.startswith(("十", "百", "千"), offset + 1)
        return text[offset] if text.startswith(("万", "亿"), scale) else ""
    char = _MORE.match(text, offset) if text.startswith(("+", "-"), offset) else None
    return char[0] if char and measures.is_measured(text, char.end()) else ""


def more_in(scale: str) -> str:
    """The 多, 余 or 来 within a scale: `3万多亿元`; empty without one."""
    return next((char for char in scale if char in "多余来"), "")


def is_much(text: str, offset: int) -> bool:
    """Whether a Chinese mark for "some more" is right before a unit: `10多元`."""
    much = text.startswith(("多", "余", "来"), offset) and not text.startswith("多米尼加", offset)
    return much and bool(measures.units(text, offset + 1))


_EXACT: Final = Bound.EXACT  # looking up an enum member takes 25 times as long in Python 3.11


def bound(more: str) -> Bound:
    """The bound that a mark for "some more" expresses; `EXACT` without one."""
    if not more:
        return _EXACT
    return Bound.ABOUT if more in ("来", "-odd") else Bound.OVER
