"""Parses the dates of a bibliography into `PartialDate`: CSL's, EDTF (ISO 8601-2) and English words.

A date that CSL cannot express (a decade, a quarter, one of several years) is stored as
text together with its year. References: CSL 1.0.2, "Dates"; EDTF, 2019.
"""

import re
from calendar import month_abbr, month_name
from collections.abc import Sequence
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.model import PartialDate
from briefing.model.diagnostics import Rule
from briefing.notes.records import DecodeError, Fields, Items, Leaf, Tree, date_hint, meant_days, read_date

_HINT: Final = "write it as 2026-02-03, 2026-02 or 2026; words go under `literal:`"
_KEYS: Final = {
    "date-parts",
    "literal",
    "raw",
    "season",
    "circa",
    "year",
    "month",
    "day",
    "edtf",
    "date-time",
    "timestamp",
}
"""The keys of CSL and Pandoc; the last two are Crossref's, and repeat the date."""
_MARK: Final = "[?~%]?"
_PART: Final = lazy_re.compile(
    rf"{_MARK}(?P<year>Y?-?[0-9]+|-?[0-9]{{1,3}}X{{1,3}}|XXXX)(?:S[0-9])?{_MARK}"
    rf"(?:-{_MARK}(?P<month>[0-9X]{{2}}){_MARK})?(?:-{_MARK}(?P<day>[0-9X]{{2}}){_MARK})?"
    r"(?:[T ][0-9]{1,2}(?::?[0-9]{2}){0,2}(?:\.[0-9]+)?\s*(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_SLASHED: Final = lazy_re.compile(r"[0-9]{4}(?:(?:/[0-9]{1,2}){1,2}|(?:-[0-9]{1,2}){2}|(?:\.[0-9]{2}){2})")
"""A day or month in other notations; in EDTF, a slash separates two dates, each with a four-digit year."""

_COMPACT: Final = lazy_re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])")
_QUARTER: Final = lazy_re.compile(
    r"(?P<year>[0-9]{4})[- ]?(?P<part>Q[1-4]|H[12])|(?P<first>Q[1-4]|H[12])[ -]?(?P<of>[0-9]{4})", re.I
)

_SEASON_OF_YEARS: Final = lazy_re.compile(r"(?P<first>[0-9]{2}(?P<two>[0-9]{2}))/(?P<last>[0-9]{2})")
"""`2020/21`: two years if the second is the next one; it cannot be a month."""

_DRAFT: Final = lazy_re.compile(r"y-?[0-9]+|-?[0-9u]{4}(?:-[0-9u]{2}){0,2}(?:\?~|[?~])?")
"""Unspecified digits and distant years in the EDTF draft of 2012: `199u`, `1999-uu`, `y-51234`."""

_CIRCA: Final = lazy_re.compile(r"(?:circa|ca?\.?)\s*(?=[0-9])", re.I)
_CHINESE: Final = lazy_re.compile(r"(?P<year>[0-9]{4})年(?:(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})[日号])?)?")
_UNDATED: Final = lazy_re.compile(
    r"n\.\s?d\.?|no date|undated|forthcoming|in press|in preparation|s\.\s?[ad]\.|o\.\s?J\.", re.I
)
_UNKNOWN_PARTS: Final = lazy_re.compile(r"(?:-00){1,2}$")
"""A month or day that the tool did not know."""

_YEARS: Final = lazy_re.compile(r"(?P<first>[0-9]{4})\s*(?:-|–|—|--)\s*(?P<last>[0-9]{4})")
_SEASONS: Final = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_MONTHS: Final = {
    name.lower(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name
} | {"sept": 9}
_WORD: Final = r"(?P<word>[A-Za-z]{3,9})\.?"
_DAY: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>[0-9]{4})"
_ENGLISH: Final = tuple(
    lazy_re.compile(form)
    for form in (rf"(?:{_DAY}\s+)?{_WORD},?\s+{_YEAR}", rf"{_WORD}\s+{_DAY},?\s+{_YEAR}", rf"{_YEAR},?\s+{_WORD}")
)
_PERIODS: Final = {
    **{33 + i: f"Q{i + 1}" for i in range(4)},
    **{37 + i: f"third {i + 1} of" for i in range(3)},
    **{40 + i: f"H{i + 1}" for i in range(2)},
}
"""EDTF's divisions of a year other than seasons: quarters, thirds and halves."""


