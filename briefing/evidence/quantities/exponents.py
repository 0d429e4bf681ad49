"""Scientific notation: a number times a power of ten (`6.4 × 10^5`, `6.4×10⁵`, `6.4E+05`), and tolerances (`±12%`).

A power of ten is parsed as the scale of its number, so that neither the number alone nor the exponent is a quantity.
Without a caret or a raised digit (`6.4 × 105`) it cannot be told from a product. A tolerance is read as the range that
it spans around zero. References: ISO 80000-1, 7.3; JCGM 100 (GUM), 7.2.2.
"""

from typing import Final

from briefing import lazy_re

_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER: Final = lazy_re.compile(
    r"(?: ?[×x*·⋅] ?10|(?<=(?<![0-9.,])10))"
    r"(?:(?:\^|\*\*)\(?[-+]?[0-9]{1,2}\)?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})(?![0-9.,]*[0-9])"
    # `3E10` may be a code; `3.2E10` and `3E+10` are hardly ever one.
    r"|[eE](?:(?<=\.[0-9].)|(?<=\.[0-9]{2}.)|(?<=\.[0-9]{3}.)|(?=[-+]))[-+]?[0-9]{1,2}(?![0-9A-Za-z])"
)
_PRINTED: Final = lazy_re.compile(
    r"(?P<ten> ?[×x*·⋅] ?10|[eE])?(?:\^|\*\*)?\(?(?P<exponent>[-+⁻⁺]?[0-9⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})\)?"
)
_TOLERANCE: Final = lazy_re.compile(r"(?:±|\+ ?/ ?-?|\b[Pp]lus(?: or |/| and )minus|正负) ?$")
_CLOSINGS: Final = ("±", "/", "-", "s", "负")


def end_of_power(text: str, start: int) -> int | None:
    """The end of the power of ten at an offset; None if there is none."""
    found = _POWER.match(text, start)
    return found.end() if found else None


def exponent(power: str) -> int | None:
    """The exponent of the power of ten by which the preceding number is multiplied; None for any other text.

    In `10^6` the preceding number is the 10 itself, which is multiplied by 10^5.
    """
    found = _PRINTED.fullmatch(power)
    return int(found["exponent"].translate(_RAISED)) - (found["ten"] is None) if found else None


def is_tolerance(text: str, start: int) -> bool:
    """Whether the number at an offset is the tolerance of another: the 3 in `12 ± 3`."""
    # Comparing two characters first spares most numbers the search.
    before = text[max(0, start - 2) : start].rstrip(" ")
    return before.endswith(_CLOSINGS) and bool(_TOLERANCE.search(text, max(0, start - 16), start))
