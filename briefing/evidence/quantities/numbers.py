"""Scanner of numbers: digits or spelled numbers in a text, with the qualifier, sign and currency before them.

One large pattern finds them. It is tried only around characters and words that can be part of a number, which a
small pattern finds first. The measure after a number is parsed by `amounts`.
"""

import re
import string
from collections.abc import Callable, Mapping
from functools import cache

import msgspec

from briefing import lazy_re
from briefing.evidence.quantities.currency_marks import MARK
from briefing.evidence.quantities.exclusions import end_of_numbered
from briefing.evidence.quantities.measures import is_measured, units
from briefing.evidence.quantities.normalization import (
    AFTER_A_GLUED_WORD,
    is_hanzi,
    may_be_chinese,
    one_of,
    with_common_numerals,
)
from briefing.evidence.quantities.numerals import (
    CHINESE,
    ENGLISH,
    FRACTION,
    HALF,
    MAX_UNCHECKED,
    NUMERAL_CHARS,
    PART,
    POINTS,
    TENTHS,
    WHOLE_SCALE,
    WORDS,
    chinese_number,
    end_of_english,
    english_number,
    half_or_quarter,
    mixed_number,
    tenths_number,
)
from briefing.evidence.quantities.qualifiers import FIRST_CHARS, before, bound_before, denial_before, foreign_bound
from briefing.evidence.quantities.spellings import CLASSIFIERS, MARKS
from briefing.evidence.quantities.visible import VULGAR
from briefing.model import Bound

# --- One number -------------------------------------------------------------------------------------------------------