def read_partial_date(tree: Tree) -> PartialDate:
    """A date in the notation of any tool; empty if it is unknown. Raises `DecodeError` if it is not a date."""
    if _is_empty(tree):
        return PartialDate()
    if isinstance(tree, Leaf) and tree.text:
        return read_edtf(tree.text)
    if isinstance(tree, Fields):
        return _of_fields(tree)
    if isinstance(tree, Items) and 1 <= len(tree.items) <= 2 and all(isinstance(i, Fields) for i in tree.items):
        return _span([_of_fields(item) for item in tree.items if isinstance(item, Fields)])
    if isinstance(tree, Items):
        return _of_parts(tree)
    raise DecodeError("a date is written as one value", "write it as 2026-02-03, 2026-02 or 2026", Rule.NOT_A_DATE)


def _no_date(text: str) -> DecodeError:
    return DecodeError(f"`{text}` is not a date", date_hint(text) if meant_days(text) else _HINT, Rule.NOT_A_DATE)


def _is_empty(tree: Tree) -> bool:
    """Whether a list or mapping contains no text: `{}`, `{date-parts: [[null]]}`."""
    if isinstance(tree, Leaf):
        return not (tree.text or "").strip()
    held = (entry.value for entry in tree.entries.values()) if isinstance(tree, Fields) else tree.items
    return all(map(_is_empty, held))


def read_edtf(text: str) -> PartialDate:
    """Parse a date in EDTF, its first draft, or words in English or Chinese. Raises `DecodeError`."""
    text = _UNKNOWN_PARTS.sub("", text.strip().replace("\\", ""))
    if (worded := _parse_words(text)) is not None:
        return worded
    if _DRAFT.fullmatch(text):
        text = text.replace("u", "X").replace("y", "Y").replace("?~", "%")
    if years := _SEASON_OF_YEARS.fullmatch(text):
        text = _two_years(years)
    if _SLASHED.fullmatch(text):
        return _edtf("-".join(part.zfill(2) for part in re.split("[-/.]", text)), text)
    if years := _YEARS.fullmatch(text):
        return _span([_edtf(years.group("first"), text), _edtf(years.group("last"), text)])
    if re.fullmatch(r"[\[{].*[\]}]", text):
        return _parse_set(text)
    if text.count("/") == 1:
        first, last = (part.strip() for part in text.split("/"))
        return _span([_end(first, text), _end(last, text)])
    return _edtf(text, text)


def _two_years(match: re.Match[str]) -> str:
    """Replace `2020/21` by `2020-2021`; `2020/09` stays as it is."""
    follows = int(match["last"]) == (int(match["two"]) + 1) % 100 > 12
    return f"{match['first']}-{int(match['first']) + 1}" if follows else match.group()


def _parse_words(text: str) -> PartialDate | None:
    """`c. 1850`, `2020年5月`, `Q3 2020`, or why there is no date: `n.d.`, `forthcoming`; None for other words."""
    if text == "unknown":
        return PartialDate()
    if _UNDATED.fullmatch(text):
        return PartialDate(text=text)
    if circa := _CIRCA.match(text):
        return structs.replace(read_edtf(text[circa.end() :]), circa=True)
    if quarter := _QUARTER.fullmatch(text):
        year, part = quarter["year"] or quarter["of"], quarter["part"] or quarter["first"]
        return PartialDate(int(year), text=f"{part.upper()} {year}")
    numbers = _CHINESE.fullmatch(text) or _COMPACT.fullmatch(text)
    return _numbered([part or "" for part in numbers.groups()]) if numbers else None


def _end(part: str, whole: str) -> PartialDate:
    """One end of a span; an empty date if it is open or unknown."""
    return PartialDate() if part in ("", "..", "open", "unknown") else _edtf(part, whole)


