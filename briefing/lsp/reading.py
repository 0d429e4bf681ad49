"""Archived texts, read in the background one after the other, so that nothing waits for them.

Reading a book takes seconds, and one thread answers all that a person types.
So there is no text until another thread has read it, and the previous one is
used while it is read again.
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
    """A text to read; only this is done by the other thread."""

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
    """The texts of an archive that have been read so far."""

    def __init__(self, store: Store) -> None:
        self.store = Overlay(store)
        """Parsed texts; only the other thread writes to it."""
        self.known: dict[str, Text] = {}
        self.current: set[str] = set()
        """Keys whose texts were read since the archive last changed."""
        self.waiting: dict[str, Reading] = {}
        self.state: object = None
        self.has_missed = False
        """Whether a text was needed that was not read yet."""

    def renew(self, state: object) -> None:
        """Read every text again once the archive is in another state."""
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
        """Take over a text that was read; whether it is still up to date."""
        is_wanted = self.waiting.get(done.key) is done
        if is_wanted:
            del self.waiting[done.key]
            self.known[done.key] = found
            self.current.add(done.key)
        return is_wanted


def has_several_pages(text: ArchivedSource) -> bool:
    """Whether the places of a text are told best by page."""
    return text.has_pages and len({each.page for each in text.paragraphs}) > 1


def in_thread(reading: Reading, then: Callable[[Text], object]) -> None:
    """Read a text in a thread that ends with the program, and call `then` from there."""

    def run() -> None:
        found = reading()
        with suppress(RuntimeError):  # the editor has gone
            then(found)

    Thread(target=run, daemon=True).start()
