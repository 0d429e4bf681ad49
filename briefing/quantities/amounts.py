"""Amounts: single printed numbers with their qualifier, currency, scale and unit, and what joins one to the next.

A pattern finds where each begins, and its measure is looked up where the number ends. A measure that is printed
once for several (`RMB 320–330 billion`, `10, 12 and 15 per cent`) is handed to each by `chains`. Whether an amount
is a quantity that wants checking is for `reading` to say.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Context, Decimal
from functools import cache

import msgspec

from briefing.model import Bound
from briefing.quantities import measures, spellings
from briefing.quantities.measures import MARK
from briefing.quantities.names import FRONT, end_of_name, end_of_numbered, name_before
from briefing.quantities.numerals import (
    CHINESE,
    DIGIT_SIGNS,
    ENGLISH,
    FRACTION,
    ONE_WORD,
    TENTHS,
    WHOLE_SCALE,
    WORDS,
    chinese_number,
    english_number,
    tenths_number,
)
from briefing.quantities.spellings import CLASSIFIERS

# Wide enough that no sum or scaling of numbers of up to 48 digits is ever rounded.
EXACT = Context(prec=200)


# --- Qualifiers -------------------------------------------------------------------------------------------------------

_BEFORE: Mapping[Bound, str] = {
    Bound.ABOUT: "about|approximately|approx.|approx|around|roughly|some|circa|ca.|c.|in the region of|in the order of"
    "|~|≈|约为|约合|约达|约占|约|大约为|大约|大概|大致",
    Bound.NEARLY: "nearly|almost|close to|just under|just below|just short of|just shy of|slightly under|slightly below"
    "|slightly less than|approaching|near|接近|将近|逼近|近",
    Bound.OVER: "over|more than|above|exceeding|exceeded|exceeds|exceed|surpassing|surpassed|surpasses|surpass"
    "|in excess of|upwards of|upward of|north of|greater than|higher than|larger than|>"
    "|超过了|超过|超出|超|逾|突破了|突破|破|高于|大于|多于",
    Bound.AT_LEAST: "at least|no less than|no fewer than|no lower than|not less than|not fewer than|not lower than"
    "|not below|a minimum of|minimum of|minimum|at or above|≥|>=|至少|最少|起码|不低于|不少于|不小于",
    Bound.UP_TO: "up to|at most|no more than|no higher than|no greater than|not more than|not higher than"
    "|not greater than|not exceeding|a maximum of|maximum of|maximum|as much as|as many as|as high as|at or below|≤|<="
    "|最多|至多|不超过|不超|未超过|未超|不高于|不多于|不大于|最高|高达|多达",
    Bound.UNDER: "under|below|less than|fewer than|lower than|smaller than|south of|sub-|<"
    "|不到|低于|少于|小于|不足|不及|未达|跌破",
}
# After these a word qualifies nothing: `handed over 500 cars`, `签约500家`.
_UNLESS_AFTER: Mapping[str, str] = {
    "over": "handed took taken taking carried",
    "up to": "ramp ramped scale add adding adds added edged inched ticked crept went moved pushed",
    "约": "预 签 合 节 履 续 违 简 契 公 条 租 失 纽",
    "近": "最",
    "破": "打 攻 识 爆 跌",
    "超": "赶",
}
_AFTER: Mapping[Bound, str] = {
    Bound.ABOUT: r"左右|上下(?!游)|(?: [a-z]+)? or so\b",
    Bound.OVER: r"\+(?![0-9A-Za-z])|-plus\b|有?余|多(?![元样数])",
    Bound.AT_LEAST: r"及?以上|(?: [a-z]+)? (?:or|and) (?:more|above|higher|over)\b",
    Bound.UP_TO: r"及?以内|之内|(?: [a-z]+)? or (?:less|fewer|lower|below)\b",
    Bound.UNDER: "及?以下",
}
# `c20%`, where a letter is no word.
_CIRCA = r"c(?=[0-9][0-9.,]*(?:%|bn|mn|m|k|x|pp|bp)|[$€£¥]|RMB|HK|US)"


def _qualifying(word: str) -> str:
    """The pattern of a qualifier, its first letter in either case."""
    space = " " if word.isascii() else ""
    unless = "".join(f"(?<!{before}{space}{word})" for before in _UNLESS_AFTER.get(word, "").split())
    # An inline flag in place of the two cases would cost the engine its quick refusal.
    head = f"[{word[0].upper()}{word[0]}]" if word[0].isascii() and word[0].isalpha() else re.escape(word[0])
    return head + re.escape(word[1:]).replace(r"\ ", " ") + unless


_BOUND_OF = {word: bound for bound, words in _BEFORE.items() for word in words.split("|")} | {"c": Bound.ABOUT}
_QUALIFIED_BEFORE = "|".join([*map(_qualifying, sorted(_BOUND_OF.keys() - {"c"}, key=len, reverse=True)), _CIRCA])
_QUALIFIED_AFTER = "|".join(f"(?P<{bound.name}>{words})" for bound, words in _AFTER.items())


def _bound(qualifier: str) -> Bound:
    """What a qualifier before a number says, its first letter in either case."""
    return _BOUND_OF[qualifier[0].lower() + qualifier[1:]]


# --- One number -------------------------------------------------------------------------------------------------------

# Atomic: of `18.5T` not even the 18 is an amount.
_RUN = r"(?>[0-9](?:[0-9.,']*[0-9])?)"
_ACCOUNTING = r"(?= ?(?:%|p\b|bps?\b|pp|个?基点|个?百分点))"
_RATING = rf"[{DIGIT_SIGNS}两十百]+{FRACTION}"
_ONE = r"[Aa](?= (?:million|billion|trillion)(?!-)\b)"
# Of the groups, the last that matches says how the number is spelled.
_NUMBER = (
    rf"(?P<lead>(?P<qualifier>{_QUALIFIED_BEFORE})(?P<article> (?:an?|the|its))?[ \n]?)?"
    rf"(?P<sign>(?<![0-9%)])[-+])?(?:(?P<mark>{MARK}) ?(?P<minus>-(?=[0-9]))?)?"
    rf"(?:\((?P<loss>{_RUN})\){_ACCOUNTING}|(?P<digits>{_RUN}|\.[0-9]+)"
    rf"|(?P<rate>[百千])分之(?:(?P<rated>{_RUN})|(?P<rating>{_RATING}))"
    rf"|(?P<tenths>{TENTHS})|(?P<whole>{WHOLE_SCALE})|(?P<chinese>{CHINESE})|(?P<english>{ENGLISH})"
    rf"|(?P<one>{_ONE}))"
)


@cache
def _numbers() -> re.Pattern[str]:
    """The pattern of a number with what stands before it."""
    # Most signs of a Chinese text start none: to refuse them at once makes the search four times as fast.
    words = "|".join([*_BEFORE.values(), *spellings.MARKS.values()]).split("|")
    firsts = {*(word[0] for word in words), *DIGIT_SIGNS, *"两十百千万亿"}
    signs = "".join(sorted(sign for sign in firsts if not sign.isascii()))
    return re.compile(f"(?=[!-~{signs}]){FRONT}{_NUMBER}")


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


# --- Its digits -------------------------------------------------------------------------------------------------------

_SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "digits": str,
    "loss": str,
    "rated": str,
    "rating": chinese_number,
    "tenths": tenths_number,
    "chinese": chinese_number,
    "english": english_number,
    "one": lambda _: "1",
    "whole": lambda _: "1",
}
_SPELLED = frozenset({"chinese", "english", "one", "whole"})
_PLAIN = re.compile(r"-?(?:[0-9]{1,24}(?:\.[0-9]{1,24})?|\.[0-9]{1,24})")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[,'][0-9]{3})+(?:\.[0-9]+)?|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")


def _digits(number: re.Match[str]) -> str:
    """The digits of a number, with its sign and without separators; empty if it is none."""
    spelling = str(number.lastgroup)
    digits = _SPELLINGS[spelling](number[spelling])
    plain = digits.replace(",", "").replace("'", "") if _GROUPED.fullmatch(digits) else digits
    negative = number["sign"] == "-" or number["minus"] or number["loss"]
    return f"-{plain}" if negative and plain else plain


def _is_plain(digits: str) -> bool:
    """Whether digits are one number, whatever its measure."""
    return bool(_PLAIN.fullmatch(digits))


# --- Its measure ------------------------------------------------------------------------------------------------------


class _Measure(msgspec.Struct, frozen=True):
    """What is printed after a number."""

    end: int
    scale: str
    unit: str
    more: str
    """The 多, 余 or 来 in `10多万` and `10万多元`."""


_MORE = re.compile("[多余来](?=[十百千]?[万亿])")
_DASHED_MARK = re.compile(f"-(?:{MARK}) ?[0-9]")
# A letter or a digit that touches it makes a code of it (`17T`), save the mark of a footnote (`million1`).
_FREE = re.compile(r"(?!(?<=[0-9A-Za-z])(?<!llion)[0-9A-Za-z]|[½⅓¼¾])")


def _measure(text: str, place: int, marked: bool) -> _Measure | None:
    """What measures the number that ends at a place; nothing, where that is part of a code."""
    more = text[place] if _MORE.match(text, place) else ""
    for scale, scale_end in (*measures.scales(text, place + len(more), marked), ("", place + len(more))):
        much = text[scale_end] if _is_much(text, scale_end) else ""
        for unit, end in (*_units(text, scale_end + len(much)), ("", scale_end + len(much))):
            if _FREE.match(text, end):
                return _Measure(end, scale, unit, more or much)
    return None


def _is_much(text: str, place: int) -> bool:
    return text.startswith(("多", "余"), place) and any(measures.units(text, place + 1))


def _units(text: str, place: int) -> Iterator[tuple[str, int]]:
    """The unit after a number or its scale, and where it ends, the longest first."""
    # `€140-€180`: a mark before the next number measures that one.
    if not _DASHED_MARK.match(text, place):
        start = measures.after_gap(text, place)
        yield from ((text[start:end], end) for end in measures.units(text, start))


_CHINESE_AROUND = re.compile("[\u3001-\u9fff\uff0c-\uff1b]")


def _unit(number: re.Match[str], start: int, measure: _Measure) -> tuple[str | None, int]:
    """The unit printed with a number; one after it overrides a mark before it."""
    if measure.unit:
        text = number.string
        around = text[max(0, start - 1) : start] + text[measure.end : measure.end + 1]
        # In Chinese prose `pct` is a percentage point.
        return ("pp", 0) if measure.unit == "pct" and _CHINESE_AROUND.search(around) else measures.unit(measure.unit)
    if number["rate"] or number["tenths"]:
        return ("‰" if number["rate"] == "千" else "%"), 0
    return (measures.currency(number["mark"]) if number["mark"] else None), 0


# --- Its qualifier ----------------------------------------------------------------------------------------------------

_LONG_TIMES = frozenset({"day", "week", "month", "quarter", "year", "decade"})
_FOR = re.compile(r"(?:for|of|than|after|last(?:s|ed|ing)?|tak(?:e|es|ing|en)|took|spann?(?:s|ing|ed)?|been) $")
_AFTER_AMOUNT = re.compile(rf" ?[{CLASSIFIERS}]?(?:{_QUALIFIED_AFTER})")


def ends_with(pattern: re.Pattern[str], text: str, place: int) -> bool:
    """Whether the text up to a place ends as a pattern says."""
    return bool(pattern.search(text, max(0, place - 24), place))


def _is_during(number: re.Match[str], unit: str | None) -> bool:
    """Whether the words before a duration bound nothing: `over 5 years`, `近三年`, `above the five-year average`."""
    if number["lead"] is None or unit not in spellings.DURATIONS:
        return False
    if unit in _LONG_TIMES and number["lead"].rstrip(" \n").lower() in ("over", "近"):
        return not ends_with(_FOR, number.string, number.start())
    return number["article"] is not None and _bound(number["qualifier"]) is not Bound.ABOUT


def _qualified(number: re.Match[str], unit: str | None, after: re.Match[str] | None, more: str) -> Bound:
    """How a number is qualified: by words before it, or else after it, or else within."""
    if not _is_during(number, unit):
        if number["lead"] is not None:
            return _bound(number["qualifier"])
        if after:
            return Bound[str(after.lastgroup)]
    return (Bound.ABOUT if more == "来" else Bound.OVER) if more else Bound.EXACT


# --- All of it --------------------------------------------------------------------------------------------------------


def _amount(number: re.Match[str]) -> Amount | None:
    """What a number says with its measure; nothing, if it is none."""
    text, digits, end = number.string, _digits(number), number.end()
    if number.lastgroup == "digits" and end_of_numbered(text, number.start("digits")):
        return None
    if number.lastgroup == "whole" and not _is_whole(text, end):
        if text[end] != "十":
            return None
        # A number like any other after all: `超十亿人次`.
        digits, end = "10", end + 1
    measure = _measure(text, end, number["mark"] is not None)
    if measure is None:
        return None
    start = number.start() if number["lead"] is None else number.end("lead")
    unit, shift = _unit(number, start, measure)
    after = _AFTER_AMOUNT.match(text, measure.end)
    lead = number["lead"] is not None and not _is_during(number, unit)
    return Amount(
        digits=digits,
        power=measures.power(measure.scale) if measure.scale else None,
        unit=unit,
        shift=shift,
        marked=bool(number["rate"] or (number["mark"] and not measure.unit)),
        spelled=number.lastgroup in _SPELLED,
        bound=_qualified(number, unit, after, measure.more),
        bound_start=number.start() if lead else start,
        start=start,
        end=measure.end,
        stop=after.end() if after else measure.end,
        plain=_is_plain(digits),
    )


def _is_whole(text: str, place: int) -> bool:
    """Whether something is measured by the scale at a place, which has no number: `超百亿元`."""
    end = place + (2 if text[place] in "十百千" else 1)
    return text.startswith(tuple(CLASSIFIERS), end) or any(measures.units(text, end))


_DIGITS = re.compile("[0-9０-９]")
_NUMERALS = re.compile("[一二两三四五六七八九十百千]")
_WORDS = re.compile(rf"(?<![A-Za-z])(?:{ONE_WORD}|{_ONE})(?![A-Za-z])")
_SIGNS = re.compile("[0-9一二两三四五六七八九十百千万亿]")
_SIGNS_AND_WORDS = re.compile(f"{_SIGNS.pattern}|{_WORDS.pattern}")
_LETTERS = re.compile("[A-Za-z]+")
_NUMBER_WORDS = frozenset({*WORDS, *(word.capitalize() for word in WORDS), "million", "billion", "trillion"})


def _is_spelled(text: str) -> bool:
    # To look its words up is quicker than to try a pattern at each.
    return not _NUMBER_WORDS.isdisjoint(_LETTERS.findall(text))


_REACH = 40
"""How far before its digits a number may begin, with its qualifier and its mark."""


def _next_number(text: str, place: int, signs: re.Pattern[str]) -> re.Match[str] | None:
    """The next number from a place on, looked for only around the signs that make one."""
    sign = signs.search(text, place)
    return _numbers().search(text, max(place, sign.start() - _REACH)) if sign else None


def _each(text: str) -> Iterator[Amount]:
    """Every amount, one by one; the digits of names are stepped over."""
    place, signs = 0, _SIGNS_AND_WORDS if _is_spelled(text) else _SIGNS
    while number := _next_number(text, place, signs):
        start = number.start()
        if end := name_before(text, place, start):
            place = end
        elif amount := _amount(number):
            yield amount
            place = amount.stop
        else:
            place = end_of_name(text, start) or start + 1


def _sum(left: Amount, right: Amount) -> Amount | None:
    """Two amounts that touch as one, where they are parts of a sum: `1亿2000万`."""
    if left.unit is not None or not left.power or not right.power or left.power <= right.power:
        return None
    total = EXACT.add(EXACT.scaleb(Decimal(left.digits), left.power - right.power), Decimal(right.digits))
    digits = f"{total:f}"
    return msgspec.structs.replace(
        right,
        digits=digits,
        plain=_is_plain(digits),
        start=left.start,
        bound=left.bound,
        bound_start=left.bound_start,
    )


def _settled(text: str, right: Amount) -> Amount:
    """The right of two amounts that touch, once it is clear that its sign is a dash: `5元-10元`, `2%~3%`."""
    if text[right.start] == "-":
        start = right.start + 1
        return msgspec.structs.replace(right, digits=right.digits[1:], start=start, bound_start=start)
    if text[right.bound_start] == "~":
        return msgspec.structs.replace(right, bound=Bound.EXACT, bound_start=right.start)
    return right


def read_amounts(text: str) -> list[Amount]:
    """Every amount in a folded text from which dates and addresses are struck out, in order."""
    amounts: list[Amount] = []
    for amount in _each(text):
        if not amount.digits:
            continue
        touching = amounts and amounts[-1].stop == amount.bound_start and amounts[-1].plain and amount.plain
        total = _sum(amounts[-1], amount) if touching else None
        if total:
            amounts.pop()
        amounts.append(total or (_settled(text, amount) if touching else amount))
    return amounts


# --- Whether there is one at all --------------------------------------------------------------------------------------

_SIGNS_BEFORE_SCALE = re.compile("[百千]分之|[超破逾近约达过到足于][万亿]|[一二两三四五六七八九十百千][万亿成百千十]")


def may_have_amounts(text: str) -> bool:
    """Whether a text may have an amount at all: most sentences have not, and are done with here."""
    if _DIGITS.search(text) or (not text.isascii() and _may_have_signs(text)):
        return True
    return _is_spelled(text) and any(measures.is_measured(text, number.end()) for number in _WORDS.finditer(text))


def _may_have_signs(text: str) -> bool:
    """Whether a Chinese number may stand before a measure."""
    measured = (any(measures.units(text, sign.end())) for sign in _NUMERALS.finditer(text))
    return bool(_SIGNS_BEFORE_SCALE.search(text)) or any(measured)
