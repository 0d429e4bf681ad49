"""The bibliography: every variable of CSL 1.0.2, by its name in CSL-JSON."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from briefing.model.diagnostics import Diagnostic, Span
from briefing.model.sources import Custom


class Name(Struct, frozen=True, rename="kebab", omit_defaults=True):
    """A person or organisation, with the parts of a name in CSL-JSON."""

    family: str = ""
    given: str = ""
    literal: str = ""
    suffix: str = ""
    dropping_particle: str = ""
    non_dropping_particle: str = ""
    comma_suffix: bool = False
    static_ordering: bool = False


class PartialDate(Struct, frozen=True, omit_defaults=True):
    """A CSL date: year, month and day as far as known, or words (`text`); `end` is the end of a span."""

    year: int | None = None
    """In the historical count: -300 is 300 BC, and there is no year 0."""
    month: int | None = None
    day: int | None = None
    circa: bool = False
    text: str = ""
    season: int = 0
    """From 1 for spring to 4 for winter."""
    end: "PartialDate | None" = None
    """The last day of a span, without a year where it is open."""

    @property
    def iso(self) -> str:
        """The known part as ISO 8601 (`2026-01`), empty without a year; BC as EDTF has it."""
        if self.year is None:
            return ""
        year = f"{self.year:04}" if self.year > 0 else f"-{-self.year - 1:04}" if self.year < -1 else "0000"
        return "-".join((year, *(f"{part:02}" for part in (self.month, self.day) if part is not None)))


class SourceType(str):
    """One of the types of CSL 1.0.2."""


Names = tuple[Name, ...]


class Source(Struct, frozen=True, kw_only=True, omit_defaults=True, cache_hash=True):
    """One entry of the bibliography, with the field names of CSL-JSON 1.0.2."""

    id: Annotated[str, Meta(pattern="^[^\\s{}@]+$", description="the key that citations use: no spaces, braces or @")]
    type: Annotated[SourceType, Meta(description="a CSL type: article-newspaper, report, webpage …")]
    title: Annotated[str, Meta(description="the title, as printed")] = ""

    # names
    author: Names = ()
    editor: Names = ()
    chair: Names = ()
    collection_editor: Names = field(default=(), name="collection-editor")
    compiler: Names = ()
    composer: Names = ()
    container_author: Names = field(default=(), name="container-author")
    contributor: Names = ()
    curator: Names = ()
    director: Names = ()
    editor_translator: Names = field(default=(), name="editor-translator")
    editorial_director: Names = field(default=(), name="editorial-director")
    executive_producer: Names = field(default=(), name="executive-producer")
    guest: Names = ()
    host: Names = ()
    illustrator: Names = ()
    interviewer: Names = ()
    narrator: Names = ()
    organizer: Names = ()
    original_author: Names = field(default=(), name="original-author")
    performer: Names = ()
    producer: Names = ()
    recipient: Names = ()
    reviewed_author: Names = field(default=(), name="reviewed-author")
    script_writer: Names = field(default=(), name="script-writer")
    series_creator: Names = field(default=(), name="series-creator")
    translator: Names = ()

    # dates
    issued: PartialDate = PartialDate()
    accessed: PartialDate = PartialDate()
    available_date: PartialDate = field(default=PartialDate(), name="available-date")
    event_date: PartialDate = field(default=PartialDate(), name="event-date")
    original_date: PartialDate = field(default=PartialDate(), name="original-date")
    submitted: PartialDate = PartialDate()

    # words and numbers
    title_short: str = field(default="", name="title-short")
    container_title: str = field(default="", name="container-title")
    container_title_short: str = field(default="", name="container-title-short")
    collection_title: str = field(default="", name="collection-title")
    collection_number: str = field(default="", name="collection-number")
    volume: str = ""
    volume_title: str = field(default="", name="volume-title")
    issue: str = ""
    number: str = ""
    part_number: str = field(default="", name="part-number")
    part_title: str = field(default="", name="part-title")
    supplement_number: str = field(default="", name="supplement-number")
    printing_number: str = field(default="", name="printing-number")
    edition: str = ""
    version: str = ""
    page: str = ""
    page_first: str = field(default="", name="page-first")
    number_of_pages: str = field(default="", name="number-of-pages")
    number_of_volumes: str = field(default="", name="number-of-volumes")
    chapter_number: str = field(default="", name="chapter-number")
    section: str = ""
    publisher: str = ""
    publisher_place: str = field(default="", name="publisher-place")
    original_title: str = field(default="", name="original-title")
    original_publisher: str = field(default="", name="original-publisher")
    original_publisher_place: str = field(default="", name="original-publisher-place")
    genre: str = ""
    medium: str = ""
    dimensions: str = ""
    scale: str = ""
    status: str = ""
    division: str = ""
    authority: str = ""
    jurisdiction: str = ""
    references: str = ""
    reviewed_title: str = field(default="", name="reviewed-title")
    reviewed_genre: str = field(default="", name="reviewed-genre")
    event_title: str = field(default="", name="event-title")
    event_place: str = field(default="", name="event-place")
    source: str = ""
    archive: str = ""
    archive_collection: str = ""
    archive_location: str = ""
    archive_place: str = field(default="", name="archive-place")
    call_number: str = field(default="", name="call-number")
    language: str = ""
    note: str = ""
    annote: str = ""
    abstract: str = ""
    keyword: str = ""
    categories: str = ""
    ISBN: str = ""
    ISSN: str = ""
    PMID: str = ""
    PMCID: str = ""
    citation_key: str = field(default="", name="citation-key")
    citation_label: str = field(default="", name="citation-label")

    # URLs
    DOI: Annotated[str, Meta(pattern="^10(?:\\.[^\\s/]+)?/\\S+$", description="write it as 10.1234/abc")] = ""
    URL: Annotated[
        str, Meta(pattern="^(?:https?|ftp)://\\S+$", description="write the whole address: https://example.org/report")
    ] = ""

    custom: Custom = Custom()
    formatted: str = ""
    """Its reference as safe HTML in the project's own style of CSL, where it has one; no key of a bibliography."""

    def __reduce__(self) -> Any:
        # A default must stay the same object in another process too: the encoder omits defaults by identity.
        return _sent, (msgspec.msgpack.encode(self, enc_hook=str),)

    @property
    def heading(self) -> str:
        """A name for running text: the title, or else the best substitute."""
        others = (self.title_short, self.reviewed_title, self.part_title, self.event_title, self.container_title)
        return self.title or next(filter(None, (*others, self.number, self.genre, self.note, self.URL)), self.id)


def _sent(encoded: bytes) -> Source:
    return msgspec.msgpack.decode(encoded, type=Source, dec_hook=lambda kind, value: kind(value))


class Bibliography(Struct, frozen=True):
    """All sources by key, their spans, and the problems of the file."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)
    caveats: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    """The spans of the caveats of a source, by its key; empty if one could not be parsed."""
    problems: tuple[Diagnostic, ...] = ()
