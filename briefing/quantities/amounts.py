"""Amounts: single printed numbers with their qualifier, currency, scale and unit, and what joins one to the next.

One pattern finds them all. A measure that is printed once for several (`RMB 320–330 billion`, `10, 12 and
15 per cent`) is handed to each. Whether an amount is a quantity that wants checking is for `quantities` to say.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from functools import cache

import msgspec

from briefing.model import Bound
from briefing.quantities import measures, spellings
from briefing.quantities.measures import GAP, LETTER, MARK, MONEY_LETTER, SCALE, UNIT
from briefing.quantities.names import FIRST_SIGNS, NAME, NUMBERED
from briefing.quantities.numerals import (
    CHINESE,
    DIGIT_SIGNS,
    ENGLISH,
    FRACTION,
    TENTHS,
    WHOLE_SCALE,
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


def _before() -> str:
    """A pattern of all qualifiers before a number; which bound it is shows in the name of the group that matched."""
    words = [(word, bound) for bound, words in _BEFORE.items() for word in words.split("|")]
    ordered = sorted(words, key=lambda pair: len(pair[0]), reverse=True)
    of = {bound: "|".join(_qualifying(word) for word, its in ordered if its is bound) for bound in _BEFORE}
    of[Bound.ABOUT] += f"|{_CIRCA}"
    return "|".join(f"(?:{words})(?P<b{bound.name}>)" for bound, words in of.items())


_QUALIFIED_AFTER = "|".join(f"(?:{words})(?P<a{bound.name}>)" for bound, words in _AFTER.items())
_BOUND_GROUPS = {f"b{bound.name}": bound for bound in _BEFORE} | {f"a{bound.name}": bound for bound in _AFTER}

# --- One amount -------------------------------------------------------------------------------------------------------

# Atomic: of `18.5T` not even the 18 is an amount.
_RUN = r"(?>[0-9](?:[0-9.,']*[0-9])?)"
_ACCOUNTING = r"(?= ?(?:%|p\b|bps?\b|pp|个?基点|个?百分点))"
_RATING = rf"[{DIGIT_SIGNS}两十百]+{FRACTION}"
_PATTERN = (
    rf"(?:(?:{_before()})(?P<article> (?:an?|the|its))?[ \n]?)?"
    rf"(?P<amount>(?P<sign>(?<![0-9%)])[-+])?(?:(?P<mark>{MARK}) ?(?P<minus>-(?=[0-9]))?)?"
    rf"(?:\((?P<loss>{_RUN})\){_ACCOUNTING}|(?!{NUMBERED})(?P<digits>{_RUN}|\.[0-9]+)"
    rf"|(?P<rate>[百千])分之(?:(?P<rated>{_RUN})|(?P<rating>{_RATING}))"
    rf"|(?P<tenths>{TENTHS})|(?P<whole>{WHOLE_SCALE}(?:{UNIT}|[{CLASSIFIERS}])))|(?P<chinese>{CHINESE})|(?P<english>{ENGLISH})"
    r"|(?P<one>[Aa])(?= (?:million|billion|trillion)(?!-)\b))"
    r"(?P<more>[多余来](?=[十百千]?[万亿]))?"
    rf"(?:{GAP}(?P<scale>{SCALE})|(?(mark) ?(?P<coin>{MONEY_LETTER})|(?P<letter>{LETTER})))?"
    # `€140-€180`: a mark before the next number measures that one.
    rf"(?P<much>[多余](?={UNIT}))?(?:(?!-(?:{MARK}) ?[0-9]){GAP}(?P<unit>{UNIT}))?)"
    # A letter or a digit that touches it makes a code of it (`17T`), save the mark of a footnote (`million1`).
    r"(?!(?<=[0-9A-Za-z])(?<!llion)[0-9A-Za-z]|[½⅓¼¾])"
    rf"(?: ?[{CLASSIFIERS}]?(?:{_QUALIFIED_AFTER}))?"
)


@cache
def _reader() -> re.Pattern[str]:
    """The pattern of an amount, or else of digits to step over."""
    # Most signs of a Chinese text start neither: to refuse them at once makes the reader four times as fast.
    words = "|".join([*_BEFORE.values(), *spellings.MARKS.values()]).split("|")
    firsts = {*(word[0] for word in words), *FIRST_SIGNS, *DIGIT_SIGNS, *"两十百千万亿"}
    signs = "".join(sorted(sign for sign in firsts if not sign.isascii()))
    # A word or a number starts nothing within itself; a Chinese sign may follow anything, and a sign `YoY`.
    front = r"(?<![0-9A-Za-z])(?<![0-9][.,'])|(?=[^\x00-\x7f])|(?<=[oO][YQMH])(?=[-+][0-9])"
    return re.compile(rf"(?=[!-~{signs}])(?:{front})(?:{_PATTERN}|{NAME})")


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

    @property
    def plain(self) -> bool:
        """Whether the digits are one number, whatever its measure."""
        return bool(_PLAIN.fullmatch(self.digits))


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
_PLAIN = re.compile(r"-?(?:[0-9]{1,24}(?:\.[0-9]{1,24})?|\.[0-9]{1,24})")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[,'][0-9]{3})+(?:\.[0-9]+)?|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")


def _number(match: re.Match[str]) -> str:
    """The digits of a matched amount, with its sign and without separators; empty if it is no number."""
    digits = next(number(match[group]) for group, number in _SPELLINGS.items() if match[group] is not None)
    plain = digits.replace(",", "").replace("'", "") if _GROUPED.fullmatch(digits) else digits
    negative = match["sign"] == "-" or match["minus"] or match["loss"]
    return f"-{plain}" if negative and plain else plain


_CHINESE_AROUND = re.compile("[\u3001-\u9fff\uff0c-\uff1b]")


def _measure(match: re.Match[str]) -> tuple[str | None, int]:
    """The unit printed with a matched amount; one after the number overrides a mark before it."""
    if match["unit"]:
        start, end = match.span("amount")
        around = match.string[max(0, start - 1) : start] + match.string[end : end + 1]
        # In Chinese prose `pct` is a percentage point.
        return ("pp", 0) if match["unit"] == "pct" and _CHINESE_AROUND.search(around) else measures.unit(match["unit"])
    if match["rate"] or match["tenths"]:
        return ("‰" if match["rate"] == "千" else "%"), 0
    return (measures.currency(match["mark"]) if match["mark"] else None), 0


_LONG_TIMES = frozenset({"day", "week", "month", "quarter", "year", "decade"})
_FOR = re.compile(r"(?:for|of|than|after|last(?:s|ed|ing)?|tak(?:e|es|ing|en)|took|spann?(?:s|ing|ed)?|been) $")


def ends_with(pattern: re.Pattern[str], text: str, place: int) -> bool:
    """Whether the text up to a place ends as a pattern says."""
    return bool(pattern.search(text, max(0, place - 24), place))


def _is_during(match: re.Match[str], unit: str | None) -> bool:
    """Whether the words before a duration bound nothing: `over 5 years`, `近三年`, `above the five-year average`."""
    word = match.string[match.start() : match.start("amount")].rstrip(" \n").lower()
    if unit in _LONG_TIMES and word in ("over", "近"):
        return not ends_with(_FOR, match.string, match.start())
    return unit in spellings.DURATIONS and match["article"] is not None and match["bABOUT"] is None


def _qualifier(match: re.Match[str], unit: str | None) -> tuple[Bound, bool]:
    """How a matched amount is qualified, and whether by words before it."""
    if match.span() != match.span("amount") and not _is_during(match, unit):
        named = next(name for name in _BOUND_GROUPS if match[name] is not None)
        return _BOUND_GROUPS[named], named[0] == "b"
    if match["more"] or match["much"]:
        return (Bound.ABOUT if match["more"] == "来" else Bound.OVER), False
    return Bound.EXACT, False


def _amount(match: re.Match[str]) -> Amount:
    """What one match says."""
    scale = match["scale"] or match["coin"] or match["letter"]
    unit, shift = _measure(match)
    bound, before = _qualifier(match, unit)
    start, end = match.span("amount")
    return Amount(
        digits=_number(match),
        power=measures.power(scale) if scale else None,
        unit=unit,
        shift=shift,
        marked=bool(match["rate"] or (match["mark"] and not match["unit"])),
        spelled=bool(match["chinese"] or match["english"] or match["one"] or match["whole"] is not None),
        bound=bound,
        bound_start=match.start() if before else start,
        start=start,
        end=end,
        stop=match.end(),
    )


def _sum(left: Amount, right: Amount) -> Amount | None:
    """Two amounts that touch as one, where they are parts of a sum: `1亿2000万`."""
    if left.unit is not None or not left.power or not right.power or left.power <= right.power:
        return None
    total = EXACT.add(EXACT.scaleb(Decimal(left.digits), left.power - right.power), Decimal(right.digits))
    return msgspec.structs.replace(
        right, digits=f"{total:f}", start=left.start, bound=left.bound, bound_start=left.bound_start
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
    for match in _reader().finditer(text):
        if match["amount"] and (amount := _amount(match)).digits:
            touching = amounts and amounts[-1].stop == amount.bound_start and amounts[-1].plain and amount.plain
            total = _sum(amounts[-1], amount) if touching else None
            if total:
                amounts.pop()
            amounts.append(total or (_settled(text, amount) if touching else amount))
    return amounts


# --- Whether there is one at all ---

_SIGNS_BEFORE_MEASURE = (
    rf"[百千]分之|[超破逾近约达过到足于][万亿]|[一二两三四五六七八九十百千](?:[万亿成百千十]|{UNIT})"
)
_WORDS_BEFORE_MEASURE = rf"(?<![A-Za-z])(?:{ENGLISH}|[Aa](?= [mbt])){GAP}(?:{SCALE}|{UNIT})"


@cache
def _hint() -> re.Pattern[str]:
    return re.compile(f"[0-9０-９]|{_SIGNS_BEFORE_MEASURE}|{_WORDS_BEFORE_MEASURE}")


def may_have_amounts(text: str) -> bool:
    """Whether a text may have an amount at all: most sentences have not, and are done with here."""
    return bool(_hint().search(text))
