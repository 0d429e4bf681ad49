"""The period for which a sentence gives one of its numbers: after it, before it, or at the beginning of its clause.

After it: `€40m in 2024`. Before it, and for it alone: `£5m (2024: £4m)`, `5.1%，而2024年为4.8%`, `2024年的4.8%`. At the
beginning of its clause: `In March prices fell 0.2%; in April they rose 0.4%`. A part of a year may lack its year.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from briefing import lazy_re
from briefing.evidence.quantities.calendar_forms import SMALL_NUMBERS
from briefing.evidence.quantities.named_periods import named_periods, names_of, periods_among
from briefing.evidence.quantities.normalization import fold, without_addresses
from briefing.evidence.quantities.parsed_text import CalendarMatch
from briefing.evidence.quantities.periods import calendar_matches, read_period
from briefing.model import Period

# --- after a number ---------------------------------------------------------------------------------

_BEHIND = lazy_re.compile(
    r"[*_\]]*(?:\s\([^()]{1,16}\))?(?:\s(?!than\b|from\b|against\b|versus\b)[a-z-]+){0,3}?\s(?:in|for|during|en|im|em|nel)\s(?:the\s)?"
    r"(?:full[ -]year\s)?"
)
# The most characters of a period after a number.
_MAX_BEHIND = 80


def period_behind(after: str) -> Period | None:
    """The period right after a number, given the text after the number: `€40m | of sales in 2024`; None without one."""
    joint = _BEHIND.match(after) or _AT_THE_END.match(after)
    periods = named_periods(after[joint.end() : joint.end() + _MAX_BEHIND]) if joint else ()
    if joint is None or not periods or periods[0].start:
        return None
    is_whole = not joint[0].endswith("(") or after.startswith(")", joint.end() + periods[0].end)
    return periods[0] if is_whole else None


_AT_THE_END = lazy_re.compile(
    r"(?:\s[a-z-]+){0,2}?\s(?:as\s)?(?:at|of|on(?!\s(?:19|20)[0-9]{2}\b))\s(?:(?:the\s)?end\sof\s|year-end\s)?(?:the\s)?|\s?\("
)
"""The text between a number and a day, or a period in brackets: `2 GW | at the end of | 2024`, `2 GW | (| 2025)`."""


# --- before a number, and for it alone --------------------------------------------------------------

_MAX_CHARS: Final = 80
_MARKS: Final = (":", "：", "为", "為", "是", " of")
"""Possible ends of a text with such a period."""
_AHEAD: Final = lazy_re.compile(
    r"(?:^|[(（\[:：;；,，\n])\s?(?:而|较)?(?P<period>[^()（）\[\];；,，:：\n]{2,40}?)(?:同期|[末底])?"
    r"\s?(?:[:：]|[为為是])\s?(?:(?:an? )?(?:[a-z-]+ ){0,3}of)?$"
)
_AT_ITS_END: Final = lazy_re.compile(
    r"^(?:(?:as )?(?:at|of|on|in|for) )?(?:the )?(?:(?:year[- ])?end(?:[ -]of)?[- ])?(?:the )?", re.I
)
"""Words before a period that mean its end: `end-2024`, `year-end 2024`, `as at 30 June 2024`."""
_YEAR_END: Final = lazy_re.compile(r"^YE ?'?([0-9]{2}|[0-9]{4})$")
_OWN: Final = lazy_re.compile(
    r"(?:^|[^0-9])(?P<period>(?:19|20)[0-9]{2}(?=['’]s$)|(?:19|20)[0-9]{2}年[^，。；0-9]{0,2}[0-9]?[^，。；0-9]{0,4}(?=的$))"
)
"""A period in the possessive, to which the next number belongs: `2024年的38.2%`, `2024's 38.2%`."""
_BRACKET: Final = lazy_re.compile(
    r"[(（\[][^()（）\[\]]*[0-9](?:[AR]|年(?:同期|[末底])?)? ?[:：][^()（）\[\]]*(?:[)）\]]|$)"
)


def period_ahead(before: str) -> Period | None:
    """The period at the end of a text that applies only to the number after it, as in `(2024: | £4m)`."""
    before = before[-_MAX_CHARS:].rstrip()
    if before.endswith(("的", "s")) and (own := _OWN.search(before)):
        return read_period(own["period"])
    ahead = _AHEAD.search(before) if before.endswith(_MARKS) else None
    return read_period(_YEAR_END.sub(r"FY\1", _AT_ITS_END.sub("", ahead["period"].strip()))) if ahead else None


def without_periods_ahead(text: str) -> str:
    """A text without brackets that contain other numbers with their periods."""
    return _BRACKET.sub(" ", text) if ":" in text or "：" in text else text


# --- at the beginning of a clause -------------------------------------------------------------------


class Part(NamedTuple):
    """A month, quarter or half, or the months from January, with or without the year."""

    name: str
    """`M08`, `Q3`, `H1`, or `N09` for nine months."""
    text: str
    year: str = ""

    @property
    def months(self) -> range:
        """Its months, counted from 1."""
        number, length = int(self.name[1:]), _MONTHS_OF[self.name[0]]
        return range((number - 1) * length + 1, number * length + 1) if length else range(1, number + 1)

    def differs(self, part: "Part") -> bool:
        """Whether another part is of the same kind but differs, or one of them contains the other."""
        ours, theirs = set(self.months), set(part.months)
        return ours != theirs and (self.name[0] == part.name[0] or ours < theirs or ours > theirs)


_MONTHS_OF: Final = {"M": 1, "Q": 3, "H": 6, "N": 0}
_FROM_JANUARY: Final = lazy_re.compile(
    r"(?:first |前)(?P<number>[^ 个月季]{1,5}) ?个?(?P<unit>month|quarter|[月季])", re.I
)
_NUMBERS: Final = {
    "两": 2,
    **{char: n for n, char in enumerate("一二三四", 1)},
    **{w: n for n, w in enumerate(SMALL_NUMBERS, 2)},
}


def _names_of(match: CalendarMatch, printed: str) -> Sequence[str]:
    """The names of the parts of a year in a date: `M08`, `Q3`, `N09`."""
    if match.parts:
        return [part for part in match.parts if not part.isdigit()]
    if found := _FROM_JANUARY.fullmatch(printed.rstrip("s度")):
        word = found["number"].lower()
        number = int(word) if word.isdecimal() else _NUMBERS.get(word, 0)
        return [f"N{number * (1 if found['unit'] in ('month', '月') else 3):02}"] if number else []
    return []


def part_of(text: str, start: int, end: int) -> Part | None:
    """The part of a year for which a sentence gives the number at `start:end`; None if that is not clear.

    It is right after the number, opens its clause, or is the only one of the sentence, unless the sentence compares
    with it (`up 3% from July`).
    """
    plain = without_addresses(fold(text))
    matches = tuple(calendar_matches(plain))
    for match in matches:
        is_behind = _TO_A_PART.fullmatch(plain, end, max(end, match.start)) is not None
        is_alone = len(matches) == 1 and not start <= match.start < end and not _COMPARED.search(plain, 0, match.start)
        is_alone = is_alone and (match.start > start or not _OF_ANOTHER.search(plain, 0, match.start))
        is_own = is_behind or is_alone or _opens_clause(plain, match, matches, start)
        named = _names_of(match, plain[match.start : match.end]) if is_own else ()
        if len(named) == 1 and named[0][0] in _MONTHS_OF and not _NAMES_STRETCH.match(plain, match.end):
            return Part(
                named[0], text[match.start : match.end], min(match.parts, default="") if len(match.parts) > 1 else ""
            )
    return None


def _opens_clause(text: str, match: CalendarMatch, matches: Sequence[CalendarMatch], start: int) -> bool:
    """Whether a date opens the clause of a number: `In March prices fell 0.2%; in | April | they rose 0.4%`."""
    is_last = match.end <= start and not any(match.end <= other.start < start for other in matches)
    return is_last and bool(_CLAUSE.search(text, 0, match.start)) and bool(_WITHIN.fullmatch(text, match.end, start))


_CLAUSE = lazy_re.compile(
    r"(?:^|[,;，；、]|\band\b|\bwhile\b|\bbut\b)\s?(?:and |while |but |其中|而)?(?:(?:[Ii][nm]|[Ff]or|[Dd]uring) )?(?:the )?$"
)
_WITHIN = lazy_re.compile(
    r"(?:(?!\b(?:from|than|since|against|versus|after|before|to)\b)[^0-9,;，；.。])*[^0-9,;，；.。]?"
)
"""The words between a date that opens a clause and its number."""
_TO_A_PART = lazy_re.compile(
    r"[*_\]]*(?:\s(?!than\b|from\b|against\b|versus\b)[a-z-]+){0,5}\s(?:in|im|for|during)\s(?:the\s)?(?:month of\s)?"
)
_NAMES_STRETCH = lazy_re.compile("[ -](?:quarter|half|year)|[末底]|累计")
"""What follows a month that names a longer stretch, or its end: `the June quarter`, 二季度末."""
_OF_ANOTHER = lazy_re.compile(r"[0-9]\S*(?: [a-z]+){0,3} (?:in|for|during) (?:the )?$")
"""The end of a text before a date that belongs to an earlier number."""
_COMPARED = lazy_re.compile(
    r"(?:\b(?:from|than|since|until|till|by|before|after|to|versus|vs\.?|against|with|on|through|nach|gegenüber|seit|bis|ended|ending|end of|end[ -])|[较比自从至到])\s?(?:the\s)?$",
    re.I,
)


def period_of_clause(text: str, start: int) -> Period | None:
    """The period that opens the clause of the number at an offset of a sentence."""
    plain = without_addresses(fold(text))
    matches = tuple(calendar_matches(plain))
    own = (match for match in matches if match.days and _opens_clause(plain, match, matches, start))
    return next(
        (Period(*match.days, match.start, match.end, text[match.start : match.end]) for match in own if match.days),
        None,
    )


# --- given the parsed dates of a text ----------------------------------------------------------------


def periods_of_number(text: str, dates: Sequence[CalendarMatch], sentence: tuple[int, int], end: int) -> str:
    """The names of the periods of a number that ends at `end`: the one right after it, else all of its sentence.

    `dates` are the calendar matches of the whole text, in order.
    """
    start, stop = sentence
    if joint := _BEHIND.match(text, end, stop):
        periods = periods_among(text, _within(dates, joint.end(), min(stop, joint.end() + _MAX_BEHIND)))
        if periods and periods[0].start == joint.end():
            return names_of(periods[:1])
    return names_of(periods_among(text, _within(dates, start, stop)))


_START = attrgetter("start")


def _within(dates: Sequence[CalendarMatch], start: int, stop: int) -> Sequence[CalendarMatch]:
    """The dates between two offsets."""
    found = dates[bisect_left(dates, start, key=_START) : bisect_left(dates, stop, key=_START)]
    return found if not found or found[-1].end <= stop else found[:-1]
