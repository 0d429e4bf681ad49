"""How files looked when a build last dealt with them: the texts of a project, and the files of its site.

Each is remembered as one thing, which is quicker to compare than ten thousand.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.msgpack import Decoder

from briefing import disk
from briefing.memory import Memory
from briefing.model import Copy, Head, Inputs

_TEXTS: Final = "texts"
_FILES: Final = "files"
_ORIGINS: Final = "origins"

KnownTexts = Mapping[str, tuple[bytes, str]]
"""The stamp of each text, and a hash of what it said then."""

_KNOWN_TEXTS: Final[Decoder[KnownTexts]] = Decoder(dict[str, tuple[bytes, str]])


def known_texts(memory: Memory) -> KnownTexts:
    """What is remembered of the texts of a project."""
    return memory.read("things", _TEXTS, _KNOWN_TEXTS) or {}


def load(
    root: Path,
    memory: Memory,
    asked: Mapping[str, Any],
    look: disk.Look | None = None,
    known: KnownTexts | None = None,
) -> Inputs:
    """A project, whose texts need not be read where they are remembered.

    `look` is how its files look, and `known` what is remembered of its texts, where that was found out before.
    """
    return disk.load(root, known=known_texts(memory) if known is None else known, **asked, look=look)


def load_changed(root: Path, look: disk.Look, known: KnownTexts) -> Inputs:
    """Of a project only its settings, and the notes that do not look as they did when they were last read."""
    stamps = ((name, stamp, known.get(f"notes/{name}")) for name, stamp in look.notes.items())
    names = [name for name, stamp, before in stamps if before is None or before[0] != stamp]
    few = {name: look.notes[name] for name in (*names, "site.yaml") if name in look.notes}
    return disk.load(root, known=known, look=disk.Look(few, {}, {}))


def remember_texts(memory: Memory, inputs: Inputs, heads: Iterable[Head], now: int) -> None:
    """Remember which text had which stamp at a time, so that it need not be opened next time."""
    texts = (inputs.settings, *inputs.sources, inputs.lock, *inputs.styles.values(), *inputs.notes)
    unread = [text for text in texts if isinstance(text, disk.Unread)]
    known = {text.path: (text.stamp, text.key) for text in unread if text.is_known}
    as_read = {note.path: note.key for note in heads}
    # Of a note, what was read counts: its file may have changed since.
    fresh = (text for text in unread if not text.is_known and disk.is_settled(text.stamp, now))
    for text in fresh:
        known[text.path] = (text.stamp, as_read.get(text.path.removeprefix("notes/")) or text.key)
    _keep(memory, _TEXTS, known)


_WRITTEN: Final = Decoder(dict[str, bytes])
"""The stamp of each file of the site; or of each origin, as it was when it was copied."""


class Unchanged:
    """Knows which files of a site are still as they were written."""

    def __init__(self, memory: Memory, seen: disk.Sight) -> None:
        self.memory = memory
        self.seen = seen
        self.origins: dict[str, bytes] = memory.read("things", _ORIGINS, _WRITTEN) or {}
        self.paths = _as_written(memory, seen)

    def is_copy(self, copy: Copy, stamp: bytes) -> bool:
        """Whether a file still is a copy of what has this stamp now."""
        return copy.path in self.paths and self.origins.get(copy.path) == stamp

    def stand(self, files: Mapping[str, bytes]) -> bool:
        """Whether files still are what was made; those that look otherwise are if they hold what has these hashes.

        So they are in a site that was brought here from elsewhere, where everything looks otherwise.
        """
        if self.paths.issuperset(files):
            return True
        return all(path in self.paths or self.seen.holds(path, key) for path, key in files.items())

    def remember(self, origins: disk.Stamps) -> None:
        """Take note of how the files of a site look now, and of what looked how when it was copied."""
        self.memory.put("things", [(_FILES, b"", self.seen.table)])
        _keep(self.memory, _ORIGINS, origins)


def _as_written(memory: Memory, seen: disk.Sight) -> frozenset[str]:
    """The files that look as they did when they were written."""
    written = memory.get("things", _FILES)
    if written and written.value == seen.table:
        # Mostly all of them do, which is soon seen.
        return frozenset(seen.stamps)
    known = _WRITTEN.decode(written.value) if written else {}
    return frozenset(path for path, _ in seen.stamps.items() & known.items())


def forget_files(memory: Memory, paths: Iterable[str]) -> None:
    """Of what was made and not written, nothing stands."""
    written: dict[str, bytes] = memory.read("things", _FILES, _WRITTEN) or {}
    if gone := written.keys() & paths:
        left = {path: stamp for path, stamp in written.items() if path not in gone}
        memory.put("things", [(_FILES, b"", disk.table(left))])


def _keep(memory: Memory, name: str, value: object) -> None:
    memory.put("things", [(name, b"", msgspec.msgpack.encode(value))])
