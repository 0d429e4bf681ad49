"""Builds the list of figures and sentences that cite a source, place by place."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field, structs

from briefing.evidence.states import Assessment
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
    """The figures and sentences that cite a place."""

    figures: dict[Key, SourceFigure] = field(default_factory=dict)
    sentences: dict[Key, dict[str, NoteLink]] = field(default_factory=lambda: defaultdict(dict))
    """The first sentence of each note that states a figure, by the note's address."""
    notes: dict[str, NoteLink] = field(default_factory=dict)
    """The first citation of each note, likewise."""


class SourcePlaces:
    """Collects the figures and sentences that cite one source."""

    def __init__(self, source: Source, view: View, evidence: EvidenceBuilder) -> None:
        self.source = source
        self.view = view
        self.evidence = evidence
        self.found: dict[Locators, _Place] = defaultdict(_Place)

    def places(self, cards: dict[str, NoteCard]) -> tuple[SourcePlace, ...]:
        """The places in the order of the source; `cards` has the notes that cite it."""
        links = {path: self.link(path, card) for path, card in cards.items()}
        for path, found in self.view.uses(self.source.id):
            day = self.view.card(path).day
            for statement in found.statements:
                self.state(statement, day, links[path])
            for use in found.uses:
                _add(self.found[use.locators].notes, links[path], use.anchor, use.section)
        for definition in self.view.definitions_on(self.source.id):
            self.define(definition)
        ordered = sorted(self.found.items(), key=lambda each: natural(each[0]))
        return tuple(self.place(locators, place) for locators, place in ordered)

    def cited(self, citations: Iterable[Citation]) -> list[_Place]:
        """The places of this source among some citations."""
        places = dict.fromkeys(item.locators for item in citations if item.key == self.source.id)
        return [self.found[locators] for locators in places]

    def state(self, statement: Statement, day: date, note: NoteLink) -> None:
        """Add a figure in the text of a note with a given date."""
        stated = self.evidence.statement(statement, day)
        if not (stated.target and stated.known):
            return
        if definition := stated.definition:
            figure = self.figure(definition, stated.known)
            key = (figure.path, figure.text)
        else:
            # A figure without a ledger entry is the same in every note that makes the same claim.
            text, state = statement.figure.text, self.evidence.state(stated.known)
            figure = SourceFigure(text, "", "", state, f"{note.path}#{stated.target}", ())
            key = (stated.target, text)
        for place in self.cited(statement.figure.citations):
            place.figures.setdefault(key, figure)
            _add(place.sentences[key], note, f"n.{statement.number + 1}")

    def figure(self, definition: Definition, known: Assessment) -> SourceFigure:
        """A figure of a ledger."""
        entry = definition.entry
        period, state = self.evidence.style.period(entry.period), self.evidence.state(known)
        return SourceFigure(entry.figure.text, entry.label, period, state, self.evidence.path(definition), ())

    def link(self, path: str, card: NoteCard) -> NoteLink:
        """A note that rests on the source."""
        segment = self.view.card(path).segment
        only = self.evidence.words.overview if path == INDEX else card.segment
        name = f"{only}, {card.day.text}" if self.view.is_listed(segment) else only or card.title
        return NoteLink(card.title, name, card.path, card.lang, "")

    def define(self, definition: Definition) -> None:
        """Add a figure of a ledger."""
        entry = definition.entry
        figure = self.figure(definition, self.evidence.assess(definition))
        for place in self.cited(entry.figure.citations):
            place.figures.setdefault((figure.path, figure.text), figure)

    def place(self, locators: Locators, found: _Place) -> SourcePlace:
        sentences, figures = found.sentences, found.figures.items()
        rows = tuple(structs.replace(figure, notes=tuple(sentences[key].values())) for key, figure in figures)
        behind = {path for notes in sentences.values() for path in notes}
        return SourcePlace(
            id=anchor(locators),
            locators=self.evidence.style.locators(locators),
            url=source_url(self.source, locators, rows[0].text if rows else "") if locators else "",
            figures=rows,
            notes=tuple(link for path, link in found.notes.items() if path not in behind),
        )


def _add(sentences: dict[str, NoteLink], note: NoteLink, anchor: str, section: str = "") -> None:
    """Add a sentence of a note, unless the note has one already."""
    if note.path not in sentences:
        sentences[note.path] = NoteLink(note.title, note.name, f"{note.path}#{anchor}", note.lang, section)


def counted(places: Iterable[SourcePlace]) -> tuple[int, int]:
    """The numbers of figures and of notes that cite a source."""
    everything = tuple(places)
    figures = {figure.path for place in everything for figure in place.figures}
    links = [link for place in everything for link in place.notes]
    links += [link for place in everything for figure in place.figures for link in figure.notes]
    return len(figures), len({link.path.partition("#")[0] for link in links})


def without_source(rows: tuple[LedgerRow, ...]) -> tuple[tuple[LedgerRow, ...], SourceLink | None]:
    """Rows without their source, and the source, if all rows share it and each names a place."""
    places = {(place.source, place.path.partition("#")[0]) for row in rows for place in row.places}
    if len(places) != 1 or not all(place.locators for row in rows for place in row.places):
        return rows, None
    ((title, path),) = places
    bare = (tuple(structs.replace(place, source="") for place in row.places) for row in rows)
    return tuple(structs.replace(row, places=each) for row, each in zip(rows, bare, strict=True)), SourceLink(
        title, path
    )
