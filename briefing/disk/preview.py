"""The files of a live preview: its own store, and the current state of notes and of files published as they are.

The store starts as a copy of the last build's, so that unchanged notes need not be
parsed again. It must have a single writer: a second preview of the same project
gets a store in memory.
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

_ASSETS: Final = Path(__file__).resolve().parent.parent / "resident" / "serve"
_STORE_NAME: Final = "preview"


@contextmanager
def preview_store(root: Path, output: Path) -> Iterator[Store]:
    """The store of a project's preview, initially a copy of the one of the site at `output`.

    It is in memory if another preview is running, or no file can be written.
    """
    with _locked(root / _STORE_NAME) as is_ours:
        if not is_ours:
            yield Store()
            return
        _copy_store(output, root / _STORE_NAME)
        store = opened(root / _STORE_NAME)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def _locked(output: Path) -> Iterator[bool]:
    """Try to lock the store until the end; false if another preview holds the lock, or there can be none."""
    file = cache_folder(output) / f"{output.name}.lock"
    try:
        make_cache_folder(file.parent)
        lock = os.fdopen(open_regular(file), "r+", encoding="utf-8")
    except OSError:
        yield False
        return
    with lock:
        is_ours = _try_hold(lock.fileno(), file, output)
        try:
            yield is_ours
        finally:
            if is_ours:
                release(lock.fileno())


def _try_hold(descriptor: int, file: Path, output: Path) -> bool:
    try:
        return hold(descriptor, file, output)
    except Busy:
        return False


def _copy_store(output: Path, to: Path) -> None:
    """Copy the store of the last build, if there is one and the preview has none yet."""
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
    """A file of the preview itself, such as the script that every previewed page loads."""
    return (_ASSETS / name).read_bytes()


def published_file(origin: str, root: Path) -> bytes | None:
    """The content of a file that is published as it is; None if it is gone, or leads out of the project's folders."""
    homes = map(os.path.realpath, (root / "notes", root / "templates", packaged_templates()))
    if all(leads_out(origin, home) for home in homes):
        return None
    try:
        return Path(origin).read_bytes()
    except OSError:
        return None


def note_now(root: Path, name: str) -> LazyText | None:
    """A note as it is now, by its path below `notes/`.

    None if the file is missing or unusual (a link, too large, an unprintable name): that takes a scan of all files.
    """
    file = root / "notes" / name
    try:
        found = os.lstat(file)
    except OSError:
        return None
    is_plain = stat.S_ISREG(found.st_mode) and found.st_size <= MAX_TEXT_BYTES and name.isprintable()
    return LazyText(str(file), f"notes/{name}", stamp(found)) if is_plain else None


def watched_folders(root: Path) -> dict[Path, tuple[int, int]]:
    """The existing folders of a project to watch, with device and inode, which change if a folder is replaced."""
    found = {}
    for folder in (root.absolute() / "notes", root.absolute() / "templates"):
        with suppress(OSError):
            status = folder.stat()
            found[folder] = (status.st_dev, status.st_ino)
    return found
