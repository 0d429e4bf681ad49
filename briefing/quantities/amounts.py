"""Amounts: single printed numbers with their qualifier, currency, scale and unit, and what joins one to the next.

One pattern finds them all. A measure that is printed once for several (`RMB 320–330 billion`, `10, 12 and
15 per cent`) is handed to each. Whether an amount is a quantity that wants checking is for `quantities` to say.
"""

import enum
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from functools import cache
from itertools import pairwise

import msgspec

from briefing.model import Bound
from briefing.quantities import measures
from briefing.quantities.measures import CLASSIFIERS, GAP, LETTER, MARK, MONEY_LETTER, SCALE, UNIT
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
    "up to": "ramp ramped scale adds added edged inched ticked crept went moved pushed",
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
    rf"(?P<much>[多余](?={UNIT}))?(?:{GAP}(?P<unit>{UNIT}))?)"
    # A letter or a digit that touches it makes a code of it (`17T`), save the mark of a footnote (`million1`).
    r"(?!(?<=[0-9A-Za-z])(?<!llion)[0-9A-Za-z]|[½⅓¼¾])"
    rf"(?: ?[{CLASSIFIERS}]?(?:{_QUALIFIED_AFTER}))?"
)


@cache
def _reader() -> re.Pattern[str]:
    """The pattern of an amount, or else of digits to step over."""
    # Most signs of a Chinese text start neither: to refuse them at once makes the reader four times as fast.
    words = "|".join([*_BEFORE.values(), *measures.MARKS.values()]).split("|")
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


def _is_during(match: re.Match[str], unit: str | None) -> bool:
    """Whether the words before a duration bound nothing: `over 5 years`, `近三年`, `above the five-year average`."""
    word = match.string[match.start() : match.start("amount")].rstrip(" \n").lower()
    if unit in _LONG_TIMES and word in ("over", "近"):
        return not _ends(_FOR, match.string, match.start())
    return unit in measures.DURATIONS and match["article"] is not None and match["bABOUT"] is None


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


def _settled(text: str, left: Amount, right: Amount) -> Amount:
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
            amounts.append(total or (_settled(text, amounts[-1], amount) if touching else amount))
    return amounts


# --- Ranges and lists -------------------------------------------------------------------------------------------------


class _Joint(enum.Enum):
    """What stands between two amounts that may share one measure."""

    RANGE = enum.auto()
    EACH = enum.auto()
    AND = enum.auto()
    COMMA = enum.auto()


_JOINTS: Mapping[str, _Joint] = {
    **dict.fromkeys(("-", "~", "—", "to", "至", "到", "-to-"), _Joint.RANGE),
    **dict.fromkeys(("/", "、", "×", "*"), _Joint.EACH),
    **dict.fromkeys(("and", "or", ", and", ", or", "和", "与", "及", "或", "以及"), _Joint.AND),
    ",": _Joint.COMMA,
}
_BETWEEN = re.compile(r"(?:[Bb]etween|介于|处于|在)(?: an?| the)? ?$")
_CHANGE = re.compile(
    r"(?<!ranging )(?<!ranged )(?<!ranges )(?<!range )(?<!where )(?<!priced )(?:\b[Ff]rom|从|由|自)(?: an?| the)? ?$"
)
_RISE = re.compile(
    r"(?:by|rose|fell|gained|dropped|climbed|jumped|slid|lost|added|advanced|declined|up|down)(?: an?)? ?$"
)


def _ends(pattern: re.Pattern[str], text: str, place: int) -> bool:
    """Whether the text up to a place ends as a pattern says."""
    return bool(pattern.search(text, max(0, place - 24), place))


def _joint(text: str, left: Amount, right: Amount) -> _Joint | None:
    """How two amounts are joined, if they are."""
    gap = text[left.stop : right.start]
    if len(gap) > 6 or left.stop > left.end or right.bound_start < right.start or not (left.plain and right.plain):
        return None
    joint = _JOINTS.get(gap.strip())
    if joint is _Joint.AND and "-" in text[right.start + 1 : right.end]:
        # `a coefficient of 0.2 and a 5.7-metre circle`: the unit belongs to the noun after it.
        return None
    if joint is _Joint.AND and (_ends(_BETWEEN, text, left.bound_start) or text.startswith("之间", right.stop)):
        return _Joint.RANGE
    return joint


