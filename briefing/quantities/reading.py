"""What a careful reader would check: the quantities of a text in English and Chinese, found and compared as values.

A number is read with its currency, scale, unit and qualifier into exact decimals and a place. Digits that
belong to a date, a name, a reference or an address are none. What could be read in two ways (`1.800`) is
refused, never guessed at. Nothing here knows of notes, citations or sources.
"""

import enum
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import cache, lru_cache
from itertools import pairwise

import msgspec

from briefing.model import Bound, Quantity
from briefing.quantities import measures
from briefing.quantities.measures import (
    CLASSIFIERS,
    GAP,
    LETTER,
    MARK,
    MEASURE,
    MONEY_LETTER,
    SCALE,
    UNIT,
    blank,
    fold,
    without_addresses,
)
from briefing.quantities.periods import sightings

# --- Qualifiers ----------------------------------------------------------------------------------

_BEFORE: Mapping[Bound, str] = {
    Bound.ABOUT: r"about|approximately|approx\.?|around|roughly|some|circa|ca\.|c\.|c(?=[0-9][0-9.,]*(?:%|bn|mn|m|k|x|pp|bp)|[$€£¥]|RMB|HK|US)"
    r"|in the region of|in the order of|~|≈|约[为合达占]?(?<![预签合节履续违简契公条租失纽]约)|大约为?|大概|大致",
    Bound.NEARLY: r"nearly|almost|close to|just under|just below|just short of|just shy of|slightly under|slightly below|slightly less than"
    r"|approaching|near|近(?<!最近)|接近|将近|逼近",
    Bound.OVER: r"over(?<!handed over)(?<!took over)(?<!taken over)(?<!taking over)(?<!carried over)|more than(?<!no more than)(?<!not more than)"
    r"|above|exceeding|exceeded|exceeds|exceed|surpassing|surpassed|surpasses|surpass|in excess of|upwards of|upward of|north of"
    r"|greater than(?<!no greater than)(?<!not greater than)|higher than(?<!no higher than)(?<!not higher than)|larger than|>"
    r"|超过了?|超出|超(?<!赶超)|逾|突破了?|高于|大于|多于(?<!不多于)",
    Bound.AT_LEAST: r"at least|no (?:less|fewer|lower) than|not (?:less|fewer|lower) than|not below|a minimum of|minimum of|minimum|at or above"
    r"|≥|>=|至少|最少|起码|不低于|不少于|不小于",
    Bound.UP_TO: r"up to(?<!ramp up to)(?<!ramped up to)(?<!scale up to)(?<!adds up to)(?<!added up to)|at most|no (?:more|higher|greater) than"
    r"|not (?:more|higher|greater) than|not exceeding|a maximum of|maximum of|maximum|as (?:much|many|high) as|at or below"
    r"|≤|<=|最多|至多|不超过?|未超过?|不高于|不多于|不大于|最高|高达|多达",
    Bound.UNDER: r"under|below|less than|fewer than|lower than|smaller than|south of|sub-|<|不到|低于|少于|小于|不足|不及|未达",
}
_AFTER: Mapping[Bound, str] = {
    Bound.ABOUT: r"左右|上下(?!游)|(?: [a-z]+)? or so\b|来(?=[万亿])",
    Bound.OVER: r"\+(?![0-9A-Za-z])|-plus\b|有?余|多(?![元样数])",
    Bound.AT_LEAST: r"及?以上|(?: [a-z]+)? (?:or|and) (?:more|above|higher|over)\b",
    Bound.UP_TO: r"及?以内|之内|(?: [a-z]+)? or (?:less|fewer|lower|below)\b",
    Bound.UNDER: r"及?以下",
}
_LONG_TIMES = frozenset({"week", "month", "quarter", "year", "decade"})


