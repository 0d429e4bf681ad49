"""A note: what stands in its file, and nothing of any other."""

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

from briefing.diagnostics import Diagnostic, Span
from briefing.model.bodies import Body


class Status(StrEnum):
    """Whether readers get a note; `build` leaves drafts out."""

    DRAFT = "draft"
    PUBLISHED = "published"


class ChangeKind(StrEnum):
    """What happened to a note after it was published."""

    UPDATE = "update"
    CORRECTION = "correction"


class Change(Struct, frozen=True):
    """One entry of a note's history, as readers see it."""

    date: datetime.date
    kind: ChangeKind
    text: str


class FrontMatter(Struct, frozen=True, kw_only=True):
    """What stands between the `---` lines of a note."""

    title: Annotated[str, Meta(description="what the note finds, in a line")]
    date: Annotated[datetime.date, Meta(description="the as-of date, as 2026-02-03")]
    summary: Annotated[str, Meta(description="the call in a sentence or two, plain text")]
    segment: Annotated[str, Meta(description="a segment's id from site.yaml; `index.md` has none")] = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lang: Annotated[str, Meta(description="language of this note, where it is not the site's, as BCP 47")] = ""
    updated: Annotated[datetime.date | None, Meta(description="day of the last change that readers should notice")] = (
        None
    )
    aliases: Annotated[tuple[str, ...], Meta(description="old addresses of this note, which will redirect")] = ()
    status: Status = Status.PUBLISHED
    history: Annotated[tuple[Change, ...], Meta(description="what changed since, newest first or last")] = ()


class Note(Struct, frozen=True):
    """A note by itself: nothing in it depends on any other."""

    path: str
    """Under `notes/`, with `/` between folders."""
    front: FrontMatter
    body: Body
    markdown: str
    """The file's text, front matter included."""
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where each value of the front matter stands: `segment`, `aliases[0]`."""
    problems: tuple[Diagnostic, ...] = ()

    @property
    def is_index(self) -> bool:
        """Whether it is the overview."""
        return self.path == "index.md"

    @property
    def address(self) -> str:
        """Where its page stands in the site: notes keep their folders and names."""
        return self.path.removesuffix(".md") + ".html"

    @property
    def changed(self) -> datetime.date:
        """The day of its last change that readers should notice."""
        days = [self.front.date, *(change.date for change in self.front.history)]
        return max([*days, self.front.updated] if self.front.updated else days)