class _Chain(msgspec.Struct, frozen=True):
    """Amounts that stand in one range or list, with what joins each to the next."""

    amounts: tuple[Amount, ...]
    joints: tuple[_Joint, ...]
    change: bool
    """Whether the first two are the ends of a change (`from 500 to 1,000`), not of a range."""


def _is_change(text: str, left: Amount, right: Amount) -> bool:
    """Whether two amounts are the ends of a change: `from 500 to 1,000`."""
    return text[left.stop : right.start].strip() in ("to", "至", "到") and _ends(_CHANGE, text, left.bound_start)


def _chains(text: str, amounts: Sequence[Amount]) -> Iterator[_Chain]:
    """The amounts of a text, those that are joined together."""
    joints = [_joint(text, left, right) for left, right in pairwise(amounts)]
    start = 0
    for index, joint in enumerate([*joints, None] if amounts else []):
        if joint is None:
            held = tuple(amounts[start : index + 1])
            change = len(held) > 1 and _is_change(text, *held[:2])
            yield _Chain(held, tuple(joint for joint in joints[start:index] if joint), change)
            start = index + 1


def _marked_on(left: Amount, right: Amount, joint: _Joint) -> Amount:
    """The right amount, with what is printed before the left one where it serves both."""
    same_scale = left.power == right.power and left.power is not None
    close = joint in (_Joint.RANGE, _Joint.EACH) and (left.power is None or right.power is not None)
    alike = left.spelled or not right.spelled or left.unit in ("%", "‰")
    if left.marked and right.unit is None and alike and (same_scale or close):
        return msgspec.structs.replace(right, unit=left.unit, marked=True)
    return right


def _measured_back(left: Amount, right: Amount, joint: _Joint, change: bool) -> Amount:
    """The left amount, with the scale and the unit printed after the right one where they serve both."""
    complete = left.unit is not None and (not left.marked or joint in (_Joint.AND, _Joint.COMMA))
    unlike = joint is _Joint.AND and right.unit in ("%", "pp") and abs(left.value) > 100 >= abs(right.value)
    if complete or unlike or left.spelled != right.spelled or (right.marked and not left.marked):
        return left
    takes_unit = left.unit is None and (left.power is None or right.power is not None)
    unit, shift = (right.unit, right.shift) if takes_unit else (left.unit, left.shift)
    unscaled = msgspec.structs.replace(left, unit=unit, shift=shift)
    scaled = msgspec.structs.replace(unscaled, power=right.power if left.power is None else left.power)
    if joint is not _Joint.RANGE or change:
        return scaled
    # `8000-1.2万元` shares the currency only, `500 to 15%` nothing: a range rises.
    return next((shared for shared in (scaled, unscaled) if shared.value <= right.value), left)


def _shared(chain: _Chain) -> list[Amount]:
    """The amounts of a chain, each with the measure that is printed once for all."""
    amounts, listed = list(chain.amounts), _Joint.AND in chain.joints
    links = [(i, joint) for i, joint in enumerate(chain.joints) if listed or joint is not _Joint.COMMA]
    for i, joint in links:
        amounts[i + 1] = _marked_on(amounts[i], amounts[i + 1], joint)
    for i, joint in reversed(links):
        amounts[i] = _measured_back(amounts[i], amounts[i + 1], joint, chain.change and i == 0)
    return amounts


def _is_rise(text: str, left: Amount, right: Amount) -> bool:
    """Whether `rose $100 to $1,099` tells a change and its result rather than a range."""
    apart = right.value >= EXACT.multiply(3, left.value) and (left.unit is None or left.unit in measures.MONEY)
    return apart and "to" in text[left.end : right.start] and _ends(_RISE, text, left.bound_start)


def _paired(text: str, chain: _Chain) -> Iterator[tuple[Amount, Amount]]:
    """The first and the last end of each value in a chain; the same twice, if it is no range."""
    amounts, index = _shared(chain), 0
    while index < len(amounts):
        left, right = amounts[index], amounts[min(index + 1, len(amounts) - 1)]
        joined = chain.joints[index : index + 1] == (_Joint.RANGE,) and not (chain.change and index == 0)
        ranged = joined and left.unit == right.unit and left.value <= right.value and not _is_rise(text, left, right)
        yield left, right if ranged else left
        index += 2 if ranged else 1


def read_values(text: str) -> Iterator[tuple[Amount, Amount]]:
    """The two ends of every value in a folded text, in order; the same amount twice, if it is no range."""
    for chain in _chains(text, read_amounts(text)):
        yield from _paired(text, chain)


# --- A quick look -----------------------------------------------------------------------------------------------------

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
