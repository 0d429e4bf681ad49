"""Builds what rests on a source, place by place: its figures, how each is supported, and the sentences behind it."""

from collections.abc import Iterable, Iterator

from msgspec import Struct, field, structs

from briefing.model import INDEX, Citation, Definition, Locator, Source, Statement
from briefing.pages.context import NoteCard
from briefing.pages.evidence import LedgerRow
from briefing.pages.evidence_builder import EvidenceBuilder
from briefing.pages.lists import NoteLink, SourceFigure, SourceLink, SourcePlace
from briefing.pages.places import anchor, natural, source_url
from briefing.site import View

Locators = tuple[Locator, ...]
Key = tuple[str, str]
"""The address of a figure's evidence, and its value."""


class _Place(Struct):
    """What was found to rest on a place."""

    figures: dict[Key, SourceFigure] = field(default_factory=dict)
    notes: dict[str, NoteLink] = field(default_factory=dict)
    """Sentences by note."""


class SourcePlaces:
    """Gathers what rests on one source."""

    def __init__(self, source: Source, view: View, evidence: EvidenceBuilder) -> None:
        self.source = source
        self.view = view
        self.evidence = evidence
        self.found: dict[Locators, _Place] = {}

    def places(self, cards: dict[str, NoteCard]) -> tuple[SourcePlace, ...]:
        """All of it, in the order of the source; `cards` has the notes that cite it."""
        for path, statements in self.view.resting(self.source.id):
            for statement in statements:
                self.state(statement, path, cards[path])
        for definition in self.view.booked_on(self.source.id):
            self.define(definition)
        for path, uses in self.view.uses(self.source.id):
            for use in uses:
                link = self.link(path, cards[path], use.anchor, use.section)
                self.at(use.locators).notes.setdefault(path, link)
        ordered = sorted(self.found.items(), key=lambda each: natural(each[0]))
        return tuple(self.place(locators, place) for locators, place in ordered)

    def at(self, locators: Locators) -> _Place:
        return self.found.setdefault(locators, _Place())

    def cited(self, citations: Iterable[Citation]) -> Iterator[_Place]:
        """The places of this source among some citations."""
        yield from map(self.at, dict.fromkeys(item.locators for item in citations if item.key == self.source.id))

    def state(self, statement: Statement, path: str, card: NoteCard) -> None:
        """Take note of a figure in a text."""
        stated = self.evidence.statement(statement, self.view.card(path).day)
        if not (stated.target and stated.known):
            return
        entry = stated.definition.entry if stated.definition else None
        where = self.evidence.path(stated.definition) if stated.definition else f"{card.path}#{stated.target}"
        figure = SourceFigure(
            text=entry.figure.text if entry else statement.figure.text,
            label=entry.label if entry else "",
            period=self.evidence.style.period(entry.period) if entry else "",
            state=self.evidence.state(stated.known),
            path=where,
            notes=(),
        )
        for place in self.cited(statement.figure.citations):
            # One that no ledger has is the same in each note that claims the same.
            key = (where if entry else stated.target, figure.text)
            _add(place, key, figure, self.link(path, card, f"n.{statement.number + 1}"))

    def link(self, path: str, card: NoteCard, place: str, section: str = "") -> NoteLink:
        """A sentence of a note."""
        segment = self.view.card(path).segment
        only = self.evidence.words.overview if path == INDEX else card.segment
        name = f"{only}, {card.day.text}" if self.view.is_listed(segment) else only or card.title
        return NoteLink(card.title, name, f"{card.path}#{place}", card.lang, section)

    def define(self, definition: Definition) -> None:
        """Take note of a figure of a ledger."""
        entry = definition.entry
        known = self.evidence.assess(entry.figure, entry)
        path = self.evidence.path(definition)
        period = self.evidence.style.period(entry.period)
        figure = SourceFigure(entry.figure.text, entry.label, period, self.evidence.state(known), path, ())
        for place in self.cited(entry.figure.citations):
            place.figures.setdefault((path, figure.text), figure)

    def place(self, locators: Locators, found: _Place) -> SourcePlace:
        figures = tuple(found.figures.values())
        behind = {link.title for figure in figures for link in figure.notes}
        return SourcePlace(
            id=anchor(locators),
            locators=self.evidence.style.locators(locators),
            url=source_url(self.source, locators, figures[0].text if figures else "") if locators else "",
            figures=figures,
            notes=tuple(link for link in found.notes.values() if link.title not in behind),
        )


def _add(place: _Place, key: Key, figure: SourceFigure, sentence: NoteLink) -> None:
    """A figure at its place, with one sentence a note."""
    known = place.figures.setdefault(key, figure)
    if all(link.title != sentence.title for link in known.notes):
        place.figures[key] = structs.replace(known, notes=(*known.notes, sentence))


def counted(places: Iterable[SourcePlace]) -> tuple[int, int]:
    """How many figures and how many notes rest on a source."""
    everything = tuple(places)
    figures = {figure.path for place in everything for figure in place.figures}
    links = [link for place in everything for link in place.notes]
    links += [link for place in everything for figure in place.figures for link in figure.notes]
    return len(figures), len({link.path.partition("#")[0] for link in links})


def without_source(rows: tuple[LedgerRow, ...]) -> tuple[tuple[LedgerRow, ...], SourceLink | None]:
    """Rows that do not name their source, where it is the same in all of them and each names a place; and it."""
    places = {(place.source, place.path.partition("#")[0]) for row in rows for place in row.places}
    if len(places) != 1 or not all(place.locators for row in rows for place in row.places):
        return rows, None
    ((title, path),) = places
    bare = (tuple(structs.replace(place, source="") for place in row.places) for row in rows)
    return tuple(structs.replace(row, places=each) for row, each in zip(rows, bare, strict=True)), SourceLink(
        title, path
    )
