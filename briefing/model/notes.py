"""Notes: the content of one file, independent of all others."""

import datetime
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct, field, structs
from msgspec.msgpack import encode

from briefing.model.bodies import CitationGroup, Heading, Link, Part
from briefing.model.charts import Chart
from briefing.model.diagnostics import Diagnostic, Span
from briefing.model.figures import Entry, Figure, FigureKind, GuidanceStatus, PeriodMention, Statement
from briefing.model.sources import Locator


class Body(Struct, frozen=True, array_like=True):
    """A note's text as HTML with typed holes, and its headings, anchors and numbers."""

    parts: tuple[Part, ...] = ()
    headings: tuple[Heading, ...] = ()
    anchors: frozenset[str] = frozenset()
    statements: tuple[Statement, ...] = ()
    """The quantities of its text, by their number."""
    period_mentions: tuple[PeriodMention, ...] = ()
    """The periods of its cited sentences."""

    @property
    def cites(self) -> tuple[CitationGroup, ...]:
        """Its citations, in reading order."""
        return tuple(part for part in self.parts if isinstance(part, CitationGroup))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Its charts, in reading order."""
        return tuple(part for part in self.parts if isinstance(part, Chart))

    @property
    def charted(self) -> Iterator[str]:
        """The ids of the figures that its charts show."""
        return (point.name for chart in self.charts for point in chart.points)

    @property
    def links(self) -> tuple[Link, ...]:
        """Its links into this project, in reading order."""
        return tuple(part for part in self.parts if isinstance(part, Link))


class Status(StrEnum):
    """Whether a note is published; `build` leaves drafts out."""

    DRAFT = "draft"
    PUBLISHED = "published"


class ChangeKind(StrEnum):
    """The kind of a change to a note after publication."""

    UPDATE = "update"
    CORRECTION = "correction"


class Change(Struct, frozen=True, array_like=True):
    """An entry of a note's history, as on its page."""

    date: datetime.date
    kind: ChangeKind
    text: str


class OutcomeFields(Struct, frozen=True):
    """The outcome of guidance, as an author writes it."""

    value: Annotated[str, Meta(description="the figure, as printed: RMB 200 billion")]
    cite: Annotated[str, Meta(description="its source and locator: gs-xiaomi-2026, ¶21")]


class FigureFields(Struct, frozen=True):
    """A figure of the ledger, as an author writes it."""

    label: Annotated[str, Meta(description="what it is, in a few words")]
    kind: Annotated[FigureKind, Meta(description="actual, guidance, estimate, forecast, price, opinion or derived")]
    value: Annotated[str, Meta(description="as printed: RMB 200 billion, 500–700, over 1,000, 91.26%")] = ""
    period: Annotated[str, Meta(description="the time it is about: 2026, Q3 2025, end of 2026")] = ""
    cite: Annotated[str, Meta(description="its source and locator: gs-xiaomi-2026, ¶21")] = ""
    due: Annotated[str, Meta(description="of guidance: when it falls due, as a year, half, quarter or date")] = ""
    status: Annotated[GuidanceStatus | None, Meta(description="of guidance: open, met, missed, revised, withdrawn")] = (
        None
    )
    outcome: Annotated[OutcomeFields | None, Meta(description="of guidance: the actual figure, and its source")] = None
    basis: Annotated[str, Meta(description="of an opinion: what it rests on, in words")] = ""
    formula: Annotated[str, Meta(description="of a derived figure: deliveries-2026 / deliveries-2025 - 1")] = ""


class FrontMatter(Struct, frozen=True, kw_only=True, array_like=True):
    """The front matter: the keys between the `---` lines of a note."""

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
    publish_at: Annotated[
        datetime.date | None, Meta(description="the first day on which readers may have the note, as 2026-02-03")
    ] = None
    figures: Annotated[
        dict[str, FigureFields], Meta(description="the ledger: an id, and what is said of the figure")
    ] = field(default_factory=dict)
    headline: Annotated[tuple[str, ...], Meta(description="ids of the figures that the page leads with")] = ()
    history: Annotated[tuple[Change, ...], Meta(description="what changed since, newest first or last")] = ()
    rating: Annotated[str, Meta(description="of the overview: how the call stands, as `Buy, by Goldman Sachs`")] = ""


INDEX: Final = "index.md"
"""The note that is the first page."""


def page_path(path: str) -> str:
    """The path of a note's page in the site: notes keep their folders and names."""
    return path.removesuffix(".md") + ".html"


class Use(Struct, frozen=True, array_like=True):
    """A place in a note that cites a source."""

    anchor: str
    section: str
    locators: tuple[Locator, ...]


class NoteSummary(Struct, frozen=True, kw_only=True, array_like=True):
    """The part of a note that the site always needs."""

    path: str
    """Under `notes/`, with `/` between folders."""
    front: FrontMatter
    ledger: tuple[Entry, ...] = ()
    """The figures that it defines."""
    files: tuple[Link, ...] = ()
    """Its links to files that are not notes."""
    aliased: tuple[Span, ...] = ()
    """The span of each alias."""
    defines_all_figures: bool = True
    """Whether every figure that it may define could be read."""
    key: str = ""
    """A hash of all that it was read from."""
    size: int = 0
    """Bytes of its file."""

    @property
    def ledger_claims(self) -> Iterator[Figure]:
        """The figures of its ledger that cite a source, including the outcomes of guidance."""
        for entry in self.ledger:
            yield from (figure for figure in (entry.figure, entry.outcome) if figure and figure.citations)

    @property
    def is_index(self) -> bool:
        """Whether it is the overview."""
        return self.path == INDEX

    @property
    def page_path(self) -> str:
        """Where its page is in the site."""
        return page_path(self.path)

    @property
    def changed(self) -> datetime.date:
        """The day of its last change that readers should notice."""
        days = [self.front.date, *(change.date for change in self.front.history)]
        return max([*days, self.front.updated] if self.front.updated else days)


