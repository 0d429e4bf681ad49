"""Decimal commas: the numbers of languages that write `3,4` for 3.4 and `1.250` for 1,250.

A comma with one or two digits after it cannot group thousands. It is a decimal comma if the scale or unit is a word of
such a language (`3,4 Mrd.`, `4,5 Prozent`), if the unit is spaced as in such a language (`4,5 %`, `12,5 M€`), or if
the words of the text are in one. Digits that could be read either way are left as printed, so that they are reported
as ambiguous.
"""

import re
from functools import lru_cache

from briefing import lazy_re
from briefing.evidence.quantities.spellings import COMMA_SCALES

_COMMA_UNITS = (
    "prozent",
    "pour cent",
    "por ciento",
    "por cento",
    "per cento",
    "basispunkt",
    "points de",
    "puntos",
    "punti",
    "proc",
    "prosent",
)
_COMMA = lazy_re.compile("-?[0-9]{1,3},[0-9]{1,2}")
_IN_DOUBT = lazy_re.compile(r"(?<![0-9.,'])[1-9][0-9]{0,2}([.,])[0-9]{3}$")
_BESIDE_POINTS = frozenset({"millions", "mio", "mio.", "mrd", "mrd."})
"""Scales that also occur with a decimal point."""
_SPACED_UNIT = lazy_re.compile(r" (?:[%‰€]|EUR\b|[Ee]uros?\b)| ?(?:[kM]|Md)(?:€|kr\b)")
"""A unit after a number, spaced as in these languages."""
_POINT = lazy_re.compile(r"(?<![0-9.])[0-9]{1,3}\.[0-9]{1,2}(?![0-9.])")
_POINTED = lazy_re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_SPACED = lazy_re.compile(r"-?[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?")
_NOUN_BEHIND = lazy_re.compile(r" (?:[^\W\d_]{2}|[€%])")

# The rest of a number that was broken at a line's end, after a comma that groups nothing: `27,41 8 MW`.
BROKEN = lazy_re.compile(r"(?<=,[0-9])(?:[ \n][0-9][0-9.,']*)+|(?<=,[0-9]{2})(?:[ \n][0-9][0-9.,']*)+")


def with_point(text: str, digits: str, end: int, scale: str, unit: str) -> str:
    """The digits that end at an offset, with a decimal point for a comma and without points that group thousands.

    `scale` and `unit` are printed after them. Ambiguous digits (`1.250 Mio.`) get a comma at their end, so that they do
    not pass for a plain number.
    """
    scale = scale.lower()
    implied = scale in COMMA_SCALES or unit.lower().startswith(_COMMA_UNITS)
    if scale and implied and _is_in_doubt(text, end, scale):
        return _ungrouped(text, digits) or f"{digits},"
    if scale and implied and _SPACED.fullmatch(digits):
        return digits.replace(" ", "").replace(",", ".")
    if digits.isdigit():
        return f"{digits}," if unit == "%" and len(digits) > 3 and _is_share(text, end) else digits
    if _COMMA.fullmatch(digits):
        return digits.replace(",", ".") if implied or _is_decimal(text, end) else digits
    is_measured = (scale or unit or _NOUN_BEHIND.match(text, end)) and unit not in ("%", "‰")
    return (_ungrouped(text, digits) if is_measured else "") or digits


def _is_share(text: str, end: int) -> bool:
    """Whether the three digits after the comma of a percentage may be decimals: `12,345 %`."""
    doubt = _IN_DOUBT.search(text, max(0, end - len("123,456")), end)
    return doubt is not None and has_decimal_commas(text)


def _is_in_doubt(text: str, end: int, scale: str) -> bool:
    """Whether three digits after a comma or point may be decimals before a scale: `1.250 Mio.`, `12,345 Milliarden`."""
    doubt = _IN_DOUBT.search(text, max(0, end - len("123.456")), end)
    if doubt is None or doubt[1] == ".":
        return doubt is not None
    # A comma groups thousands if the text has a decimal point, as in Mexico: `3,450 millones` beside `12.5%`.
    return scale not in _BESIDE_POINTS and not _POINT.search(text)


def _is_decimal(text: str, end: int) -> bool:
    """Whether a comma is a decimal one, judged by what follows the number, else by the language of the text."""
    return bool(_SPACED_UNIT.match(text, end)) or (not BROKEN.match(text, end) and has_decimal_commas(text))


def _ungrouped(text: str, digits: str) -> str:
    """Digits without the points or spaces that group thousands in such a language; empty if none do."""
    if _POINTED.fullmatch(digits):
        return digits.replace(".", "") if has_decimal_commas(text) else ""
    if _SPACED.fullmatch(digits):
        return digits.replace(" ", "").replace(",", ".") if has_decimal_commas(text) else ""
    return ""


# --- The language of a text -------------------------------------------------------------------------------------------

# Words that also occur in names of places and firms (`Rio de Janeiro`) count half.
_SURE = (
    "um und auf bei beim mit für ist sind wurde wurden wird betrug lag stieg sank von vom im zum zur est sont ont dans pour"
    " avec au aux cette fue fueron por para con se su sono stati nel della dei che foi em pelo dos och med av het een voor bedroeg uppgick"
    " tem foram aos não uma"
    " bis rund etwa zwischen entre environ mehr weniger mindestens höchstens"
)
_LESS_SURE = (
    "der die das den dem ein eine le la les des du de un une el los las del una il lo gli di umsatz konzern gruppe"
    " mitarbeiter groupe société ventes ingresos ventas empresa empleados ricavi receita funcionários omzet"
)
_FOREIGN = lazy_re.compile(
    rf"\b(?:(?P<sure>{_SURE.replace(' ', '|')}|[а-яё]{{2,}})|{_LESS_SURE.replace(' ', '|')})\b(?!\.)", re.IGNORECASE
)
# An English word, or a number with a decimal point or another way to group thousands.
_OTHER_CONVENTION = lazy_re.compile(
    r"\b(?:the|of|and|are|were|its|from|with|rose|fell|has|have|this|that|which|by|to)\b"
    r"|(?<![0-9.])[0-9]{1,4}\.[0-9]{1,2}(?![0-9.])|[0-9]['’][0-9]{3}",
    re.IGNORECASE,
)


@lru_cache(maxsize=16)
def has_decimal_commas(text: str) -> bool:
    """Whether a text is in a language with decimal commas: enough of its words are, and nothing indicates another."""
    hits = [2 if word["sure"] else 1 for word in _FOREIGN.finditer(text)]
    return sum(hits) > 1 and not _OTHER_CONVENTION.search(text)
