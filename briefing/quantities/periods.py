"""The calendar of a text: years, halves, quarters, months and days in English and Chinese, each with its place.

A period is returned only with its year, printed beside it; `January 7` alone is known to be a date, so
that its digits are no quantity, but its year is not guessed at. A range is one period, from the start of
its first end to the last day of its last. `FY25` is the year 2025: when a fiscal year ends is not in the text.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count

import msgspec

from briefing.model import Period
from briefing.quantities.measures import (
    CLASSIFIERS,
    GAP,
    LETTER,
    MARK,
    MEASURED_NOUN,
    SCALE,
    UNIT,
    fold,
    without_addresses,
)


class Sighting(msgspec.Struct, frozen=True):
    """Something of the calendar, whether or not its year is printed."""

    start: int
    end: int
    parts: frozenset[str]
    """What is printed of it: `2026`, `H1`, `Q3`, `M01`, `D07`."""
    days: tuple[date, date] | None
    """Its first and last day, when its year is printed."""


_NUMBERS: Mapping[str, int] = {
    **{name.lower(): number for number, name in enumerate(calendar.month_abbr) if name},
    **{word: n for n, word in enumerate(["first", "second", "third", "fourth"], 1)},
    **{
        word: n
        for n, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"], 2)
    },
    **{sign: n for n, sign in enumerate("一二三四五六七八九十", 1)},
    **{"上": 1, "下": 2, "两": 2, "sept": 9},
}

_Y = r"(?:19[0-9]{2}|20[0-9]{2}|2100)(?![0-9])"
_YY = r"[0-9]{2}(?![0-9])"
_M = r"(?:1[0-2]|0?[1-9])(?![0-9])"
_D = r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
_MON = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEP|OCT|NOV|DEC)(?![A-Za-z])"
)
_TH = r"(?:st|nd|rd|th)?"
_TO = r"(?: ?[-—~] ?|至|到| (?:to|through|and) )"
_NTH = r"(?i:first|second|third|fourth|1st|2nd|3rd|4th)"
_FISCAL = r"(?:(?:FY|CY|(?i:fiscal|calendar)(?: year)?) ?'?)"
_EST = r"(?:[EFAe](?![A-Za-z0-9]))?"
_OF = r"(?:,? (?:of |in )?(?:the )?)"
_BY_YEAR = rf"(?:{_FISCAL}?(?P<y>{_Y})|FY'?(?P<y>{_YY})){_EST}(?![0-9A-Za-z]|[.,][0-9])"
_NIAN = rf"(?P<y>{_Y}|2[0-9](?=年)|3[0-5](?=年)) ?年?度? ?"
# Four digits are a year unless they measure something, or are part of a longer number or a name.
_ALONE = r"(?<![0-9][-~/.,])(?<![A-Za-z][-._])"
_FREE = r"(?![0-9A-Za-z+]|[.'][0-9]|,[0-9]{3}(?![0-9])|(?: ?[-~] ?|/)[0-9]|-[A-Za-z]*[0-9])"
_SUBJECT = "底|末|初|全年|营收|收入|净利|归母|销量|业绩|出货|交付|毛利|盈利|资本|PE|EPS|预测|目标"

# An example of each form, and its pattern; the first that fits is taken. The groups: y year, h half, q quarter,
# n months and t quarters from January, m month, d day; y2, q2, m2, d2 for the other end of a range.
FORMS: Mapping[str, str] = {
    "2026-01-07": rf"(?P<y>{_Y})(?:-(?P<m>{_M})-|/(?P<m>{_M})/|\.(?P<m>{_M})\.)(?P<d>{_D})(?:T[0-9:.+Z-]+)?",
    "2026-01": r"(?P<y>201[2-9]|20[2-9][0-9])[-/](?P<m>0[1-9]|1[0-2])(?![0-9/-])",
    "2026年1月5日至7日": rf"(?P<y>{_Y}) ?年 ?(?P<m>{_M}) ?月 ?(?P<d>{_D})"
    rf"(?:(?: ?[日号])?{_TO}(?:(?P<m2>{_M}) ?月 ?)?(?P<d2>{_D}))? ?[日号]",
    "2025年10-12月": rf"(?P<y>{_Y}|2[0-9]) ?年 ?(?P<m>{_M})(?: ?月?{_TO}(?:(?P<y2>{_Y}) ?年 ?)?(?P<m2>{_M}))? ?月份?",
    "2025年第三季度": rf"{_NIAN}(?:第? ?(?P<q>[一二三四1-4])(?:(?:季度?)?[、至到-]第?(?P<q2>[一二三四1-4]))?季(?:度|报)?)",
    "2026年上半年": rf"{_NIAN}(?P<h>[上下])半年",
    "2025年前三季度": rf"{_NIAN}前(?:(?P<t>[1-4一二三四两])个?季度?|(?P<n>1[01]|[2-9一二三四五六七八九十两])个?月)",
    "2025Q3": rf"{_FISCAL}?(?P<y>{_Y}|[1-3][0-9]) ?年? ?-?(?:Q(?P<q>[1-4])(?:{_TO}Q?(?P<q2>[1-4]))?|(?P<q>[1-4])Q|H(?P<h>[12])|(?P<h>[12])H)"
    rf"{_EST}(?![0-9A-Za-z])",
    "Q3 2025": rf"(?:Q(?P<q>[1-4])(?:{_TO}Q?(?P<q2>[1-4]))?|H(?P<h>[12]))(?:[ /'-](?:of |in )?|, )?{_BY_YEAR}",
    "Q3'25": rf"(?:Q(?P<q>[1-4])|H(?P<h>[12]))(?: ?'|-|/)(?P<y>{_YY}){_EST}(?![0-9A-Za-z%]|[.,][0-9])",
    "3Q25": rf"(?:(?P<q>[1-4])(?:-(?P<q2>[1-4]))?Q|(?P<h>[12])H|(?P<n>[1-9]|1[01])M)"
    rf"(?:(?: ?(?:of )?{_FISCAL}| |-)?(?P<y>{_Y})|(?:{_FISCAL}| FY| ?')?(?P<y>{_YY})){_EST}(?![0-9A-Za-z%]|[.,][0-9])",
    "third quarter of 2025": rf"(?P<q>{_NTH})(?:{_TO}(?P<q2>{_NTH}))?[ -]quarter{_OF}{_BY_YEAR}",
    "first half of 2026": rf"(?P<h>{_NTH})[ -]half{_OF}{_BY_YEAR}",
    "2026 first half": rf"(?P<y>{_Y})(?:'s)? (?:(?P<q>{_NTH})[ -]quarter|(?P<h>{_NTH})[ -]half)",
    "first nine months of 2025": rf"(?i:first) (?:(?P<n>two|four|five|six|seven|eight|nine|ten|eleven|[2-9]|1[01]) months|(?P<t>two|three) quarters){_OF}{_BY_YEAR}",
    "5–6 January 2026": rf"(?P<d>{_D}){_TH}(?: (?P<m>{_MON})\.?)?(?:{_TO}(?P<d2>{_D}){_TH})?(?: of)? (?P<m2>{_MON})\.?,? (?P<y>{_Y})",
    "January 5–6, 2026": rf"(?P<m>{_MON})\.? (?P<d>{_D}){_TH}(?:{_TO}(?:(?P<m2>{_MON})\.? )?(?P<d2>{_D}){_TH})?,? (?P<y>{_Y})(?!,[0-9])",
    "October–December 2025": rf"(?P<m>{_MON})\.?(?:{_TO}(?P<m2>{_MON})\.?)?(?:,? (?:of )?|[-/'])'?(?P<y>{_Y})(?!,[0-9])",
    "FY25/26": rf"{_FISCAL}(?P<y>{_Y}|{_YY}){_EST}(?:(?:/{_YY})*(?: ?[/~-] ?| to ){_FISCAL}?(?P<y2>{_Y}|{_YY}))?{_EST}(?![0-9A-Za-z%]|[.,][0-9])",
    "2025–2030": rf"{_ALONE}(?P<y>{_Y}){_EST}年?(?:/{_Y})*(?: ?[-—~/] ?|至|到| to | through )(?P<y2>{_Y})(?:年度?|财年|[EF](?![A-Za-z0-9])|{_FREE})",
    "2025/26": rf"{_ALONE}(?P<y>{_Y}){_EST}[/-](?:{_YY}/)*(?P<y2>{_YY})(?:年|[EFA](?![A-Za-z0-9])|{_FREE})",
    "mid-2025": rf"{_ALONE}(?:(?i:mid|early|late|end|pre|post)-)?(?P<y>{_Y})(?:[EFAe](?![A-Za-z0-9])| ?年(?:度(?!电))?|财年|{_FREE})",
    "25/26/27年": rf"(?<![0-9.,][-~/])(?P<y>[23][0-9])(?:[/-]{_YY})*[/-](?P<y2>{_YY})(?:年|E|财年)(?![A-Za-z0-9])",
    "26E": r"(?<![0-9.,][-~/])(?P<y>[23][0-9])(?:[EFA](?:[/-](?P<y2>[23][0-9])[EFA])?(?![A-Za-z0-9])|财年)",
    "’17": r"(?<=[ (])'(?P<y>[0-3][0-9])(?![0-9A-Za-z.,%])",
    "25年底": rf"(?<![0-9.,][-~/])(?P<y>2[3-9]|3[0-5])年(?={_SUBJECT})",
    # The year of these is not printed.
    "January 5–6": rf"(?P<m>{_MON})\.? (?P<d>{_D}){_TH}(?:{_TO}(?:(?P<m2>{_MON})\.? )?(?P<d2>{_D}){_TH})?(?![0-9A-Za-z%]|[.,][0-9])",
    "Nov-25": rf"(?P<m>{_MON})[-'][0-9]{{2}}(?![0-9])",
    "5–6 January": rf"(?P<d>{_D}){_TH}(?: (?P<m>{_MON})\.?)?(?:{_TO}(?P<d2>{_D}){_TH})?(?: of)? (?P<m2>{_MON})",
    "1月5日": rf"(?P<m>{_M}) ?月 ?(?P<d>{_D})(?:(?: ?[日号])?{_TO}(?:(?P<m2>{_M}) ?月 ?)?(?P<d2>{_D}))? ?[日号]",
    "10-12月": rf"(?P<m>{_M})(?: ?月?{_TO}(?P<m2>{_M}))? ?月份?(?!饼)",
    "7日": rf"(?P<d>{_D})(?:[日号]?{_TO}(?P<d2>{_D}))?日(?![元圆本均内活])",
    "third quarter": rf"(?P<q>{_NTH})[ -]quarter|(?P<h>{_NTH})[ -]half|第?(?P<q>[一二三四1-4])季度|(?P<h>[上下])半年",
    "Q3": r"(?:Q(?P<q>[1-4])(?:-Q?(?P<q2>[1-4]))?|(?P<q>[1-4])Q|H(?P<h>[12])|(?P<h>[12])H)(?![0-9A-Za-z])",
    "前9个月": r"前[0-9]{1,2}个?(?:月|季度)",
    "in January": rf"(?P<m>{_MON})",
    "1990s": r"(?:19|20)[0-9]0'?s(?![A-Za-z])|'?[0-9]0(?:'s|年代)|[0-9]{2}世纪(?:[0-9]0年代)?",
    "07/01/2026": r"(?:3[01]|[12][0-9]|0?[1-9])/(?:3[01]|[12][0-9]|0?[1-9])/(?:19|20)?[0-9]{2}(?![0-9])",
}
_NUMBERED = count()
_CALENDAR = re.compile(
    "(?<![0-9A-Za-z])(?=[0-9'A-Zfstmelpc一二三四第上下前])(?:"
    + re.sub(r"\(\?P<(\w+)>", lambda group: f"(?P<{group[1]}_{next(_NUMBERED)}>", "|".join(FORMS.values()))
    + ")"
)
_MEASURED = re.compile(
    rf"(?! ?(?:year|quarter|month|week|day|年))(?:{GAP}(?:{SCALE}|{UNIT})|{LETTER}| ?[{CLASSIFIERS}]|{MEASURED_NOUN})"
)
_PLAIN_FORMS = ({"y"}, {"y", "y2"}, {"m", "d"}, {"m", "d", "d2"})
_MARK_BEFORE = re.compile(rf"(?:{MARK})[ -]?$")
_COUNTED = re.compile(r"(?i:over|than|nearly|almost|about|some|approximately|roughly|around) ?$")


def _year(digits: str) -> int:
    """The year of two or four digits; two digits from 80 on are of the last century."""
    number = int(digits)
    return number if number > 99 else number + (1900 if number >= 80 else 2000)


def _number(word: str) -> int:
    """The number of a month, quarter or half, by digits, word or sign."""
    return (
        int(re.sub("[a-z]", "", word))
        if word[0] in "0123456789"
        else _NUMBERS.get(word.lower(), 0) or _NUMBERS.get(word.lower()[:3], 0)
    )


def _months(groups: Mapping[str, str]) -> tuple[int, int]:
    """The first and the last month of what is printed."""
    at = {name: _number(word) for name, word in groups.items() if name[0] not in "yd"}
    if "m" in at or "m2" in at:
        return at.get("m", at.get("m2", 0)), at.get("m2", at.get("m", 0))
    if "q" in at:
        return at["q"] * 3 - 2, at.get("q2", at["q"]) * 3
    if "h" in at:
        return at["h"] * 6 - 5, at["h"] * 6
    return 1, at.get("n", 0) or at.get("t", 0) * 3 or 12


def _days(groups: Mapping[str, str]) -> tuple[date, date] | None:
    """The first and the last day of what is printed, or nothing where there is no such day or no year."""
    if "y" not in groups:
        return None
    year, months = _year(groups["y"]), _months(groups)
    until = _year(groups.get("y2", groups["y"]))
    day = int(groups.get("d", 1))
    try:
        end = int(groups.get("d2", groups.get("d", 0))) or calendar.monthrange(until, months[1])[1]
        first, last = date(year, months[0], day), date(until, months[1], end)
    except (ValueError, IndexError):
        return None
    return (first, last) if first <= last else None


_PART = {"y": "{:04}", "h": "H{}", "q": "Q{}", "m": "M{:02}", "d": "D{:02}"}


def _parts(groups: Mapping[str, str]) -> frozenset[str]:
    """What is printed of a date, each part by itself."""
    return frozenset(
        _PART[name[0]].format(_year(word) if name[0] == "y" else _number(word))
        for name, word in groups.items()
        if name[0] in _PART
    )


def _is_amount(match: re.Match[str], groups: Mapping[str, str]) -> bool:
    """Whether the digits are an amount after all: `RMB 2000`, `2000 stores`, `more than 2000 different parts`."""
    text, (start, end) = match.string, match.span()
    if groups.keys() not in _PLAIN_FORMS:
        return False
    before = text[max(0, start - 14) : start]
    return bool(
        _MARK_BEFORE.search(before)
        or (match[0] == "2000" and _COUNTED.search(before))
        or (match[0][-1].isdigit() and _MEASURED.match(text, end))
    )


def sightings(text: str) -> Iterator[Sighting]:
    """Everything of the calendar in a folded text, in order."""
    for match in _CALENDAR.finditer(text):
        groups = {name.partition("_")[0]: word for name, word in match.groupdict().items() if word}
        if not _is_amount(match, groups):
            yield Sighting(*match.span(), _parts(groups), _days(groups))


_RANGE = re.compile(" ?[-—~] ?|至|到| to | through ")


def _joined(text: str, periods: list[Period]) -> Iterator[Period]:
    """Periods, with `1Q25–3Q25` made one."""
    held: Period | None = None
    for period in periods:
        if held and held.first < period.first and _RANGE.fullmatch(fold(text[held.end : period.start])):
            held = Period(held.first, period.last, held.start, period.end, text[held.start : period.end])
            continue
        if held:
            yield held
        held = period
    if held:
        yield held


_DIGIT = re.compile("[0-9０-９]|[一二][〇零九]")


def read_periods(text: str) -> tuple[Period, ...]:
    """Every period of a text whose year is printed with it, in order."""
    if not _DIGIT.search(text):
        return ()
    seen = [
        Period(*s.days, s.start, s.end, text[s.start : s.end])
        for s in sightings(without_addresses(fold(text)))
        if s.days
    ]
    return tuple(_joined(text, seen))


def read_period(text: str) -> Period | None:
    """The period that is the whole text, or nothing."""
    period = read_periods(text)
    return period[0] if len(period) == 1 and period[0].text == text.strip() else None


def read_parts(text: str) -> frozenset[str]:
    """Every part of a date in a text: a period is borne out where one of its parts stands and the rest is somewhere in the source."""
    return frozenset(part for sighting in sightings(without_addresses(fold(text))) for part in sighting.parts)
