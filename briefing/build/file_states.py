"""How files looked when a build last dealt with them: the texts of a project, and the files of its site.

Each is stored as one value, which is quicker to compare than ten thousand.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.msgpack import Decoder

from briefing import disk
from briefing.incremental import Store
from briefing.model import Copy, Inputs

_TEXTS: Final = "texts"
_FILES: Final = "files"
_ORIGINS: Final = "origins"

KnownTexts = Mapping[str, tuple[bytes, str]]
"""The stamp of each text, and a hash of what it said then."""

_KNOWN_TEXTS: Final[Decoder[KnownTexts]] = Decoder(dict[str, tuple[bytes, str]])
_STAMPS: Final[Decoder[dict[str, bytes]]] = Decoder(dict[str, bytes])


def known_texts(store: Store) -> KnownTexts:
    """What is known of the texts of a project."""
    stored = store.get("records", _TEXTS)
    return _KNOWN_TEXTS.decode(stored) if stored else {}


def load(
    root: Path,
    store: Store,
    asked: Mapping[str, Any],
    look: disk.Look | None = None,
    known: KnownTexts | None = None,
) -> Inputs:
    """A project, whose texts need not be read where they are known.

    `look` is how its files look, and `known` what is known of its texts, where that was found out before.
    """
    return disk.load(root, known=known_texts(store) if known is None else known, **asked, look=look)


def load_changed(root: Path, look: disk.Look, known: KnownTexts, asked: Mapping[str, Any]) -> Inputs:
    """Of a project only its settings, and the notes that do not look as they did when they were last read."""
    stamps = ((name, stamp, known.get(f"notes/{name}")) for name, stamp in look.notes.items())
    names = [name for name, stamp, before in stamps if before is None or before[0] != stamp]
    few = {name: look.notes[name] for name in (*names, "site.yaml") if name in look.notes}
    return disk.load(root, known=known, **asked, look=disk.Look(few, {}, {}))


def remember_texts(store: Store, inputs: Inputs, read: Mapping[str, bytes], now: int) -> None:
    """Store which text had which stamp at a time, so that it need not be opened next time."""
    store_texts(store, texts_now(inputs, read, now))


def store_texts(store: Store, known: KnownTexts) -> None:
    """Store what is known of the texts of a project."""
    _keep(store, _TEXTS, known)


def texts_now(inputs: Inputs, read: Mapping[str, bytes], now: int) -> dict[str, tuple[bytes, str]]:
    """Which text had which stamp at a time: of those that have another one after any later change.

    `read` has the hashes of the notes as they were read, by path: their files may have changed since.
    """
    texts = (inputs.settings, *inputs.sources, inputs.lock, *inputs.styles.values(), *inputs.notes)
    unread = [text for text in texts if isinstance(text, disk.Unread)]
    known = {text.path: (text.stamp, text.key) for text in unread if text.is_known}
    for text in unread:
        if not text.is_known and disk.is_settled(text.stamp, now):
            key = read.get(text.path.removeprefix("notes/"), b"").decode()
            known[text.path] = (text.stamp, key or text.key)
    return known


class Unchanged:
    """Knows which files of a site are still as they were written."""

    def __init__(self, store: Store, seen: disk.Sight) -> None:
        self.store = store
        self.seen = seen
        self.origins = _stamps(store, _ORIGINS)
        self.paths = _as_written(store, seen)

    def is_copy(self, copy: Copy, stamp: bytes) -> bool:
        """Whether a file still is a copy of what has this stamp now."""
        return copy.path in self.paths and self.origins.get(copy.path) == stamp

    def are_there(self, files: Mapping[str, bytes]) -> bool:
        """Whether files still are what was made; those that look otherwise are if they hold what has these hashes.

        So they are in a site that was brought here from elsewhere, where everything looks otherwise.
        """
        if self.paths.issuperset(files):
            return True
        return all(path in self.paths or self.seen.holds(path, key) for path, key in files.items())

    def remember(self, origins: disk.Stamps) -> None:
        """Take note of how the files of a site look now, and of what looked how when it was copied."""
        self.store.put("records", [(_FILES, self.seen.table)])
        _keep(self.store, _ORIGINS, origins)


def _as_written(store: Store, seen: disk.Sight) -> frozenset[str]:
    """The files that look as they did when they were written."""
    if store.get("records", _FILES) == seen.table:
        # Mostly all of them do, which is soon seen.
        return frozenset(seen.stamps)
    return frozenset(path for path, _ in seen.stamps.items() & _stamps(store, _FILES).items())


def forget_files(store: Store, paths: Iterable[str]) -> None:
    """Of what was made and not written, nothing is there."""
    written = _stamps(store, _FILES)
    if gone := written.keys() & paths:
        left = {path: stamp for path, stamp in written.items() if path not in gone}
        store.put("records", [(_FILES, disk.table(left))])


def _stamps(store: Store, name: str) -> dict[str, bytes]:
    stored = store.get("records", name)
    return _STAMPS.decode(stored) if stored else {}


def _keep(store: Store, name: str, value: object) -> None:
    store.put("records", [(name, msgspec.msgpack.encode(value))])
