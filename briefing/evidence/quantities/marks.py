"""The currency that stands before an amount: its sign or code, as brokers write it with a country or a scale.

`HK $640`, `RMBm 640`, `US$mn 640`, `MEUR 55`: a mark is a sign or a code of ISO 4217, with a letter for its scale before
or behind it. Letters that are mostly something else (`R2`, `A $5 million loan`, `TOP 10`) are marks only where what
stands around them leaves no doubt.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec

from briefing.evidence.quantities.plain import by_head
from briefing.evidence.quantities.spellings import MARKS, SHY

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
_SCALED = r"(?= {0,2}-?[0-9][0-9.,]{0,24} {0,2}(?:[mbtMBT]n?\b|mm\b|thousand|million|billion|trillion|[多余]?[十百千]?[万亿]))"
# An article, or the letter of a series or class, is no sign: these follow a small word or are the whole text.
_WHOLE = r"(?<![\s\S])(?=[ACRS] \$[0-9.,]+(?: ?[A-Za-z]+)?\Z)"
_ARTICLE = rf"(?:(?<=[a-z] )(?<!eries )(?<!lass )(?<!ype )(?<!ier )(?<!hare )(?<!ond )|(?<=[:(] )|(?<=[:(])|{_WHOLE})"
# Hundredths of a currency, as exchanges quote them.
_HUNDREDTHS: Mapping[str, str] = {"GBp": "GBP", "GBX": "GBP", "ZAc": "ZAR"}
_SPACED: Mapping[str, str] = {"A $": "AUD", "C $": "CAD", "S $": "SGD", "R $": "BRL"}


def _any_of(marks: Iterable[str]) -> str:
    """A pattern of marks, the longer first, by their first and second sign."""
    heads: dict[str, list[str]] = {}
    for sign in sorted(marks, key=len, reverse=True):
        heads.setdefault(sign[0], []).append(sign[1:])
    return by_head((re.escape(head), _rest(rests)) for head, rests in heads.items())


def _rest(rests: Sequence[str]) -> str:
    return f"(?:{by_head((re.escape(rest[:1]), re.escape(rest[1:])) for rest in rests)})"


_SHY = [sign for sign, code in _CURRENCY.items() if code in SHY and sign == code]
_SCALE = f" ?(?:{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})(?= ?[0-9])"
_CORE = f"{_any_of(_CURRENCY.keys() - set(_SHY))}|(?:{_any_of(_SHY)}){_SCALED}"
_BROKERS = "EUR|USD|GBP|CHF|SEK|NOK|DKK|CNY|RMB|JPY|INR|KRW|TWD|AUD|CAD|SGD|HKD|PLN|CZK|HUF|RUB|ZAR|BRL|€|£"
# `EUR/MWh 41.7`; of `USD/CNY 7.1` the second is the mark.
_PER = r"(?:/(?:[kMG]?Wh?|kg|k?t|[Mk]?oz|tonne|ton|bbl|barrel|boe|lb|gal|MMBtu|mmbtu|m[²³23]|sqm|sqft|share|day|吨|桶|股)(?= ?[0-9]))"
MARK = (
    rf"(?:(?:{_CORE})(?:{_SCALE}|{_PER})?|[MmkKTB](?:{_BROKERS})(?= ?[0-9])|(?=[ACRS] \$){_ARTICLE}[ACRS] \$|R{_SCALED}"
    "|GB[pX]|ZAc)"
)
BEHIND = re.compile(rf"(?:[MmkKTB]|[MmkK] )(?:{_BROKERS}|(?:US|HK|A|C|S|NZ)?\$)(?![A-Za-z0-9])")
"""A currency behind an amount with the letter of its scale: `55 MEUR`, `55 M€`, `55 M USD`."""
# The shape of a mark, where it only matters whether the next number has one.
LIKE_MARK = r"(?:[A-Za-z.]{0,3}[$€£¥₩₹฿₫₱₺₪₽]|[A-Z]{3}m?|R[smp]\.?|人民币)"


class Mark(msgspec.Struct, frozen=True):
    """What stands before an amount of money."""

    code: str
    """Its currency by ISO 4217."""
    sign: str
    """The currency as printed, without a scale."""
    power: int = 0
    """The power of ten of its scale."""
    per: str = ""
    """What the amount is per, as printed: `MWh` of `EUR/MWh 41.7`."""


@lru_cache(maxsize=1024)
def mark(printed: str) -> Mark:
    """What a text that `MARK` matches says of the amount behind it."""
    if printed in _CURRENCY:
        return Mark(_CURRENCY[printed], printed)
    if printed in _HUNDREDTHS:
        return Mark(_HUNDREDTHS[printed], printed, -2)
    if printed in _SPACED or printed == "R":
        return Mark(_SPACED.get(printed, "ZAR"), printed)
    sign, _, per = printed.rpartition("/")
    if sign in _CURRENCY:
        return Mark(_CURRENCY[sign], sign, per=per)
    for suffix, power in _SUFFIXES.items():
        if printed.endswith(suffix) and (sign := printed.removesuffix(suffix).rstrip()) in _CURRENCY:
            return Mark(_CURRENCY[sign], sign, power)
    return Mark(_CURRENCY[printed[1:]], printed[1:], _PREFIXES[printed[0]])
