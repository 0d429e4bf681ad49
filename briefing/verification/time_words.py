"""Words for the time to which a rate refers, and for the time with which a change is compared.

`Average daily output was 3,200 t` and `3,200 t a day` make the same statement, `a monthly output of 3,200 t` another;
`同比增长3.2%` (year on year) and `环比增长3.2%` (on the previous period) differ too. The words are compared only if
both texts have them right beside the number, or in the heading of its cell, since a note may leave them out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from briefing import lazy_re

_OTHERS: Final = r"(?! (?:reports?|results|accounts|(?:general )?meeting|review|filings?|bulletin|data|update)\b)"


class _TimeWords(NamedTuple):
    """The words for a unit of time."""

    denominator: re.Pattern[str]
    """Words that say unambiguously that an amount is per this time."""
    hint: re.Pattern[str]
    """Words that may imply it for an amount elsewhere in the sentence."""


def _time_words(stem: str, phrases: str, names: str, implied: str = "(?!)") -> _TimeWords:
    adverb = rf"\b(?:{stem})\b{_OTHERS}|{phrases}"
    return _TimeWords(lazy_re.compile(adverb, re.I), lazy_re.compile(rf"\b(?:{stem}|{implied})\b|{names}", re.I))


_PRODUCTION: Final = "years?|capacit(?:y|ies)|nameplate|output|production|produc(?:es?|ing)|makes?"
TIMES: Final = {
    "year": _time_words(
        "annual(?:ly|i[sz]ed)?|yearly|per annum", "每年|年均|年产|年化", "年|产能|产量|生产", _PRODUCTION
    ),
    "quarter": _time_words("quarterly", "每季|季均", "季", "quarters?"),
    "month": _time_words("monthly", "每月|月均|月产", "月", "months?"),
    "week": _time_words("weekly", "每周|周均", "周", "weeks?"),
    "day": _time_words("daily", "每日|每天|日均|日产", "日|天", "days?"),
    "hour": _time_words("hourly", "每小时", "小时|时速", "hours?"),
}

# --- Right beside a number --------------------------------------------------------------------------------------------

_ADVERBS: Final[Mapping[str, str]] = {
    **{"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"},
    **dict.fromkeys(("annual", "annually", "yearly", "annualised", "annualized"), "year"),
    **{"dau": "day", "daus": "day", "wau": "week", "waus": "week", "mau": "month", "maus": "month"},
}
_NOUNS: Final = frozenset({"hour", "day", "week", "month", "quarter", "year"})
_EACH: Final = frozenset({"per", "a", "an", "each", "every", "pro", "je", "par", "al", "por"})
_FOREIGN_TIMES: Final = {
    **{"stunde": "hour", "tag": "day", "woche": "week", "monat": "month", "quartal": "quarter", "jahr": "year"},
    **{"heure": "hour", "jour": "day", "semaine": "week", "mois": "month", "trimestre": "quarter", "an": "year"},
    **{"hora": "hour", "día": "day", "semana": "week", "mes": "month", "año": "year", "mese": "month", "anno": "year"},
}
"""In German, French, Spanish and Italian."""
_MAX_WORDS: Final = 6
_MAX_CHARS: Final = 64
_MAX_SENTENCE: Final = 200
_PUBLICATIONS: Final = (
    "report reports results accounts general meeting meetings review filing filings bulletin data update survey surveys"
    " letter call note newsletter newspaper newspapers statement statements event conference summit list magazine poll"
    " briefing outlook presentation publication mail telegraph express statistics instalments installments ranking"
)
_NOT_TIMED: Final = frozenset(_PUBLICATIONS.split())
"""Words after `annual` and the like that refer to a publication, not to a number: `its annual report gives 640 kt`."""
_LATER: Final = "ago earlier before later after prior since sooner previously when on over"
_NOT_A_DENOMINATOR: Final = frozenset(_LATER.split())
_JOINTS: Final = (
    "a an the and or but that which who whose if when while because as than from with on for after before"
    " since until over"
)
_LINKS: Final = "in of at to is was were are be has had have by"
_BREAKS_BEFORE: Final = frozenset(_JOINTS.split())
_BREAKS_BEHIND: Final = _BREAKS_BEFORE | frozenset(_LINKS.split())
_CLAUSE: Final = lazy_re.compile(r"[.,;:()|。，；：、（）\n\0]\s?")
_MARKUP: Final = str.maketrans("", "", "*_`[]{}")
_CHINESE: Final = lazy_re.compile(
    r"(?:(?<![0-9去今本上当全前明近同半一二三四五六七八九十每度星])(?P<time>[日月年周季])(?:度|平)?"
    r"(?:均|活|产(?!品|业|生|汽)|销|薪|租|收入|工资|用电|发电|客流|订单|处理)"
    r"|每(?P<each>[日天月年周季]|小时))[^0-9，。；：、]{0,9}$"
)
_DENOMINATOR: Final = lazy_re.compile(
    r"(?:每[^0-9，。；：、每]{1,6})?(?:[/·・-] ?|每)"
    r"(?:(?P<name>years?|yr|months?|mth|mo|weeks?|wk|days?|hours?|hr|quarters?|qtr|[ahd])(?![A-Za-z0-9])"
    r"|(?P<char>[年月日天周季]|小时))",
    re.I,
)
"""A time as a second denominator: `€12/m² | /month`, `330元/千瓦 | ·年`."""
_SHORT: Final = {
    **{"yr": "year", "a": "year", "mth": "month", "mo": "month", "wk": "week", "d": "day", "hr": "hour", "h": "hour"},
    "qtr": "quarter",
}
_CHARS: Final = {"日": "day", "天": "day", "月": "month", "年": "year", "周": "week", "季": "quarter", "小时": "hour"}


def _against_time(time: str, chinese: str, more: str = "(?!)") -> re.Pattern[str]:
    """The pattern of words that compare with an earlier time: `year on year`, `y/y`, `from a year earlier`."""
    initial = time[0]
    return lazy_re.compile(
        rf"\b(?:{time}[- ](?:on|over)[- ]{time}|{initial}-?o-?{initial}|{initial}/{initial}|on the {time}(?! [12])"
        rf"|(?:from|than|compared with) (?:a {time} (?:earlier|ago|before)|the (?:previous|prior|preceding) {time})"
        rf"|{more})\b|{chinese}",
        re.I,
    )


_AGAINST: Final[Mapping[str, re.Pattern[str]]] = {
    "year": _against_time("year", "同比|[较比](?:上年|去年)同期"),
    "quarter": _against_time("quarter", "环比|[较比]上(?:一?季度|季(?!末))", "sequential(?:ly)?"),
    "month": _against_time("month", "环比|[较比]上个?月(?!末)"),
}
"""Comparisons by time; 环比 compares with the previous period, which may be a quarter or a month."""
_NEXT_NUMBER: Final = lazy_re.compile("[0-9]| and ")
_AMOUNT: Final = lazy_re.compile(r"\b(?!(?:19|20)[0-9]{2}\b)[0-9]")
"""A number that is not a year or part of a word such as `Q3`."""
_HAN: Final = lazy_re.compile("[\u3400-\u9fff]")
_ANNUALISED: Final = lazy_re.compile(r"\bannuali[sz]ed|\bSAAR\b|年化|年率", re.I)
_QUARTERLY: Final = lazy_re.compile(
    r"\b(?:in|for|over|during) (?:the|a|that) (?:[a-z]+ )?(?:quarter|month)\b|\bQ[1-4]|季度|环比", re.I
)
_YEARLY: Final = lazy_re.compile("annual|year|年", re.I)
_ABBREVIATED: Final = lazy_re.compile(r"\s?[(（][A-Za-z]{2,8}[)）]")
"""An abbreviation after the name: `monthly active users (MAU)`."""
_BASE: Final = lazy_re.compile(r"([较比](?:(?:上年|去年)同期|上个?(?:季度?|月)))的?[0-9][0-9,.]*[万亿]?")
_BASE_BEHIND: Final = lazy_re.compile(
    r"\b(from|than|compared with) \S*[0-9]\S* (?:(?:thousand|million|billion|trillion|per cent|percent|points?) )?"
    r"(a (?:year|quarter|month) (?:earlier|ago|before))\b"
)
"""The base of a change, with its number: `较去年同期的640辆增长`, `up 13% from $21 billion a year earlier`."""
_STOP: Final = lazy_re.compile(r"[.!?;]\s|[。！？；\n]")


class Beside(NamedTuple):
    """The times named beside a number."""

    per: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    basis: frozenset[str] = frozenset()
    """The time that a rate is based on: a quarter's rate may be annualised."""


