"""Visible text: invisible characters are dropped, and digits of any script folded to ASCII.

Unicode's `Default_Ignorable_Code_Point` characters (soft hyphen, zero-width space, variation selector …) and control
characters are invisible: a number that contains one is parsed as if it did not, and a table of offsets leads back to
the given text. The second hyphen of a TeX range (`5--6%`) is treated the same way. Bidirectional controls may display
digits in another order than stored (UAX #9), so that they make all numbers ambiguous. Digits of other scripts (`Nd`
in UAX #44) are read by value; characters that only look like digits, or that touch one, make a number ambiguous.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from briefing import lazy_re

# --- Invisible characters ---------------------------------------------------------------------------------------------

_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# One of the two hyphens of a range in TeX and Pandoc: `5--6%`.
_DOUBLED = "(?<=[0-9%]-)-(?=(?:[$€£¥]|[A-Z]{3} ?)?[0-9])"
_UNSEEN = lazy_re.compile(f"[{_CONTROLS}{_IGNORABLE}]")
_INVISIBLE = lazy_re.compile(f"{_UNSEEN.pattern}|{_DOUBLED}")
_DASH = lazy_re.compile(_DOUBLED)
_BIDI_CONTROL = lazy_re.compile("[\u202a-\u202e\u2066-\u2069]")
# Two of these marks may reorder the text between them; one alone does not.
_BIDI_MARK = lazy_re.compile("[\u200f\u061c]")


def has_invisible(text: str) -> bool:
    """Whether a text has invisible characters."""
    # Printable ASCII needs no search.
    if not (text.isascii() and text.isprintable()) and _UNSEEN.search(text):
        return True
    return "--" in text and bool(_DASH.search(text))


def visible_offsets(text: str) -> Sequence[int]:
    """The offsets of the visible characters of a text."""
    hidden = {match.start() for match in _INVISIBLE.finditer(text)}
    return [offset for offset in range(len(text)) if offset not in hidden]


def is_reordered(text: str) -> bool:
    """Whether bidirectional controls or marks may display the digits of a text in another order."""
    return bool(_BIDI_CONTROL.search(text)) or any(map(str.strip, _BIDI_MARK.split(text)[1:-1]))


def visible(text: str) -> str:
    """The text without invisible characters."""
    return _INVISIBLE.sub("", text) if has_invisible(text) else text


# --- Digits of any script ---------------------------------------------------------------------------------------------

_FOREIGN_DIGIT = lazy_re.compile("[^\\D0-9０-９]")
_DIGITS = lazy_re.compile(r"\d+")
VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
# Circled digits, and superscript ones in a percentage, are read by value; next to other digits they are
# list or footnote marks.
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨❶❷❸❹❺❻❼❽❾➀➁➂➃➄➅➆➇➈➊➋➌➍➎➏➐➑➒"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
_LOOKALIKES = lazy_re.compile(f"(?<![0-9])(?:[{_CIRCLED}]{{2,}}|[{_CIRCLED}{_RAISED}]+(?=[%‰]))(?![0-9])")
# A footnote mark between a number and its measure: `$64.1¹ million`.
_FOOTNOTE = lazy_re.compile(f"(?<=[0-9])(?<!\\b10)[{_RAISED}](?= [A-Za-z])")
_POWER = lazy_re.compile("(?<![0-9.,])10$")
_MAY_LOOK_ALIKE = lazy_re.compile(f"[{_CIRCLED}{_RAISED}]")


def has_lookalikes(text: str) -> bool:
    """Whether a text has circled or superscript digits that are read as digits."""
    return bool(_MAY_LOOK_ALIKE.search(text) and _LOOKALIKES.search(text))


def plain_digits(text: str) -> str:
    """The text with digits of all scripts as ASCII; in a run of two scripts some are left, which makes it ambiguous."""
    folded = _DIGITS.sub(_by_value, text) if _FOREIGN_DIGIT.search(text) else text
    if not _MAY_LOOK_ALIKE.search(folded):
        return folded
    return _FOOTNOTE.sub(" ", _LOOKALIKES.sub(_by_digit, folded))


def _zero(digit: str) -> int:
    """The code point of the zero of a digit's script; full-width digits count as ASCII."""
    zero = ord(digit) - unicodedata.decimal(digit)
    return ord("0") if zero == ord("０") else zero


