"""Amounts: single printed numbers with their qualifier, currency, scale and unit.

A pattern finds where each number begins, and its measure is looked up where the number ends. A measure that is
printed once for several numbers (`RMB 320–330 billion`, `10, 12 and 15 per cent`) is distributed by `chains`. Whether
an amount is a quantity to be checked is decided by `parser`.
"""

from collections.abc import Iterator, Mapping
from decimal import Context, Decimal

import msgspec

from briefing import lazy_re
from briefing.evidence.quantities import compounds, measures, nouns, separators
from briefing.evidence.quantities.compounds import Unit
from briefing.evidence.quantities.currency_marks import LIKE_MARK, parse_mark
from briefing.evidence.quantities.decimal_commas import BROKEN, with_point
from briefing.evidence.quantities.exclusions import end_of_name, name_before
from briefing.evidence.quantities.normalization import is_hanzi, is_in_chinese
from briefing.evidence.quantities.numbers import Number, NumberScanner, is_plain, read_number
from briefing.evidence.quantities.qualifiers import qualifier_after
from briefing.evidence.quantities.spellings import DURATIONS, MONEY
from briefing.evidence.quantities.unit_context import (
    currency,
    degrees,
    denominator_before,
    ends_with,
    points,
    speed,
)
from briefing.evidence.quantities.units import is_unit_of_measurement
from briefing.evidence.quantities.visible import glued_span, may_be_glued
from briefing.model import Bound

# Precise enough that sums and scaled numbers of up to 48 digits are never rounded.
EXACT = Context(prec=200)


class Amount(msgspec.Struct, frozen=True):
    """One printed number with its measure, as far as that is printed with it."""

    digits: str
    """Decimal digits; as printed if they are ambiguous (`1,80`)."""
    power: int | None
    """The power of ten of its scale word."""
    unit: str | None
    shift: int
    """The power of ten of the unit itself, such as -2 for cents."""
    marked: bool
    """Whether the unit is before the number."""
    spelled: bool
    bound: Bound
    bound_start: int
    start: int
    end: int
    stop: int
    """Where the qualifier after it ends."""
    plain: bool
    """Whether the digits are unambiguous."""
    per: str = ""
    """The denominator of a rate, such as `share`."""
    noun: str = ""
    """The noun that it counts."""

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


# --- The measure of a number ------------------------------------------------------------------------------------------


class _PrintedMeasure(msgspec.Struct, frozen=True):
    """The measure printed after a number."""

    power: int | None
    """The power of ten of its scale."""
    unit: Unit
    spelled: str
    """Its unit as printed."""
    more: str
    """The mark between number and unit for "some more": the 多 of `10多万元`, the plus of `10+ GW`."""
    scale: str = ""
    """Its scale as printed."""


_DASH_BEFORE_MARK = lazy_re.compile(f"-{LIKE_MARK} ?[0-9]")
# A letter or digit right after a measure makes it a code (`17T`), except for a footnote mark (`million1`, `MW3`).
_NOT_A_CODE = lazy_re.compile(
    r"(?!(?<=[0-9A-Za-z])(?<!llion)(?!(?:(?<=[kMGT]W)|(?<=[kMGT]Wh))[1-9](?![0-9A-Za-z]))[0-9A-Za-z]|[½⅓¼¾])"
)


def _measure(text: str, number: Number) -> _PrintedMeasure | None:
    """The measure after a number, empty if there is none; None if the number is part of a code."""
    offset = separators.after_note(text, number.end)
    if (
        not number.mark
        and _MAY_BE_CURRENCY.match(text, offset)
        and (reversed_measure := _currency_before_scale(text, offset))
    ):
        return reversed_measure
    more = separators.more(text, offset)
    scales = measures.scales(text, offset + len(more), number.mark)
    for scale, scale_end in (*scales, ("", offset + len(more))):
        much = text[scale_end] if separators.is_much(text, scale_end) else ""
        power = measures.power(scale) if scale else None
        more_or_much = more or much or (separators.more_in(scale) if is_hanzi(scale[:1]) else "")
        for start, unit in _units(text, number, scale_end + len(much)):
            if _NOT_A_CODE.match(text, unit.end):
                return _PrintedMeasure(power, unit, text[start : unit.end], more_or_much, scale)
    return None