# A number does not begin within a word or another number. But a Chinese one may follow anything, a sign may follow
# `YoY`, a digit or a comma, and `<` or `>` may follow a letter.
_FRONT = (
    r"(?:(?<![0-9A-Za-z])(?<![0-9][.,'])|(?![A-Za-z ])(?:(?=[^\x00-\x7f])"
    r"|(?=[-+][0-9.$])(?:(?<=[oO][YQMH])|(?<=[0-9%],))|(?=[<>]=? ?\.?[0-9])(?<=[A-Za-z])"
    r"|(?=\$[0-9])(?<=[a-z]{3})(?<!aud|nzd|cad|hkd|sgd|cdn)"
    rf"|(?=[0-9$])(?<=[a-z]){AFTER_A_GLUED_WORD}))"
)
_PLUS = r"plus (?<=[0-9%ts] (?:to|or) plus )|plus (?<=[0-9%ts] and plus )|正(?<=[0-9%‰点至到~-]正)(?=[0-9])"
"""Words for a plus at the upper end of a range that begins below zero."""
_FOREIGN_MINUS = (
    r"[Mm]enos (?<![0-9%ou] .enos )(?<![Aa]l .enos )|[Mm]oins (?<![0-9%] .oins )(?<![AaOoDd]u .oins )"
    r"|[Mm]eno (?<![0-9%o] .eno )|[Mm]iinus |[Мм]инус |マイナス ?|마이너스 ?"
)
"""In Spanish and Portuguese, French, Italian, Finnish, Russian, Japanese and Korean; `al menos` is a bound."""
_SIGN = (
    r"[-+](?<![0-9%-].)(?<![0-9%]\).)|[Mm]inus (?<!plus or minus )(?<!plus and minus )(?<!plus/minus )|[Nn]egative "
    rf"|负(?<!正负)(?:的 ?| )?|零下|{_PLUS}|{_FOREIGN_MINUS}"
)
# Atomic, so that in `18.5T` not even the 18 is an amount. Digits that continue on the next line, or after a space and
# a comma (`1 ,250`), may belong to one number.
_RUN = r"(?>[0-9](?:[0-9.,']*[0-9])?)"
_LINES = rf"{_RUN}(?>(?:\n{_RUN}|(?: ,|,\n)[0-9]{{3}}(?![0-9]))*)"
# Groups of three after plain spaces may be one number or two; in a row whose other numbers have commas, they are two.
_GROUP = "(?: [0-9]{3}(?![0-9]))"
_SPACED = (
    rf"(?>[1-9][0-9]{{0,2}}(?:{_GROUP}{{0,4}}?(?: 0[0-9]{{2}}(?![0-9])){_GROUP}*"
    rf"|(?<!,[0-9]{{3}} [0-9])(?<!,[0-9]{{3}} [0-9]{{2}})(?<!,[0-9]{{3}} [0-9]{{3}}){_GROUP}{{1,4}}"
    r"(?! [0-9]{4}| [0-9]+[,.][0-9]))(?:[.,][0-9]+)?)"
)
_ONE = (
    r"[Aa](?<!thirds of a)(?<!third of a)(?<!fifths of a)(?<!fifth of a)(?<!eighths of a)(?<!tenths of a)(?<!tenth of a)"
    r"(?<!fraction of a)(?= (?:hundred (?:thousand|million|billion)|million|billion|trillion)(?!-)\b)"
)
# The last group that matches gives the name of the spelling.
_FORMS: Mapping[str, str] = {
    "三成": rf"(?P<tenths>{TENTHS})",
    "1,800.5, 7 1/2": rf"(?P<digits>{_SPACED}|{_LINES}|\.[0-9]+)(?P<mixed>{PART})?",
    "½": rf"(?P<vulgar>[{VULGAR}])",
    "百分之5": rf"(?P<rate>[百千])分之(?:(?P<rated>{_RUN})|(?P<rating>(?:[{NUMERAL_CHARS}两十]|百(?!分))+{FRACTION}))",
    "(超)百亿元": rf"(?P<whole>{WHOLE_SCALE})",
    "三千五百": rf"(?P<chinese>{CHINESE})",
    "half a point": rf"(?P<points>{POINTS})",
    "half a (million)": rf"(?P<half>{HALF})",
    "twenty-five": rf"(?P<english>{ENGLISH})",
    "a (million)": rf"(?P<one>{_ONE})",
}
_SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "digits": str,
    "mixed": mixed_number,
    "vulgar": mixed_number,
    "rated": str,
    "rating": chinese_number,
    "tenths": tenths_number,
    "chinese": chinese_number,
    "points": half_or_quarter,
    "half": half_or_quarter,
    "english": english_number,
    "one": lambda _: "1",
    "whole": lambda _: "1",
}
_SPELLED = frozenset({"chinese", "english", "half", "one", "points", "whole"})
_OWN_UNITS = {"tenths": "%", "points": "pp"}
_RATES = {"百": "%", "千": "‰"}
_PLAIN = lazy_re.compile(r"-?(?:[0-9]{1,24}(?:\.[0-9]{1,24})?|\.[0-9]{1,24})")
_GROUPED = lazy_re.compile(
    r"[1-9][0-9]{0,2}(?:[,'][0-9]{3})+(?:\.[0-9]+)?|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
)
# With a decimal comma, made certain by the way in which the thousands are grouped: `12.450,7`.
_EUROPEAN = lazy_re.compile(r"[1-9][0-9]{0,2}([.' ])[0-9]{3}(?:\1[0-9]{3})*,(?:[0-9]{1,2}|[0-9]{4,})")
# Several groups of three after points; `_unseparated` excludes IP addresses (`192.168.100.200`).
_POINTS = lazy_re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,4}")


@cache
def _pattern(chinese: bool) -> re.Pattern[str]:
    """The pattern of a number with its qualifier, sign and mark."""
    # Rejecting at once the characters that start no number makes the search of Chinese text four times as fast.
    marks = (mark[0] for marks in MARKS.values() for mark in marks.split("|"))
    firsts = {*NUMERAL_CHARS, *VULGAR, *"两十百千万亿负正半Ммマ마", *FIRST_CHARS, *marks}
    chars = "".join(sorted(char for char in firsts if not char.isascii() and (chinese or not is_hanzi(char))))
    return re.compile(
        rf"(?=[!-~{chars}]){_FRONT}"
        rf"(?P<lead>(?P<qualifier>{before(chinese)})(?P<article> (?:an?|the|its))?(?:  ?|\n)?)?"
        rf"(?P<sign>{_SIGN})?(?:(?P<mark>{MARK}) {{0,2}}(?P<minus>-(?=[0-9]))?)?{one_of(_FORMS, chinese)}"
    )


