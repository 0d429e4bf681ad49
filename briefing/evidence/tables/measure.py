"""Parser of measures: the unit and scale that a header, corner, caption or line above a table gives to its numbers.

A phrase such as `Revenue, RMB'000` or `(in millions of dollars, except per share)` is split at its punctuation. A
piece is a measure if all of its words are currencies, scales, units or filler words, or if its first or last words
are. Units and currencies are recognised by the parser of quantities, so that both know the same spellings.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.quantities import read_value
from briefing.evidence.quantities.measures import kind
from briefing.evidence.quantities.normalization import fold, is_hanzi
from briefing.evidence.quantities.spellings import DURATIONS, MONEY
from briefing.evidence.quantities.units import UNITS
from briefing.evidence.tables.denominators import split_at_per, with_slash
from briefing.evidence.tables.exemptions import without_exemption
from briefing.evidence.tables.heading_words import BESIDE_MONEY, COUNTED, FILLING, INITIALS, NO_CURRENCY, SCALES


class Measure(Struct, frozen=True, array_like=True):
    """The unit and scale in which numbers are given: `RMB'000` is a scale of 1,000 and the unit CNY."""

    unit: str = ""
    scale: Decimal = Decimal(1)
    per: str = ""
    """The denominator of a price, as in `Quantity.per`."""
    label: str = ""
    """The heading that expresses it, as printed."""

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money, and not a price."""
        return self.unit in MONEY and not self.per


PLAIN: Final = Measure()
"""The measure of numbers without a unit or a scale."""

_LENGTHS: Final = lazy_re.compile(
    r"height|depth|length|width|distance|altitude|elevation|diameter|thickness|metre|meter", re.I
)
_OF_ONE_SHARE: Final = lazy_re.compile(r"\bshare|\b(?:eps|dps|dividends?)\b", re.I)
_CUTS: Final = lazy_re.compile(r"[()\[\]{};:|]|,(?!\d{3}\b)|\s[-–—]\s|\b(?:in|In|IN)\b(?!\.)")
_YEARS: Final = lazy_re.compile(
    r"\b(?:(?:FY|CY|Q[1-4]|[1-4]Q|H[12]|[12]H)\s?'?)?(?:19|20)\d\d(?:\s?[-/]\s?\d{2,4})?[AEFP]?\b"
    r"|\b(?:FY|CY|Q[1-4]|[1-4]Q|H[12]|[12]H)\s?'?\d{2}(?:[AEFP]|\b)|\b[QH][1-4]\b"
)
_GLUED: Final = lazy_re.compile(r"((?:[A-Z]{1,3})?[$¥€£]|[A-Z]{3}|RM|Rs\.?)('?[A-Za-z]{1,8}|'?000s?|1,000)")
_CHINESE: Final = lazy_re.compile(
    r"(?P<currency>人民币|港币|美金|新台币|RMB)?(?P<rest>(?:千万|百万|十亿|万亿|千|万|亿)?[\u3400-\u9fff%]{0,6})"
)
_CHINESE_TAIL: Final = lazy_re.compile(
    r"(?:人民币)?(?:千万|百万|十亿|万亿|千|万|亿)(?:元|美元|港元|吨|千瓦|千瓦时)$|%$"
)
_CHINESE_MONEY: Final = {"人民币": "CNY", "RMB": "CNY", "港币": "HKD", "美金": "USD", "新台币": "TWD"}
_CHINESE_FILLING: Final = lazy_re.compile("金[额額][单單]位|[单單]位|币[种種]|金[额額]|均?[为為]|以")
_WORD: Final = lazy_re.compile(r"[a-z]{4,}|[A-Z][a-z]{2,}")
_COLUMN_NAME: Final = lazy_re.compile(r"[A-Za-z0-9]+(?:_[A-Za-z0-9%]+)+")
"""A column name of a machine-made table: `co2_ppm`, `revenue_usd_mn`."""
_FOREIGN: Final = lazy_re.compile(
    r"(?P<thousand>\b(?:milliers? d(?:e |')|miles de |migliaia di |milhares de |1[' .]000\b(?![' .]\d))"
    r"|(?<=R\$ )mil\b|(?<=Rp )ribu\b)"
    r"|(?P<million>\b(?:millones de|milioni di|millions d(?:e |')) ?|\bmilh[õo]es(?: de)?\b|(?<=Rp )juta\b"
    r"|\b1(?:[' .]000){2}\b(?![' .]\d))"
    r"|(?P<billion>\b(?:mil millones de|miliardi di|milliards d(?:e |')) ?|\bbilh[õo]es(?: de)?\b|(?<=Rp )miliar\b)"
    r"|(?P<KRW>\b[Ww]on(?= in [tmb])|(?<=ns of )[Ww]on\b)|(?P<JPY>\bYen(?= in [tmb]| [mb]illion)|(?<=ns of )Yen\b)",
    re.I,
)
"""Scales in other languages, and names of currencies that are easily taken for words (`Won`, `Yen`)."""
_BACKQUOTE: Final = lazy_re.compile(r"`(?!\w)")
"""The sign of the rupee in fonts of before 2010."""
_PARTS: Final = lazy_re.compile(r"[;,()|]")
_NAMED_IN: Final = lazy_re.compile(r"([^\W\d_]{4,}) in (?=\S)")
_LETTERS: Final = lazy_re.compile(r"[^\W\d_]{4,}")
_POWER: Final = {unit.lower(): unit for unit in ("kW", "MW", "GW", "TW", "kWh", "MWh", "GWh", "TWh")}
_DIGITS_AHEAD: Final = lazy_re.compile(r"(?<!\S)\d")
"""A word that begins with digits is no unit, as `m2` and `tCO2e` are."""
_MAX_PIECE_CHARS: Final = 60
_MAX_UNIT_CHARS: Final = 40
_MAX_CHARS: Final = 300
"""A longer text is not a heading."""


