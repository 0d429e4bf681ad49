"""The notes and sources among each other."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct, field, structs

from briefing.model.figures import Figure, Lock, Verification
from briefing.model.notes import Books, Note
from briefing.model.settings import Settings
from briefing.model.sources import Bibliography, Locator, Source


class Use(Struct, frozen=True):
    """One place of a note that rests on a source."""

    note: str
    anchor: str
    section: str
    locators: tuple[Locator, ...]


class Reference(Struct, frozen=True):
    """A source as one note cites it: its number there and every use."""

    number: int
    source: Source
    uses: tuple[Use, ...]


class Site(Struct, frozen=True):
    """The notes and sources among each other."""

    settings: Settings
    bibliography: Bibliography
    notes: tuple[Note, ...]
    """Those that readers get: segments in the order of site.yaml, newest first."""
    unpublished: frozenset[str] = frozenset()
    """Paths of the drafts that were left out."""
    references: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)
    """By path of the note, numbered as first cited there."""
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    """By key of the source: every place of every note that rests on it."""
    by_path: Mapping[str, Note] = field(default_factory=dict)
    """The same notes, by path."""
    books: Books = Books()
    """The ledgers of all notes."""
    as_of: date = date.min
    """The day for what depends on one, such as overdue guidance."""
    lock: Lock | None = None
    """What was verified; nothing where no lock was ever written."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Every other file under `notes/`, and where to copy it from."""

    @property
    def overview(self) -> Note | None:
        """The note that leads, if the project has it."""
        return self.by_path.get("index.md")

    def claims(self) -> Iterator[Figure]:
        """Every figure that rests on a source, in prose and in the ledger, statement by statement."""
        figures = (self.grounded(figure) for note in self.notes for figure in note.sourced)
        yield from (figure for figure in figures if figure.grounds)

    def grounded(self, figure: Figure) -> Figure:
        """A figure on those of its citations whose source there is; a bare handle is none."""
        known = tuple(item for item in figure.grounds if item.key in self.bibliography.sources)
        return structs.replace(figure, grounds=known)

    def verification(self, figure: Figure) -> Verification | None:
        """What the lock remembers of a figure, if anything."""
        claimed = self.grounded(figure)
        return self.lock.claims.get(claimed.claim) if self.lock and claimed.grounds else None
