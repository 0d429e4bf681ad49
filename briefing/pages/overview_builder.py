"""Builds the first page: its note, the newest notes, the next guidance and the latest changes of the whole site."""

from collections.abc import Callable, Iterator

from msgspec import structs

from briefing.model import Change, Note, Words, words_for
from briefing.pages.context import ChangeView, NoteCard, NotePage, OverviewPage, SegmentView
from briefing.pages.evidence_builder import EvidenceBuilder
from briefing.pages.planning import MANY_NOTES, MAX_CARDS, MAX_CHANGES, MAX_NEWEST, MAX_WATCHED
from briefing.site import View
from briefing.site.urls import segment_path


class OverviewBuilder:
    """Adds to the page of `index.md` what only the first page has."""

    def __init__(
        self,
        view: View,
        words: Words,
        evidence: EvidenceBuilder,
        listed: Callable[[str], NoteCard],
        change: Callable[[Change], ChangeView],
    ) -> None:
        self.view = view
        self.words = words
        self.evidence = evidence
        self.listed = listed
        self.change = change

    def page(self, note: Note, page: NotePage) -> OverviewPage:
        """The first page; figures in its price line are not among its headline figures."""
        standing = self.evidence.standing(note)
        leading = structs.replace(page, headline=tuple(row for row in page.headline if row not in standing))
        changes = self.view.changes(str(MAX_CHANGES))
        return OverviewPage(
            **structs.asdict(leading),
            segments=tuple(self.segments()),
            rating=note.front.rating,
            standing=standing,
            watch=tuple(map(self.evidence.guidance_row, self.view.open_guidance(str(MAX_WATCHED)))),
            newest=tuple(self.newest()),
            changes=tuple((self.listed(path), self.change(change)) for path, change in changes),
        )

    def newest(self) -> Iterator[NoteCard]:
        """The newest notes of all segments, if there are many."""
        if self.view.extent().listed > MANY_NOTES:
            yield from map(self.listed, self.view.written_last(str(MAX_NEWEST)))

    def segments(self) -> Iterator[SegmentView]:
        """The segments that have notes."""
        for segment in self.view.settings.segments:
            paths = self.view.of_segment(segment.id)
            if paths:
                cards = tuple(map(self.listed, paths[:MAX_CARDS]))
                more = segment_path(segment.id) if len(paths) > 1 else ""
                everything = words_for(self.words.all_notes, len(paths), len(paths))
                yield SegmentView(segment.id, segment.title, cards, everything, more)
