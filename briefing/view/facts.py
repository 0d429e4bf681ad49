"""What answers are taken from: the notes and sources of a site, looked at from other sides."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, wraps
from typing import Final, TypeVar

from msgspec import Raw, Struct, structs
from msgspec.msgpack import Decoder

from briefing.figures import Calculator
from briefing.kept import kept
from briefing.memory import Memory
from briefing.model import Definition, Details, Figure, FigureKind, Head, Site, Standing, Status, Verification
from briefing.references import suffixes
from briefing.search import note_files, source_files
from briefing.view.parts import Part

Seen = TypeVar("Seen")

DRAWER: Final = 3
"""Digits of a claim by which claims are asked for together: to ask for each would make too many questions."""

MOST_GUIDANCE: Final = 12
"""How much guidance stands on the page of a note or a segment."""


_DETAILS: Final = Decoder(Details)
_SEARCHED: Final[Decoder[Mapping[str, tuple[str, ...]]]] = Decoder(dict[str, tuple[str, ...]])
_CLAIMS: Final = Decoder(dict[str, str])


class Card(Struct, frozen=True, array_like=True):
    """A note as far as a list shows it."""

    path: str
    title: str
    summary: str
    day: date
    segment: str
    lang: str
    is_draft: bool


def card_of(note: Head) -> Card:
    """A note as far as a list shows it."""
    front = note.front
    is_draft = front.status is Status.DRAFT
    return Card(note.path, front.title, front.summary, front.date, front.segment, front.lang, is_draft)


def side(part: Part) -> Callable[[Callable[["Facts"], Seen]], cached_property[Seen]]:
    """A side of a site that depends on one part alone: who keeps a memory looks at it again when that changed."""

    def looking(look: Callable[["Facts"], Seen]) -> cached_property[Seen]:
        @wraps(look)
        def seen(facts: "Facts") -> Seen:
            return facts.memory.hold(look.__name__, facts.names[part], lambda: look(facts))

        return cached_property(seen)

    return looking


class Facts:
    """A site from every side that is asked about, each looked at once."""

    def __init__(self, site: Site, memory: Memory, names: Mapping[Part, bytes]) -> None:
        """`memory` holds the details of its notes; `names` are for what its parts are like."""
        self.site = site
        self.memory = memory
        self.names = names

    @side(Part.ORDER)
    def places(self) -> Mapping[str, int]:
        """Each note's place in reading order."""
        return {note.path: place for place, note in enumerate(self.site.notes)}

    @side(Part.FRONTS)
    def segments(self) -> Mapping[str, tuple[str, ...]]:
        """The paths of each segment's notes."""
        found: dict[str, list[str]] = defaultdict(list)
        for note in self.site.notes:
            if not note.is_index:
                found[note.front.segment].append(note.path)
        return {segment: tuple(paths) for segment, paths in found.items()}

    @cached_property
    def uses(self) -> Mapping[str, Sequence[tuple[str, Raw]]]:
        """By key of a source: the notes that rest on it and where they do, still encoded as tuples of `Use`."""
        found: dict[str, list[tuple[str, Raw]]] = defaultdict(list)
        details = self.memory.all("details")
        for note in self.site.notes:
            # One after the other: decoded, they take several times their room.
            known = details.get(note.path)
            encoded = known.value if known else self.memory.demand("details", note.path)
            for key, uses in _DETAILS.decode(encoded).uses.items():
                if key in self.site.bibliography.sources:
                    found[key].append((note.path, uses))
        return dict(found)

    def anchors(self, path: str) -> frozenset[str]:
        """What a link into a note can lead to."""
        if path not in self.site.by_path:
            raise KeyError(path)
        encoded = self.memory.demand("details", path)
        return self.memory.decode("details", path, encoded, _DETAILS).anchors

    @side(Part.SOURCES)
    def suffixes(self) -> Mapping[str, str]:
        """What tells works of one author and year apart."""
        return suffixes(self.site.bibliography.sources.values())

    @cached_property
    def searched(self) -> Mapping[str, tuple[str, ...]]:
        """The paths of the notes in each file of the search."""
        key = self.names[Part.WEIGHTS]
        return kept(self.memory, "searched", key, _SEARCHED, lambda: note_files(self.site.notes))

    @side(Part.SOURCES)
    def searched_sources(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of the sources in each file of the search."""
        return source_files(self.site.bibliography.sources)

    @side(Part.LEDGERS)
    def calculator(self) -> Calculator:
        """Works out derived figures, each once."""
        return Calculator(self.site.books)

    @side(Part.LEDGERS)
    def latest(self) -> tuple[Definition, ...]:
        """The newest definition of each figure, in the order of the notes and of their ledgers."""
        inside = {(note.path, entry.id): i for note in self.site.notes for i, entry in enumerate(note.ledger)}
        return tuple(sorted(self.site.books.latest(), key=lambda d: (self.places[d.note], inside[d.note, d.entry.id])))

    @side(Part.LEDGERS)
    def guidance(self) -> tuple[Definition, ...]:
        """What management said would happen, by the day it falls due."""
        found = (item for item in self.latest if item.entry.kind is FigureKind.GUIDANCE)
        return tuple(sorted(found, key=lambda d: (d.entry.due_by or date.max, d.entry.due, d.entry.id)))

    @side(Part.LEDGERS)
    def nearest_guidance(self) -> Mapping[str, tuple[Definition, ...]]:
        """What was said of each segment; of too much, what is open goes before what is not."""
        found: dict[str, list[Definition]] = defaultdict(list)
        for item in self.guidance:
            found[self.site.by_path[item.note].front.segment].append(item)
        return {segment: tuple(_nearest(items)) for segment, items in found.items()}

    @side(Part.FRONTS)
    def years(self) -> Mapping[str, tuple[str, ...]]:
        """The paths of each year's notes, the newest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for note in sorted(self.site.notes, key=lambda note: (note.front.date, note.path), reverse=True):
            if not note.is_index:
                found[note.front.date.isoformat()[:4]].append(note.path)
        return {year: tuple(paths) for year, paths in found.items()}

    @cached_property
    def claimed(self) -> Mapping[str, Mapping[str, Definition]]:
        """The ledger's own figures by what they claim, in drawers."""
        key = self.names[Part.LEDGERS] + self.names[Part.SOURCES]
        ids = kept(self.memory, "claimed", key, _CLAIMS, self.claims)
        return _in_drawers({claim: self.site.books.definitions[name][-1] for claim, name in ids.items()})

    def claims(self) -> dict[str, str]:
        """What the ledger's figures claim, and their ids: to name thousands of claims takes long."""
        grounded = ((self.grounded(item.entry.figure), item) for item in reversed(self.site.books.latest()))
        return {figure.claim: item.entry.id for figure, item in grounded if figure.grounds}

    def remembered(self, drawer: str) -> Mapping[str, Verification]:
        """What the lock remembers of the claims that begin so."""
        return self.site.lock.of(drawer, f"{drawer}\uffff") if self.site.lock else {}

    def grounded(self, figure: Figure) -> Figure:
        """A figure on those of its citations whose source there is; a bare handle is none."""
        known = tuple(item for item in figure.grounds if item.key in self.site.bibliography.sources)
        return figure if len(known) == len(figure.grounds) else structs.replace(figure, grounds=known)


def _nearest(items: Sequence[Definition]) -> Iterator[Definition]:
    """As many as a page shows, in their order."""
    standing = sorted(range(len(items)), key=lambda at: items[at].entry.status not in (None, Standing.OPEN))
    yield from (items[at] for at in sorted(standing[:MOST_GUIDANCE]))


def _in_drawers(by_claim: Mapping[str, Definition]) -> Mapping[str, Mapping[str, Definition]]:
    """Claims by how they begin."""
    found: dict[str, dict[str, Definition]] = defaultdict(dict)
    for claim, value in by_claim.items():
        found[claim[:DRAWER]][claim] = value
    return dict(found)