def _is_before(one: PartialDate, other: PartialDate) -> bool:
    """Whether a date is certainly before another; false for `2024` and `2024-03`, whose order is unknown."""
    known = [
        (mine, theirs)
        for mine, theirs in ((one.year, other.year), (one.month, other.month), (one.day, other.day))
        if mine is not None and theirs is not None
    ]
    return [mine for mine, _ in known] < [theirs for _, theirs in known]


def _span(ends: Sequence[PartialDate]) -> PartialDate:
    first, last = ends[0], ends[-1]
    if len(ends) < 2 or first == last:
        return first
    if first.year is None and not first.text:
        return structs.replace(last, text=f"until {_text_of(last)}")
    if _is_before(last, first):
        raise DecodeError("the span ends before it begins", "write the earlier date first", Rule.NOT_A_DATE)
    circa = first.circa or last.circa
    return structs.replace(first, circa=circa, end=structs.replace(last, circa=False))


def _text_of(when: PartialDate) -> str:
    return when.text or when.iso


def _parse_set(text: str) -> PartialDate:
    """A set of years, one of them or all: `[1667, 1668]`, `{1667..1670}`."""
    joint = " or " if text.startswith("[") else ", "
    parts = [part.strip().replace("..", "–") for part in text[1:-1].split(",")]
    year = re.match(r"[0-9]{4}", parts[0])
    if not year:
        raise _no_date(text)
    return PartialDate(int(year.group()), text=joint.join(parts))


def _edtf(text: str, whole: str) -> PartialDate:
    match = _PART.fullmatch(text)
    if not match:
        if words := _english(text):
            return words
        raise _no_date(whole)
    circa = bool(re.search("[?~%]|S[0-9]", text))
    year = match.group("year")
    if "X" in year:
        return _decade(year, circa)
    if not year.startswith(("Y", "-")) and len(year) != 4:
        raise DecodeError(f"`{whole}` is not a date", "a year has four digits: 0987, 2026", Rule.NOT_A_DATE)
    counted = int(year.removeprefix("Y"))
    # Year 0000 of ISO 8601 is 1 BC.
    counted = counted if counted > 0 else counted - 1
    month, day = (None if part is None or "X" in part else int(part) for part in match.group("month", "day"))
    if month is not None and month > 20:
        return _part_of_year(counted, month, circa, whole)
    return checked((counted, month, day if month else None), circa, whole)


def _decade(year: str, circa: bool) -> PartialDate:
    """A decade or century, `199X` or `19XX`, as text, since CSL cannot express it."""
    if year.strip("-") == "XXXX":
        return PartialDate()
    return PartialDate(text=f"{year.replace('X', '0')}s", circa=circa)


def _part_of_year(year: int, code: int, circa: bool, whole: str) -> PartialDate:
    if code in _PERIODS:
        return PartialDate(year, circa=circa, text=f"{_PERIODS[code]} {year}")
    if code > 32:
        raise _no_date(whole)
    return PartialDate(year, circa=circa, season=(code - 21) % 4 + 1)


def _english(text: str) -> PartialDate | None:
    """`5 May 2020`, `May 5, 2020`, `Spring 2020`; None for other words."""
    match = next((found for form in _ENGLISH if (found := form.fullmatch(text))), None)
    if not match:
        return None
    word, year = match.group("word").lower(), int(match.group("year"))
    day = match.groupdict().get("day")
    if word in _SEASONS and not day:
        return PartialDate(year, season=_SEASONS[word])
    return checked((year, _MONTHS[word], int(day) if day else None), False, text) if word in _MONTHS else None


# --- CSL's own form -----------------------------------------------------------------------


def _of_fields(tree: Fields) -> PartialDate:
    known = {name: entry.value for name, entry in tree.entries.items()}
    if unknown := set(known) - _KEYS:
        name = min(unknown)
        raise DecodeError(f"`{name}` is not a key of a date", "its keys are `date-parts`, `literal`, `raw`, `circa`")
    circa = _is_true(known.get("circa"))
    if words := _text(known.get("literal")):
        return PartialDate(text=words, circa=circa)
    if words := _text(known.get("edtf")) or _text(known.get("raw")):
        return _parse_raw(words, circa)
    found = _of_parts(known["date-parts"]) if "date-parts" in known else _by_names(known)
    season = _season(known.get("season"))
    return structs.replace(found, circa=circa or found.circa, season=season or found.season)


