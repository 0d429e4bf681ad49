"""Formats dates in the site's language: partial dates, spans, seasons and years BC."""

from typing import Final

from briefing import lazy_re
from briefing.model import PartialDate, Words

_PIECE: Final = lazy_re.compile(r"\{(?P<name>year|month|day|season)\}(?P<behind>[^{]*)")


def format_date(when: PartialDate, words: Words, suffix: str = "") -> str:
    """A date in the site's language; `suffix` distinguishes works of the same year."""
    if when.text or when.year is None:
        undated = when.text or words.no_date
        return undated + (f"-{suffix}" if suffix else "")
    text = _span(when, when.end, words, suffix) if when.end else _one(when, words, suffix)
    return f"{words.circa} {text}" if when.circa else text


def _one(when: PartialDate, words: Words, suffix: str = "", without: tuple[str, ...] = ()) -> str:
    """A single date, `without` the parts that the other end of a span prints."""
    year = _year(when.year or 0, words, suffix)
    if when.season:
        return _filled(words.season, without, year=year, season=words.seasons[when.season - 1])
    if when.month is None:
        return year
    month = words.months[when.month - 1]
    if when.day is None:
        return _filled(words.month, without, year=year, month=month)
    return _filled(words.date, without, year=year, month=month, day=str(when.day))


def _year(year: int, words: Words, suffix: str) -> str:
    return f"{year}{suffix}" if year > 0 else words.before_christ.format(-year) + suffix


def _filled(form: str, without: tuple[str, ...], **parts: str) -> str:
    if not without:
        return form.format(**parts)
    pieces = (match for match in _PIECE.finditer(form) if match.group("name") not in without)
    return "".join(parts[piece.group("name")] + piece.group("behind") for piece in pieces).strip(" ,")


def _span(first: PartialDate, last: PartialDate, words: Words, suffix: str) -> str:
    """A span: `2020–2021`, `November–December 2020`, `5–9 March 2024`; parts that both ends share are printed once."""
    if last.year is None:
        return words.since.format(_one(first, words, suffix))
    shared = _shared(first, last)
    if words.date.startswith("{year}"):
        return words.between.format(_one(first, words, suffix), _one(last, words, "", shared))
    return words.between.format(
        _one(first, words, "" if shared else suffix, shared), _one(last, words, suffix if shared else "")
    )


def _shared(first: PartialDate, last: PartialDate) -> tuple[str, ...]:
    """The parts that both ends share, so that one of them can omit them."""
    is_alike = (first.month is None, first.day is None, bool(first.season)) == (
        last.month is None,
        last.day is None,
        bool(last.season),
    )
    if first.year != last.year or not is_alike or (first.month is None and not first.season):
        return ()
    return ("year", "month") if first.month == last.month and first.day else ("year",)
