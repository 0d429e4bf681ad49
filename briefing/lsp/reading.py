"""The archive as an editor has it: its texts are read behind its back, one after the other, so that nothing waits.

To read a book takes seconds, and all that a person types is answered by one
thread. So a text is none until another thread has read it; and the one before
stands as long as it is read anew.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from msgspec import Struct

from briefing.incremental.store import Overlay, Store
from briefing.verification.archive import ArchivedSource, UnreadableFile

Text = ArchivedSource | UnreadableFile | None
"""The text of a source, why it cannot be read, or nothing where there is none."""
ReadText = Callable[[str], ArchivedSource | None]
"""Reads the text of a source; raises `UnreadableFile`."""


class Reading(Struct, frozen=True):
    """A text that is to be read, and how; only this is done by the other thread."""

    key: str
    read: ReadText

    def __call__(self) -> Text:
        """Read it."""
        try:
            return self.read(self.key)
        except UnreadableFile as error:
            return error
        except OSError as error:
            return UnreadableFile(str(error.strerror or error))


class LateTexts:
    """Texts of the archive, as far as they have been read."""

    def __init__(self, store: Store) -> None:
        self.store = Overlay(store)
        """What was parsed; only the other thread writes to it."""
        self.known: dict[str, Text] = {}
        self.current: set[str] = set()
        """Keys whose texts are those of the archive as it is."""
        self.waiting: dict[str, Reading] = {}
        self.state: object = None
        self.has_missed = False
        """Whether a text was asked for that was not read yet."""

    def renew(self, state: object) -> None:
        """The archive is in a state; in another than before all texts may be others."""
        if state != self.state:
            self.state = state
            self.current.clear()
            self.waiting.clear()

    def text(self, key: str, read: ReadText) -> ArchivedSource | None:
        """The text of a source as it was last read; raises `UnreadableFile` where it could not be."""
        if key not in self.current and key not in self.waiting:
            self.waiting[key] = Reading(key, read)
        self.has_missed |= key in self.waiting
        found = self.known.get(key)
        if isinstance(found, UnreadableFile):
            raise found
        return found

    def take(self, done: Reading, found: Text) -> bool:
        """A text was read; whether it is wanted as it was read then."""
        is_wanted = self.waiting.get(done.key) is done
        if is_wanted:
            del self.waiting[done.key]
            self.known[done.key] = found
            self.current.add(done.key)
        return is_wanted


def in_thread(reading: Reading, then: Callable[[Text], None]) -> None:
    """Read a text in a thread that ends with the program, and hand it on from there."""

    def run() -> None:
        found = reading()
        with suppress(RuntimeError):  # the editor has gone
            then(found)

    Thread(target=run, daemon=True).start()
