"""The records of the printed briefing: the pages of the site as the chapters of one document."""

from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from briefing.pages.context import Base
from briefing.pages.evidence import Day


class ChapterPart(Struct, frozen=True):
    """A page of the site as a part of the document."""

    id: str
    """Its anchor."""
    lang: str
    """The language of its text."""
    direction: str
    """How that is written: `ltr`, or `rtl` from right to left."""
    html: Markup
    """What its `main` holds; its ids begin with its own, and its links lead to other parts."""


class Chapter(Struct, frozen=True):
    """A part of the document that begins on a new sheet: a note, or a list."""

    id: str
    """Its anchor."""
    title: str
    """Its title."""
    heading: str
    """The same where none of its parts says it, or empty."""
    segment: str
    """The title of the segment of a note, or empty."""
    lang: str
    """The language of its title."""
    day: Day | None
    """The as-of date of a note."""
    is_draft: bool
    """Whether it is a note that readers do not get yet."""
    sheet: str
    """The number of its first sheet; empty where that is not known."""
    parts: tuple[ChapterPart, ...]
    """What it holds."""


class PrintedPage(Base, frozen=True, kw_only=True):
    """The whole briefing as one document, for `briefing pdf`: `printed.html`."""

    template: ClassVar[str] = "printed.html"

    day: Day
    """The as-of date of the briefing."""
    chapters: tuple[Chapter, ...]
    """The notes in reading order, then the figures, the guidance and the sources."""
