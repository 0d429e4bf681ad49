"""Hints for dates that are not written as in ISO 8601: the days that another notation may mean.

Of `03/02/2026`, for example, either number may be the month, so that both days are suggested.
Reference: ISO 8601-1, calendar dates.
"""

import re
from calendar import month_name, monthrange
from datetime import date
from typing import Final

from briefing import lazy_re

_ORDERS: Final = (
    (lazy_re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?"), ("ymd",)),
    (lazy_re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"), ("ymd",)),
    (lazy_re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})"), ("ydm",)),
    (lazy_re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})"), ("dmy", "mdy")),
    (lazy_re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? ([0-9]{4})"), ("dmy",)),
    (lazy_re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})"), ("mdy",)),
    (lazy_re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})[日号]"), ("ymd",)),
)
"""Patterns of other notations, each with possible orders of its groups; the first one that gives a valid day counts."""


def date_hint(text: str) -> str:
    """A hint that says how to write the date that a text probably means."""
    if iso := re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])-[0-9]{2}", text):
        year, month = int(iso[1]), int(iso[2])
        if year:
            return f"{month_name[month]} {year} has {monthrange(year, month)[1]} days"
    days = [day.isoformat() for day in meant_days(text)]
    if len(days) == 1:
        return f"did you mean `{days[0]}`?"
    if days:
        return f"write year, month and day: `{days[0]}` or `{days[1]}`"
    return "write year, month and day, as 2026-02-03"


def meant_days(text: str) -> tuple[date, ...]:
    """The days that a text may mean; two if day and month may be exchanged, none for other texts."""
    for form, orders in _ORDERS:
        if found := form.fullmatch(text.strip(" \"'“”‘’")):
            days = dict.fromkeys(day for order in orders if (day := _day(order, found.groups())))
            if days:
                return tuple(days)
    return ()


def _day(order: str, parts: tuple[str, ...]) -> date | None:
    known = dict(zip(order, parts, strict=True))
    month = known["m"]
    try:
        return date(int(known["y"]), int(month) if month.isdecimal() else _month(month), int(known["d"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    """The number of a month, by its name or the beginning of it; 0 for another word."""
    return next((number for number in range(1, 13) if month_name[number].lower().startswith(name.lower())), 0)
