"""The body of a note: HTML, with typed holes where it depends on the site."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from briefing.model.charts import Chart
from briefing.model.diagnostics import Span
from briefing.model.sources import Locator

OUTWARD_REL: Final = "noopener noreferrer"
"""The `rel` of a link to another site, which gets neither the referrer nor a reference to the page."""


class Mode(StrEnum):
    """How a citation names its source; Pandoc's citation modes."""

    NORMAL = "normal"
    SUPPRESSED = "suppressed"
    NARRATIVE = "narrative"


class Citation(Struct, frozen=True, array_like=True):
    """One key of a citation, with its place in the source and its span in the note."""

    key: str
    span: Span
    mode: Mode = Mode.NORMAL
    locators: tuple[Locator, ...] = ()
    prefix: str = ""
    suffix: str = ""
    """The words after it; they begin with a space if no comma separates them from it."""
    glued: str = ""
    """In running text, what follows the key without a space: perhaps the rest of another key."""


class CitationGroup(Struct, frozen=True, tag=True, array_like=True):
    """A hole for a citation: one or more keys, and the words as written.

    A narrative `@word` is `certain` only when a bracket follows; otherwise
    the site decides, since it may be a handle.
    """

    items: tuple[Citation, ...]
    written: str
    number: int
    section: str = ""
    certain: bool = True

    def anchor(self, index: int) -> str:
        """The id of one use in its page; no heading's anchor contains a point."""
        return f"cite.{self.number}" + (f".{index + 1}" if index else "")


class Link(Struct, frozen=True, tag=True, array_like=True):
    """A hole for the URL of something in this project: a note, a heading, a file."""

    target: str
    """Path under `notes/`; empty for the note itself."""
    fragment: str
    written: str
    span: Span


class FigureHole(Struct, frozen=True, tag=True, array_like=True):
    """A hole for the evidence of a number in the text, around the number's own HTML."""

    number: int
    """The statement's number in its note."""
    html: str = ""
    inside_link: bool = False


class Phrase(Struct, frozen=True, tag=True, array_like=True):
    """A hole for one of the site's own words."""

    name: str


Part = str | Chart | CitationGroup | FigureHole | Link | Phrase


class Heading(Struct, frozen=True, array_like=True):
    """A heading of a body, for its contents."""

    level: int
    id: str
    text: str
    span: Span