_MAY_BE_CURRENCY = lazy_re.compile(" ?[A-Z]{0,3}[A-Z$€£¥][a-z]{0,12} ")


def _currency_before_scale(text: str, offset: int) -> _PrintedMeasure | None:
    """A currency followed by its scale, as brokers write it: `65 USD million`, `640 US$ million`."""
    start = measures.after_gap(text, offset)
    for end in measures.units(text, start):
        name, shift = measures.unit(text[start:end])
        gap = measures.after_gap(text, end)
        scaled = measures.scale(text, gap) if name in MONEY and not shift and gap > end else None
        if scaled:
            return _PrintedMeasure(measures.power(text[gap:scaled]), Unit(scaled, name), text[start:end], "")
    return None


def _units(text: str, number: Number, offset: int) -> Iterator[tuple[int, Unit]]:
    """Candidates for the unit after a number or its scale, with their offsets, the most likely first."""
    start = measures.after_gap(text, offset)
    # `€140-€180`: the second mark belongs to the second number.
    dashed = text.startswith("-", offset) and _DASH_BEFORE_MARK.match(text, offset)
    if text.startswith(_PREPOSITIONS, start) and (unit := _unit_after_of(text, start)):
        yield start, unit
    if number.mark and _HUNDREDTH.match(text, start):
        yield start, Unit(start + 1, parse_mark(number.mark).code, -2)
    if not dashed and text[start : start + 1] not in _NO_OPENINGS:
        for unit in degrees(text, number, start) or compounds.units(text, offset, start):
            # After an amount of money another unit is not its own: `$57.4 million year over year`.
            if not number.mark or unit.name in MONEY or unit.name in _RATIOS:
                yield start, unit
    yield offset, Unit(offset, "")


_HUNDREDTH = lazy_re.compile("仙|分(?![之钟别部类期派红公店校行支配布])")
"""Hundredths of the currency before the number: `人民币32.18分`, `港币6.11仙`."""
_PREPOSITIONS = ("d'", "de ", "di ")
"""Prepositions between scale and unit in French, Spanish and Italian: `3,4 milliards d'euros`, `2 millones de toneladas`."""
_MIN_UNIT_CHARS = 5
"""A shorter word after one of these may be no unit."""


def _unit_after_of(text: str, start: int) -> Unit | None:
    """The currency or the unit of measurement after one of these."""
    start += len(next(of for of in _PREPOSITIONS if text.startswith(of, start)))
    for end in measures.units(text, start):
        name, shift = measures.unit(text[start:end])
        if not shift and (name in MONEY or (end - start >= _MIN_UNIT_CHARS and is_unit_of_measurement(name))):
            return Unit(end, name)
    return None


_RATIOS = frozenset({"%", "‰", "pp", "bp"})
# No unit begins with any of these, or is empty.
_NO_OPENINGS = frozenset([*",.;()[]|\0\"'，。；、（）", ""])


def _unit(text: str, number: Number, measure: _PrintedMeasure, currencies: Mapping[str, str]) -> Unit:
    """The unit printed after a number, else before it; `currencies` maps symbols to ISO 4217 codes."""
    unit, spelled = measure.unit, measure.spelled
    if spelled == "pct" and is_in_chinese(
        text[max(0, number.start - 1) : number.start] + text[unit.end : unit.end + 1]
    ):
        # In Chinese prose `pct` is a percentage point.
        return msgspec.structs.replace(unit, name="pp")
    if unit.name in MONEY:
        return msgspec.structs.replace(unit, name=currency(text, number, unit, spelled, currencies))
    if unit.name:
        return speed(text, number, unit)
    if not number.mark:
        return points(text, number, unit) or (msgspec.structs.replace(unit, name=number.rate) if number.rate else unit)
    before = parse_mark(number.mark)
    per = before.per
    if per:
        per = measures.unit(per)[0] if measures.units(per, 0) else nouns.singular(per)
    return msgspec.structs.replace(unit, name=currencies.get(before.symbol, before.code), per=per)


# --- The qualifier of a number ----------------------------------------------------------------------------------------

