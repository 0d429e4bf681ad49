"""The notes and sources among each other."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from briefing.model.figures import LockIndex
from briefing.model.notes import Ledger, NoteSummary, Use
from briefing.model.settings import Settings
from briefing.model.works import Bibliography, Source


class Reference(Struct, frozen=True):
    """A source as one note cites it: its number there and every use."""

    number: int
    source: Source
    uses: tuple[Use, ...]


class Site(Struct, frozen=True):
    """The notes and sources of a project, and how they relate, without the texts of the notes."""

    settings: Settings
    bibliography: Bibliography
    notes: tuple[NoteSummary, ...]
    """The published notes: segments in the order of site.yaml, newest first."""
    unpublished: frozenset[str] = frozenset()
    """Paths of the drafts that were left out."""
    by_path: Mapping[str, NoteSummary] = field(default_factory=dict)
    """The same notes, by path."""
    ledger: Ledger = Ledger()
    """The ledgers of all notes."""
    as_of: date = date.min
    """The day for what depends on one, such as overdue guidance."""
    lock: LockIndex | None = None
    """The verified claims; None if no lock was ever written."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Every other file under `notes/`, and where to copy it from."""
    has_cards: bool = False
    """Whether a picture is drawn for each note."""
