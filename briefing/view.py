"""A site as one page sees it: it answers questions, and remembers which were asked.

What is made through a view depends on the settings, on the answers, and on
nothing else. So a page whose questions are answered as before is the page as
before, and need be neither made nor written again. (Build systems call the
remembered questions a verifying trace.)
"""

import difflib
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, update_wrapper
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import msgspec
from msgspec import Struct, structs

from briefing.model import (
    Books,
    Change,
    Cite,
    Definition,
    Figure,
    FigureKind,
    FrontMatter,
    Head,
    Note,
    Reference,
    Settings,
    Site,
    Source,
    Status,
    Use,
    Verification,
)
from briefing.references import suffixes
from briefing.search import note_files, source_files

Answer = TypeVar("Answer")
Named = ParamSpec("Named")

SHORT: Final = 16
"""Bytes of a digest, and how long an answer may be to stand for itself."""

DRAWER: Final = 3
"""Digits of a claim by which claims are asked for together: to ask for each would make too many questions."""

_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=str, order="deterministic")
_ANSWERS: Final[dict[str, Callable[..., Any]]] = {}


class Card(Struct, frozen=True, array_like=True):
    """A note as far as a list shows it."""

    path: str
    title: str
    summary: str
    day: date
    segment: str
    lang: str
    is_draft: bool


def _card(note: Head) -> Card:
    front = note.front
    is_draft = front.status is Status.DRAFT
    return Card(note.path, front.title, front.summary, front.date, front.segment, front.lang, is_draft)