@lru_cache(maxsize=4096)
def read_measure(text: str) -> Measure | None:
    """The measure in a short text such as a header or caption; None if none is certain."""
    if len(text) > _MAX_CHARS:
        return None
    if _COLUMN_NAME.fullmatch(text):
        return _in_column_name(text)
    plain = unicodedata.normalize("NFKC", _BACKQUOTE.sub("₹", text.replace("`000", "'000")))
    plain = plain.replace("’", "'").replace("‘", "'").replace("U.S.", "US")
    found = next(filter(None, map(_plain_measure, without_exemption(_in_english(plain)))), None)
    return structs.replace(found, label=" ".join(text.split())) if found else None


def is_measure(text: str) -> bool:
    """Whether all words of a text are those of a measure: `million tonnes`, and not `million tonnes for the plant`."""
    words = re.sub(r"[(),]", " ", text).split()
    top, per = split_at_per(words)
    return _phrase(top if per else words) is not None


@lru_cache(maxsize=512)
def measures_by_name(caption: str) -> tuple[tuple[str, Measure], ...]:
    """What a caption gives for several things, each with its name: `Persons in 1 000; hours in millions`."""
    parts = _PARTS.split(caption) if caption.count(" in ") > 1 and len(caption) <= _MAX_CHARS else []
    named = [(name[1].lower(), read_measure(part.strip())) for part in parts if (name := _NAMED_IN.search(part))]
    found = tuple((name, measure) for name, measure in named if measure)
    return found if len({_in_base_unit(measure) for _, measure in found}) > 1 else ()


def named_measures(caption: str, names: str) -> Iterator[Measure]:
    """The measures that a caption gives for one of several things, which a heading or a label names."""
    if found := measures_by_name(caption):
        words = set(_LETTERS.findall(names.lower()))
        yield from (measure for name, measure in found if name in words)


def of_column_and_row(heads: Iterable[Measure | None], row: Sequence[Measure | None]) -> Iterator[Measure]:
    """The measures over a column, and of a row (its label, its section), the nearest first.

    A row that is no money or has a scale of its own, `EPS (pence)` under `£m`, is a marked exception.
    """
    columns, label = tuple(filter(None, heads)), row[0] if row else None
    if all(measure.is_money or not measure.unit for measure in columns):
        yield from (each for each in row if each and each.unit and not each.is_money)
        yield from (label,) if label and label.scale != 1 else ()
    yield from (*columns, *filter(None, row))


def _plain_measure(text: str) -> Measure | None:
    """The measure in a text from which exemptions have been removed."""
    plain = _YEARS.sub(" ", text)
    pieces = enumerate(_CUTS.split(plain))
    found = [
        measure
        for at, piece in pieces
        if (at or piece.strip() not in INITIALS)
        and (measure := _piece(piece.strip(), plain))
        and _is_plausible(measure, at)
    ]
    return _joined(found)


def _in_english(text: str) -> str:
    """A heading with scales and currencies of other languages in English: `milliers d'euros`, `R$ mil`."""
    return _FOREIGN.sub(lambda found: f"{found.lastgroup} ", text)


