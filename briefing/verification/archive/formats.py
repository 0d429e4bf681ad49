"""Number formats of spreadsheets: `0.156` with the format `0.0%` is shown as `15.6%`.

The shown number is what a reader of the sheet sees. The stored one may have more digits; it is given with the same
unit (`15.5972%`). Reference: ECMA-376 part 1, 18.8.30 and 18.8.31, number formats.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Final

from msgspec import Struct

from briefing import lazy_re

BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 41: "#,##0;(#,##0)", 42: "$#,##0;$(#,##0)", 43: "#,##0.00;(#,##0.00)",
    44: "$#,##0.00;$(#,##0.00)", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
}  # fmt: skip
"""The built-in formats, which a file does not spell out."""

_SECTION: Final = lazy_re.compile(r'(?:^|(?<=;))(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*')
_CONDITION: Final = lazy_re.compile(r"(?:\[[^\]<>=]*\])*\[(?P<sign><=|>=|<>|<|>|=)(?P<limit>-?\d+(?:\.\d+)?)\]")
_HOLDS: Final = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_TOKEN: Final = lazy_re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[\$(?P<money>[^\]-]*+)[^\]]*+\]|\[(?P<other>[^\]]*)\]'
    r"|(?P<number>[0#?](?:[0#?,.]|\ (?=[0#?]))*(?:/[0-9?#]+)?(?:[eE][+-][0#?]+)?|\.[0#?]+)|(?P<rest>.)",
    re.S,
)
_DATED: Final = lazy_re.compile(r"[yd]|m{3,}|(?<![a-z])m{1,2}(?![a-z])|年|月|日", re.I)
_TIMED: Final = lazy_re.compile(r"[hs]", re.I)
_LITERALS: Final = lazy_re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_MAX_CODE_CHARS: Final = 255
"""The longest format that spreadsheet programs allow."""
_MAX_DIGITS: Final = 11
"""The most digits that are shown of a number without a format."""
_MAX_EXACT_DIGITS: Final = 16
"""A float with more digits before the point has no fraction."""
_MAX_DECIMALS: Final = 12
"""The decimals up to which a stored float is reliable."""
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class FormattedNumber(Struct, frozen=True):
    """A number as shown and as stored."""

    text: str
    stored: str = ""
    """The stored number with all digits and its unit, if it differs from the shown one; else empty."""
    is_scaled: bool = False
    """Whether the format leaves thousands out, so that the stored number is not in the unit of the heading."""


def show(value: float, code: str, is_1904: bool = False) -> FormattedNumber:
    """Format a number; dates are counted in days since 30 December 1899, or 1 January 1904 if `is_1904`."""
    code = code if len(code) <= _MAX_CODE_CHARS else "General"
    is_short = float(value).is_integer() and abs(value) < 10**_MAX_EXACT_DIGITS
    exact = Decimal(int(value)) if is_short else Decimal(repr(float(value)))
    if _is_date(code):
        return FormattedNumber(_date(exact, code, is_1904))
    section, is_negated = _chosen(_sections(code), exact)
    sign = "-" if is_negated and not _has_brackets(section) else ""
    exact = -exact if is_negated else exact
    if section == "" and ";" in code:  # `;;;` shows nothing
        return FormattedNumber("")
    if section in ("", "General", "Standard", "@"):
        return FormattedNumber(_plain(exact if not sign else -exact))
    return _formatted(exact, section, sign)


def _chosen(sections: Sequence[str], exact: Decimal) -> tuple[str, bool]:
    """The section of a format that applies to a number, and whether the section itself shows the sign."""
    conditions = [_CONDITION.match(section) for section in sections]
    if any(conditions):
        pairs = zip(sections, conditions, strict=True)
        holding = (text for text, found in pairs if not found or _HOLDS[found["sign"]](exact, Decimal(found["limit"])))
        section = next(holding, sections[-1])
        return section, exact < 0 and _has_brackets(section)
    if exact < 0 and len(sections) > 1:
        return sections[1], True
    return sections[2] if exact == 0 and len(sections) > 2 else sections[0], False


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[str, ...]:
    return tuple(match.group() for match in _SECTION.finditer(code)) or ("General",)


@lru_cache(maxsize=512)
def _is_date(code: str) -> bool:
    bare = _LITERALS.sub("", code)
    has_digits = any(sign in bare for sign in "0#?")
    return not has_digits and "General" not in code and bool(_DATED.search(bare) or _TIMED.search(bare))


def _has_brackets(section: str) -> bool:
    """Whether a section shows negative numbers itself, by brackets or a literal minus."""
    return "(" in section or "-" in _LITERALS.sub(lambda match: match.group().strip('"\\'), section)


def _formatted(exact: Decimal, section: str, sign: str) -> FormattedNumber:
    """A number formatted by a section, with its literal text and a sign."""
    before, form, after = _split(section)
    if not form:
        return FormattedNumber(f"{before}{after}".strip())
    percent = "%" in after or "%" in before
    places = form.rstrip(",")
    scale = len(form) - len(places)
    value = exact * 100 if percent else exact
    shown = _digits(value / 1000**scale, places) if "/" not in form and "E" not in form.upper() else _plain(value)
    negative = "-" if exact < 0 else sign
    text = f"{negative}{before}{shown}{after}".strip()
    if not shown or (not scale and Decimal(shown.replace(",", "").replace(" ", "")) == abs(value)):
        return FormattedNumber(text)
    # A literal scale in the format, as in `0.0,,"m"`, does not apply to the stored number.
    stored = f"{negative}{before}{_full(abs(value))}{after if not scale else '%' if percent else ''}".strip()
    return FormattedNumber(text, stored, scale > 0)


def _split(section: str) -> tuple[str, str, str]:
    """A section split into literal text, its digit placeholders, and the literal text after them."""
    before, form, after = "", "", ""
    for match in _TOKEN.finditer(section):
        kind, text = str(match.lastgroup), match.group(match.lastgroup or 0) or ""
        if kind == "number" and not form:
            form = text
        elif kind in ("quoted", "escaped", "money", "rest"):
            before, after = (before, after + text) if form else (before + text, after)
    return before, form, after


def _digits(value: Decimal, places: str) -> str:
    """The absolute value of a number, formatted by digit placeholders."""
    whole, _, fraction = places.partition(".")
    digits = sum(fraction.count(sign) for sign in "0#?")
    # A larger number has no fraction, and too many digits for `quantize`.
    is_whole = abs(value) >= 10**_MAX_EXACT_DIGITS
    rounded = abs(value) if is_whole else abs(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    for _ in range(optional):
        text = text[:-1] if text.endswith("0") and "." in text else text
    min_digits = whole.count("0")
    head, point, tail = text.rstrip(".").partition(".")
    head = "" if head == "0" and not min_digits else head
    return (head if "," in whole else head.zfill(min_digits)) + point + tail


def _full(value: Decimal) -> str:
    """All reliable digits of a number that was stored as a float."""
    is_short = value < 10**_MAX_DECIMALS
    return _trimmed(f"{+value.quantize(Decimal(1).scaleb(-_MAX_DECIMALS)) if is_short else value:f}")


def _plain(value: Decimal) -> str:
    """A number as shown without a format."""
    whole = len(f"{abs(int(value))}")
    digits = max(_MAX_DIGITS - whole - 1, 0)
    return _trimmed(
        f"{value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):f}" if value != int(value) else f"{value:f}"
    )


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(days: Decimal, code: str, is_1904: bool) -> str:
    """A date with the day, month and year that its format shows; the time of day is dropped."""
    bare = _LITERALS.sub("", code).lower()
    if "y" not in bare and "d" not in bare and "mmm" not in bare and "年" not in code:
        return ""
    start = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    try:
        day = start + timedelta(days=int(days))
    except OverflowError:
        return _plain(days)
    has_year, has_month, has_day = "y" in bare, "m" in bare, "d" in bare
    if has_year and has_month and has_day:
        return day.isoformat()
    if has_day:
        return f"{day.day} {_MONTHS[day.month - 1]}"
    return " ".join(filter(None, [_MONTHS[day.month - 1] if has_month else "", str(day.year) if has_year else ""]))