class SourceUse(Struct, frozen=True, array_like=True):
    """The parts of a note that may cite a source."""

    uses: tuple[Use, ...]
    """The places that cite it."""
    statements: tuple[Statement, ...] = ()
    """The figures of the text that cite it."""


class Note(NoteSummary, frozen=True, kw_only=True, array_like=True):
    """A note by itself: nothing in it depends on other notes."""

    body: Body
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    """By key, as first named: the places that may rest on a source."""
    markdown: str
    """The file's text, front matter included."""
    repeats: tuple[Statement, ...] = ()
    """The quantities of its title, summary and labels, which may only repeat others."""
    spans: Mapping[str, Span] = field(default_factory=dict)
    """The span of each value of the front matter: `segment`, `aliases[0]`."""
    problems: tuple[Diagnostic, ...] = ()

    @property
    def note_summary(self) -> NoteSummary:
        """The summary that the site always needs."""
        shared = {name: getattr(self, name) for name in NoteSummary.__struct_fields__}
        return NoteSummary(**{**shared, "front": structs.replace(self.front, figures={})})

    @property
    def source_uses(self) -> Mapping[str, bytes]:
        """The parts that may cite a source, by its key as first named, encoded as `SourceUse`."""
        stated: dict[str, list[Statement]] = {}
        for each in self.body.statements:
            if each.figure.citations:
                statement = _without_spans(each)
                for key in dict.fromkeys(item.key for item in statement.figure.citations):
                    stated.setdefault(key, []).append(statement)
        return {key: encode(SourceUse(uses, tuple(stated.get(key, ())))) for key, uses in self.uses.items()}

    @property
    def sourced(self) -> Iterator[Figure]:
        """Its figures that cite a source: in the text, then in the ledger."""
        yield from (statement.figure for statement in self.body.statements if statement.figure.citations)
        yield from self.ledger_claims

    @property
    def ids(self) -> Mapping[Span, str]:
        """The ids of ledger figures, by the spans of their values in the text and in the ledger."""
        named = {item.figure.span: item.entry for item in self.body.statements if item.entry}
        return {**named, **{entry.figure.span: entry.id for entry in self.ledger}}

    @property
    def period_mentions(self) -> Iterator[PeriodMention]:
        """The periods that its cited sentences and its ledger name."""
        yield from self.body.period_mentions
        yield from (entry.period_mention for entry in self.ledger if entry.period_mention)


class Definition(Struct, frozen=True, array_like=True):
    """An entry, and the note that defines it."""

    note: str
    as_of: datetime.date
    entry: Entry


class Ledger(Struct, frozen=True):
    """Every definition of every figure, by id, oldest first."""

    definitions: Mapping[str, tuple[Definition, ...]] = {}

    def at(self, name: str, day: datetime.date) -> Definition | None:
        """The definition that holds on a day; before the first, the first."""
        known = self.definitions.get(name, ())
        earlier = [definition for definition in known if definition.as_of <= day]
        return earlier[-1] if earlier else (known[0] if known else None)

    def latest(self) -> tuple[Definition, ...]:
        """The newest definition of each figure, by id."""
        return tuple(self.definitions[name][-1] for name in sorted(self.definitions))


# --- as other pages need them -----------------------------------------------------------------


class NoteIndexEntry(Struct, frozen=True, array_like=True):
    """The index entry of a note: sort keys for lists, and flags that let queries skip most notes."""

    day: datetime.date
    changed: datetime.date
    """The day of its last change that readers should notice."""
    segment: str
    status: Status
    weight: int
    """Of its text, in the search."""
    has_history: bool
    has_ledger: bool
    has_claimed_paths: bool
    """Whether it claims paths besides its page."""
    defines_all_figures: bool
    """Whether every figure of its ledger could be read."""
    publish_at: datetime.date | None
    """The first day on which readers may have it, if there is one."""

    @property
    def is_published(self) -> bool:
        """Whether it is published."""
        return self.status is Status.PUBLISHED


class CardData(Struct, frozen=True, array_like=True):
    """The data of a note that lists show."""

    path: str
    title: str
    summary: str
    day: datetime.date
    segment: str
    lang: str
    is_draft: bool


class ClaimedPaths(Struct, frozen=True, array_like=True):
    """The paths that a note claims in addition to its page: aliases and linked files."""

    aliases: tuple[tuple[str, Span], ...]
    files: tuple[Link, ...]
    """Its links to files that are not notes."""


_NOWHERE: Final = Span("")


def _without_spans(statement: Statement) -> Statement:
    """A statement without its spans: other pages must not depend on line numbers."""
    citations = tuple(structs.replace(item, span=_NOWHERE) for item in statement.figure.citations)
    return structs.replace(statement, figure=structs.replace(statement.figure, span=_NOWHERE, citations=citations))
