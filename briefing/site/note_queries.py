"""Queries on notes: their order, neighbours, segments and years, the targets of links, the files of the search."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from msgspec import structs
from msgspec.msgpack import Decoder

from briefing.incremental import query
from briefing.model import INDEX, CardData, Change, ClaimedPaths, FrontMatter, NoteIndexEntry, Status, page_path
from briefing.model.diagnostics import Span
from briefing.site.input_queries import ProjectQueries
from briefing.site.search import in_files, source_files

Paths = tuple[str, ...]

_PATHS: Final = Decoder(Paths)
_BY_NAME: Final[Decoder[Mapping[str, Paths]]] = Decoder(dict[str, Paths])


class NoteQueries(ProjectQueries):
    """Queries about notes."""

    # --- one by one ---------------------------------------------------------------------------

    @query()
    def front(self, path: str) -> FrontMatter:
        """The front matter of a published note."""
        return structs.replace(self.note_summary(self.published(path)).front, figures={})

    @query()
    def card(self, path: str) -> CardData:
        """The data of a note that lists show."""
        front = self.note_summary(self.published(path)).front
        is_draft = front.status is Status.DRAFT or path in self.held_back()
        return CardData(path, front.title, front.summary, front.date, front.segment, front.lang, is_draft)

    @query()
    def history(self, path: str) -> tuple[Change, ...]:
        """The changes of a note since its publication."""
        return self.note_summary(path).front.history

    @query()
    def claimed_paths(self, path: str) -> ClaimedPaths:
        """The paths that a note claims in addition to its page: aliases and linked files."""
        summary = self.note_summary(path)
        return ClaimedPaths(tuple(zip(summary.front.aliases, summary.aliased, strict=True)), summary.files)

    @query()
    def has_anchor(self, place: str) -> bool:
        """Whether a note has a heading or an id, given after a NUL, since a path may contain `#`."""
        path, _, name = place.partition("\0")
        return name in self.anchors(path)

    # --- order --------------------------------------------------------------------------------

    @query()
    def segment_ids(self) -> Paths:
        """The segments in their order."""
        return tuple(segment.id for segment in self.settings.segments)

    @query(decoder=_PATHS)
    def order(self) -> Paths:
        """The published notes: the overview, then segments in their order, newest first."""
        drafts, ranks = self.option("drafts"), {name: rank for rank, name in enumerate(self.segment_ids())}
        found = [(path, self.index_entry(path)) for path in self.note_paths()]
        # Several sorts, since each is stable.
        held = () if drafts else self.held_back()
        ready = (each for each in found if drafts or (each[1].is_published and each[0] not in held))
        shown = sorted(ready, key=lambda each: each[0])
        shown.sort(key=lambda each: each[1].day, reverse=True)
        shown.sort(key=lambda each: -1 if each[0] == INDEX else ranks.get(each[1].segment, len(ranks)))
        return tuple(path for path, _ in shown)

    @query(decoder=_PATHS)
    def held_back(self) -> Paths:
        """The notes whose `publish_at` is after the day of the build: the given day, else that of the newest note
        without a `publish_at`. The clock is not read, so that the same notes always make the same site.
        """
        published = [(path, entry) for path in self.note_paths() if (entry := self.index_entry(path)).is_published]
        if not any(entry.publish_at for _, entry in published):
            return ()
        newest = max((entry.day for _, entry in published if not entry.publish_at), default=date.min)
        day = self.option("as_of") or newest
        return tuple(path for path, entry in published if entry.publish_at and entry.publish_at > day)

    @query()
    def embargo(self, path: str) -> Span:
        """The span of the `publish_at` of a note."""
        return self.note(path).spans.get("publish_at", Span(f"notes/{path}"))

    @query(is_opaque=True)
    def places(self) -> Mapping[str, int]:
        """Each note's place in the order."""
        return {path: place for place, path in enumerate(self.order())}

    def published(self, path: str) -> str:
        """The path itself, for a published note; raises `KeyError` for any other."""
        if not self.is_published(path):
            raise KeyError(path)
        return path

    @query()
    def is_published(self, path: str) -> bool:
        """Whether a note is published."""
        return path in self.places()

    @query()
    def is_draft(self, path: str) -> bool:
        """Whether a note exists but is not published."""
        return path in self.note_paths() and path not in self.places()

    def index(self) -> Iterator[tuple[str, NoteIndexEntry]]:
        """The published notes in their order, with their index entries."""
        return ((path, self.index_entry(path)) for path in self.order())

    @query(is_held=False)
    def adjacent(self, path: str) -> tuple[str, str]:
        """The paths of the notes before and after one; empty if there is none."""
        order, at = self.order(), self.places()[path]
        before, after = order[at - 1 : at] if at else (), order[at + 1 : at + 2]
        return next(iter(before), ""), next(iter(after), "")

    def neighbours(self, path: str) -> tuple[CardData | None, CardData | None]:
        """The notes before and after one in reading order; None if there is none."""
        before, after = self.adjacent(path)
        return self.card(before) if before else None, self.card(after) if after else None

    @query(decoder=_BY_NAME, is_ordered=True)
    def segments(self) -> Mapping[str, Paths]:
        """The paths of each segment's notes, newest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for path, entry in self.index():
            if path != INDEX:
                found[entry.segment].append(path)
        return {segment: tuple(paths) for segment, paths in found.items()}

    @query()
    def of_segment(self, segment: str) -> Paths:
        """The paths of a segment's notes, newest first."""
        return self.segments().get(segment, ())

    @query()
    def is_listed(self, segment: str) -> bool:
        """Whether a segment has its own page: if it has several notes."""
        return len(self.of_segment(segment)) > 1

    @query(decoder=_BY_NAME, is_ordered=True)
    def by_year(self) -> Mapping[str, Paths]:
        """The paths of each year's notes, the newest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for path, entry in sorted(self.index(), key=lambda each: (each[1].day, each[0]), reverse=True):
            if path != INDEX:
                found[entry.day.isoformat()[:4]].append(path)
        return {year: tuple(paths) for year, paths in found.items()}

    @query()
    def years(self) -> tuple[tuple[str, int], ...]:
        """Each year in which a note was written, the newest first, and the number of its notes."""
        return tuple((year, len(paths)) for year, paths in self.by_year().items())

    @query()
    def of_year(self, year: str) -> Paths:
        """The paths of a year's notes, newest first."""
        return self.by_year().get(year, ())

    @query()
    def changes(self, most: str) -> tuple[tuple[str, Change], ...]:
        """The newest changes of all notes, and the paths of these."""
        paths = (path for path, entry in self.index() if entry.has_history)
        found = [(path, change) for path in paths for change in self.history(path)]
        return tuple(sorted(found, key=lambda item: item[1].date, reverse=True)[: int(most)])

    @query(decoder=Decoder(int))
    def change_count(self) -> int:
        """The number of changes in the histories of all notes."""
        return sum(len(self.history(path)) for path, entry in self.index() if entry.has_history)

    @query()
    def newest(self, most: str) -> Paths:
        """The paths of the most recently changed notes."""
        ordered = sorted(((entry.changed, path) for path, entry in self.index()), reverse=True)
        return tuple(path for _, path in ordered[: int(most)])

    @query()
    def written_last(self, most: str) -> Paths:
        """The paths of the newest notes except the overview, newest first."""
        dated = sorted(((entry.day, path) for path, entry in self.index() if path != INDEX), reverse=True)
        return tuple(path for _, path in dated[: int(most)])

    @query()
    def changed(self) -> tuple[tuple[str, date], ...]:
        """The path of each note's page, and the day of its last change."""
        return tuple((page_path(path), entry.changed) for path, entry in self.index())

    @query(decoder=Decoder(date))
    def as_of(self) -> date:
        """The as-of date of the site, for example for overdue guidance: the given one, else that of the newest note."""
        asked: date | None = self.option("as_of")
        return asked or max((entry.day for _, entry in self.index()), default=date.min)

    @query(decoder=Decoder(bool))
    def defines_all_figures(self) -> bool:
        """Whether every ledger could be read; otherwise an unknown figure may be defined after all."""
        return all(entry.defines_all_figures for _, entry in self.index())

    # --- links --------------------------------------------------------------------------------

    def leads_to(self, path: str) -> str:
        """The kind of a link's target: `note`, `file` or `draft`; empty for none."""
        return "note" if self.is_published(path) else self.leads_elsewhere(path)

    @query()
    def leads_elsewhere(self, path: str) -> str:
        """The same for a link to anything but a published note."""
        if path in self.files():
            return "file"
        return "draft" if self.is_draft(path) else ""

    @query(is_opaque=True)
    def paths(self) -> Paths:
        """The paths that a link can have as its target."""
        return (*self.order(), *self.files())

    @query(decoder=_PATHS)
    def linked_files(self) -> Paths:
        """The files that any note links to."""
        paths = (path for path, entry in self.index() if entry.has_claimed_paths)
        wanted = {link.target for path in paths for link in self.claimed_paths(path).files}
        return tuple(sorted(wanted & self.files().keys()))

    @query()
    def has_cards(self) -> bool:
        """Whether cards are drawn for notes: a card is referenced only by its absolute URL."""
        return bool(self.settings.base_url) and bool(self.option("has_cards"))

    # --- search -------------------------------------------------------------------------------

    @query(decoder=_BY_NAME, is_ordered=True)
    def note_files(self) -> Mapping[str, Paths]:
        """The paths of the notes in each file of the search, oldest first."""
        ordered = sorted((entry.day, path, entry.weight) for path, entry in self.index())
        return in_files((path, weight) for _, path, weight in ordered)

    @query()
    def searched(self, file: str) -> Paths:
        """The notes whose text is in a file of the search, oldest first."""
        return self.note_files()[file]

    @query(is_ordered=True)
    def source_files(self) -> Mapping[str, Paths]:
        """The keys of the sources in each file of the search."""
        return source_files(self.bibliography_read().sources)

    @query()
    def searched_sources(self, file: str) -> Paths:
        """The sources that are in a file of the search."""
        return self.source_files()[file]

    @query()
    def search_files(self) -> tuple[Paths, Paths]:
        """The search files: those of the notes, newest first, then those of the sources."""
        return tuple(self.note_files())[::-1], tuple(self.source_files())