class Number(msgspec.Struct, frozen=True):
    """A printed number, without its measure."""

    digits: str
    """With its sign and without separators; empty if the characters are not one number (`七八`)."""
    spelled: bool
    start: int
    """Its start, including sign and mark."""
    end: int
    mark: str
    """The currency before it."""
    rate: str
    """The unit that its spelling implies: `%` for 三成."""
    lead: str
    """The qualifying words before it, with their article."""
    lead_start: int
    bound: Bound
    """The bound that the qualifier expresses."""
    has_article: bool
    is_rate: bool
    """Whether its rate is spelled before its digits: 百分之五."""


def read_number(found: re.Match[str], chinese: bool) -> Number | None:
    """The number of a match; None if its digits belong to a name or a word."""
    spelling = str(found.lastgroup)
    text, end = found.string, found.end()
    if spelling == "english":
        end = end_of_english(text, end)
    if spelling == "digits" and _is_name(found, chinese):
        return None
    if spelling in ("mixed", "vulgar") and not _is_mixed(found, spelling):
        return None
    # 十 is a number by itself if it does not scale anything.
    ten = spelling == "whole" and not _scales_something(text, end)
    if ten and text[end] != "十":
        return None
    lead, mark = found["lead"] or "", found["mark"] or ""
    bound, lead_start = _bound(found)
    return Number(
        digits="10" if ten else _digits(found, spelling, end),
        spelled=spelling in _SPELLED,
        start=found.start() + len(lead),
        end=end + ten,
        mark=mark,
        rate=_rate(found, spelling),
        lead=lead or text[lead_start : found.start()],
        lead_start=lead_start,
        bound=bound,
        has_article=found["article"] is not None,
        is_rate=spelling in ("rated", "rating"),
    )


def _bound(found: re.Match[str]) -> tuple[Bound, int]:
    """The bound that the words before a number express, and the offset where they start."""
    if not found["lead"]:
        return foreign_bound(found.string, found.start())
    return denial_before(found.string, found.start(), bound_before(found["qualifier"]))


def _is_mixed(found: re.Match[str], spelling: str) -> bool:
    """Whether a fraction belongs to a number, or has a measure itself: `3/4 inch`, but not the list `1/2亿元`."""
    text, end = found.string, found.end()
    if spelling == "mixed" and found[spelling][0] != "/":
        return True
    return is_measured(text, end) and not is_hanzi(text[end])


def _is_name(found: re.Match[str], chinese: bool) -> bool:
    """Whether digits start a name; if they are spaced groups, only one that continues, as a telephone number may."""
    end = end_of_numbered(found.string, found.start("digits"), chinese)
    return end is not None and (end > found.end("digits") or " " not in found["digits"])


def _digits(found: re.Match[str], spelling: str, end: int) -> str:
    """The digits of a match that ends at an offset, with a sign and without separators; empty if they are no number."""
    printed = found.string[found.start("digits" if spelling == "mixed" else spelling) : end]
    plain = _unseparated(_SPELLINGS[spelling](printed))
    negative = found["sign"] not in (None, "+", "plus ", "正") or found["minus"]
    return f"-{plain}" if negative and plain else plain


def _unseparated(printed: str) -> str:
    """Digits without grouping and with a decimal point; as printed if they are ambiguous."""
    if printed.isdigit():
        return printed
    if _GROUPED.fullmatch(printed):
        return printed.replace(",", "").replace("'", "")
    if european := _EUROPEAN.fullmatch(printed):
        return printed.replace(european[1], "").replace(",", ".")
    if _POINTS.fullmatch(printed) and any(int(group) > 255 for group in printed.split(".")):
        return printed.replace(".", "")
    return printed


def _rate(found: re.Match[str], spelling: str) -> str:
    """The unit that the spelling of a number implies."""
    if spelling in _OWN_UNITS:
        return _OWN_UNITS[spelling]
    return _RATES[found["rate"]] if spelling in ("rated", "rating") else ""


def _scales_something(text: str, offset: int) -> bool:
    """Whether a scale without a number, such as 百亿 in `超百亿元`, is followed by a unit or classifier."""
    end = offset + (2 if text[offset] in "十百千" else 1)
    return text.startswith(tuple(CLASSIFIERS), end) or bool(units(text, end))


def is_plain(digits: str) -> bool:
    """Whether digits are a plain, unambiguous number."""
    return bool(_PLAIN.fullmatch(digits))


# --- Scanning ---------------------------------------------------------------------------------------------------------