class Answers:
    """The answers of one site, each worked out once, and their digests."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.known: dict[str, Any] = {}
        self.digests = _Digests(self)
        self.view = View(self)

    def find(self, asked: str) -> Any:
        """The answer to a question."""
        if asked not in self.known:
            kind, *name = asked.split(" ", 1)
            self.known[asked] = _ANSWERS[kind](self.view, *name)
        return self.known[asked]

    def key(self, questions: Sequence[str], shared: bytes) -> bytes:
        """A name for what is made of these answers, and of what all pages share."""
        parts = map(self.digests.__getitem__, questions)
        return hashlib.blake2b(b"\0".join((shared, *parts)), digest_size=SHORT).digest()

    # what several answers are taken from

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Each note's place in reading order."""
        return {note.path: place for place, note in enumerate(self.site.notes)}

    @cached_property
    def segments(self) -> Mapping[str, tuple[str, ...]]:
        """The paths of each segment's notes."""
        found: dict[str, list[str]] = defaultdict(list)
        for note in self.site.notes:
            if not note.is_index:
                found[note.front.segment].append(note.path)
        return {segment: tuple(paths) for segment, paths in found.items()}

    @cached_property
    def suffixes(self) -> Mapping[str, str]:
        """What tells works of one author and year apart."""
        return suffixes(self.site.bibliography.sources.values())

    @cached_property
    def searched(self) -> Mapping[str, tuple[str, ...]]:
        """The paths of the notes in each file of the search."""
        return note_files(self.site.notes)

    @cached_property
    def searched_sources(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of the sources in each file of the search."""
        return source_files(self.site.bibliography.sources)

    @cached_property
    def latest(self) -> tuple[Definition, ...]:
        """The newest definition of each figure, in the order of the notes and of their ledgers."""
        inside = {(note.path, entry.id): i for note in self.site.notes for i, entry in enumerate(note.ledger)}
        return tuple(sorted(self.site.books.latest(), key=lambda d: (self.places[d.note], inside[d.note, d.entry.id])))

    @cached_property
    def claimed(self) -> Mapping[str, Mapping[str, Definition]]:
        """The ledger's own figures by what they claim, in drawers."""
        grounded = ((self.grounded(item.entry.figure), item) for item in reversed(self.site.books.latest()))
        return _in_drawers({figure.claim: item for figure, item in grounded if figure.grounds})

    @cached_property
    def remembered(self) -> Mapping[str, Mapping[str, Verification]]:
        """What the lock remembers of each claim, in drawers."""
        return _in_drawers(self.site.lock.claims if self.site.lock else {})

    def grounded(self, figure: Figure) -> Figure:
        """A figure on those of its citations whose source there is; a bare handle is none."""
        known = tuple(item for item in figure.grounds if item.key in self.site.bibliography.sources)
        return figure if len(known) == len(figure.grounds) else structs.replace(figure, grounds=known)


class _Digests(dict[str, bytes]):
    """Short names for answers, made when they are wanted: two answers that differ have different ones."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self.answers = answers

    def __missing__(self, asked: str) -> bytes:
        try:
            self[asked] = digest(self.answers.find(asked))
        except KeyError:
            # Of a note that is gone; no answer is empty.
            self[asked] = b""
        return self[asked]


def _in_drawers(by_claim: Mapping[str, Answer]) -> Mapping[str, Mapping[str, Answer]]:
    """Claims by how they begin."""
    found: dict[str, dict[str, Answer]] = defaultdict(dict)
    for claim, value in by_claim.items():
        found[claim[:DRAWER]][claim] = value
    return dict(found)


def digest(value: object) -> bytes:
    """A short name for a value."""
    encoded = _ENCODER.encode(value)
    return encoded if len(encoded) <= SHORT else hashlib.blake2b(encoded, digest_size=SHORT).digest()


def question(
    answer: Callable[Concatenate["View", Named], Answer],
) -> Callable[Concatenate["View", Named], Answer]:
    """A method that may look at the whole site: its calls are remembered, and it asks no other question."""

    kind = answer.__name__

    def ask(view: "View", /, *name: Named.args, **_: Named.kwargs) -> Answer:
        asked = f"{kind} {name[0]}" if name else kind
        view.asked[asked] = None
        known = view.answers.known
        found: Answer = known[asked] if asked in known else view.answers.find(asked)
        return found

    _ANSWERS[kind] = answer
    return update_wrapper(ask, answer)


class View:
    """A site as one page sees it."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: dict[str, None] = {}
        self.met: dict[str, Source | None] = {}

    @property
    def site(self) -> Site:
        """The whole site: for what answers a question, never for a page."""
        return self.answers.site

    @property
    def settings(self) -> Settings:
        """What site.yaml says; every page depends on it."""
        return self.site.settings

    # notes

    @question
    def text(self, path: str) -> str:
        """A hash of all that a note was read from."""
        return self.site.by_path[path].key

    @question
    def front(self, path: str) -> FrontMatter:
        """What a note says of itself."""
        return structs.replace(self.site.by_path[path].front, figures={})

    @question
    def card(self, path: str) -> Card:
        """A note as far as a list shows it."""
        return _card(self.site.by_path[path])

    @question
    def neighbours(self, path: str) -> tuple[Card | None, Card | None]:
        """The notes before and after one in reading order, nothing where there is none."""
        notes, at = self.site.notes, self.answers.places[path]
        before, after = notes[at - 1 : at] if at else (), notes[at + 1 : at + 2]
        return next(map(_card, before), None), next(map(_card, after), None)

    @question
    def of_segment(self, segment: str) -> tuple[str, ...]:
        """The paths of a segment's notes, newest first."""
        return self.answers.segments.get(segment, ())

    @question
    def leads_to(self, target: str) -> str:
        """What a link leads to: `note`, `file` or `draft`; empty for nothing."""
        kinds = (("note", self.site.by_path), ("file", self.site.files), ("draft", self.site.unpublished))
        return next((kind for kind, known in kinds if target in known), "")

    @question
    def has_anchor(self, address: str) -> bool:
        """Whether a note has a heading or an id: `evs.md#deliveries`."""
        path, _, name = address.partition("#")
        return name in self.site.by_path[path].anchors

    @question
    def anchors(self, path: str) -> tuple[str, ...]:
        """All that a link into a note can lead to."""
        return tuple(sorted(self.site.by_path[path].anchors))

    @question
    def paths(self) -> tuple[str, ...]:
        """All that a link can lead to."""
        return (*self.site.by_path, *self.site.files)

    @question
    def changes(self, most: str) -> tuple[tuple[str, Change], ...]:
        """The newest changes of all notes, and the paths of these."""
        found = [(note.path, change) for note in self.site.notes for change in note.front.history]
        return tuple(sorted(found, key=lambda item: item[1].date, reverse=True)[: int(most)])

    @question
    def newest(self, most: str) -> tuple[str, ...]:
        """The paths of the notes that changed last."""
        ordered = sorted(self.site.notes, key=lambda note: (note.changed, note.path), reverse=True)
        return tuple(note.path for note in ordered[: int(most)])

    @question
    def changed(self) -> tuple[tuple[str, date], ...]:
        """The address of each note, and the day of its last change."""
        return tuple((note.address, note.changed) for note in self.site.notes)

    @question
    def is_whole(self) -> bool:
        """Whether every note could be read; else what it defines is not missing."""
        return all(note.is_whole for note in self.site.notes)

    @question
    def as_of(self) -> date:
        """The day for what depends on one."""
        return self.site.as_of

    # sources

    @question
    def known_source(self, key: str) -> tuple[Source | None, str]:
        """A source, if there is one of this name, and what tells it from others by its author in its year."""
        return self.site.bibliography.sources.get(key), self.answers.suffixes.get(key, "")

    @question
    def is_defined(self, key: str) -> bool:
        """Whether a source of this name is written down, readable or not."""
        return key in self.site.bibliography.places

    @question
    def has_sources(self) -> bool:
        """Whether the bibliography could be read, be it empty."""
        return bool(self.site.bibliography.places) or not self.site.bibliography.problems

    @question
    def sources(self) -> tuple[str, ...]:
        """The keys of all sources."""
        return tuple(self.site.bibliography.sources)

    @question
    def nearest(self, key: str) -> str:
        """The key that was probably meant, or nothing."""
        near = difflib.get_close_matches(key, self.site.bibliography.sources, 1, cutoff=0.8)
        return near[0] if near else ""

    @question
    def uses(self, key: str) -> tuple[tuple[str, tuple[Use, ...]], ...]:
        """The notes that rest on a source, and where they do."""
        return tuple((note.path, note.uses[key]) for note in self.site.uses.get(key, ()))

    @question
    def count(self, key: str) -> int:
        """How many places rest on a source."""
        return sum(len(note.uses[key]) for note in self.site.uses.get(key, ()))

    # search

    @question
    def search_files(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The files of the search, those of the notes, newest first, and those of the sources."""
        return tuple(reversed(tuple(self.answers.searched))), tuple(self.answers.searched_sources)

    @question
    def searched(self, file: str) -> tuple[str, ...]:
        """The notes whose text is in a file of the search, oldest first."""
        return self.answers.searched[file]

    @question
    def searched_sources(self, file: str) -> tuple[str, ...]:
        """The sources that are in a file of the search."""
        return self.answers.searched_sources[file]

    # figures

    @question
    def definitions(self, name: str) -> tuple[Definition, ...]:
        """Every definition of a figure, oldest first."""
        return self.site.books.definitions.get(name, ())

    @question
    def ids(self) -> tuple[str, ...]:
        """The ids of all figures."""
        return tuple(self.site.books.definitions)

    @question
    def latest(self) -> tuple[Definition, ...]:
        """The newest definition of each figure, in reading order."""
        return self.answers.latest

    @question
    def guidance(self, segment: str) -> tuple[Definition, ...]:
        """What management said would happen; of one segment, or of all where none is named."""
        found = (item for item in self.answers.latest if item.entry.kind is FigureKind.GUIDANCE)
        by_path = self.site.by_path
        return tuple(item for item in found if not segment or by_path[item.note].front.segment == segment)

    @question
    def claimed_in(self, drawer: str) -> Mapping[str, Definition]:
        """The ledger's figures by their claims, of those that begin so."""
        return self.answers.claimed.get(drawer, {})

    @question
    def remembered_in(self, drawer: str) -> Mapping[str, Verification]:
        """What the lock remembers of the claims that begin so."""
        return self.answers.remembered.get(drawer, {})

    @question
    def has_lock(self) -> bool:
        """Whether anything was ever verified."""
        return self.site.lock is not None

    @question
    def has_figures(self) -> bool:
        """Whether any note has a ledger."""
        return bool(self.site.books.definitions)

    # what follows from the answers

    @property
    def books(self) -> Books:
        """The ledgers of all notes; each figure that is looked up is a question."""
        return Books(_Definitions(self))

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
        return self.remembered_in(claim[:DRAWER]).get(claim)

    def is_citation(self, cite: Cite) -> bool:
        """Whether a hole is a citation: a bare `@word` is one if it is a key, or nearly one."""
        return cite.certain or any(self.source(item.key) or self.nearest(item.key) for item in cite.items)

    def grounded(self, figure: Figure) -> Figure:
        """A figure on those of its citations whose source there is; a bare handle is none."""
        known = tuple(item for item in figure.grounds if self.source(item.key))
        return figure if len(known) == len(figure.grounds) else structs.replace(figure, grounds=known)

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

    def references(self, note: Head) -> Iterator[Reference]:
        """The sources that a note rests on, numbered as first cited there."""
        known = ((self.source(key), uses) for key, uses in note.uses.items())
        found = ((source, uses) for source, uses in known if source)
        return (Reference(number, source, uses) for number, (source, uses) in enumerate(found, 1))


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
