"""Archived texts, read in the background one after the other, so that no request waits for them.

Reading a book takes seconds, and a single thread answers all requests. So a text is
missing until another thread has read it, and while it is read again, the previous
version is used.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from msgspec import Struct

from briefing.incremental.store import Overlay, Store
from briefing.verification.archive import ArchivedSource, UnreadableFile

Text = ArchivedSource | UnreadableFile | None
"""The text of a source, the error if it cannot be read, or None if there is no text."""
ReadText = Callable[[str], ArchivedSource | None]
"""Reads the text of a source; raises `UnreadableFile`."""


class Reading(Struct, frozen=True):
    """A task for the other thread: read a text."""

    key: str
    read: ReadText

    def __call__(self) -> Text:
        """Read the text; returns the error if that fails."""
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
        """The store of parsed texts; only the other thread writes to it."""
        self.known: dict[str, Text] = {}
        self.current: set[str] = set()
        """The keys of texts that were read since the archive last changed."""
        self.waiting: dict[str, Reading] = {}
        self.state: object = None
        self.has_missed = False
        """Whether a text that has not been read yet was needed."""

    def renew(self, state: object) -> None:
        """Mark every text to be read again if the state of the archive differs from the last one."""
        if state != self.state:
            self.state = state
            self.current.clear()
            self.waiting.clear()

    def text(self, key: str, read: ReadText) -> ArchivedSource | None:
        """The text of a source as it was last read. Raises `UnreadableFile` if it could not be read."""
        if key not in self.current and key not in self.waiting:
            self.waiting[key] = Reading(key, read)
        self.has_missed |= key in self.waiting
        found = self.known.get(key)
        if isinstance(found, UnreadableFile):
            raise found
        return found

    def take(self, done: Reading, found: Text) -> bool:
        """Store a text that was read; returns whether it is still up to date."""
        is_wanted = self.waiting.get(done.key) is done
        if is_wanted:
            del self.waiting[done.key]
            self.known[done.key] = found
            self.current.add(done.key)
        return is_wanted


def has_several_pages(text: ArchivedSource) -> bool:
    """Whether a text has several pages, so that locators should be pages."""
    return text.has_pages and len({each.page for each in text.paragraphs}) > 1


def in_thread(reading: Reading, then: Callable[[Text], object]) -> None:
    """Read a text in a daemon thread, and call `then` with the result from there."""

    def run() -> None:
        found = reading()
        with suppress(RuntimeError):  # the event loop is closed, since the editor has exited
            then(found)

    Thread(target=run, daemon=True).start()
