"""How files looked when a build last dealt with them: the texts of a project, and the files of its site.

Each is remembered as one thing, which is quicker to compare than ten thousand.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.msgpack import Decoder

from briefing import disk
from briefing.memory import Memory
from briefing.model import Copy, Head, Inputs

_TEXTS: Final = "texts"
_FILES: Final = "files"

_KNOWN_TEXTS: Final = Decoder(dict[str, tuple[str, str]])
"""The stamp of each text, and a hash of what it said then."""


def known_texts(memory: Memory) -> Callable[[str, str], str]:
    """Gives the hash of a text by its path and stamp, where it is remembered."""
    texts = _recall(memory, _TEXTS, _KNOWN_TEXTS) or {}

    def known(path: str, stamp: str) -> str:
        found = texts.get(path)
        return found[1] if found and found[0] == stamp else ""

    return known


def remember_texts(memory: Memory, inputs: Inputs, heads: Iterable[Head], now: int) -> None:
    """Remember which text had which stamp at a time, so that it need not be opened next time."""
    # Of a note, what was read counts: its file may have changed since.
    keys = {f"notes/{note.path}": note.key for note in heads}
    texts = (inputs.settings, inputs.sources, inputs.lock, *inputs.notes)
    unread = (text for text in texts if isinstance(text, disk.Unread))
    settled = (text for text in unread if text.is_known or disk.is_settled(text.stamp, now))
    _keep(memory, _TEXTS, {text.path: (text.stamp, keys.get(text.path) or text.key) for text in settled})


class _Files(Struct, frozen=True, array_like=True):
    """The files of a site as they were written."""

    stamps: disk.Stamps = {}
    origins: disk.Stamps = {}
    """The stamps that those had of which some are copies."""


_WRITTEN: Final = Decoder(_Files)


class Unchanged:
    """Knows which files of a site are still as they were written."""

    def __init__(self, memory: Memory, stamps: disk.Stamps) -> None:
        self.memory = memory
        self.written = _recall(memory, _FILES, _WRITTEN) or _Files()
        written = self.written.stamps
        # Mostly all of them are, which is soon seen.
        self.paths = set(stamps) if stamps == written else {path for path, _ in stamps.items() & written.items()}

    def is_copy(self, copy: Copy, stamp: str) -> bool:
        """Whether a file still is a copy of what has this stamp now."""
        return copy.path in self.paths and self.written.origins.get(copy.path) == stamp

    def all(self, paths: Sequence[str]) -> bool:
        """Whether all of these are."""
        return self.paths.issuperset(paths)

    def remember(self, staging: disk.Staging, origins: Mapping[str, str]) -> None:
        """Take note of how the files of a site look now, and of what looked how when it was copied."""
        there = staging.there
        now = {path: there[path] for path in (*staging.staged, *staging.kept) if path in there}
        _keep(self.memory, _FILES, _Files(now, origins))


def forget_files(memory: Memory, paths: Iterable[str]) -> None:
    """Of what was made and not written, nothing stands."""
    written = _recall(memory, _FILES, _WRITTEN) or _Files()
    if gone := written.stamps.keys() & paths:
        stamps = {path: stamp for path, stamp in written.stamps.items() if path not in gone}
        _keep(memory, _FILES, _Files(stamps, written.origins))


def _recall(memory: Memory, name: str, decoder: Decoder[Any]) -> Any:
    found = memory.get("things", name)
    return decoder.decode(found.value) if found else None


def _keep(memory: Memory, name: str, value: object) -> None:
    memory.put("things", [(name, b"", msgspec.msgpack.encode(value))])
