"""What the text of a cell is: a number, a name, a period; and how the numbers of a table are printed."""

from collections.abc import Iterable
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities import read_parts
from briefing.evidence.quantities.spellings import MONEY
from briefing.evidence.tables.unit_columns import unit_in

_VALUE: Final = lazy_re.compile(
    r"[-−–+]?\s?(?:[A-Z]{0,3}[$€£¥]|[A-Z]{3}\s)?\s?[-−–(（]?\s?[$€£¥]?\s?\d[\d,.' \u00a0\u2009\u202f]*[)）]?\s?"
    r"(?:%|x|pp|bps?|[kmbt]n?|万|亿|元|[A-Za-z]{1,3})?[)）]?[-−]?(?:\s?[\[(]\w{1,2}[\])]|[*†‡¹²³⁴⁵⁶⁷⁸⁹])*"
)
_LISTED: Final = lazy_re.compile(r"\d,\s")
PERIOD: Final = lazy_re.compile(
    r"(?:FY|CY)?'?\s?(?:19|20)\d\d\s?[AEFP]?(?:\s?[-/–]\s?\d{2,4})?(?:年.{0,6})?|\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}"
    r"|(?:19|20)\d\d[- ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
    r"|(?:FY|CY)'?\d\d[AEFP]?|[QH][1-4]|[1-4]Q\d*[AEFP]?|[12]H\d*[AEFP]?"
)
"""A year, quarter, half, month or day."""
_COMMA: Final = lazy_re.compile(r"(?<![\d.,])\d{1,3}(?:(?:[.\u00a0]\d{3}){0,6},\d{1,2}|(?:\.\d{3}){2,5})(?![\d.,])")
_POINT: Final = lazy_re.compile(r"\d\.\d{1,2}(?![\d.])|\d,\d{3}(?!\d)|\d['’]\d{3}")
_COMMA_HEAD: Final = lazy_re.compile(
    r"\b(?:Mio|Mrd|Tsd|TEUR|T€|milliers|migliaia|milhares)\b|\bT€|[Mm]d€|\bd['’]euros?\b|\bde euros\b"
)


def is_value(text: str) -> bool:
    """Whether a cell is a number, and not a word, a year, half a range (`2024-`) or a year with a unit (`2025, MW`)."""
    stripped = text.strip()
    is_number = any(map(str.isdigit, stripped)) and bool(_VALUE.fullmatch(stripped)) and not _LISTED.search(stripped)
    return is_number and not PERIOD.fullmatch(stripped.rstrip("-−"))


def is_name(text: str) -> bool:
    """Whether a cell is a name: it has letters, and is not a number, part of a date, or unit."""
    return any(map(str.isalpha, text)) and not (is_value(text) or read_parts(text) or unit_in(text))


def have_commas(cells: Iterable[str], heads: Iterable[str]) -> bool:
    """Whether numbers have decimal commas: at least one, or a heading, is unambiguous, and none has a decimal point."""
    numbers = [text for text in cells if "," in text or "." in text]
    if not numbers or any(map(_POINT.search, numbers)):
        return False
    return any(map(_COMMA.search, numbers)) or any(map(_COMMA_HEAD.search, heads))


_MONEY_SIGN: Final = lazy_re.compile(r"(?:US|HK|C|A|S|NZ|NT|R)?[$€£¥]|\b(?:RMB|USD|EUR|GBP|CNY|HKD)\b")
_SIGNS: Final = {"€": "EUR", "£": "GBP", "RMB": "CNY", "HK$": "HKD", "C$": "CAD", "A$": "AUD", "S$": "SGD", "¥": "CNY"}


def printed_money(text: str) -> str:
    """The currency whose symbol a cell begins with."""
    match = _MONEY_SIGN.match(text.strip())
    if match is None:
        return ""
    code = _SIGNS.get(match.group(), match.group())
    return code if code in MONEY else "USD"
