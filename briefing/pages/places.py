"""Places of a source: their order, their ids on its page, and links to them.

A link into a text follows URL Fragment Text Directives (WICG, `#:~:text=`), one into a PDF RFC 8118 (`#page=`).
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from briefing import lazy_re
from briefing.citations.references import doi_url
from briefing.model import Locator, LocatorKind, Source
from briefing.model.figures import MAX_PLACES
from briefing.site.urls import source_path

_PLAIN: Final = lazy_re.compile(r"[^\w.]+")
_DIGITS: Final = lazy_re.compile("[0-9]+")
_NUMBER: Final = lazy_re.compile(r"\d[\d,. \u00a0\u202f]*\d|\d")


def anchor(locators: tuple[Locator, ...]) -> str:
    """The id of a place on the page of its source: `at.paragraph-21`; empty for the source as a whole."""
    named = "_".join(_PLAIN.sub("-", f"{item.kind}-{item.numbers}") for item in locators)
    return f"at.{named}" if named else ""


@lru_cache(MAX_PLACES)
def place_address(key: str, locators: tuple[Locator, ...]) -> str:
    """The address of a place on the page of a source, from the site's root."""
    name = anchor(locators)
    return f"{source_path(key)}#{quote(name)}" if name else source_path(key)


@lru_cache(MAX_PLACES)
def natural(locators: tuple[Locator, ...]) -> str:
    """The sort key of places, as text: their kind, then their numbers in order of size."""
    return " ".join(f"{item.kind} {_DIGITS.sub(lambda digits: digits[0].zfill(9), item.numbers)}" for item in locators)


def source_url(source: Source, locators: Iterable[Locator], printed: str = "") -> str:
    """The address of a source at a place: the page of a PDF, or where a browser finds the number; or empty."""
    url = source.URL
    if not url or "#" in url:
        return url or doi_url(source.DOI)
    if url.partition("?")[0].lower().endswith(".pdf"):
        page = next((item.ranges[0][0] for item in locators if item.kind is LocatorKind.PAGE), "")
        return f"{url}#page={page}" if page.isdecimal() else url
    number = _NUMBER.search(printed)
    return f"{url}#:~:text={quote(number.group(), safe='')}" if number else url