_LONG_TIMES = frozenset({"day", "week", "month", "quarter", "year", "decade"})
_FOR = lazy_re.compile(r"(?:for|of|than|after|last(?:s|ed|ing)?|tak(?:e|es|ing|en)|took|spann?(?:s|ing|ed)?|been) $")


def _is_unbounded_duration(text: str, number: Number, unit: str | None) -> bool:
    """Whether the word before a duration is not a bound: `over 5 years`, `近三年`, `above the five-year average`."""
    if unit not in DURATIONS:
        return False
    if unit in _LONG_TIMES and number.lead.rstrip(" \n").lower() in ("over", "近"):
        return not ends_with(_FOR, text, number.lead_start)
    return number.has_article and number.bound is not Bound.ABOUT


def _amount(text: str, number: Number, chinese: bool, currencies: Mapping[str, str]) -> Amount | None:
    """A number with its measure and qualifier; None if it is part of a code."""
    measure = _measure(text, number)
    if measure is None:
        return None
    unit = compounds.with_denominator(text, _unit(text, number, measure, currencies))
    is_unbounded = _is_unbounded_duration(text, number, unit.name)
    within = separators.bound(measure.more)
    after, stop = qualifier_after(text, unit.end, chinese) or (within, unit.end)
    before = number.lead != "" and not is_unbounded
    digits = with_point(text, number.digits, number.end, measure.scale, measure.spelled)
    per = unit.per or (denominator_before(text, number.lead_start) if chinese else "")
    joined = compounds.joined_unit(unit.name, per) if per and not unit.per else ""
    amount = Amount(
        digits=digits,
        power=_power(number, measure),
        unit=joined or unit.name or None,
        shift=unit.shift,
        marked=number.is_rate or (number.mark != "" and not measure.unit.name),
        spelled=number.spelled,
        bound=number.bound if before else within if is_unbounded else after,
        bound_start=number.lead_start if before else number.start,
        start=number.start,
        end=unit.end,
        stop=stop,
        plain=is_plain(digits) and (measure.scale != "mil" or number.mark != ""),
        per="" if joined else per,
        noun=unit.noun or ("" if unit.name else nouns.counted(text, unit.end)),
    )
    return _with_touching(text, amount, chinese)


def _with_touching(text: str, amount: Amount, chinese: bool) -> Amount:
    """An amount extended over the characters that touch it, which make it ambiguous."""
    start, end = amount.start, amount.end
    if not amount.plain and (rest := BROKEN.match(text, end)):
        return msgspec.structs.replace(amount, end=rest.end(), stop=max(amount.stop, rest.end()))
    if not may_be_glued(text) or not (glued := glued_span(text, start, end, chinese)):
        return amount
    start, end = glued
    bound_start, stop = min(start, amount.bound_start), max(end, amount.stop)
    return msgspec.structs.replace(amount, start=start, end=end, bound_start=bound_start, stop=stop, plain=False)


def _power(number: Number, measure: _PrintedMeasure) -> int | None:
    """The power of ten of the scale after a number, else in the mark before it (`RMBm 640`)."""
    at_mark = parse_mark(number.mark).power if number.mark and measure.power is None else 0
    return at_mark or measure.power


# --- All amounts of a text --------------------------------------------------------------------------------------------


def _scan(text: str, currencies: Mapping[str, str]) -> Iterator[Amount]:
    """Every amount of a text, before adjacent ones are combined; digits within names are skipped."""
    numbers, offset = NumberScanner(text), 0
    while found := numbers.next(offset):
        start = found.start()
        if end := name_before(text, offset, start, numbers.chinese):
            offset = end
        elif (number := read_number(found, numbers.chinese)) and (
            amount := _amount(text, number, numbers.chinese, currencies)
        ):
            yield amount
            offset = amount.stop
        else:
            offset = end_of_name(text, start, numbers.chinese) or start + 1


