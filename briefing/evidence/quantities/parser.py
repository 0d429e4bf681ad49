"""Parser of quantities: the numbers of a text that a careful reader would check.

A quantity is a value or a range, in exact decimals, with its unit, qualifier, precision and place. The text is
normalized, names and dates are blanked, minus signs are unified; then `chains` reads the values, and those that need
no check are dropped. Digits within a date, name, reference or URL are no quantity. A number with two readings
(`1.800`) is reported as ambiguous, never guessed. Nothing here depends on notes, citations or sources.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

import msgspec

from briefing import lazy_re
from briefing.evidence.quantities.amounts import EXACT, NO_CURRENCIES, Amount
from briefing.evidence.quantities.chains import read_values
from briefing.evidence.quantities.directions import direction
from briefing.evidence.quantities.exclusions import without_names
from briefing.evidence.quantities.exponents import is_tolerance
from briefing.evidence.quantities.minus_signs import widen, with_minus_signs
from briefing.evidence.quantities.normalization import (
    blank,
    fold,
    has_digits,
    is_hanzi,
    is_in_chinese,
    without_addresses,
)
from briefing.evidence.quantities.numbers import may_spell_numbers
from briefing.evidence.quantities.numerals import MAX_UNCHECKED, WORDS
from briefing.evidence.quantities.parsed_text import ParsedText, all_ambiguous, with_offsets
from briefing.evidence.quantities.periods import calendar_matches, may_spell_years, with_years
from briefing.evidence.quantities.spellings import CLASSIFIERS, DURATIONS, MONEY, WRITTEN
from briefing.evidence.quantities.visible import has_invisible, is_reordered, visible, visible_offsets
from briefing.model import Bound, Quantity

__all__ = [
    "Bound",
    "ParsedText",
    "Quantity",
    "format_quantity",
    "read",
    "read_ambiguous",
    "read_cell",
    "read_quantities",
    "read_value",
]


# --- Reading ----------------------------------------------------------------------------------------------------------

# Spelled numbers that are idioms, not measurements.
_IDIOM = lazy_re.compile(
    r"(?i:one|a) (?i:day|second|minute|hour|week|month|quarter|year)\b"
    r"|[A-Za-z-]+ more [a-z]+"
    r"|[Tt]hree[ -]quarters?\b(?! (?:of an? )?(?:percentage )?(?:point|[mbt]r?illion))(?<!past three quarters)(?<!last three quarters)(?<!next three quarters)"
    r"|[A-Za-z-]+ times(?! (?:the|as|its|their|that|what|higher|more|larger|bigger|faster|forward|earnings|sales)\b)"
    r"|一个?(?:年|天|周|月|季度|小时|分钟|秒|星期)(?![内期])|[一二三]元(?!钱)|[一二三四五十]个?(?:年|年期)(?:规划|计划)"
)
# Periods, tenors and occurrences, which are no durations or multiples.
_FIRST_OF = lazy_re.compile(r"(?:[Ff]irst[ -]|止)$")
_TENOR = lazy_re.compile("[0-9]+年(?:期|规划|计划)|[0-9]{1,2} times (?:in|during|since|this|last)\\b")
_HUNDREDS = lazy_re.compile("[百千]|[Hh]undred")
# What follows or precedes a spelled number that is no count: an ordinal, a year, a time, a name or a reference.
_SPELLED = f"(?:{'|'.join(WORDS)})"
_NO_COUNT_AFTER = lazy_re.compile(
    rf"-(?:first|second|third|[a-z]+th|[a-z]+ties|somethings?|{_SPELLED})\b| {_SPELLED}\b"
)
_NO_COUNT_BEFORE = lazy_re.compile(
    rf"(?:\b(?i:{_SPELLED}|page|chapter|section|article|table|figure|number|part|row|step|day|week|level|lot|room)|-) ?$"
)
_NAME_BEFORE = lazy_re.compile("[A-Za-z,'’] $")
# Three digits after a single point may be thousands, unless a scale, `%` or a unit follows, or the text around is
# Chinese, in which points never group.
_POINTED = lazy_re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


def _is_ambiguous(text: str, amount: Amount) -> bool:
    """Whether a number can be read in two ways: `1.800`, `RMB 1.800`, `1,80`."""
    is_bare = amount.power is None and (amount.unit is None or amount.unit in MONEY)
    pointed = is_bare and _POINTED.fullmatch(amount.digits)
    return not amount.plain or bool(pointed and not is_in_chinese(text[max(0, amount.start - 1) : amount.end + 1]))


# `the three months ended August 31, 2019`, `the 12 months to June`; dates have been blanked with NULs.
_ENDED = lazy_re.compile(" (?:periods? )?(?:then )?(?:[Ee]nd(?:ed|ing)\\b|(?:to|through) (?:the )?\0)")


def _is_period(text: str, amount: Amount) -> bool:
    """Whether a duration is really a period of the calendar: `first two years`, `three months ended`."""
    return bool(_FIRST_OF.search(text, max(0, amount.start - 6), amount.start) or _ENDED.match(text, amount.end))


def _is_checked(text: str, amount: Amount) -> bool:
    """Whether a careful reader would check a number; integers up to twelve without a measure are not checked."""
    if (amount.spelled and _IDIOM.match(text, amount.start)) or _TENOR.match(text, amount.start):
        return False
    if amount.unit in DURATIONS and _is_period(text, amount):
        return False
    if amount.unit is not None or amount.power is not None:
        return True
    if amount.spelled and not _HUNDREDS.search(text, amount.start, amount.end):
        return amount.value > MAX_UNCHECKED and _is_spelled_count(text, amount)
    return amount.spelled or "." in amount.digits or abs(amount.value) > MAX_UNCHECKED


def _is_spelled_count(text: str, amount: Amount) -> bool:
    """Whether a spelled number without a measure counts something: `twenty-two ferries`, `五十艘`."""
    if is_hanzi(text[amount.start]):
        return text.startswith(tuple(CLASSIFIERS), amount.stop)
    before = text[max(0, amount.start - len("seventeen ")) : amount.start]
    is_name = text[amount.start].isupper() and _NAME_BEFORE.search(before)
    return not (is_name or _NO_COUNT_BEFORE.search(before) or _NO_COUNT_AFTER.match(text, amount.end))


_EXACT: Final = Bound.EXACT  # looking up an enum member takes 25 times as long in Python 3.11


def _quantity(first: Amount, last: Amount) -> Quantity:
    """The quantity between two amounts, or of one amount if both are the same object."""
    low, finest = first.value, first.step
    high = low
    if first is not last:
        low, high, finest = min(low, last.value), max(low, last.value), min(finest, last.step)
    return Quantity(
        low,
        high,
        last.unit or "",
        first.bound if first.bound is not _EXACT else last.bound,
        finest,
        first.start,
        last.end,
        first.bound_start,
        per=last.per or first.per,
        noun=last.noun or first.noun,
    )


_EMPTY = ParsedText()


def _checked(prose: str, currencies: Mapping[str, str]) -> Iterator[tuple[Amount, Amount]]:
    """The values that a careful reader would check, including ambiguous ones."""
    for first, last in read_values(prose, currencies):
        is_range = first is not last
        if not (first.plain and last.plain) or _is_checked(prose, first) or (is_range and _is_checked(prose, last)):
            yield first, last


_MAX_CACHED_CHARS = 24
"""Texts up to this length, such as table cells, are likely to recur in many notes."""


def read(text: str, names: Sequence[str] = (), currency: Mapping[str, str] = NO_CURRENCIES) -> ParsedText:
    """Parse the quantities and periods of a text; digits within any of the names are skipped.

    `currency` gives the ISO 4217 code of each symbol that does not have its default meaning in this text:
    `{"$": "HKD"}`.
    """
    return _read_short(text, names, currency, False)


def read_cell(text: str, names: Sequence[str] = (), currency: Mapping[str, str] = NO_CURRENCIES) -> ParsedText:
    """The same for a whole table cell, in which a number in round brackets is negative."""
    return _read_short(text, names, currency, True)


def _read_short(text: str, names: Sequence[str], currency: Mapping[str, str], cell: bool) -> ParsedText:
    if len(text) > _MAX_CACHED_CHARS or currency:
        return _read_visible(text, names, currency, cell)
    return _read_cached(text, tuple(names), cell)


@lru_cache(maxsize=4096)
def _read_cached(text: str, names: tuple[str, ...], cell: bool) -> ParsedText:
    return _read_visible(text, names, NO_CURRENCIES, cell)


def _read_visible(text: str, names: Sequence[str], currency: Mapping[str, str], cell: bool) -> ParsedText:
    """Parse the visible characters of a text; places are offsets in the given text."""
    if not has_invisible(text):
        return _read(text, names, currency, cell)
    offsets = visible_offsets(text)
    parsed = _read("".join(text[offset] for offset in offsets), names, currency, cell)
    return with_offsets(all_ambiguous(parsed) if is_reordered(text) else parsed, offsets)


def _read(text: str, names: Sequence[str], currency: Mapping[str, str], cell: bool) -> ParsedText:
    has_any = has_digits(text)
    counts, may_hold_periods = has_any or may_spell_numbers(text), has_any or may_spell_years(text)
    if not (counts or may_hold_periods):
        return _EMPTY
    plain = without_addresses(fold(text))
    matches = tuple(calendar_matches(plain))
    periods = with_years(text, matches) if may_hold_periods else ()
    if not counts:
        return ParsedText(periods=periods, dates=matches)
    unnamed = without_names(plain, names)
    dates = matches if unnamed == plain else calendar_matches(unnamed)
    prose, spans = with_minus_signs(blank(unnamed, ((date.start, date.end) for date in dates)), cell)
    checked = [
        (first, last, _is_ambiguous(prose, first) or (first is not last and _is_ambiguous(prose, last)))
        for first, last in _checked(prose, currency)
    ]
    quantities = (
        _in_context(_quantity(first, last), prose, spans) for first, last, ambiguous in checked if not ambiguous
    )
    return ParsedText(
        tuple(_converted(quantities)),
        tuple(widen(spans, first.start, last.end) for first, last, ambiguous in checked if ambiguous),
        periods,
        matches,
    )


def _converted(quantities: Iterable[Quantity]) -> Iterator[Quantity]:
    """Quantities in order; one in brackets right after an amount in another currency is a conversion, not negative."""
    last: Quantity | None = None
    for q in quantities:
        is_conversion = q.bracketed and last and q.start - last.end <= len(" (") and q.unit != last.unit
        is_money = last is not None and q.unit in MONEY and last.unit in MONEY
        last = q
        yield msgspec.structs.replace(q, bracketed=False) if is_conversion and is_money else q


def _in_context(q: Quantity, prose: str, spans: Sequence[tuple[int, int]]) -> Quantity:
    """A quantity with what its context says: direction, brackets, tolerance, and its full span."""
    if is_tolerance(prose, q.start):
        high = max(abs(q.low), abs(q.high))
        return msgspec.structs.replace(q, low=-high, high=high)
    has_plus = _has_plus(q, prose)
    towards = direction(prose, q.bound_start, q.end, q.unit) or int(has_plus)
    in_brackets = prose[q.start - 1 : q.start] == "(" and prose[q.end : q.end + 1] == ")"
    bracketed = in_brackets and q.low >= 0 and not has_plus
    # `net income of ($5m)` is not a profit, whatever the noun says.
    towards = min(towards, 0) if bracketed else towards
    start, end = widen(spans, q.start, q.end) if spans else (q.start, q.end)
    if not towards and not bracketed and (start, end) == (q.start, q.end):
        return q
    bound_start = min(q.bound_start, start)
    return msgspec.structs.replace(
        q, start=start, end=end, bound_start=bound_start, direction=towards, bracketed=bracketed
    )


def _has_plus(q: Quantity, prose: str) -> bool:
    """Whether a quantity is printed with a plus sign, which makes it a rise."""
    return q.low > 0 and prose.startswith("+", q.start)


def read_quantities(
    text: str, names: Sequence[str] = (), currency: Mapping[str, str] = NO_CURRENCIES
) -> tuple[Quantity, ...]:
    """The quantities of a text, in order."""
    return read(text, names, currency).quantities


def read_ambiguous(text: str, names: Sequence[str] = ()) -> tuple[tuple[int, int], ...]:
    """The places of ambiguous numbers in a text."""
    return read(text, names).ambiguous


_LIKE_YEARS = lazy_re.compile("[0-9]{4}(?: ?[-~] ?[0-9]{4})?")
_ENGLISH_NOUN = lazy_re.compile("[A-Za-z]+(?:[ -][A-Za-z]+){0,3}")


def _may_be_noun(words: str) -> bool:
    """Whether the text after a number is empty, or may be a counted noun."""
    noun = words.removeprefix(" ")
    return bool(_ENGLISH_NOUN.fullmatch(noun)) or (len(noun) <= 6 and all(map(is_hanzi, noun)))


def read_value(text: str) -> Quantity | None:
    """The quantity that makes up a whole text, with or without a counted noun after it; None if there is none.

    Unlike in prose every number is accepted, even 5 or 2026.
    """
    if is_reordered(text):
        return None
    plain = fold(visible(text)).rstrip()
    if not all(_LIKE_YEARS.fullmatch(plain, match.start, match.end) for match in calendar_matches(plain)):
        return None
    plain = with_minus_signs(plain, cell=True).text
    values = list(read_values(plain))
    if len(values) != 1 or any(_is_ambiguous(plain, end) for end in values[0]):
        return None
    first, last = values[0]
    whole = plain[: first.bound_start].strip().lower() in ("", "between") and _may_be_noun(plain[last.stop :])
    value = _quantity(first, last)
    return msgspec.structs.replace(value, direction=int(_has_plus(value, plain))) if whole else None


# --- Writing ----------------------------------------------------------------------------------------------------------

_BOUND_WORDS: Mapping[str, Mapping[Bound, str]] = {
    "en": {
        Bound.EXACT: "",
        Bound.ABOUT: "about ",
        Bound.NEARLY: "nearly ",
        Bound.OVER: "more than ",
        Bound.AT_LEAST: "at least ",
        Bound.UP_TO: "up to ",
        Bound.UNDER: "less than ",
    },
    "zh": {
        Bound.EXACT: "",
        Bound.ABOUT: "约",
        Bound.NEARLY: "接近",
        Bound.OVER: "超过",
        Bound.AT_LEAST: "至少",
        Bound.UP_TO: "最多",
        Bound.UNDER: "低于",
    },
}
_SCALE_WORDS: Mapping[str, Mapping[int, str]] = {
    "en": {0: "", 3: " thousand", 6: " million", 9: " billion", 12: " trillion"},
    "zh": {0: "", 4: "万", 8: "亿", 12: "万亿"},
}
_MARKS = {"CNY": "RMB ", "HKD": "HK$", "USD": "US$", "EUR": "€", "GBP": "£"}
_CHINESE_UNITS = {
    **{"CNY": "元", "HKD": "港元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元"},
    **{"%": "%", "pp": "个百分点", "bp": "个基点", "x": "倍", "": ""},
    **{"year": "年", "quarter": "个季度", "month": "个月", "week": "周", "day": "天"},
    **{"hour": "小时", "minute": "分钟", "second": "秒"},
}


def _scale(step: Decimal, powers: Iterable[int]) -> int:
    """The smallest scale in which a step of this size is not larger than one."""
    return next((power for power in powers if power >= step.adjusted()), 12)


def _digits(value: Decimal, step: Decimal, power: int) -> str:
    """A number in a scale, with grouped thousands and as many decimals as its step requires."""
    return f"{EXACT.scaleb(value, -power):,.{max(0, power - step.adjusted())}f}"


def _with_unit(amount: str, unit: str, lang: str) -> str:
    """An amount with its currency before it or its unit after it."""
    if lang == "zh" and unit in _CHINESE_UNITS:
        return amount + _CHINESE_UNITS[unit]
    if unit in WRITTEN:
        return f"{amount} {WRITTEN[unit]}"
    if unit in MONEY and amount[0] != "-":
        return _MARKS.get(unit, f"{unit} ") + amount
    if unit == "x" and not amount[-1].isdigit():
        return f"{amount} times"
    if unit in DURATIONS and amount != "1":
        return f"{amount} {unit}s"
    return amount + (unit if unit in ("%", "‰", "x", "") else f" {unit}")


def format_quantity(q: Quantity, lang: str = "en") -> str:
    """A quantity as text in English (`en`) or Chinese (`zh`), from which `read_value` restores the same value."""
    power = _scale(q.step, _SCALE_WORDS[lang])
    ends = [_digits(value, q.step, power) for value in ((q.low,) if q.low == q.high else (q.low, q.high))]
    if power == 0 and (q.unit == "" or q.unit in MONEY):
        # Three decimals without a measure would be ambiguous; a fourth is not.
        ends = [f"{end}0" if _POINTED.fullmatch(end) else end for end in ends]
    joint = {"en": "–", "zh": "-"}[lang] if q.low >= 0 else {"en": " to ", "zh": "至"}[lang]
    return _BOUND_WORDS[lang][q.bound] + _with_unit(joint.join(ends) + _SCALE_WORDS[lang][power], q.unit, lang)