def _in_column_name(name: str) -> Measure | None:
    """The measure at the end of a column name such as `capacity_mw`; never a single letter, or after `per`."""
    parts = name.split("_")
    for size in (2, 1):
        tail = parts[-size:]
        if size <= len(parts) and "per" not in parts and len(tail[0]) > 1 and not FILLING & set(tail):
            measure = _phrase([_POWER.get(part.lower()) or _code(part) for part in tail])
            if measure and measure.unit and measure.unit not in DURATIONS:
                return structs.replace(measure, label=name)
    return None


def _code(part: str) -> str:
    """A part of a column name; a currency's code in capitals."""
    return part.upper() if part.upper() in MONEY and part not in NO_CURRENCY else part


def _is_plausible(measure: Measure, at: int) -> bool:
    """Whether a piece at a position may be a measure: an unlisted unit only in brackets or after a comma."""
    return at > 0 or not measure.unit or measure.unit in MONEY or measure.unit in UNITS or kind(measure.unit)[1] != 0


def _joined(found: Sequence[Measure]) -> Measure | None:
    """The measures of a phrase's pieces combined into one, if they agree: `Thousands of tonnes (kt)`."""
    if len({_in_base_unit(measure) for measure in found}) == 1:
        return found[-1]
    units = {measure.unit: measure for measure in found if measure.unit}
    scales = {measure.scale for measure in found if measure.scale != 1}
    if not found or len(units) > 1 or len(scales) > 1:
        return None
    unit = next(iter(units.values()), PLAIN)
    return Measure(unit.unit, next(iter(scales), Decimal(1)), unit.per)


def _in_base_unit(measure: Measure) -> tuple[str, Decimal, str]:
    """A measure in the base unit of its kind, by which two are compared."""
    name, power = kind(measure.unit)
    return name, measure.scale.scaleb(power), measure.per


def _piece(piece: str, whole: str) -> Measure | None:
    """The measure of a piece of a heading; None if the piece contains a number."""
    if not piece or len(piece) > _MAX_PIECE_CHARS:
        return None
    if any(map(is_hanzi, piece)):
        return _in_chinese(piece)
    words = piece.split()
    return None if any(map(_is_number, words)) else _words(words, whole)


def _words(words: Sequence[str], whole: str) -> Measure | None:
    if words == ["m"] and _LENGTHS.search(whole):
        return Measure("m")
    if words == ["p"] and _OF_ONE_SHARE.search(whole):
        return Measure("GBP", _HUNDREDTH)
    if measure := _phrase(words):
        return measure
    top, per = split_at_per(words)
    if len(top) < len(words):
        # What follows `per` is not the unit of the numbers.
        measure = _words(top, whole)
        return structs.replace(measure, per=per) if measure and measure.is_money and per else measure
    return Measure("%") if words[0] in ("%", "Percent", "Percentage") else _at_either_end(words)


def _is_number(word: str) -> bool:
    """Whether a word is a number and not a scale: `RMB 640 million` is not a heading."""
    is_number = word[:1].isdigit() or (word[-1:].isdigit() and not _unit(word))
    return is_number and word.lower() not in SCALES and not _GLUED.fullmatch(word)


def _at_either_end(words: Sequence[str]) -> Measure | None:
    """The measure of the last or first words of a heading, if they can hardly mean anything else: `Revenue m`."""
    for size in (3, 2, 1):
        for part in (words[-size:], words[:size]):
            if size < len(words) and _is_symbol(part[0]) and part[0] not in INITIALS and (measure := _phrase(part)):
                return measure
    return None


def _is_symbol(word: str) -> bool:
    """Whether a word of a heading is spelled like a symbol for a currency, scale or unit, and not like a word."""
    return word in SCALES or (
        not _WORD.fullmatch(word) and word.lower() not in NO_CURRENCY and word.lower() not in FILLING
    )


def _phrase(words: Sequence[str]) -> Measure | None:
    """The measure that all of these words make up together; None if they do not."""
    unit = PLAIN
    scale = Decimal(1)
    at = 0
    while at < len(words):
        taken, found = _next_term(words, at, bool(unit.unit))
        if not taken or (found and found.unit and unit.unit) or (found and found.scale != 1 and scale != 1):
            return None
        if found:
            unit = found if found.unit else unit
            scale = found.scale if found.scale != 1 else scale
        at += taken
    lone = len(words) == 1 and words[0].lower() in NO_CURRENCY
    return None if lone or (not unit.unit and scale == 1) else Measure(unit.unit, scale, unit.per)