class Apart(NamedTuple):
    """Two times that differ, each in words."""

    ours: str
    theirs: str
    is_certain: bool


def apart(ours: Beside, theirs: Beside) -> Apart | None:
    """The difference between the times that two texts name beside a number, if both name some and share none."""
    for one, other, words, is_certain in (
        (ours.per, theirs.per, "{}", True),
        (ours.against, theirs.against, "the {} before", True),
        (ours.basis, theirs.basis, "{}", False),
    ):
        if one and other and one.isdisjoint(other):
            return Apart(words.format(max(one)), words.format(max(other)), is_certain)
    return None


def beside(before: str, after: str) -> Beside:
    """The times named right before and right after a number."""
    before = _BASE.sub(r"\1", _ABBREVIATED.sub("", before[-_MAX_SENTENCE:]))
    after = _BASE_BEHIND.sub(r"\1 \2", after[:_MAX_SENTENCE])
    sentence = f"{_STOP.split(before[-_MAX_SENTENCE:])[-1]} {_STOP.split(after[:_MAX_SENTENCE])[0]}"
    before, after = before[-_MAX_CHARS:].translate(_MARKUP), after[:_MAX_CHARS].translate(_MARKUP)
    return Beside(
        frozenset({_named_before(before), _named_after(after)} - {""}),
        frozenset(_against(_CLAUSE.split(before)[-1], _CLAUSE.split(after)[0])),
        frozenset(_bases(sentence)),
    )


