"""Currency marks: the symbol or code before an amount, with the country or scale that brokers add.

`HK $640`, `RMBm 640`, `US$mn 640`, `MEUR 55`: a mark is a symbol or ISO 4217 code, with letters for a scale before
or after it. Letters that usually mean something else (`R2`, `A $5 million loan`, `TOP 10`) are marks only if their
context leaves no doubt.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec

from briefing import lazy_re
from briefing.evidence.quantities.spellings import AMBIGUOUS_CODES, AMBIGUOUS_SYMBOLS, COUNTRIES, MARKS

_CURRENCY = {mark: code for code, marks in MARKS.items() for mark in marks.split("|")}
_PREFIXES: Mapping[str, int] = {"M": 6, "m": 6, "k": 3, "K": 3, "T": 3, "B": 9}
_SUFFIXES: Mapping[str, int] = {
    "mm": 6,
    "mn": 6,
    "mln": 6,
    "m": 6,
    "MM": 6,
    "k": 3,
    "bn": 9,
    "bln": 9,
    "b": 9,
    "tn": 12,
    "trn": 12,
    "'000": 3,
}
"""As brokers in Hong Kong, Helsinki and Oslo write them. `TEUR` is thousands."""
_SCALED = r"(?= {0,2}-?[0-9][0-9.,']{0,24}(?: [0-9]{3}){0,4} {0,2}(?:[mbtMBT]n?\b|mm\b|thousand|million|billion|trillion|crore|lakh|[多余]?[十百千]?[万亿]))"
# `A $` may also be an article, or the letter of a series or class: it is a mark only after a lower-case word or a
# bracket, or if it begins a text that is nothing but an amount.
_WHOLE = r"(?<![\s\S])(?=[ACRS] \$[0-9.,]+(?: ?[A-Za-z]+)?\Z)"
_ARTICLE = rf"(?:(?<=[a-z] )(?<!eries )(?<!lass )(?<!ype )(?<!ier )(?<!hare )(?<!ond )|(?<=[:(] )|(?<=[:(])|{_WHOLE})"
# Hundredths of a currency, as exchanges quote them.
_HUNDREDTHS: Mapping[str, str] = {"GBp": "GBP", "GBX": "GBP", "ZAc": "ZAR", "US¢": "USD", "USc": "USD"}
_SPACED: Mapping[str, str] = {"A $": "AUD", "C $": "CAD", "S $": "SGD", "R $": "BRL"}
_SPECIAL: Mapping[str, str] = {**_SPACED, **COUNTRIES, "R": "ZAR"}
"""Marks only in an unambiguous context; a country only before cents."""


def _longest_of(marks: Iterable[str]) -> str:
    """A pattern that matches the longest of some marks: a trie, in which sibling leaves are one character class."""
    heads: dict[str, list[str]] = {}
    for mark in sorted(filter(None, marks)):
        heads.setdefault(mark[0], []).append(mark[1:])
    leaves = "".join(re.escape(head) for head, rests in heads.items() if rests == [""])
    branches = [re.escape(head) + _tail_pattern(rests) for head, rests in heads.items() if rests != [""]]
    return f"(?:{'|'.join([*branches, f'[{leaves}]'] if leaves else branches)})"


def _tail_pattern(rests: Sequence[str]) -> str:
    """The pattern of what may follow a head; optional if the head is a mark by itself."""
    if len(rests) == 1:
        return re.escape(rests[0])
    return f"{_longest_of(rests)}{'?' if '' in rests else ''}"


_RARE = [
    symbol
    for symbol, code in _CURRENCY.items()
    if (code in AMBIGUOUS_CODES and symbol == code) or symbol in AMBIGUOUS_SYMBOLS
]
_SCALE = f" ?(?:{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})(?= ?[0-9])"
_CORE = f"{_longest_of(_CURRENCY.keys() - set(_RARE))}|{_longest_of(_RARE)}{_SCALED}"
_BROKERS = "EUR|USD|GBP|CHF|SEK|NOK|DKK|CNY|RMB|JPY|INR|KRW|TWD|AUD|CAD|SGD|HKD|PLN|CZK|HUF|RUB|ZAR|BRL|€|£|kr"
# `EUR/MWh 41.7`; in `USD/CNY 7.1` the second currency is the mark.
_PER = r"(?:/(?:[kMG]?Wh?|kg|k?t|[Mk]?oz|tonne|ton|bbl|barrel|boe|lb|gal|MMBtu|mmbtu|m[²³23]|sqm|sqft|share|day|吨|桶|股)(?= ?[0-9]))"
MARK = (
    rf"(?:(?:{_CORE})(?:{_SCALE}|{_PER})?|[MmkKTB](?:{_BROKERS})(?= ?[0-9])|(?=[ACRS] \$){_ARTICLE}[ACRS] \$|R{_SCALED}"
    "|GB[pX]|ZAc|US[¢c]"
    rf"|(?:{'|'.join(COUNTRIES)})(?= ?[0-9][0-9.]{{0,6}} ?(?:cents?|c|¢)(?![A-Za-z])))"
)
BEHIND = lazy_re.compile(rf"(?:[MmkKTB]|[MmkK] )(?:{_BROKERS}|(?:US|HK|A|C|S|NZ)?\$)(?![A-Za-z0-9])")
"""A currency after an amount, with the letter of its scale: `55 MEUR`, `55 M€`, `55 M USD`."""
# The rough shape of a mark, for patterns that only need to know whether a number has one.
LIKE_MARK = r"(?:[A-Za-z.]{0,3}[$€£¥₩₹฿₫₱₺₪₽]|[A-Z]{3}m?|R[smp]\.?|人民币)"


# Marks that are certain without a number after them, and their lengths.
_ALONE = {*_CURRENCY, *_HUNDREDTHS, *_SPACED} - set(_RARE)
_LENGTHS = sorted({len(mark) for mark in _ALONE}, reverse=True)


_BEFORE_A_NUMBER = lazy_re.compile(rf"(?:{MARK}) ?(?=[0-9.])")


def end_of_mark(text: str, offset: int) -> int:
    """The end of the mark that begins at an offset and has a number after it; the offset itself if there is none.

    This function and `mark_before` spare other modules patterns with all marks in them, which take 10 ms to compile.
    """
    if text[offset : offset + 1] in "0123456789.":
        return offset
    found = _BEFORE_A_NUMBER.match(text, offset)
    return found.end() if found else offset


def mark_before(text: str, end: int) -> str:
    """The mark that ends at an offset and is not part of a word; empty if there is none."""
    marks = (text[end - length : end] for length in _LENGTHS if length <= end)
    return next((mark for mark in marks if mark in _ALONE and not _is_letter(text, end - len(mark) - 1)), "")


def _is_letter(text: str, offset: int) -> bool:
    return offset >= 0 and text[offset].isascii() and text[offset].isalpha()


_IS_MARK = lazy_re.compile(rf"{MARK}\b")


def is_mark(text: str, offset: int, word: str) -> bool:
    """Whether a word at an offset is a mark: `USD 640`, `RMBm 640`; a rare code only before an amount with a scale."""
    return word in _ALONE or (_may_be_mark(word) and bool(_IS_MARK.match(text, offset)))


def _may_be_mark(word: str) -> bool:
    """Whether a word is a mark with a scale, or a letter that usually means something else."""
    scaled = (word.removesuffix(suffix) for suffix in _SUFFIXES)
    return word == "R" or word[1:] in _CURRENCY or any(symbol in _CURRENCY for symbol in scaled)


class CurrencyMark(msgspec.Struct, frozen=True):
    """The currency mark before an amount of money."""

    code: str
    """Its currency by ISO 4217."""
    symbol: str
    """The currency as printed, without a scale."""
    power: int = 0
    """The power of ten of its scale."""
    per: str = ""
    """The denominator, as printed: `MWh` of `EUR/MWh 41.7`."""


@lru_cache(maxsize=1024)
def parse_mark(printed: str) -> CurrencyMark:
    """Parse a text that `MARK` matches."""
    if printed in _CURRENCY:
        return CurrencyMark(_CURRENCY[printed], printed)
    if printed in _HUNDREDTHS:
        return CurrencyMark(_HUNDREDTHS[printed], printed, -2)
    if printed in _SPECIAL:
        return CurrencyMark(_SPECIAL[printed], printed)
    symbol, _, per = printed.rpartition("/")
    if symbol in _CURRENCY:
        return CurrencyMark(_CURRENCY[symbol], symbol, per=per)
    for suffix, power in _SUFFIXES.items():
        if printed.endswith(suffix) and (symbol := printed.removesuffix(suffix).rstrip()) in _CURRENCY:
            return CurrencyMark(_CURRENCY[symbol], symbol, power)
    return CurrencyMark(_CURRENCY[printed[1:]], printed[1:], _PREFIXES[printed[0]])
