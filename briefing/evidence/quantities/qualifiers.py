"""Qualifiers: words and symbols around a number, such as `about` or `≥`, that make it a bound of the true value.

Tables of words by bound, for before and after a number; `numbers` includes the former in its pattern. A word in front of
a qualifier may disable it (`handed over 500 cars`), and a negation reverses it (`not exceed` is `up to`). Qualifiers of
other languages count only if the text is in one with decimal commas.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities.decimal_commas import has_decimal_commas
from briefing.evidence.quantities.normalization import by_head, is_hanzi
from briefing.evidence.quantities.spellings import CLASSIFIERS
from briefing.model import Bound

_BEFORE: Mapping[Bound, str] = {
    Bound.ABOUT: "about|approximately|approx.|approx|around|roughly|some|circa|ca.|c.|in the region of|in the order of"
    "|on the order of|in the neighbourhood of|in the neighborhood of|give or take|差不多|约莫|~|≈|约为|约合|约达|约占|约|大约为|大约|大概|大致",
    Bound.NEARLY: "nearly|almost|close to|just under|just below|just short of|just shy of|slightly under|slightly below"
    "|slightly less than|slightly fewer than|slightly lower than|a little under|a little below|a little less than"
    "|a bit under|a bit less than|marginally below|marginally under|approaching|not quite|near"
    "|nigh on|shy of|just short of|verging on|接近|将近|逼近|直逼|临近|近",
    Bound.OVER: "over|more than|above|exceeding|exceeded|exceeds|exceed|surpassing|surpassed|surpasses|surpass"
    "|in excess of|upwards of|upward of|north of|greater than|higher than|larger than|>"
    "|topped|topping|tops|beyond|不止|超过了|超过|超出|超|逾|突破了|突破|破|高于|大于|多于",
    Bound.AT_LEAST: "at least|no less than|no fewer than|no lower than|not less than|not fewer than|not lower than"
    "|not below|at a minimum of|at a minimum|at the very least|at the least|a minimum of|minimum of|minimum|at or above"
    "|a floor of|floor of|as little as|as few as|as low as|下限为|下限是|下限|≥|>=|至少|最少|起码|不低于|不少于|不小于",
    Bound.UP_TO: "up to|at most|at the most|at a maximum|no more than|no higher than|no greater than|not more than|not higher than"
    "|not greater than|not exceeding|a maximum of|maximum of|maximum|as much as|as many as|as high as|at or below"
    "|a cap of|cap of|a ceiling of|ceiling of|a limit of|limit of|no longer than|上限为|上限是|上限|≤|<="
    "|最多|至多|不超过|不超|未超过|未超|不高于|不多于|不大于|最高|高达|多达",
    Bound.UNDER: "not even|short of|under|below|less than|fewer than|lower than|smaller than|south of|sub-|<"
    "|不到|低于|少于|小于|不足|不及|不满|未满|未及|未达|跌破",
}
# Ends of words: `cent` also covers `percent`.
_RATIOS = "% cent pp points bp"
# Words after which a word is not a qualifier: `handed over 500 cars`, `签约500家`; and in comparisons: `5% above 500`.
_UNLESS_AFTER: Mapping[str, str] = {
    "over": f"handed took taken taking carried {_RATIOS}",
    **dict.fromkeys(("above", "below", "under", "more than", "less than", "higher than", "lower than"), _RATIOS),
    "up to": "ramp ramped scale add adding adds added edged inched ticked crept went moved pushed",
    "约": "预 签 合 节 履 续 违 简 契 公 条 租 失 纽",
    "近": "最",
    "破": "打 攻 识 爆 跌",
    "超": "赶",
}
# What qualifies a number does not qualify the next one: `1,000 employees and over | €450 million`.
_OF_NO_OTHER = r"(?! than\b)(?! (?:[A-Z$€£¥]{1,4} ?)?[0-9])"
# Qualifiers after a number, as patterns in English and in Chinese.
_AFTER: Mapping[Bound, tuple[str, str]] = {
    Bound.ABOUT: (r"(?: [a-z]+)? or (?:so|thereabouts)\b|-odd\b", "左右|上下(?!游)"),
    Bound.OVER: (r"\+(?![0-9A-Za-z])|-plus\b", "有?余|多(?![元样数])|出头|开外"),
    Bound.AT_LEAST: (
        rf"(?: [a-z]+)? (?:or|and) (?:more|above|higher|over|older|longer|larger|greater)\b{_OF_NO_OTHER}"
        r"|(?: [a-z]+)? at (?:a minimum|the (?:very )?least)\b"
        r"|(?: [a-z]+)? at least(?=[,.;:)]|\Z)",
        "[及或]?以上|之上",
    ),
    Bound.UP_TO: (
        rf"(?: [a-z]+)? (?:or|and) (?:less|fewer|lower|below|under|younger|shorter|smaller)\b{_OF_NO_OTHER}"
        r"|(?: [a-z]+)? at (?:a maximum|the (?:very )?most)\b"
        r"|(?: [a-z]+)? at most(?=[,.;:)]|\Z)",
        "[及或]?以内|之内|封顶",
    ),
    Bound.UNDER: ("(?!)", "[及或]?以下|之下"),
}
# Before these, 过 means `more than` (`过百亿`), and `c` means `circa` (`c20%`).
_BEYOND = "过(?=[十百千]?[万亿])"
_CIRCA = r"c(?=[0-9][0-9.,]*(?:%|bn|mn|m|k|x|pp|bp)|[$€£¥]|RMB|HK|US)"


def _qualifying(word: str) -> tuple[str, str]:
    """The pattern of a qualifier in two pieces: its first letter in either case, and the rest."""
    space = " " if word.isascii() else ""
    unless = "".join(f"(?<!{before}{space}{word})" for before in _UNLESS_AFTER.get(word, "").split())
    # With an inline flag instead of the two cases, the engine could not reject at the first letter.
    head = f"[{word[0].upper()}{word[0]}]" if word[0].isascii() and word[0].isalpha() else re.escape(word[0])
    return head, re.escape(word[1:]).replace(r"\ ", " ") + unless


_BOUND_OF = {word: bound for bound, words in _BEFORE.items() for word in words.split("|")} | {
    "c": Bound.ABOUT,
    "过": Bound.OVER,
}


def bound_before(qualifier: str) -> Bound:
    """The bound that a qualifier before a number means; its first letter may be a capital."""
    return _BOUND_OF[qualifier[0].lower() + qualifier[1:]]


_DENIAL = lazy_re.compile(
    r"(?:\b(?:not|never|cannot|unlikely|[a-z]{1,7}n't))(?: (?:expected|likely|allowed|permitted))?(?: to)?"
    r"(?: (?:be|have|fall|drop|go|rise|come in))? $|(?:不[会得应能可]|没有)$"
)
_DENIED: Mapping[Bound, Bound] = {Bound.OVER: Bound.UP_TO, Bound.UNDER: Bound.AT_LEAST}
_MAX_DENIAL = 32


def denial_before(text: str, offset: int, bound: Bound) -> tuple[Bound, int]:
    """The bound and start of a qualifier at an offset, including words before it that negate it: `not | exceed`."""
    denied = _DENIED.get(bound)
    found = _DENIAL.search(text, max(0, offset - _MAX_DENIAL), offset) if denied else None
    return (denied, found.start()) if denied and found else (bound, offset)


_FOREIGN: Mapping[Bound, str] = {
    Bound.ABOUT: "rund etwa ungefähr environ unos alrededor_de cerca_de intorno_a",
    Bound.NEARLY: "fast knapp nahezu près_de presque casi quasi quase",
    Bound.OVER: "mehr_als über plus_de más_de più_di oltre mais_de superior_a",
    Bound.AT_LEAST: "mindestens au_moins al_menos almeno pelo_menos",
    Bound.UP_TO: "höchstens bis_zu jusqu'à au_plus hasta como_máximo fino_a até",
    Bound.UNDER: "weniger_als unter moins_de menos_de meno_di",
}
_EXACT: Final = Bound.EXACT  # looking up an enum member takes 25 times as long in Python 3.11
_FOREIGN_BOUNDS = {word.replace("_", " "): bound for bound, words in _FOREIGN.items() for word in words.split()}
_FOREIGN_ENDINGS = tuple(f"{word} " for word in _FOREIGN_BOUNDS)
_FOREIGN_WORD = lazy_re.compile(rf"\b(?:{'|'.join(_FOREIGN_BOUNDS)}) $", re.I)
_MAX_FOREIGN_WORD = 16


def foreign_bound(text: str, offset: int) -> tuple[Bound, int]:
    """The bound and start of a qualifier before an offset, in a text in a language with decimal commas."""
    start = max(0, offset - _MAX_FOREIGN_WORD)
    # A cheap test first, since most numbers follow another word.
    if not text[start:offset].removesuffix("\n").lower().endswith(_FOREIGN_ENDINGS):
        return _EXACT, offset
    found = _FOREIGN_WORD.search(text, start, offset)
    if not found or not has_decimal_commas(text):
        return _EXACT, offset
    return _FOREIGN_BOUNDS[found[0][:-1].lower()], found.start()


# The non-ASCII characters with which a qualifier may start.
FIRST_CHARS = "".join({word[0] for word in _BOUND_OF if not word.isascii()})


def before(chinese: bool) -> str:
    """The pattern of the qualifiers before a number, with Chinese ones only if requested."""
    words = (word for word in _BOUND_OF if word not in "c过" and (chinese or not is_hanzi(word[0])))
    letters = f"{_CIRCA}|{_BEYOND}" if chinese else _CIRCA
    return f"{by_head(map(_qualifying, sorted(words, key=len, reverse=True)))}|{letters}"


@cache
def _after(chinese: bool) -> re.Pattern[str]:
    words = ((bound, f"{english}|{chars}" if chinese else english) for bound, (english, chars) in _AFTER.items())
    qualifiers = "|".join(f"(?P<{bound.name}>{pattern})" for bound, pattern in words)
    # A lookahead, so that the many alternatives are tried only if one of them may match.
    opening = "" if chinese else r"(?= ?(?:[+-]|(?: [a-z]+)? (?:or|and|at) ))"
    return re.compile(f"{opening} ?{f'[{CLASSIFIERS}]?' if chinese else ''}(?:{qualifiers})")


def qualifier_after(text: str, offset: int, chinese: bool) -> tuple[Bound, int] | None:
    """The bound of the qualifier after an amount, and the offset where it ends; None if there is none."""
    found = _after(chinese).match(text, offset)
    return (Bound[str(found.lastgroup)], found.end()) if found else None
