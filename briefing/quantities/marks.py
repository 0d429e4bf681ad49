"""The currency that stands before an amount: its sign or code, as brokers write it with a country or a scale.

`HK $640`, `RMBm 640`, `US$mn 640`, `MEUR 55`: a mark is a sign or a code of ISO 4217, with a letter for its scale before
or behind it. Letters that are mostly something else (`R2`, `A $5 million loan`, `TOP 10`) are marks only where what
stands around them leaves no doubt.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from briefing.quantities.plain import by_head
from briefing.quantities.spellings import MARKS, SHY

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
}
"""As brokers in Hong Kong, Helsinki and Oslo write them. `TEUR` is thousands."""
_SCALED = r"(?= ?[0-9][0-9.,]{0,24} ?(?:[mbtMBT]n?\b|mm\b|thousand|million|billion|trillion))"
# An article, or the letter of a series or class, is no sign: these follow a small word or are the whole text.
_WHOLE = r"(?<![\s\S])(?=[ACS] \$[0-9.,]+(?: ?[A-Za-z]+)?\Z)"
_ARTICLE = rf"(?:(?<=[a-z] )|(?<=[:(] )|(?<=[:(])|{_WHOLE})"
_SPACED: Mapping[str, str] = {"A $": "AUD", "C $": "CAD", "S $": "SGD"}


def _form(mark: str) -> tuple[str, str]:
    """The first sign of a mark, and the pattern of the rest with what must follow it."""
    guard = _SCALED if _CURRENCY[mark] in SHY and mark.isalpha() else ""
    return re.escape(mark[0]), re.escape(mark[1:]) + guard


_SCALE = f"(?:{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})(?= ?[0-9])"
_CORE = by_head(map(_form, sorted(_CURRENCY, key=len, reverse=True)))
_BROKERS = "EUR|USD|GBP|CHF|SEK|NOK|DKK|CNY|RMB|JPY|INR|KRW|TWD|AUD|CAD|SGD|HKD|PLN|CZK|HUF|RUB|ZAR|BRL|€|£"
# The longer form first: of `A $5` and `MEUR 5` the core would not read the letter.
MARK = rf"(?:{_ARTICLE}[ACS] \$|(?:{_CORE})(?:{_SCALE})?|[MmkKTB](?:{_BROKERS})(?= ?[0-9])|R{_SCALED})"


@lru_cache(maxsize=1024)
def mark(printed: str) -> tuple[str, str, int]:
    """The ISO 4217 code of what stands before an amount, its sign without a scale, and the power of ten of that scale."""
    if printed in _CURRENCY:
        return _CURRENCY[printed], printed, 0
    if printed in _SPACED or printed == "R":
        return _SPACED.get(printed, "ZAR"), printed, 0
    for suffix, power in _SUFFIXES.items():
        if printed.endswith(suffix) and (sign := printed.removesuffix(suffix)) in _CURRENCY:
            return _CURRENCY[sign], sign, power
    return _CURRENCY[printed[1:]], printed[1:], _PREFIXES[printed[0]]