def _sum(text: str, left: Amount, right: Amount) -> Amount | None:
    """Two adjacent amounts combined, if they are terms of one number: `1亿2000万`, `一万八千元`, `1千5百万`."""
    power, above = right.power or 0, left.power or 0
    whole = EXACT.scaleb(abs(Decimal(left.digits)), above)
    shared = power - power % 4
    if above < shared and (above < 4 or power % 4 or right.value >= EXACT.scaleb(1, above + 7)):
        # The last scale multiplies both terms: in `1千5百万` and `1亿2千5百万` 千 and 百 count 万; in `1万3千亿` 万 counts 亿.
        remainder = EXACT.remainder(whole, EXACT.scaleb(1, shared))
        whole, above = EXACT.add(whole - remainder, EXACT.scaleb(remainder, shared)), above + shared
    if not left.power or above <= power or not _may_add(text, left, right):
        return None
    parts = EXACT.scaleb(whole, -power), Decimal(right.digits)
    digits = f"{'-' if left.digits.startswith('-') else ''}{EXACT.normalize(EXACT.add(*parts)):f}"
    return msgspec.structs.replace(
        right,
        digits=digits,
        unit=right.unit or left.unit,
        # `3万5元` is ambiguous: 30,005 in writing, 35,000 in speech.
        plain=is_plain(digits) and (right.power is not None or _fills_places(text, right, above)),
        start=left.start,
        bound=right.bound if left.bound is Bound.EXACT else left.bound,
        bound_start=left.bound_start,
    )


def _may_add(text: str, left: Amount, right: Amount) -> bool:
    """Whether the amount after a scale may be a term of the same number: not in `贷款20万5年`."""
    if left.unit is not None and not (left.marked and right.unit in (None, left.unit)):
        return False
    if right.power is not None:
        return True
    counted = is_hanzi(text[left.end - 1]) or text[left.end - 1] in _KOREAN_SCALES
    return counted and "." not in left.digits and (right.unit is None or right.unit in MONEY)


def _fills_places(text: str, right: Amount, above: int) -> bool:
    """Whether a number without a scale fills all places below the scale before it, or begins with a zero for them."""
    return text[right.start] in "零〇0" or right.value >= Decimal(f"1E{above - 1}")


def _without_dash(text: str, right: Amount) -> Amount:
    """The right one of two adjacent amounts, without a sign that is really a dash: `5元-10元`, `2%~3%`."""
    if text[right.bound_start] == "~":
        return msgspec.structs.replace(right, bound=Bound.EXACT, bound_start=right.start)
    if text[right.start] == "-":
        start = right.start + 1
        return msgspec.structs.replace(right, digits=right.digits[1:], start=start, bound_start=start)
    return right


_MINUS = "minus "


def _without_operator(text: str, left: Amount, right: Amount) -> Amount:
    """The right one of two amounts, without a sign that is really a subtraction: `12% minus 3%`."""
    if left.stop + 1 != right.start or not text.startswith(_MINUS, right.start):
        return right
    start = right.start + len(_MINUS)
    return msgspec.structs.replace(right, digits=right.digits[1:], start=start, bound_start=start)


NO_CURRENCIES: Mapping[str, str] = {}


def read_amounts(text: str, currencies: Mapping[str, str] = NO_CURRENCIES) -> list[Amount]:
    """Every amount in a normalized text without dates and URLs, in order.

    `currencies` maps symbols to the ISO 4217 codes that they stand for in this text, such as `$` to HKD.
    """
    amounts: list[Amount] = []
    for amount in _scan(text, currencies):
        if not amount.digits:
            continue
        if amounts and amounts[-1].plain and amount.plain:
            amount = _merged_with_last(text, amounts, amount)  # noqa: PLW2901 - combined with the previous amount
        amounts.append(amount)
    return amounts


_KOREAN_SCALES = frozenset("조억만")


def _is_korean_sum(text: str, left: Amount, right: Amount) -> bool:
    """Whether two amounts with a space between them are terms of one number: `1조 2,500억원`."""
    return text[left.stop : right.bound_start] == " " and text[left.end - 1] in _KOREAN_SCALES


def _merged_with_last(text: str, amounts: list[Amount], amount: Amount) -> Amount:
    """An amount as it reads after the last one of `amounts`, which is removed if the two combine into one."""
    last = amounts[-1]
    if last.stop != amount.bound_start and not _is_korean_sum(text, last, amount):
        return _without_operator(text, last, amount)
    total = _sum(text, last, amount)
    if total:
        amounts.pop()
    return total or _without_dash(text, amount)