def _opening(letter: str) -> str:
    """The pattern of the number words with this first letter."""
    rests = "|".join(word[1:] for word in WORDS if word[0] == letter.lower())
    # A pattern that begins with a literal letter, and not with a lookbehind, lets the engine skip ahead to it.
    return f"{letter}(?<![A-Za-z].)(?:{rests})(?![A-Za-z])"


_FIRST_LETTERS = sorted({letter for word in WORDS for letter in (word[0], word[0].upper())})
_AFTER_A = "(?<![A-Za-z].)(?= (?:hundred|million|billion|trillion)(?!-)\\b)"
_PARTS = [
    rf"{head}(?<![A-Za-z].)(?:alf|uarters?)(?: of)?(?: an?)?[ -](?:percentage[ -])?(?:points?|[mbt]r?illion|per ?cent)\b"
    for head in "hHqQ"
]
_WORDS = lazy_re.compile("|".join([*map(_opening, _FIRST_LETTERS), f"a{_AFTER_A}", f"A{_AFTER_A}", *_PARTS]))
_SPELLED_WORDS = frozenset(
    spelled.encode() for word in (*WORDS, "half", "quarter", "quarters") for spelled in (word, word.capitalize())
)
_LARGE = frozenset(word for word, value in WORDS.items() if value > MAX_UNCHECKED)
_AFTER_AN_A = frozenset({b"hundred", b"million", b"billion", b"trillion"})
_LETTERS = bytes(byte if chr(byte) in string.ascii_letters else ord(" ") for byte in range(256))
"""A translation table that turns all bytes but letters into spaces."""
_MAX_PREFIX = 40
"""The most characters of qualifier and mark before the digits of a number."""


def _is_spelled(text: str) -> bool:
    """Whether a text has an English number word."""
    return _may_be_spelled(text) and bool(_WORDS.search(text))


def _may_be_spelled(text: str) -> bool:
    """Whether a text has a word that may be part of a number; faster than finding where one begins."""
    words = text.encode(errors="replace").translate(_LETTERS).split()
    if not _SPELLED_WORDS.isdisjoint(words):
        return True
    return (b"a" in words or b"A" in words) and not _AFTER_AN_A.isdisjoint(words)


@cache
def _triggers(chinese: bool, spelled: bool) -> re.Pattern[str]:
    """The pattern of the characters and words that can be part of a number."""
    chars = f"[0-9{VULGAR}{'一二两三四五六七八九十百千万亿半' if chinese else ''}]"
    return re.compile(f"{chars}|{_WORDS.pattern}" if spelled else chars)


class NumberScanner:
    """Finds the numbers of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.chinese = may_be_chinese(text)
        self.pattern = _pattern(self.chinese)
        self.triggers = _triggers(self.chinese, _is_spelled(text))

    def next(self, offset: int) -> re.Match[str] | None:
        """The match of the first number at or after an offset; None if there is none."""
        trigger = self.triggers.search(self.text, offset)
        return self.pattern.search(self.text, max(offset, trigger.start() - _MAX_PREFIX)) if trigger else None


# --- Quick rejection of texts without numbers -------------------------------------------------------------------------


def may_spell_numbers(text: str) -> bool:
    """Whether a text without digits may contain a spelled number with a measure; most sentences do not."""
    if may_be_chinese(text):
        text = with_common_numerals(text)
        chars = _MAY_MEASURE.finditer(text, 0, len(text) - 1)
        if any(_has_measure_at(text, char.start()) for char in chars):
            return True
    return _may_be_spelled(text) and any(
        number[0][0] in "hHqQ" or number[0].lower() in _LARGE or is_measured(text, number.end())
        for number in _WORDS.finditer(text)
    )


_QUALIFYING = "超破逾近约达过到足于"
_COUNTING = "一二两三四五六七八九十百千半"


_MAY_MEASURE = lazy_re.compile(f"[{_QUALIFYING}{_COUNTING}]")


def _has_measure_at(text: str, offset: int) -> bool:
    """Whether a Chinese numeral at an offset is followed by a possible measure."""
    char, following = text[offset], text[offset + 1]
    if char in _QUALIFYING:
        return following in "万亿"
    return (
        following in "万亿成百千十"
        or (char in "百千" and text.startswith("分之", offset + 1))
        or (following in CLASSIFIERS and "十" in text[max(0, offset - 1) : offset + 1])
        or bool(units(text, offset + 1))
    )