def _next_term(words: Sequence[str], at: int, has_unit: bool) -> tuple[int, Measure | None]:
    """The number of words from `at` on that form one term (0 if none do), and its measure; None for filler words."""
    word = words[at]
    lower = word.lower().rstrip(".")
    if lower in FILLING or (at and lower in COUNTED):
        return 1, None
    if lower in SCALES and (not lower.isalpha() or len(lower) > 2 or word[-1].islower() or has_unit):
        return 1, Measure(scale=SCALES[lower])
    if has_unit and lower in BESIDE_MONEY:
        return 1, Measure(scale=BESIDE_MONEY[lower])
    if (glued := _GLUED.fullmatch(word)) and not _unit(word) and (joined := _glued(*glued.groups())):
        return 1, joined
    for size in (3, 2, 1):
        name = words[at : at + size]
        if len(name) == size and not (size > 1 and SCALES.keys() & set(name)) and (found := _unit(" ".join(name))):
            return size, found
    return 0, None


def _glued(currency: str, scale: str) -> Measure | None:
    """The measure of a currency and scale in one word: `US$m`, `RMBbn`, `HK$000`."""
    spelled = scale.lower()
    power = SCALES.get(spelled) or SCALES.get(spelled.lstrip("'")) or BESIDE_MONEY.get(spelled)
    unit = _unit(currency)
    return Measure(unit.unit, power) if power and unit else None


@lru_cache(maxsize=2048)
def _unit(words: str) -> Measure | None:
    """The unit or currency that words spell."""
    if len(words) > _MAX_UNIT_CHARS or _DIGITS_AHEAD.search(words) or words.lower() in DURATIONS:
        return None
    if words.lower() in ("percent", "per cent", "percentage", "pct"):
        return Measure("%")
    if words.lower() in ("cent", "cents", "¢"):
        # Hundredths of whatever currency the table has.
        return Measure(scale=_HUNDREDTH)
    money, slash, rest = words.partition("/")
    trials = [f"1 {words}", f"{words} 1", f"1{words}"] + ([f"{money} 1/{rest}", f"{money} 1"] if slash else [])
    for trial in trials:
        found = read_value(trial)
        is_whole = found is not None and found.low == found.high and found.end - found.start == len(trial)
        if found and is_whole and found.unit and found.low == 1:
            return Measure(found.unit, per=found.per or (rest if slash and found.unit in MONEY else ""))
        if found and is_whole and found.unit in MONEY and found.low in _OWN_SCALES and not slash and len(words) > 1:
            return Measure(found.unit, found.low)
    return None


_HUNDREDTH: Final = Decimal("0.01")
_OWN_SCALES: Final = frozenset({_HUNDREDTH, *(Decimal(10) ** power for power in (3, 4, 6, 8, 9, 12))})
"""Scales that the name of a currency may include: `TEUR`, `MSEK`, `억원`, `HK cents`, `pence`."""


def _in_chinese(piece: str) -> Measure | None:
    bare = with_slash(_CHINESE_FILLING.sub("", fold(piece)).replace(" ", "").strip(":：,，"))
    over = read_value(f"1{bare}") if "/" in bare else None
    if over and over.unit and over.per and over.low == over.high:
        return Measure(over.unit, over.low, over.per)
    whole = _CHINESE.fullmatch(bare)
    if whole and (measure := _chinese_measure(whole["currency"] or "", whole["rest"])):
        return measure
    tail = _CHINESE_TAIL.search(bare)
    return _chinese_measure("", tail.group().removeprefix("人民币")) if tail else None


def _chinese_measure(currency: str, rest: str) -> Measure | None:
    """The measure of a Chinese scale and unit such as `百万元`, with or without a currency's name before it."""
    unit = _CHINESE_MONEY.get(currency, "")
    found = read_value(f"1{rest}") if rest else None
    if not rest:
        return Measure(unit) if unit else None
    if found is None:
        return None
    noun = re.sub("^(?:千万|百万|十亿|万亿|千|万|亿)", "", rest)
    if not found.unit and noun and noun not in COUNTED:
        return None
    if unit and (not found.unit or found.unit == "CNY"):
        return Measure(unit, found.low)
    return Measure(found.unit, found.low) if found.unit not in DURATIONS and (found.unit or found.low != 1) else None