def _bases(sentence: str) -> Iterator[str]:
    if _ANNUALISED.search(sentence):
        yield "annualised year"
    if _QUARTERLY.search(sentence) and (_ANNUALISED.search(sentence) or not _YEARLY.search(sentence)):
        yield "quarter"


def in_heading(text: str) -> Beside:
    """The times named in the heading of a cell."""
    named = (time for clause in _CLAUSE.split(text) for time in _named_in(clause))
    return Beside(frozenset(named), frozenset(_compared(text)))


def _named_in(clause: str) -> Iterator[str]:
    """The times named by any of the words of a heading."""
    words = clause.lower().replace("/", " ").split()
    yield from {_CHARS.get(_chinese(clause), ""), *(_named(words[at:]) for at in range(len(words)))} - {""}


def _named(words: Sequence[str]) -> str:
    """The time that the first of some words names, unless it refers to a publication: `annual report`."""
    return _ADVERBS.get(words[0], "") if _NOT_TIMED.isdisjoint(words[1:3]) else ""


def _named_before(before: str) -> str:
    """The time named by the last `daily`, `annual` or the like before a number, at most a few words away."""
    clause = _CLAUSE.split(before)[-1]
    if found := _chinese(clause):
        return _CHARS[found]
    words = clause.lower().split()[-_MAX_WORDS:]
    for at in reversed(range(len(words))):
        if words[at] in _ADVERBS:
            return _named(words[at:])
        if words[at] in _BREAKS_BEFORE or not _is_word(words[at]):
            break
    return ""


def _is_word(text: str) -> bool:
    return text.replace("-", "").isalpha()


def _chinese(clause: str) -> str:
    """The character for the time before a number: 月 in `月均产量为`."""
    found = _CHINESE.search(clause)
    return (found["time"] or found["each"]) if found else ""


def _named_after(after: str) -> str:
    """The time named by the first words after a number: `a day`, `cars per month`, `annual revenue`."""
    if found := _DENOMINATOR.match(after):
        name = (found["name"] or "").lower()
        return _CHARS[found["char"]] if found["char"] else _SHORT.get(name, name.rstrip("s"))
    words = [*_CLAUSE.split(after)[0].lower().replace("/", " per ").split(), "", ""]
    for at, word in enumerate(words[:_MAX_WORDS]):
        if word in _ADVERBS:
            return _named(words[at:])
        if word in _EACH and (time := _noun(words[at + 1])):
            return time if words[at + 2] not in _NOT_A_DENOMINATOR else ""
        if word in _BREAKS_BEHIND or word.endswith(("ed", "paid")) or not _is_word(word):
            break
    return ""


def _noun(word: str) -> str:
    """The time that a noun names; empty if it names none."""
    return word if word in _NOUNS else _FOREIGN_TIMES.get(word, "")


def _against(before: str, after: str) -> Iterator[str]:
    """The times with which a number is compared: in English by the words after it, else by those before it.

    In `up 1.4% year on year to 640` the words apply to the number before them, in `同比增长3.2%环比增长1.4%` to the
    next one.
    """
    if _HAN.search(f"{before}{after}"):
        return _compared(_NEXT_NUMBER.split(before)[-1])
    own = before.rpartition(" and ")[-1]
    behind = tuple(_compared(_NEXT_NUMBER.split(after)[0]))
    return iter(behind) if behind or _AMOUNT.search(own) else _compared(own)


def _compared(text: str) -> Iterator[str]:
    return (time for time, words in _AGAINST.items() if words.search(text))
