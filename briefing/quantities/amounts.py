"""Amounts: single printed numbers with their qualifier, currency, scale and unit, and what joins one to the next.

A pattern finds where each begins, and its measure is looked up where the number ends. A measure that is printed
once for several (`RMB 320–330 billion`, `10, 12 and 15 per cent`) is handed to each by `chains`. Whether an amount
is a quantity that wants checking is for `reading` to say.
"""

import re
from collections.abc import Iterator
from decimal import Context, Decimal

import msgspec

from briefing.model import Bound
from briefing.quantities import measures
from briefing.quantities.measures import MARK
from briefing.quantities.names import end_of_name, name_before
from briefing.quantities.numbers import Number, Numbers, is_plain, read_number
from briefing.quantities.plain import is_hanzi, is_in_chinese
from briefing.quantities.qualifiers import qualifier_after
from briefing.quantities.spellings import DURATIONS, MONEY
from briefing.quantities.visible import glued_span, may_be_glued

# Wide enough that no sum or scaling of numbers of up to 48 digits is ever rounded.
EXACT = Context(prec=200)


class Amount(msgspec.Struct, frozen=True):
    """One printed number, with what is known of its measure."""

    digits: str
    """Decimal digits, or as printed where they can be read in two ways (`1,80`)."""
    power: int | None
    """The power of ten of its scale word."""
    unit: str | None
    shift: int
    """The power of ten that the unit itself carries."""
    marked: bool
    """Whether the unit stands before the number."""
    spelled: bool
    bound: Bound
    bound_start: int
    start: int
    end: int
    stop: int
    """Where the qualifier after it ends."""
    plain: bool
    """Whether the digits are one number, whatever its measure."""

    @property
    def exponent(self) -> int:
        return (self.power or 0) + self.shift

    @property
    def value(self) -> Decimal:
        return Decimal(f"{self.digits}E{self.exponent}")

    @property
    def step(self) -> Decimal:
        """The place value of the last printed digit."""
        return Decimal(f"1E{self.exponent - len(self.digits.partition('.')[2])}")


# --- Its measure ------------------------------------------------------------------------------------------------------


class _Measure(msgspec.Struct, frozen=True):
    """What is printed after a number."""

    end: int
    scale: str
    unit: str
    more: str
    """The 多, 余 or 来 in `10多万` and `10万多元`."""


_DASHED_MARK = re.compile(f"-(?:{MARK}) ?[0-9]")
# A letter or a digit that touches it makes a code of it (`17T`), save the mark of a footnote (`million1`).
_FREE = re.compile(r"(?!(?<=[0-9A-Za-z])(?<!llion)[0-9A-Za-z]|[½⅓¼¾])")


def _measure(text: str, place: int, marked: bool) -> _Measure | None:
    """What measures the number that ends at a place; nothing, where that is part of a code."""
    more = text[place] if _is_more(text, place) else ""
    for scale, scale_end in (*measures.scales(text, place + len(more), marked), ("", place + len(more))):
        much = text[scale_end] if _is_much(text, scale_end) else ""
        for unit, end in (*_units(text, scale_end + len(much)), ("", scale_end + len(much))):
            if _FREE.match(text, end):
                return _Measure(end, scale, unit, more or much)
    return None


def _is_more(text: str, place: int) -> bool:
    """Whether a sign for some more stands before a scale: `10多万`."""
    if not text.startswith(("多", "余", "来"), place):
        return False
    scale = place + 1 + text.startswith(("十", "百", "千"), place + 1)
    return text.startswith(("万", "亿"), scale)


def _is_much(text: str, place: int) -> bool:
    """Whether a sign for some more stands before a unit: `10多元`."""
    return text.startswith(("多", "余"), place) and bool(measures.units(text, place + 1))


def _units(text: str, place: int) -> list[tuple[str, int]]:
    """The unit after a number or its scale, and where it ends, the longest first."""
    # `€140-€180`: a mark before the next number measures that one.
    if text.startswith("-", place) and _DASHED_MARK.match(text, place):
        return []
    start = measures.after_gap(text, place)
    return [(text[start:end], end) for end in measures.units(text, start)]


def _unit(text: str, number: Number, measure: _Measure) -> tuple[str | None, int]:
    """The unit printed with a number; one after it overrides a mark before it."""
    if measure.unit:
        around = text[max(0, number.start - 1) : number.start] + text[measure.end : measure.end + 1]
        # In Chinese prose `pct` is a percentage point.
        return ("pp", 0) if measure.unit == "pct" and is_in_chinese(around) else measures.unit(measure.unit)
    return number.rate or (measures.currency(number.mark) if number.mark else None), 0


# --- Its qualifier ----------------------------------------------------------------------------------------------------

_LONG_TIMES = frozenset({"day", "week", "month", "quarter", "year", "decade"})
_FOR = re.compile(r"(?:for|of|than|after|last(?:s|ed|ing)?|tak(?:e|es|ing|en)|took|spann?(?:s|ing|ed)?|been) $")


def ends_with(pattern: re.Pattern[str], text: str, place: int) -> bool:
    """Whether the text up to a place ends as a pattern says."""
    return bool(pattern.search(text, max(0, place - 24), place))


def _is_during(text: str, number: Number, unit: str | None) -> bool:
    """Whether the words before a duration bound nothing: `over 5 years`, `近三年`, `above the five-year average`."""
    if unit not in DURATIONS:
        return False
    if unit in _LONG_TIMES and number.lead.rstrip(" \n").lower() in ("over", "近"):
        return not ends_with(_FOR, text, number.lead_start)
    return number.has_article and number.bound is not Bound.ABOUT


