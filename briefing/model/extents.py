"""The extent of a site: the keys and counts that alone decide which pages it has."""

from msgspec import Struct

from briefing.model.notes import INDEX


class Extent(Struct, frozen=True, array_like=True):
    """The keys and counts of a site: two sites of one extent have pages at the same URLs."""

    notes: tuple[str, ...]
    """The paths of all notes, in reading order."""
    segments: tuple[tuple[str, int], ...]
    """Each segment that has notes, in the order of site.yaml, and how many."""
    years: tuple[tuple[str, int], ...]
    """Each year in which notes were written, newest first, and how many."""
    sources: tuple[str, ...]
    """The keys of all sources."""
    figures: int
    """How many figures the ledgers define."""
    guidance: int
    """How many of them are guidance."""
    changes: int
    """How many entries the histories of all notes have."""
    has_url: bool
    """Whether the site knows its own URL."""

    @property
    def listed(self) -> int:
        """How many notes lists show: all but the first page."""
        return len(self.notes) - (INDEX in self.notes)
