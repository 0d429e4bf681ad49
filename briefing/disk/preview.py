"""What a live preview needs of the disk: a store of its own, and the files beside the pages as they are now.

The store begins as a copy of the one that the last build left, so that what
that parsed need not be parsed again. Of two previews of one project, the
second remembers nothing: two programs that write one store would spoil it.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from briefing.disk.atomic_write import open_regular
from briefing.disk.cache_folder import cache_folder, make_cache_folder
from briefing.disk.locking import Busy, hold, release
from briefing.disk.project_files import MAX_TEXT_BYTES, LazyText, packaged_templates
from briefing.disk.snapshot import leads_out, stamp
from briefing.disk.store import opened, store_file
from briefing.incremental.store import Store

_ASSETS: Final = Path(__file__).resolve().parent.parent / "serve"
_NAME: Final = "preview"


@contextmanager
def preview_store(root: Path, output: Path) -> Iterator[Store]:
    """The store of the preview of a project whose site is built to `output`; one in memory where none can be kept."""
    with _locked(root / _NAME) as is_ours:
        if not is_ours:
            yield Store()
            return
        _copy_store(output, root / _NAME)
        store = opened(root / _NAME)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def _locked(output: Path) -> Iterator[bool]:
    """Whether the store is ours until the end; false where another preview has it, or no lock can be kept."""
    file = cache_folder(output) / f"{output.name}.lock"
    try:
        make_cache_folder(file.parent)
        lock = os.fdopen(open_regular(file), "r+", encoding="utf-8")
    except OSError:
        yield False
        return
    with lock:
        is_ours = _is_held(lock.fileno(), file, output)
        try:
            yield is_ours
        finally:
            if is_ours:
                release(lock.fileno())


def _is_held(descriptor: int, file: Path, output: Path) -> bool:
    try:
        return hold(descriptor, file, output)
    except Busy:
        return False


def _copy_store(output: Path, to: Path) -> None:
    """Begin with what the last build remembers, where the preview remembers nothing yet."""
    built, ours = map(store_file, (output, to))
    if ours.exists() or not built.is_file():
        return
    try:
        with (
            closing(sqlite3.connect(f"{built.as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(ours)) as new,
        ):
            old.backup(new)
    except (sqlite3.Error, OSError):
        with suppress(OSError):
            ours.unlink(missing_ok=True)


def preview_asset(name: str) -> bytes:
    """A file of the preview's own, which every previewed page loads."""
    return (_ASSETS / name).read_bytes()


def published_file(origin: str, root: Path) -> bytes | None:
    """A file of a project that is published as it is; nothing if it is gone, or leads out of the folder it was in."""
    homes = map(os.path.realpath, (root / "notes", root / "templates", packaged_templates()))
    if all(leads_out(origin, home) for home in homes):
        return None
    try:
        return Path(origin).read_bytes()
    except OSError:
        return None


def note_now(root: Path, name: str) -> LazyText | None:
    """A note, by its path below `notes/`, as it is now; nothing for what only a look at all files can tell about."""
    file = root / "notes" / name
    try:
        found = os.lstat(file)
    except OSError:
        return None
    is_plain = stat.S_ISREG(found.st_mode) and found.st_size <= MAX_TEXT_BYTES and name.isprintable()
    return LazyText(str(file), f"notes/{name}", stamp(found)) if is_plain else None


def watched_folders(root: Path) -> dict[Path, tuple[int, int]]:
    """The folders of a project that are followed, of those that are there, and which these are on the disk."""
    found = {}
    for folder in (root.absolute() / "notes", root.absolute() / "templates"):
        with suppress(OSError):
            status = folder.stat()
            found[folder] = (status.st_dev, status.st_ino)
    return found