def _amount(text: str, number: Number, chinese: bool) -> Amount | None:
    """What a number says with its measure; nothing, if it is part of a code."""
    measure = _measure(text, number.end, number.mark != "")
    if measure is None:
        return None
    unit, shift = _unit(text, number, measure)
    during = _is_during(text, number, unit)
    within = (Bound.ABOUT if measure.more == "来" else Bound.OVER) if measure.more else Bound.EXACT
    after, stop = qualifier_after(text, measure.end, chinese) or (within, measure.end)
    before = number.lead != "" and not during
    amount = Amount(
        digits=number.digits,
        power=measures.power(measure.scale) if measure.scale else None,
        unit=unit,
        shift=shift,
        marked=number.is_rate or (number.mark != "" and not measure.unit),
        spelled=number.spelled,
        bound=number.bound if before else within if during else after,
        bound_start=number.lead_start if before else number.start,
        start=number.start,
        end=measure.end,
        stop=stop,
        plain=is_plain(number.digits),
    )
    return _whole(text, amount, chinese)


# What goes on behind a comma that groups nothing, where a line ended: `27,41 8 MW`.
_BROKEN = re.compile(r"(?<=,[0-9])(?:[ \n][0-9][0-9.,']*)+|(?<=,[0-9]{2})(?:[ \n][0-9][0-9.,']*)+")


def _whole(text: str, amount: Amount, chinese: bool) -> Amount:
    """An amount with all that touches it, which makes it one that can be read in two ways."""
    start, end = amount.start, amount.end
    if not amount.plain and (rest := _BROKEN.match(text, end)):
        return msgspec.structs.replace(amount, end=rest.end(), stop=max(amount.stop, rest.end()))
    if not may_be_glued(text) or not (glued := glued_span(text, start, end, chinese)):
        return amount
    start, end = glued
    bound_start, stop = min(start, amount.bound_start), max(end, amount.stop)
    return msgspec.structs.replace(amount, start=start, end=end, bound_start=bound_start, stop=stop, plain=False)


# --- All of them ------------------------------------------------------------------------------------------------------


def _each(text: str) -> Iterator[Amount]:
    """Every amount, one by one; the digits of names are stepped over."""
    numbers, place = Numbers(text), 0
    while found := numbers.next(place):
        start = found.start()
        if end := name_before(text, place, start, numbers.chinese):
            place = end
        elif (number := read_number(found, numbers.chinese)) and (amount := _amount(text, number, numbers.chinese)):
            yield amount
            place = amount.stop
        else:
            place = end_of_name(text, start, numbers.chinese) or start + 1


def _sum(text: str, left: Amount, right: Amount) -> Amount | None:
    """Two amounts that touch as one, where they are parts of a sum: `1亿2000万`, `一万八千元`, `1千5百万`."""
    power, above = right.power or 0, left.power or 0
    if above < 4 <= power:
        # The scale of both: 千 and 百 of `1千5百万` count ten thousands.
        above += power - power % 4
    if not left.power or above <= power or not _may_add(text, left, right):
        return None
    parts = EXACT.scaleb(abs(Decimal(left.digits)), above - power), Decimal(right.digits)
    digits = f"{'-' if left.digits.startswith('-') else ''}{EXACT.add(*parts):f}"
    return msgspec.structs.replace(
        right,
        digits=digits,
        unit=right.unit or left.unit,
        # `3万5元` is 30,005 in writing and 35,000 in speech.
        plain=is_plain(digits) and (right.power is not None or _fills(text, right, above)),
        start=left.start,
        bound=left.bound,
        bound_start=left.bound_start,
    )


def _may_add(text: str, left: Amount, right: Amount) -> bool:
    """Whether what follows a scale may be added to it: in `贷款20万5年` it may not."""
    if left.unit is not None and not (left.marked and right.unit in (None, left.unit)):
        return False
    if right.power is not None:
        return True
    return is_hanzi(text[left.end - 1]) and "." not in left.digits and (right.unit is None or right.unit in MONEY)


def _fills(text: str, right: Amount, above: int) -> bool:
    """Whether a number without a scale has all the places below the scale before it, or a zero for them."""
    return text[right.start] in "零〇0" or right.value >= Decimal(f"1E{above - 1}")


def _settled(text: str, right: Amount) -> Amount:
    """The right of two amounts that touch, once it is clear that its sign is a dash: `5元-10元`, `2%~3%`."""
    if text[right.bound_start] == "~":
        return msgspec.structs.replace(right, bound=Bound.EXACT, bound_start=right.start)
    if text[right.start] == "-":
        start = right.start + 1
        return msgspec.structs.replace(right, digits=right.digits[1:], start=start, bound_start=start)
    return right


_MINUS = "minus "


def _without_operator(text: str, left: Amount, right: Amount) -> Amount:
    """The right of two amounts, its sign left out where it stands for a subtraction: `12% minus 3%`."""
    if left.stop + 1 != right.start or not text.startswith(_MINUS, right.start):
        return right
    start = right.start + len(_MINUS)
    return msgspec.structs.replace(right, digits=right.digits[1:], start=start, bound_start=start)


def read_amounts(text: str) -> list[Amount]:
    """Every amount in a folded text from which dates and addresses are struck out, in order."""
    amounts: list[Amount] = []
    for amount in _each(text):
        if not amount.digits:
            continue
        if amounts and amounts[-1].plain and amount.plain:
            amount = _after(text, amounts, amount)  # noqa: PLW2901 - what it is with the one before it
        amounts.append(amount)
    return amounts


def _after(text: str, amounts: list[Amount], amount: Amount) -> Amount:
    """An amount as it reads after the last one, which it takes in where both are one."""
    last = amounts[-1]
    if last.stop != amount.bound_start:
        return _without_operator(text, last, amount)
    total = _sum(text, last, amount)
    if total:
        amounts.pop()
    return total or _settled(text, amount)