def _by_value(run: re.Match[str]) -> str:
    """A run of digits with those of one script as ASCII: ASCII itself if there is any, else the script of the first."""
    zeros = list(map(_zero, run[0]))
    kept = ord("0") if ord("0") in zeros else zeros[0]
    return "".join(
        str(unicodedata.decimal(digit)) if zero == kept else digit for digit, zero in zip(run[0], zeros, strict=True)
    )


def _by_digit(run: re.Match[str]) -> str:
    return "".join(str(unicodedata.digit(char)) for char in run[0])


# --- What touches a number --------------------------------------------------------------------------------------------


@cache
def _glues(char: str) -> bool:
    """Whether a reader takes a character next to a number as part of it: a non-ASCII letter, a digit, an accent."""
    if char.isascii():
        return False
    category = unicodedata.category(char)
    if category[0] == "L":
        # Chinese, Japanese and Korean are written without spaces.
        return char not in "ªº" and not ("\u2e80" <= char <= "\ufaff" or char >= "\U00020000")
    return category in ("Mn", "Me", "Nd", "Nl", "No") and char not in VULGAR


# Separators between digits in one country or another.
_SEPARATORS = frozenset("_`¨¯´·¸ʹʼˈ˙‚‧′⋅∙•⸱")
_MARKS = frozenset(_CIRCLED + _RAISED)
_MARK_WITHIN = lazy_re.compile(f"[{_CIRCLED}{_RAISED}]+[0-9%‰]")
# A rise in some accounts, a fall in others.
_TRIANGLES = frozenset("▲△∆")
_MAX_GLUED = 24
"""The most characters on one side of a number that are taken as part of it."""


def may_be_glued(text: str) -> bool:
    """Whether a text has any character that may make an adjacent number ambiguous."""
    return not text.isascii() or "_" in text or "`" in text


def _glues_before(text: str, offset: int, lists: bool) -> bool:
    before = text[offset - 1 : offset]
    if not before or (lists and unicodedata.category(before) == "No"):
        return False
    is_digit = "0" <= text[offset : offset + 1] <= "9"
    if before in _SEPARATORS:
        return is_digit and "0" <= text[offset - 2 : offset - 1] <= "9"
    return before in _TRIANGLES or (is_digit and before in VULGAR) or _glues(before)


def _glues_after(text: str, offset: int) -> bool:
    after = text[offset : offset + 1]
    if after in _SEPARATORS:
        return "0" <= text[offset + 1 : offset + 2] <= "9"
    if after in _MARKS:
        return bool(
            _MARK_WITHIN.match(text, offset) or (after in _RAISED and _POWER.search(text, max(0, offset - 3), offset))
        )
    return after != "" and _glues(after)


def _may_continue(char: str) -> bool:
    """Whether a character may continue the text that is glued to a number."""
    return char != "" and ((char.isascii() and char.isalnum()) or char in ".,%" or char in _MARKS)


def glued_span(text: str, start: int, end: int, lists: bool) -> tuple[int, int] | None:
    """The span of what a reader would take as one number, if characters touch the number at `start:end`; else None.

    `lists`: whether a circled digit before a number is a list mark, as in Chinese.
    """
    before, after = _glues_before(text, start, lists), _glues_after(text, end)
    if not before and not after:
        return None
    first, last = start - before, end + after
    while (
        before
        and start - first < _MAX_GLUED
        and (_glues_before(text, first, lists) or _may_continue(text[first - 1 : first]))
    ):
        first -= 1
    while after and last - end < _MAX_GLUED and (_glues_after(text, last) or _may_continue(text[last : last + 1])):
        last += 1
    return first, last