def _alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern, split at the bars that no bracket holds."""
    return re.findall(r"(?:\\.|\[[^]]*\]|\((?:[^()]|\([^()]*\))*\)|[^|])+", pattern)


def _capital_or_not(pattern: str) -> str:
    """A pattern whose alternatives may begin with a capital (an inline flag would cost the engine its quick refusal)."""
    return "|".join(
        f"[{word[0].upper()}{word[0]}]{word[1:]}" if word[0].isascii() and word[0].isalpha() else word
        for word in _alternatives(pattern)
    )


def _bounds(table: Mapping[Bound, str], prefix: str) -> str:
    """A pattern that tells the bounds of a table apart by the name of the group."""
    return "|".join(f"(?:{_capital_or_not(words)})(?P<{prefix}{bound.name}>)" for bound, words in table.items())


# --- Spelled numbers ------------------------------------------------------------------------------

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: n for n, word in enumerate([*_ONES, *_TEENS], 1)} | {word: n * 10 for n, word in enumerate(_TENS, 2)}
_SMALL = "|".join([*(rf"{tens}(?:[ -](?:{'|'.join(_ONES[:9])}))?" for tens in _TENS), *_TEENS, *reversed(_ONES)])
_ENGLISH = rf"(?:{_capital_or_not(_SMALL)})(?:[ -]hundred(?:(?: and)? (?:{_SMALL}))?)?(?![A-Za-z])"
_HANZI = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENFOLD = {"十": 10, "百": 100, "千": 1000}
_DIGIT_SIGNS = "零〇一二三四五六七八九"
_CHINESE = rf"(?<![第数几上下百千万亿十零一二三四五六七八九两])[一二两三四五六七八九十][{_DIGIT_SIGNS}两十百千]*(?:点[{_DIGIT_SIGNS}]+)?"


def _english_number(words: str) -> str:
    """The digits of `twenty-five` or `two hundred and ten`."""
    hundreds, _, rest = words.lower().rpartition("hundred")
    values = [sum(_WORDS.get(word, 0) for word in re.split("[ -]", part)) for part in (hundreds, rest)]
    return str(values[0] * 100 + values[1])


def _chinese_number(signs: str) -> str:
    """The digits of `三千五百` or `二十点五`; empty where the signs are no one number (`七八`)."""
    whole, _, fraction = signs.partition("点")
    total, digit = 0, 0
    for sign in whole:
        if sign in _TENFOLD:
            total, digit = total + (digit or 1) * _TENFOLD[sign], 0
        elif digit:
            return ""
        else:
            digit = _HANZI[sign]
    return f"{total + digit}" + ("." + "".join(str(_HANZI[sign]) for sign in fraction) if fraction else "")


def _tenths_number(signs: str) -> str:
    """The percentage of `三成` (30), `3成` or `三成五` (35)."""
    tenths, _, ones = signs.partition("成")
    return f"{_HANZI.get(tenths, tenths)}{_HANZI.get(ones, 5) if ones else 0}"


# --- Digits that are no quantity ------------------------------------------------------------------

# After these words a number numbers something. A capitalised word before a bare number makes a name (`Xiaomi 17`), unless
# it is one that opens sentences, a label or a place.
_REFERENCES = (
    r"pages?|pp?\.|sections?|secs?\.?|§+|¶+|paras?\.?|paragraphs?|tables?|figures?|figs?\.?|exhibits?|charts?|chapters?|ch\.|appendix"
    r"|annex|slides?|footnotes?|(?:see|in) notes?|nos?\.|version|ver\.|vols?\.|columns?|rows?|step|phase|tier|stage|level|week|article|clause"
)
_OPENERS = (
    "The|A|An|In|On|At|By|With|From|To|Of|For|About|Over|Under|Nearly|Almost|Some|Around|Only|Just|All|Both|Another|These|Those|This|That"
    "|Its|Their|Our|Up|Down|Between|After|Before|Within|Since|Until|And|But|Or|As|Above|Below|More|Less|Fewer|Than|Through|Per|Plus|Last"
    "|Next|Past|First|Top|Out|Any|Another|Other|Even|Still|Also|Now|Today|Further|Including|Versus|Vs|We|They|It|He|She|I|Is|Are|Was|Were|Had"
    "|Has|Have|Will|Total|Revenue|Revenues|Sales|Deliveries|Shipments|Volume|Volumes|Orders|Stores|Outlets|Employees|Headcount|Users|Units"
    "|Margin|Profit|Price|Target|Income|Output|Capacity|Production|Range|Score|Index|Count|Number|Value|Cost|Costs|Capex|Price|Rating|Stations"
    "|Branches|Models|Patents|Net|Gross|Average|Of|Europe|China|India|Germany|Asia|America|Japan|Africa|Beijing|Shanghai|Shenzhen|Wuhan|Korea"
    "|Brazil|Mexico|Thailand|Indonesia|Spain|Italy|France|Britain|London|Paris|Overseas|Mainland|January|February|March|April|May|June|July"
    "|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Brent|WTI|EPS|DPS|BPS|PE|PB|PS|EV"
    "|EBITDA|EBIT|ASP|ASPs|ARPU|MAU|MAUs|DAU|DAUs|GMV|PMI|CPI|PPI|TP|NAV|NPS|AUM|CAGR|ROE|ROA|ROIC|NIM|NPL|YTD|AND|OR|THE|IN|OF|TO"
    "|YoY|QoQ|MoM|HoH|[A-Z][a-z]+(?:ly|ed)"
)
_MODELS = r"Ultra|Pro|Max|Plus|Air|Mini|mini|Elite|Turbo|Lite|SE|GT|Fold|Flip|Edge|FE|Neo|[Ss]eries|系列"
_CHINESE_NAMES = (
    "第|图表?|(?<![代发报列外手仪])表|附注|附录|注释|公式|代码|编号|版本|型号|小米|红米|华为|荣耀|麒麟|骁龙|高通|天玑|鸿蒙|澎湃|玄戒|极氪|海豹|海狮"
    "|沪深|中证|上证|科创|创业板|标普|纳斯达克|纳指|日经|财富|胡润|世界|苹果|三星|一加|真我|小鹏|问界|理想|深蓝|英伟达|恒指|富时"
)
_INTEGER = r"[0-9]{1,4}(?![0-9])"
_CHAIN = rf"(?:(?:, ?|/|-| and |, and | to |和|、|至){_INTEGER})*"
_BARE = rf"(?![0-9A-Za-z]|[.,][0-9]|{MEASURE})"
_CAPITALISED = rf"(?=[A-Z][A-Za-z&'-]* [0-9A-Z])(?!(?:{_OPENERS}|{MARK})\b)[A-Z][A-Za-z&'-]*"

_NAMES: Mapping[str, str] = {
    "Table 2, pp. 12–15, sec. 3.2": rf"(?:{_capital_or_not(_REFERENCES)}) ?[0-9]+(?:\.[0-9]+)*{_CHAIN}{_BARE}",
    "iPhone 17, HyperOS 2.0": rf"(?:[a-z]+[A-Z]|[A-Z][a-z]+[A-Z])[A-Za-z]* [0-9]{{1,4}}(?:\.[0-9]{{1,2}})?(?:/{_INTEGER})*{_BARE}",
    "Xiaomi 17, CSI 300, Gemini 2.5": rf"{_CAPITALISED} (?:[0-9]{{1,2}}\.[0-9]|[0-9]{{1,4}}[A-Z]?(?![0-9])(?:-[0-9]{{3}})?|[A-Z] [0-9]{{1,5}})(?:/{_INTEGER})*{_BARE}",
    "ISO 26262": rf"(?:ISO|GB|IEC|UN|SAE)(?:/T)? [0-9.]+{_BARE}",
    "第15, 图3, 小米17": rf"第 ?[0-9]+(?:[-至到、][0-9]+)*|(?:{_CHINESE_NAMES}) ?[0-9]+(?:\.[0-9])?{_CHAIN}{_BARE}",
    "SU7, GPT-4, 5G, 3rd": r"(?!(?i:yoy|qoq|mom|hoh)[-+])(?:[A-Za-z]+(?:[-._][A-Za-z]+)*[-._]?[0-9]|[0-9]+[A-Za-z])[A-Za-z0-9]*"
    r"(?:[-._][A-Za-z0-9]+)*\+?",
    "#15, [15]": r"#[0-9A-Fa-f]+|\[[0-9]{1,3}(?:[,-] ?[0-9]{1,3})*\]",
}

# Stretches that start with a digit.
_NUMBERED: Mapping[str, str] = {
    "14:30, 16:9, 6分46秒874": r"[0-9]+分[0-9]+秒[0-9]*|[0-9]+(?:\.[0-9]+)?:[0-9]+(?:\.[0-9]+)?(?::[0-9]+)?(?: ?[ap]\.?m\b\.?)?",
    "9 a.m., 8点半": r"[0-9]{1,2} ?[ap]\.?m(?![A-Za-z])\.?|[0-9]{1,2}[点时](?:[0-9]{1,2}分|半|整|许)",
    "2.0.1": r"[0-9]+(?:\.[0-9]+){2,}",
    "1810.HK": r"[0-9]{3,6}[.:-](?:HK|SH|SZ|SS|TW|KS|T|N|O|SI|BJ)(?![A-Za-z0-9])|[0-9]{3,6} (?:HK|CH|TT|KS|JP)(?![A-Za-z0-9]| dollar)",
    "400-820-8820": r"\+?[0-9]{1,4}(?:[ -]\(?[0-9]{3,4}\)?){2,}(?![0-9])|0[0-9]{2,3}-[0-9]{7,8}|1[3-9][0-9]{9}(?![0-9])",
    "1/3, 24/7, 1920×1080": rf"[0-9]+(?: ?[×*] ?|/)[0-9]+(?![0-9]|[.,/×*][0-9]| ?[×*]|{MEASURE})|7[×*/]24(?:小时| ?h(?:ours?)?)?",
    "(301291)": r"(?<=\()[0-9]{6}(?=\))",
    "007": r"0[0-9]+(?![0-9.,])",
    "17 Ultra": rf"[0-9]{{1,3}}\+? ?(?:{_MODELS})(?![A-Za-z])",
    "500强, 3号线, 90后": r"[0-9]+ ?(?:强|后|号|代|周年|世纪|年代|届|版|型|线|同城|氪|寸照)",
    "2.0时代": r"[0-9]\.0(?= ?(?:时代|版|阶段|战略|体系|模式|version|era))",
    "618, 11.11": rf"(?:618|11\.11){_BARE}",
    "2K, 12M, 2B": r"(?<![$€£¥])(?:1\.5|2|2\.5|2\.8|3|4|5|8)K(?![A-Za-z0-9])|(?<![$€£¥])(?:3|6|9|12|18|24)M(?![A-Za-z0-9])|2[BC](?![A-Za-z0-9])",
    "20-F, 7-Eleven": r"[0-9]+-(?!(?:[KMGTE]?B|[kMGT]?Wh?|V|MP|TOPS|RMB|USD|HKD|PS)\b)[A-Z]",
    "the 90s": r"(?:(?<=the )|(?<=their )|(?<=mid )|(?<=late )|(?<=early )|(?<=low )|(?<=high )|(?<=low-)|(?<=high-)|(?<=mid-))[0-9]0s\b",
}
# At the start of a line, a number that only counts the items.
_ITEM = re.compile(r"^ *\(?[0-9]{1,2}[.)、](?= |[^0-9%])", re.MULTILINE)

# --- Amounts --------------------------------------------------------------------------------------

_RUN = r"[0-9](?:[0-9.,']*[0-9])?"
_SKIPPED = "|".join(_NUMBERED.values())
_AMOUNT = "".join(
    (
        r"(?:(?<![0-9A-Za-z])(?<![0-9][.,'])|(?<=[oO][YQMH])(?=[-+][0-9]))",
        rf"(?:(?:{_bounds(_BEFORE, 'b')})(?: (?:an?|the|its))?[ \n]?)?",
        rf"(?P<amount>(?P<sign>(?<![0-9%)])[-+])?(?:(?P<mark>{MARK}) ?)?(?P<minus>-(?=[0-9]))?",
        rf"(?:\((?P<loss>{_RUN})\)(?= ?%)|(?!{_SKIPPED})(?P<digits>{_RUN}|\.[0-9]+)",
        rf"|(?P<rate>[百千])分之(?:(?P<rated>{_RUN})|(?P<rating>[{_DIGIT_SIGNS}两十百]+(?:点[{_DIGIT_SIGNS}]+)?))",
        r"|(?P<tenths>(?:(?<![一二三四五六七八九])[一二两三四五六七八九]|[1-9])成[一二三四五六七八九半]?)(?![为立员长本功交分绩品就果熟人年型都效不])",
        rf"|(?P<chinese>{_CHINESE})|(?P<english>{_ENGLISH})|(?P<one>[Aa])(?= (?:million|billion|trillion)(?!-)\b))",
        r"(?P<more>[多余来](?=[十百千]?[万亿]))?",
        rf"(?:{GAP}(?P<scale>{SCALE})|(?(mark) ?(?P<coin>{MONEY_LETTER})|(?P<letter>{LETTER})))?",
        rf"(?P<much>[多余](?={UNIT}))?(?:{GAP}(?P<unit>{UNIT}))?)(?!(?<![\u4e00-\u9fff])[0-9A-Za-z]|[½⅓¼¾])",
        rf"(?: ?[{CLASSIFIERS}]?(?:{_bounds(_AFTER, 'a')}))?",
    )
)
_WORDS_BEFORE_MEASURE = rf"(?<![A-Za-z])(?:{_ENGLISH}|[Aa](?= [mbt])){GAP}(?:{SCALE}|{UNIT})"
_SIGNS_BEFORE_MEASURE = rf"[百千]分之|[一二两三四五六七八九十百千](?:[万亿成百千十]|{UNIT})"


@cache
def _reader() -> re.Pattern[str]:
    """The pattern of an amount, or of digits to step over."""
    return re.compile(rf"{_AMOUNT}|(?<![0-9A-Za-z])(?:{_SKIPPED}|{'|'.join(_NAMES.values())})")


@cache
def _hint() -> re.Pattern[str]:
    """What every text with a quantity has."""
    return re.compile(f"[0-9０-９]|{_SIGNS_BEFORE_MEASURE}|{_WORDS_BEFORE_MEASURE}")


class _Part(msgspec.Struct, frozen=True):
    """One printed number, with what was printed of its measure."""

    digits: str
    """Decimal digits, or as printed where they can be read in two ways (`1,80`)."""
    power: int | None
    unit: str | None
    shift: int
    """The power of ten that the unit carries."""
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
        return Decimal(f"1E{self.exponent - len(self.digits.partition('.')[2])}")

    @property
    def whole(self) -> bool:
        """Whether the number can be read in one way only, whatever its measure."""
        return bool(_PLAIN.fullmatch(self.digits))


_SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "digits": str,
    "loss": str,
    "rated": str,
    "rating": _chinese_number,
    "tenths": _tenths_number,
    "chinese": _chinese_number,
    "english": _english_number,
    "one": lambda _: "1",
}
_EXACT = Context(prec=120)
_PLAIN = re.compile(r"-?(?:[0-9]{1,24}(?:\.[0-9]{1,24})?|\.[0-9]{1,24})")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[,'][0-9]{3})+(?:\.[0-9]+)?|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_BOUND_GROUPS = {f"{prefix}{bound.name}": bound for prefix in "ba" for bound in Bound}


def _number(match: re.Match[str]) -> str:
    """The digits of a matched amount, with its sign and without separators."""
    digits = next(number(match[group]) for group, number in _SPELLINGS.items() if match[group])
    plain = digits.replace(",", "").replace("'", "") if _GROUPED.fullmatch(digits) else digits
    return f"-{plain}" if match["sign"] == "-" or match["minus"] or match["loss"] else plain


_CHINESE_AROUND = re.compile("[\u3001-\u9fff\uff0c-\uff1b]")


def _measure(match: re.Match[str]) -> tuple[str | None, int]:
    """The unit printed with a matched amount; one after the number overrides a mark before it."""
    if match["unit"]:
        # In Chinese prose `pct` is a percentage point.
        around = (
            match.string[match.start("amount") - 1 : match.start("amount")] + match.string[match.end("amount") :][:1]
        )
        return ("pp", 0) if match["unit"] == "pct" and _CHINESE_AROUND.search(around) else measures.unit(match["unit"])
    if match["rate"] or match["tenths"]:
        return ("‰" if match["rate"] == "千" else "%"), 0
    return (measures.currency(match["mark"]) if match["mark"] else None), 0


def _qualifier(match: re.Match[str], unit: str | None) -> tuple[Bound, bool]:
    """How the amount is qualified, and whether by words before it."""
    groups = match.groupdict()
    named = next((name for name in _BOUND_GROUPS if groups.get(name) is not None), None)
    before = match.string[match.start() : match.start("amount")].split(" ")[0].lower()
    # In `invest 200 billion over 5 years` and `近三年` nothing is bounded: the years are those in which it happens.
    if unit in _LONG_TIMES and before in ("over", "近") and not _preceded(_FOR, match.string, match.start()):
        return Bound.EXACT, False
    if named:
        return _BOUND_GROUPS[named], named[0] == "b"
    return (
        Bound.ABOUT if match["more"] == "来" else Bound.OVER if match["more"] or match["much"] else Bound.EXACT
    ), False


def _part(match: re.Match[str]) -> _Part:
    """What one match says."""
    scale = match["scale"] or match["coin"] or match["letter"]
    unit, shift = _measure(match)
    bound, before = _qualifier(match, unit)
    start, end = match.span("amount")
    return _Part(
        digits=_number(match),
        power=measures.power(scale) if scale else None,
        unit=unit,
        shift=shift,
        marked=bool(match["rate"] or (match["mark"] and not match["unit"])),
        spelled=bool(match["chinese"] or match["english"] or match["one"]),
        bound=bound,
        bound_start=match.start() if before else start,
        start=start,
        end=end,
        stop=match.end(),
    )


# --- Ranges and lists -----------------------------------------------------------------------------


class _Joint(enum.Enum):
    """What stands between two numbers that may share one measure."""

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
_FOR = re.compile(r"(?:for|of|than|after|last(?:s|ed|ing)?|tak(?:e|es|ing|en)|took|spann?(?:s|ing|ed)?|been) $")


def _preceded(pattern: re.Pattern[str], text: str, place: int) -> bool:
    """Whether a pattern that ends with `$` ends at this place."""
    return bool(pattern.search(text, max(0, place - 24), place))


def _joint(text: str, left: _Part, right: _Part) -> _Joint | None:
    """How two numbers are joined, if they are."""
    gap = text[left.stop : right.start]
    if len(gap) > 6 or left.stop > left.end or right.bound_start < right.start or not (left.whole and right.whole):
        return None
    joint = _JOINTS.get(gap.strip())
    if joint is _Joint.AND and (_preceded(_BETWEEN, text, left.bound_start) or text.startswith("之间", right.stop)):
        return _Joint.RANGE
    return joint


def _touching(left: _Part, right: _Part) -> _Part | None:
    """Two numbers as one, where they touch and are parts of a sum: `1亿2000万`."""
    if (
        left.stop < right.start
        or left.unit is not None
        or not left.power
        or not right.power
        or left.power <= right.power
    ):
        return None
    total = _EXACT.scaleb(Decimal(left.digits), left.power - right.power)
    return msgspec.structs.replace(
        right,
        digits=f"{_EXACT.add(total, Decimal(right.digits)):f}",
        start=left.start,
        bound=left.bound,
        bound_start=left.bound_start,
    )


def _settled(text: str, parts: Iterable[_Part]) -> list[_Part]:
    """The numbers of a text, once it is clear which sign is a dash (`5元-10元`, `2%~3%`) and which belong together (`1亿2000万`)."""
    settled: list[_Part] = []
    for part in parts:
        if settled and settled[-1].stop == part.bound_start and settled[-1].whole and part.whole:
            if part.digits[0] == "-":
                part = msgspec.structs.replace(
                    part, digits=part.digits[1:], start=part.start + 1, bound_start=part.start + 1
                )
            elif text[part.bound_start] == "~":
                part = msgspec.structs.replace(part, bound=Bound.EXACT, bound_start=part.start)
            elif total := _touching(settled[-1], part):
                settled[-1] = total
                continue
        settled.append(part)
    return settled


class _Chain(msgspec.Struct, frozen=True):
    """Numbers that stand in one range or list, with what joins each to the next."""

    parts: tuple[_Part, ...]
    joints: tuple[_Joint, ...]


def _chains(text: str, parts: Sequence[_Part]) -> Iterator[_Chain]:
    """The numbers of a text, those that are joined together."""
    joints = [_joint(text, left, right) for left, right in pairwise(parts)]
    start = 0
    for index, joint in enumerate([*joints, None] if parts else []):
        if joint is None:
            yield _Chain(tuple(parts[start : index + 1]), tuple(j for j in joints[start:index] if j))
            start = index + 1


def _marked_on(left: _Part, right: _Part, joint: _Joint) -> _Part:
    """The right number, with the currency printed before the left one where it serves both."""
    same_scale = left.power == right.power and left.power is not None
    serves = same_scale or (joint in (_Joint.RANGE, _Joint.EACH) and (left.power is None or right.power is not None))
    if right.unit is None and left.marked and serves:
        return msgspec.structs.replace(right, unit=left.unit, marked=True)
    return right


def _measured_back(left: _Part, right: _Part, change: bool, joint: _Joint) -> _Part:
    """The left number, with the scale and the unit printed after the right one where they serve both."""
    unit_too = (
        left.unit is None
        and right.unit is not None
        and not right.marked
        and (left.power is None or right.power is not None)
    )
    if (left.unit is not None and not left.marked) or (right.marked and not left.marked):
        return left
    if joint is _Joint.AND and right.unit in ("%", "pp") and abs(left.value) > 100 >= abs(right.value):
        return left
    power = right.power if left.power is None else left.power
    shared = msgspec.structs.replace(
        left, power=power, **({"unit": right.unit, "shift": right.shift} if unit_too else {})
    )
    if joint is not _Joint.RANGE or change or shared.value <= right.value:
        return shared
    unscaled = msgspec.structs.replace(shared, power=left.power)
    return unscaled if unscaled.value <= right.value else left


def _shared(chain: _Chain, change: bool) -> list[_Part]:
    """The numbers of a chain, each with the measure that is printed once for all."""
    parts, listed = list(chain.parts), _Joint.AND in chain.joints
    links = [(i, joint) for i, joint in enumerate(chain.joints) if listed or joint is not _Joint.COMMA]
    for i, joint in links:
        parts[i + 1] = _marked_on(parts[i], parts[i + 1], joint)
    for i, joint in reversed(links):
        parts[i] = _measured_back(parts[i], parts[i + 1], change and i == 0, joint)
    return parts


# --- Quantities -----------------------------------------------------------------------------------

# In these, a spelled number measures nothing.
_IDIOM = re.compile(
    r"(?i:one|a) (?i:day|second|minute|hour)\b|[Tt]hree[ -]quarters?\b(?<!(?:past|last|next) three quarters)"
    r"|[A-Za-z-]+ times(?! (?:the|as|its|their|that|what|higher|more|larger|bigger|faster|forward|earnings|sales|book|revenue)\b)"
    r"|一个?(?:年|天|周|月|季度|小时|分钟|秒|星期)(?![内期])|[一二三]元(?!钱)|[一二三四五]个?(?:年|年期)规划"
)
_HUNDREDS = re.compile("[百千]|[Hh]undred")
# Three digits after one point may be thousands, unless the measure leaves no doubt.
_POINTED = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_MONEY = frozenset(measures.MONEY)


def _is_ambiguous(part: _Part) -> bool:
    """Whether a number can be read in two ways: `1.800`, `RMB 1.800`, `1,80`."""
    unscaled = part.power is None and (part.unit is None or part.unit in _MONEY)
    return not part.whole or (unscaled and bool(_POINTED.fullmatch(part.digits)))


def _is_checked(text: str, part: _Part) -> bool:
    """Whether a careful reader would check a number; of those without a measure, not integers up to twelve."""
    if part.spelled and _IDIOM.match(text, part.start):
        return False
    if part.unit is not None or part.power is not None:
        return True
    if part.spelled:
        return bool(_HUNDREDS.search(text, part.start, part.end))
    return "." in part.digits or abs(part.value) > 12


class _Reading(msgspec.Struct, frozen=True):
    """One number, or the two ends of a range."""

    first: _Part
    last: _Part

    @property
    def ambiguous(self) -> bool:
        return _is_ambiguous(self.first) or _is_ambiguous(self.last)

    @property
    def quantity(self) -> Quantity:
        first, last = self.first, self.last
        bound = first.bound if first.bound is not Bound.EXACT else last.bound
        step = min(first.step, last.step)
        return Quantity(first.value, last.value, last.unit or "", bound, step, first.start, last.end, first.bound_start)


_RISE = re.compile(
    r"(?:by|rose|fell|gained|dropped|climbed|jumped|slid|lost|added|advanced|declined|up|down)(?: an?)? ?$"
)


def _is_rise(text: str, left: _Part, right: _Part) -> bool:
    """Whether `rose $100 to $1,099` tells a change and its result rather than a range."""
    apart = right.value >= 3 * left.value and (left.unit is None or left.unit in _MONEY)
    return apart and "to" in text[left.end : right.start] and _preceded(_RISE, text, left.bound_start)


def _readings_of(text: str, chain: _Chain) -> Iterator[_Reading]:
    """The values of a chain, two ends of a range as one."""
    change = _preceded(_CHANGE, text, chain.parts[0].bound_start)
    parts, index = _shared(chain, change), 0
    while index < len(parts):
        left, right = parts[index], parts[min(index + 1, len(parts) - 1)]
        ranged = index < len(chain.joints) and chain.joints[index] is _Joint.RANGE and not (change and index == 0)
        ranged = ranged and not _is_rise(text, left, right)
        paired = ranged and left.unit == right.unit and left.value <= right.value
        yield _Reading(left, right if paired else left)
        index += 2 if paired else 1


def _readings(text: str) -> Iterator[_Reading]:
    """Every value of a folded text from which dates, names and addresses are struck out."""
    parts = _settled(
        text, (part for match in _reader().finditer(text) if match["amount"] and (part := _part(match)).digits)
    )
    for chain in _chains(text, parts):
        yield from _readings_of(text, chain)


@lru_cache(maxsize=64)
def _named(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """The pattern of the names, the longest first; a name that something measures is a number (`Mi 10` in `Mi 10 million`)."""
    words = [
        r"[ \n]?".join(map(re.escape, fold(name).split()))
        for name in sorted(names, key=len, reverse=True)
        if name.strip()
    ]
    return (
        re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(words)})(?![0-9A-Za-z]|[.,][0-9]|{GAP}(?:{SCALE}|%))")
        if words
        else None
    )


def _without_names(text: str, names: Sequence[str]) -> str:
    """The text with addresses, the given names and the numbers of list items struck out."""
    pattern = _named(tuple(names))
    plain = without_addresses(text)
    named = blank(plain, (match.span() for match in pattern.finditer(plain))) if pattern else plain
    return blank(named, (match.span() for match in _ITEM.finditer(named)))


def _prose(text: str, names: Sequence[str]) -> str:
    """The text with all struck out in which digits are no quantity and which a pattern of amounts cannot know."""
    plain = _without_names(fold(text), names)
    return blank(plain, ((seen.start, seen.end) for seen in sightings(plain)))


def read_quantities(text: str, names: Sequence[str] = ()) -> tuple[Quantity, ...]:
    """What a careful reader would check in a text, in order; digits within any of the names are none of it."""
    if not _hint().search(text):
        return ()
    prose = _prose(text, names)
    return tuple(
        reading.quantity
        for reading in _readings(prose)
        if not reading.ambiguous and (_is_checked(prose, reading.first) or _is_checked(prose, reading.last))
    )


def read_ambiguous(text: str, names: Sequence[str] = ()) -> tuple[tuple[int, int], ...]:
    """The places of numbers that can be read in two ways, and are therefore not read."""
    if not _hint().search(text):
        return ()
    return tuple(
        (reading.first.start, reading.last.end) for reading in _readings(_prose(text, names)) if reading.ambiguous
    )


_NOUN = re.compile(rf" ?(?:[{CLASSIFIERS}]|[A-Za-z]+(?:[ -][A-Za-z]+){{0,3}}|[\u4e00-\u9fff]{{1,6}})?")


def read_value(text: str) -> Quantity | None:
    """The quantity that is the whole text, a counted noun after it allowed; here any number counts."""
    plain = fold(text).strip("\n ")
    offset = len(text) - len(fold(text).lstrip("\n "))
    dates = [(seen.start, seen.end) for seen in sightings(plain) if not plain[seen.start : seen.end].isdigit()]
    readings = [] if dates else list(_readings(plain))
    if len(readings) != 1 or readings[0].ambiguous:
        return None
    found = readings[0].quantity
    if found.bound_start or not _NOUN.fullmatch(plain, readings[0].last.stop):
        return None
    return msgspec.structs.replace(found, start=found.start + offset, end=found.end + offset, bound_start=offset)


# --- Writing --------------------------------------------------------------------------------------

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
_MARK_WORDS = {"CNY": "RMB ", "HKD": "HK$", "USD": "US$", "EUR": "€", "GBP": "£"}
_CHINESE_UNITS = {
    "CNY": "元", "HKD": "港元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "%": "%", "pp": "个百分点", "bp": "个基点", "x": "倍",
    "day": "天", "week": "周", "month": "个月", "quarter": "个季度", "year": "年", "hour": "小时", "minute": "分钟", "second": "秒", "": "",
}  # fmt: skip


def _scale_for(step: Decimal, scales: Mapping[int, str]) -> int:
    """The smallest scale in which the last digit that counts stands at the units or behind the point."""
    place = step.adjusted()
    return next((power for power in scales if power >= place), max(scales))


def _figure(value: Decimal, step: Decimal, power: int, pointed: bool) -> str:
    """A number in a scale, with grouped thousands and as many decimals as its step has."""
    decimals = max(0, power - step.adjusted())
    digits = f"{_EXACT.scaleb(value, -power):,.{decimals}f}"
    # With three decimals and no measure it could be read in two ways: a fourth leaves no doubt.
    return f"{digits}0" if not pointed and decimals == 3 and _POINTED.fullmatch(digits) else digits


def format_quantity(q: Quantity, lang: str = "en") -> str:
    """The quantity in words that read_value reads as the same value, in English (`en`) or Chinese (`zh`)."""
    power = _scale_for(q.step, _SCALE_WORDS[lang])
    pointed = power > 0 or not (q.unit == "" or q.unit in _MONEY)
    low, high = (_figure(value, q.step, power, pointed) for value in (q.low, q.high))
    joint = ("至" if lang == "zh" else " to ") if q.low < 0 else ("-" if lang == "zh" else "–")
    digits = low if q.low == q.high else f"{low}{joint}{high}"
    return _BOUND_WORDS[lang][q.bound] + _with_unit(digits + _SCALE_WORDS[lang][power], q.unit, lang)


def _with_unit(amount: str, unit: str, lang: str) -> str:
    """An amount with its currency before it or its unit after it."""
    if lang == "zh" and unit in _CHINESE_UNITS:
        return amount + _CHINESE_UNITS[unit]
    if unit in _MONEY:
        return f"{_MARK_WORDS.get(unit, unit + ' ')}{amount}" if amount[0] != "-" else f"{amount} {unit}"
    return amount + (unit if unit in ("%", "‰", "x", "") else f" {unit}")


# --- Comparison -----------------------------------------------------------------------------------


class Match(enum.StrEnum):
    """How far a quantity of a source bears out a quantity that is said, the best first."""

    SAME = "same"
    ROUNDED = "rounded"
    BOUND_DIFFERS = "bound-differs"
    RANGE_END = "range-end"
    UNIT_DIFFERS = "unit-differs"
    SCALE_SUSPECT = "scale-suspect"
    NONE = "none"


_MERIT = list(Match)
_HOLDS: Mapping[Bound, Callable[[Decimal, Decimal], bool]] = {
    Bound.ABOUT: lambda found, said: True,
    Bound.NEARLY: operator.le,
    Bound.OVER: operator.gt,
    Bound.AT_LEAST: operator.ge,
    Bound.UP_TO: operator.le,
    Bound.UNDER: operator.lt,
}


def _coarseness(q: Quantity) -> Decimal:
    """The step to which a quantity is rounded; one with a qualifier may be rounded to its last non-zero digit, but not below two."""
    if q.bound is Bound.EXACT:
        return q.step
    ends = [end for end in (q.low, q.high) if end]
    places = (min(_EXACT.normalize(end).as_tuple().exponent, end.adjusted() - 1) for end in ends)
    return max(q.step, Decimal(f"1E{min(places, default=0)}"))


def _rounds(found: Decimal, said: Decimal, step: Decimal) -> bool:
    """Whether a number rounded to a step, half to even or half up, is the other."""
    return any(found.quantize(step, mode, _EXACT) == said for mode in (ROUND_HALF_EVEN, ROUND_HALF_UP))


def _is_looser(said: Quantity, found: Quantity) -> bool:
    """Whether a bound that is said holds of an exact value found, which lies within one step of it."""
    if found.bound is not Bound.EXACT or said.bound is Bound.EXACT or said.low != said.high:
        return False
    near = found.low if said.bound in (Bound.OVER, Bound.AT_LEAST) else found.high
    return _HOLDS[said.bound](near, said.low) and abs(near - said.low) <= _coarseness(said)


def _same_unit(said: Quantity, found: Quantity, loosen: bool) -> Match:
    """How far a value of the same unit bears out what is said."""
    step = _coarseness(said)
    equal = said.low == found.low and said.high == found.high
    if loosen and _is_looser(said, found):
        return Match.ROUNDED
    if equal or (_rounds(found.low, said.low, step) and _rounds(found.high, said.high, step)):
        hedged = said.bound in (Bound.ABOUT, Bound.NEARLY) and found.bound is Bound.EXACT and not equal
        if said.bound is found.bound or (hedged and _HOLDS[said.bound](found.high, said.high)):
            return Match.SAME if equal else Match.ROUNDED
        return Match.BOUND_DIFFERS
    ends = (found.low, found.high) if said.low == said.high and found.low != found.high else ()
    return Match.RANGE_END if any(_rounds(end, said.low, said.step) for end in ends) else Match.NONE


def _is_shifted(said: Quantity, found: Quantity) -> bool:
    """Whether both have the same digits, a power of ten apart."""
    ends = ((said.low, found.low), (said.high, found.high))
    shifts = {theirs.adjusted() - ours.adjusted() for ours, theirs in ends}
    return (
        len(shifts) == 1
        and shifts != {0}
        and all(ours and _EXACT.scaleb(ours, *shifts) == theirs for ours, theirs in ends)
    )


def compare(said: Quantity, found: Quantity, loosen: bool = False) -> Match:
    """How far `found` bears out `said`; with `loosen`, a bound may stand for an exact value close to it (`over 91%` for 91.26%)."""
    if said.unit == found.unit and (match := _same_unit(said, found, loosen)) is not Match.NONE:
        return match
    if said.unit != found.unit and (said.low, said.high) == (found.low, found.high):
        return Match.UNIT_DIFFERS
    alike = said.unit == found.unit or not said.unit or not found.unit
    return Match.SCALE_SUSPECT if alike and _is_shifted(said, found) else Match.NONE


def best(said: Quantity, founds: Iterable[Quantity], loosen: bool = False) -> tuple[Match, Quantity | None]:
    """The best that any of these bears out, and the first that does."""
    matches = [(compare(said, found, loosen), found) for found in founds]
    match, found = min(matches, key=lambda pair: _MERIT.index(pair[0]), default=(Match.NONE, None))
    return (match, found) if match is not Match.NONE else (match, None)
