"""Superscripts and subscripts in text.

A footnote mark after a number is dropped. The exponent of a unit (`m³`) and the index of a formula (`CO₂`) are kept as
such characters. A power of ten becomes a placeholder, since it cannot be parsed as a number.
"""

from typing import Final

from briefing import lazy_re
from briefing.model.raised_digits import LOWERED, RAISED

OBJECT: Final = "\ufffc"
"""Replaces a number that cannot be parsed, such as a power of ten."""

_POWERED: Final = lazy_re.compile(r"(?<![\d.,])10$")
_CUBED: Final = lazy_re.compile(r"(?<![A-Za-z])(?:[cdkmµn]?m|ft|in|s|h|yd|mi|ha)$")
_DIGITAL: Final = lazy_re.compile(r"[0-9+\-−]+")
_ORDINALS: Final = frozenset(["st", "nd", "rd", "th", "er", "e"])
_MAX_MARK_CHARS: Final = 6


def is_power(before: str, content: str) -> bool:
    """Whether a superscript number after a 10 makes a power of ten."""
    return bool(_POWERED.search(before)) and is_exponent(content)


def is_exponent(content: str) -> bool:
    """Whether a superscript may be an exponent."""
    return bool(_DIGITAL.fullmatch(content))


def lowered(content: str) -> str:
    """An index as subscript characters."""
    return content.translate(LOWERED)


def raised(before: str, content: str, may_be_exponent: bool = True) -> str:
    """The text for a superscript after `before`: exponents and ordinal endings are kept, footnote marks dropped."""
    if not before.strip():
        return content.translate(RAISED) + " "
    if may_be_exponent and is_exponent(content) and _CUBED.search(before):
        return content.translate(RAISED)
    is_word = content.lower() in _ORDINALS or len(content) > _MAX_MARK_CHARS
    return content if is_word and content.isalpha() else ""