def _parse_raw(words: str, circa: bool) -> PartialDate:
    """A date that a tool could not parse; it may still be EDTF or English."""
    try:
        found = read_edtf(words)
    except DecodeError:
        return PartialDate(text=words, circa=circa)
    return structs.replace(found, circa=circa or found.circa)


def _text(tree: Tree | None) -> str:
    return (tree.text or "").strip() if isinstance(tree, Leaf) else ""


def _is_true(tree: Tree | None) -> bool:
    return _text(tree) not in ("", "false", "False", "no", "0")


def _season(tree: Tree | None) -> int:
    return _season_of(_text(tree).lower())


def _season_of(word: str) -> int:
    number = int(word) if word.isdecimal() else _SEASONS.get(word, 0)
    return (number - 1) % 4 + 1 if 1 <= number <= 4 or 13 <= number <= 16 or 21 <= number <= 24 else 0


def _by_names(known: dict[str, Tree]) -> PartialDate:
    """A date with named parts: `{year: 2014, month: 12, day: 31}`."""
    texts = [_text(known.get(name)) for name in ("year", "month", "day")]
    if "year" not in known or not any(texts):
        raise DecodeError("a date has no year", "write it as 2026-02-03, 2026-02 or 2026", Rule.NOT_A_DATE)
    while texts and not texts[-1]:
        texts.pop()
    return _numbered(texts)


def _of_parts(tree: Tree) -> PartialDate:
    """CSL's `date-parts`: `[[2026, 2, 3]]`, with a second list for the end of a span; also `[2026, 2]`."""
    outer = tree.items if isinstance(tree, Items) else ()
    lists = [item.items for item in outer if isinstance(item, Items)] or [outer]
    if len(lists) > 2 or not all(isinstance(item, Leaf) for inner in lists for item in inner):
        raise _bad_parts()
    texts = [[_text(item) for item in inner] for inner in lists]
    if len(texts) == 2 and not any(text.strip("0") for text in texts[1]):
        return _span([_numbered(texts[0]), PartialDate()]) if texts[1] else _numbered(texts[0])
    return _span([_numbered(each) for each in texts])


def _numbered(texts: list[str]) -> PartialDate:
    texts = [text for at, text in enumerate(texts) if text and (not at or text.strip("0"))]
    if len(texts) > 1 and texts[1].lower().rstrip(".") in _MONTHS:
        texts[1] = str(_MONTHS[texts[1].lower().rstrip(".")])
    if not texts or len(texts) > 3 or not all(re.fullmatch(r"-?[0-9]{1,6}", text) for text in texts):
        raise _bad_parts()
    year, month, day = [int(text) for text in texts] + [None] * (3 - len(texts))
    if month is not None and month > 12 and (season := _season_of(str(month))):
        return PartialDate(year, season=season)
    return checked((year, month, day), False, ", ".join(texts))


def _bad_parts() -> DecodeError:
    hint = "write `date-parts: [[2026, 2, 3]]`, or simply 2026-02-03"
    return DecodeError("the `date-parts` are not year, month and day", hint, Rule.NOT_A_DATE)


def checked(parts: Sequence[int | None], circa: bool, written: str) -> PartialDate:
    """A date from year, month and day. Raises `DecodeError` if it is not in the calendar."""
    year, month, day = parts
    if year == 0:
        raise DecodeError(f"`{written}` is not a date", "there is no year 0: -1 is 1 BC", Rule.NOT_A_DATE)
    known = year if year and 1 <= year <= 9999 else 2000
    try:
        read_date(f"{known:04}-{1 if month is None else month:02}-{1 if day is None else day:02}")
    except DecodeError as mistake:
        hint = _HINT if day is None else mistake.hint
        raise DecodeError(f"`{written}` is not a date", hint, mistake.rule) from None
    return PartialDate(year, month, day, circa)
