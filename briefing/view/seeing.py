"""A site as one page sees it: it answers questions, and remembers which were asked.

What is made through a view depends on the settings, on the answers, and on
nothing else. So a page whose questions are answered as before is the page as
before, and need be neither made nor written again. (Build systems call the
remembered questions a verifying trace.)
"""

import difflib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import msgspec
from msgspec import structs

from briefing.citations import prose_begins
from briefing.figures import Result
from briefing.memory import Memory
from briefing.model import (
    Books,
    Change,
    Citation,
    Cite,
    Definition,
    Extent,
    Figure,
    FrontMatter,
    Note,
    Reference,
    Settings,
    Site,
    Source,
    Use,
    Verification,
)
from briefing.resolve import extent
from briefing.view.asking import Answers, question
from briefing.view.facts import DRAWER, Card, Facts, card_of
from briefing.view.parts import Part


def answers(site: Site, memory: Memory, names: Mapping[Part, bytes]) -> Answers:
    """What a site has to say, whose notes are in `memory`, and whose parts have these names."""
    return Answers(Facts(site, memory, names), View)


class View:
    """A site as one page sees it."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: dict[str, None] = {}
        self.met: dict[str, Source | None] = {}
        self.recalled: dict[str, Verification | None] = {}

    @property
    def site(self) -> Site:
        """The whole site: for what answers a question, never for a page."""
        return self.answers.facts.site

    @property
    def settings(self) -> Settings:
        """What site.yaml says; every page depends on it."""
        return self.site.settings

    # notes

    @question(Part.NOTE)
    def text(self, path: str) -> str:
        """A hash of all that a note was read from."""
        return self.site.by_path[path].key

    @question(Part.NOTE)
    def front(self, path: str) -> FrontMatter:
        """What a note says of itself."""
        return structs.replace(self.site.by_path[path].front, figures={})

    @question(Part.NOTE)
    def card(self, path: str) -> Card:
        """A note as far as a list shows it."""
        return card_of(self.site.by_path[path])

    @question(Part.FRONTS)
    def neighbours(self, path: str) -> tuple[Card | None, Card | None]:
        """The notes before and after one in reading order, nothing where there is none."""
        notes, at = self.site.notes, self.answers.facts.places[path]
        before, after = notes[at - 1 : at] if at else (), notes[at + 1 : at + 2]
        return next(map(card_of, before), None), next(map(card_of, after), None)

    @question(Part.FRONTS)
    def of_segment(self, segment: str) -> tuple[str, ...]:
        """The paths of a segment's notes, newest first."""
        return self.answers.facts.segments.get(segment, ())

    @question(Part.FRONTS)
    def years(self) -> tuple[tuple[str, int], ...]:
        """Each year in which a note was written, the newest first, and how many there are of it."""
        return tuple((year, len(paths)) for year, paths in self.answers.facts.years.items())

    @question(Part.FRONTS)
    def of_year(self, year: str) -> tuple[str, ...]:
        """The paths of a year's notes, newest first."""
        return self.answers.facts.years.get(year, ())

    @question(Part.ORDER, Part.FILES)
    def leads_to(self, target: str) -> str:
        """What a link leads to: `note`, `file` or `draft`; empty for nothing."""
        kinds = (("note", self.site.by_path), ("file", self.site.files), ("draft", self.site.unpublished))
        return next((kind for kind, known in kinds if target in known), "")

    @question(Part.NOTE)
    def has_anchor(self, address: str) -> bool:
        """Whether a note has a heading or an id, which stands behind a NUL, since a path may hold a `#`."""
        path, _, name = address.partition("\0")
        return name in self.answers.facts.anchors(path)

    @question(Part.NOTE)
    def anchors(self, path: str) -> tuple[str, ...]:
        """All that a link into a note can lead to."""
        return tuple(sorted(self.answers.facts.anchors(path)))

    @question(Part.ORDER, Part.FILES)
    def paths(self) -> tuple[str, ...]:
        """All that a link can lead to."""
        return (*self.site.by_path, *self.site.files)

    @question(Part.FRONTS)
    def changes(self, most: str) -> tuple[tuple[str, Change], ...]:
        """The newest changes of all notes, and the paths of these."""
        found = [(note.path, change) for note in self.site.notes for change in note.front.history]
        return tuple(sorted(found, key=lambda item: item[1].date, reverse=True)[: int(most)])

    @question(Part.FRONTS)
    def newest(self, most: str) -> tuple[str, ...]:
        """The paths of the notes that changed last."""
        ordered = sorted(self.site.notes, key=lambda note: (note.changed, note.path), reverse=True)
        return tuple(note.path for note in ordered[: int(most)])

    @question(Part.FRONTS)
    def changed(self) -> tuple[tuple[str, date], ...]:
        """The address of each note, and the day of its last change."""
        return tuple((note.address, note.changed) for note in self.site.notes)

    @question()
    def is_whole(self) -> bool:
        """Whether every note could be read; else what it defines is not missing."""
        return all(note.is_whole for note in self.site.notes)

    @question()
    def as_of(self) -> date:
        """The day for what depends on one."""
        return self.site.as_of

    # sources

    @question(Part.SOURCES)
    def known_source(self, key: str) -> tuple[Source | None, str]:
        """A source, if there is one of this name, and what tells it from others by its author in its year."""
        return self.site.bibliography.sources.get(key), self.answers.facts.suffixes.get(key, "")

    @question(Part.SOURCES)
    def is_defined(self, key: str) -> bool:
        """Whether a source of this name is written down, readable or not."""
        return key in self.site.bibliography.places

    @question(Part.SOURCES)
    def has_sources(self) -> bool:
        """Whether the bibliography could be read, be it empty."""
        return bool(self.site.bibliography.places) or not self.site.bibliography.problems

    @question(Part.SOURCES)
    def sources(self) -> tuple[str, ...]:
        """The keys of all sources."""
        return tuple(self.site.bibliography.sources)

    @question(Part.SOURCES)
    def nearest(self, key: str) -> str:
        """The key that was probably meant, or nothing."""
        near = difflib.get_close_matches(key, self.site.bibliography.sources, 1, cutoff=0.8)
        return near[0] if near else ""

    @question(Part.SOURCES)
    def longest(self, text: str) -> str:
        """The longest key that a text begins with, or nothing."""
        return max((key for key in self.site.bibliography.sources if text.startswith(key)), key=len, default="")

    @question(Part.USES, Part.SOURCES)
    def uses(self, key: str) -> tuple[tuple[str, tuple[Use, ...]], ...]:
        """The notes that rest on a source, and where they do."""
        return tuple((path, _USES.decode(uses)) for path, uses in self.answers.facts.uses.get(key, ()))

    @question(Part.USES, Part.SOURCES)
    def count(self, key: str) -> int:
        """How many places rest on a source."""
        return sum(len(_USES.decode(uses)) for _, uses in self.answers.facts.uses.get(key, ()))

    # search

    @question(Part.WEIGHTS, Part.SOURCES)
    def search_files(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The files of the search, those of the notes, newest first, and those of the sources."""
        return tuple(self.answers.facts.searched)[::-1], tuple(self.answers.facts.searched_sources)

    @question(Part.WEIGHTS)
    def searched(self, file: str) -> tuple[str, ...]:
        """The notes whose text is in a file of the search, oldest first."""
        return self.answers.facts.searched[file]

    @question(Part.SOURCES)
    def searched_sources(self, file: str) -> tuple[str, ...]:
        """The sources that are in a file of the search."""
        return self.answers.facts.searched_sources[file]

    # figures

    @question(Part.LEDGERS)
    def definitions(self, name: str) -> tuple[Definition, ...]:
        """Every definition of a figure, oldest first."""
        return self.site.books.definitions.get(name, ())

    @question(Part.LEDGERS)
    def ids(self) -> tuple[str, ...]:
        """The ids of all figures."""
        return tuple(self.site.books.definitions)

    @question(Part.LEDGERS)
    def latest(self) -> tuple[Definition, ...]:
        """The newest definition of each figure, in reading order."""
        return self.answers.facts.latest

    @question(Part.LEDGERS)
    def worked_out(self, definition: str) -> Result:
        """What a figure comes to, by its id and, behind a NUL, the path of the note that defines it."""
        name, _, path = definition.partition("\0")
        found = {item.note: item for item in self.site.books.definitions[name]}
        return self.answers.facts.calculator.result(found[path])

    @question(Part.LEDGERS)
    def guidance(self) -> tuple[Definition, ...]:
        """What management said would happen, by the day it falls due."""
        return self.answers.facts.guidance

    @question(Part.LEDGERS)
    def nearest_guidance(self, segment: str) -> tuple[Definition, ...]:
        """As much as one page shows of what was said of a segment, by the day it falls due."""
        return self.answers.facts.nearest_guidance.get(segment, ())

    @question(Part.LEDGERS, Part.SOURCES)
    def claimed_in(self, drawer: str) -> Mapping[str, Definition]:
        """The ledger's figures by their claims, of those that begin so."""
        return self.answers.facts.claimed.get(drawer, {})

    @question(Part.LOCK)
    def remembered_in(self, drawer: str) -> Mapping[str, Verification]:
        """What the lock remembers of the claims that begin so."""
        return self.answers.facts.remembered(drawer)

    @question(Part.LOCK)
    def has_lock(self) -> bool:
        """Whether anything was ever verified."""
        return self.site.lock is not None

    @question(Part.LEDGERS)
    def has_figures(self) -> bool:
        """Whether any note has a ledger."""
        return bool(self.site.books.definitions)

    @question(Part.LEDGERS, Part.SOURCES)
    def extent(self) -> Extent:
        """How much of everything there is, from which it follows what pages there are."""
        return extent(self.site)

    # for machines

    @question()
    def has_cards(self) -> bool:
        """Whether a picture is drawn for each note."""
        return self.site.has_cards

    @question(Part.FRONTS)
    def is_listed(self, segment: str) -> bool:
        """Whether a segment has a page of its own: one that has several notes."""
        return len(self.answers.facts.segments.get(segment, ())) > 1

    @question(Part.SOURCES)
    def bibliography(self) -> tuple[Source, ...]:
        """All sources, for who writes them all down."""
        return tuple(self.site.bibliography.sources.values())

    # what follows from the answers

    @property
    def books(self) -> Books:
        """The ledgers of all notes; each figure that is looked up is a question."""
        return Books(_Definitions(self))

    def result(self, definition: Definition) -> Result:
        """What a figure comes to."""
        return self.worked_out(f"{definition.entry.id}\0{definition.note}")

    def source(self, key: str) -> Source | None:
        """A source, if there is one of this name."""
        if key not in self.met:
            self.met[key] = self.known_source(key)[0]
        return self.met[key]

    def suffix(self, key: str) -> str:
        """What tells a source from others by its author in its year."""
        return self.known_source(key)[1]

    def claimed(self, claim: str) -> Definition | None:
        """The ledger's figure that makes a claim."""
        return self.claimed_in(claim[:DRAWER]).get(claim)

    def remembered(self, claim: str) -> Verification | None:
        """What the lock remembers of a claim."""
        if claim not in self.recalled:
            self.recalled[claim] = self.remembered_in(claim[:DRAWER]).get(claim)
        return self.recalled[claim]

    def is_citation(self, cite: Cite) -> bool:
        """Whether a hole is a citation: a bare `@word` is one if it is a key, or nearly one."""
        return cite.certain or any(
            self.source(item.key) or self.nearest(item.key) or self.other_key(item) for item in cite.items
        )

    def other_key(self, item: Citation) -> str:
        """The key that was meant where a citation names a part of it, or goes on in prose behind it; or nothing."""
        if item.key.isascii() and not item.glued:
            return ""
        longest = self.longest(item.key + item.glued)
        ends_early = 0 < len(longest) < len(item.key) and prose_begins(item.key, len(longest))
        return longest if len(longest) > len(item.key) or ends_early else ""

    def grounded(self, figure: Figure) -> Figure:
        """A figure on those of its citations whose source there is; a bare handle is none."""
        for item in figure.grounds:
            if not self.source(item.key):
                return structs.replace(figure, grounds=tuple(c for c in figure.grounds if self.source(c.key)))
        return figure

    def verification(self, figure: Figure) -> Verification | None:
        """What the lock remembers of a figure, if anything."""
        if not self.has_lock():
            return None
        claimed = self.grounded(figure)
        return self.remembered(claimed.claim) if claimed.grounds else None

    def claims(self, note: Note) -> Iterator[Figure]:
        """The figures of a note that rest on a source, in prose and in the ledger, statement by statement."""
        figures = map(self.grounded, note.sourced)
        return (figure for figure in figures if figure.grounds)

    def references(self, note: Note) -> Iterator[Reference]:
        """The sources that a note rests on, numbered as first cited there."""
        known = ((self.source(key), uses) for key, uses in note.uses.items())
        found = ((source, uses) for source, uses in known if source)
        return (Reference(number, source, uses) for number, (source, uses) in enumerate(found, 1))


_USES: Final = msgspec.msgpack.Decoder(tuple[Use, ...])


class _Definitions(Mapping[str, tuple[Definition, ...]]):
    """The ledgers as a view sees them: to look a figure up is to ask for it."""

    def __init__(self, view: View) -> None:
        self.view = view

    def __getitem__(self, name: str) -> tuple[Definition, ...]:
        found = self.view.definitions(name)
        if not found:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.view.ids())

    def __len__(self) -> int:
        return len(self.view.ids())
