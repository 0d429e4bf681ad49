"""An edition: the figures that a project publishes at one time."""

from collections.abc import Mapping

from msgspec import Struct, field

from briefing.model import Change
from briefing.site import View
from briefing.site.statements import Stated, stated


class Edition(Struct, frozen=True):
    """The figures of a project, and the data that explain their changes."""

    figures: tuple[Stated, ...] = ()
    """Of the notes that readers get, in the order of the site."""
    histories: Mapping[str, frozenset[Change]] = field(default_factory=dict)
    """What each note says of its own changes, by its path."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """A hash of the text of each source that was verified against, by its key."""
    newest: Mapping[str, str] = field(default_factory=dict)
    """The note that defines each ledger figure last, by its id."""
    broken: tuple[str, ...] = ()
    """The notes whose ledgers cannot be read whole, by their paths."""


def edition(view: View) -> Edition:
    """The current edition of a project."""
    figures: list[Stated] = []
    histories: dict[str, frozenset[Change]] = {}
    broken: list[str] = []
    for note in view.notes:
        figures += stated(note, view)
        histories[note.path] = frozenset(note.front.history)
        broken += [] if note.defines_all_figures else [note.path]
    lock = view.lock_read()[0]
    newest = {definition.entry.id: definition.note for definition in view.latest()}
    return Edition(tuple(figures), histories, lock.sources if lock else {}, newest, tuple(broken))
