"""Stat data of the files of a project and of its site at the last build, kept in the store.

A file whose stat data are unchanged need not be opened. Each table is stored as a single
row, which is faster to read and compare than ten thousand.
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

TextIndex = Mapping[str, tuple[bytes, str]]
"""The stamp and content hash of each text at the last build, by path."""

_KNOWN_TEXTS: Final[Decoder[TextIndex]] = Decoder(dict[str, tuple[bytes, str]])
_STAMPS: Final[Decoder[dict[str, bytes]]] = Decoder(dict[str, bytes])


def load_text_index(store: Store) -> TextIndex:
    """The stored stamps and hashes of a project's texts; empty if there are none."""
    stored = store.get("records", _TEXTS)
    return _KNOWN_TEXTS.decode(stored) if stored else {}


def load(
    root: Path,
    store: Store,
    options: Mapping[str, Any],
    snapshot: disk.ProjectSnapshot | None = None,
    known: TextIndex | None = None,
) -> Inputs:
    """Load a project; texts that are unchanged since the text index was stored are not read.

    A caller that already has a `snapshot` or the text index (`known`) can pass it.
    """
    return disk.load(root, known=load_text_index(store) if known is None else known, **options, snapshot=snapshot)


def load_changed_notes(
    root: Path, snapshot: disk.ProjectSnapshot, known: TextIndex, options: Mapping[str, Any]
) -> Inputs:
    """Load the settings of a project, and the notes that changed since they were last read."""
    stamps = ((name, stamp, known.get(f"notes/{name}")) for name, stamp in snapshot.notes.items())
    names = [name for name, stamp, before in stamps if before is None or before[0] != stamp]
    few = {name: snapshot.notes[name] for name in (*names, "site.yaml") if name in snapshot.notes}
    return disk.load(root, known=known, **options, snapshot=disk.ProjectSnapshot(few, {}, {}))


def save_text_index(store: Store, inputs: Inputs, read: Mapping[str, bytes], now: int) -> None:
    """Store the stamps and hashes of the texts, so that unchanged ones need not be opened next time."""
    store_texts(store, texts_now(inputs, read, now))


def store_texts(store: Store, known: TextIndex) -> None:
    """Store a text index."""
    _save(store, _TEXTS, known)


def texts_now(inputs: Inputs, read: Mapping[str, bytes], now: int) -> dict[str, tuple[bytes, str]]:
    """The text index of inputs that were scanned at `now`, without texts whose stamp is racy.

    `read` has the hashes of the notes as they were parsed, by path: their files may have changed since.
    """
    texts = (inputs.settings, *inputs.sources, inputs.lock, *inputs.styles.values(), *inputs.notes)
    unread = [text for text in texts if isinstance(text, disk.LazyText)]
    known = {text.path: (text.stamp, text.key) for text in unread if text.is_known}
    for text in unread:
        if not text.is_known and not disk.is_racy(text.stamp, now):
            key = read.get(text.path.removeprefix("notes/"), b"").decode()
            known[text.path] = (text.stamp, key or text.key)
    return known


class OutputCache:
    """Tells which files of a site are unchanged since they were written."""

    def __init__(self, store: Store, snapshot: disk.Snapshot) -> None:
        self.store = store
        self.snapshot = snapshot
        self.origins = _stamps(store, _ORIGINS)
        self.paths = _unchanged_files(store, snapshot)

    def is_copy(self, copy: Copy, stamp: bytes) -> bool:
        """Whether a copy in the site is unchanged, and its origin still has the stamp that it was copied with."""
        return copy.path in self.paths and self.origins.get(copy.path) == stamp

    def are_unchanged(self, files: Mapping[str, bytes]) -> bool:
        """Whether output files are unchanged; `files` has their hashes, by path.

        Files with different stat data are compared by content: on a copy from another machine, all stat data differ.
        """
        if self.paths.issuperset(files):
            return True
        return all(path in self.paths or self.snapshot.has_content(path, key) for path, key in files.items())

    def remember(self, origins: disk.FileStats) -> None:
        """Record the stat data of the site's files, and of the origins of copies."""
        self.store.put("records", [(_FILES, self.snapshot.serialized)])
        _save(self.store, _ORIGINS, origins)


def _unchanged_files(store: Store, snapshot: disk.Snapshot) -> frozenset[str]:
    """The files whose stat data are those recorded after writing."""
    if store.get("records", _FILES) == snapshot.serialized:
        # The usual case, which is checked fast: no file has changed.
        return frozenset(snapshot.stamps)
    return frozenset(path for path, _ in snapshot.stamps.items() & _stamps(store, _FILES).items())


def forget_files(store: Store, paths: Iterable[str]) -> None:
    """Drop the stat data of output files that were made but not written."""
    written = _stamps(store, _FILES)
    if gone := written.keys() & paths:
        left = {path: stamp for path, stamp in written.items() if path not in gone}
        store.put("records", [(_FILES, disk.serialize(left))])


def _stamps(store: Store, name: str) -> dict[str, bytes]:
    stored = store.get("records", name)
    return _STAMPS.decode(stored) if stored else {}


def _save(store: Store, name: str, value: object) -> None:
    store.put("records", [(name, msgspec.msgpack.encode(value))])
