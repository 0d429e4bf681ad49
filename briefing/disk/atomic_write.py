"""Files written atomically: a file is written under a temporary name, synced, and renamed into place.

So a reader, or a machine that loses power, finds the old file or the new one, never a part.
Nothing is written through a symbolic link or into a pipe, and every error names its path.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import Final

SYNC_ALL_THRESHOLD: Final = 64
"""The number of files from which on one `sync` of the whole machine is faster than an `fsync` of each."""

IS_WINDOWS: Final = os.name == "nt"

_JUNCTION: Final = 0xA0000003
"""The reparse tag `IO_REPARSE_TAG_MOUNT_POINT`."""

_BLOCK: Final = 2**20
"""How many bytes of two files are compared at a time."""


@contextmanager
def naming(path: Path | str) -> Iterator[None]:
    """Add the path to an `OSError` without one: that of a failing `write` has none."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise


def is_link(path: Path | str) -> bool:
    """Whether a path is a symbolic link or, on Windows, a junction."""
    return os.path.islink(path) or (IS_WINDOWS and os.path.lexists(path) and is_junction(os.lstat(path)))


def is_junction(status: os.stat_result) -> bool:
    """Whether a status is that of a junction, Windows' link to a folder; `os.path.islink` does not count it as one."""
    return getattr(status, "st_reparse_tag", 0) == _JUNCTION


def open_regular(path: Path) -> int:
    """Open a file for reading and writing, and create it if necessary; returns its descriptor.

    Raises `OSError` for a symbolic link, whose target would be written, and for a pipe, which would block.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags, 0o666)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise _not_a_file(path) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_a_file(path)
    return descriptor


def _not_a_file(path: Path) -> OSError:
    return OSError(f"{path} is a link, a pipe or a device; delete it")


def write_synced(file: Path, content: bytes) -> None:
    """Write a file atomically and durably, with the mode of the file that it replaces.

    Whatever has the temporary name already, left by an interrupted command or put there by a stranger, is removed.
    """
    beside = beside_of(file)
    with naming(beside):
        beside.unlink(missing_ok=True)
        try:
            with open(beside, "xb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            if file.is_file():
                shutil.copymode(file, beside)
            replace(beside, file)
        except OSError:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise


def beside_of(file: Path) -> Path:
    """The temporary name of a file; it is hidden, so that it is not taken for a file of the project."""
    return file.with_name(f".{file.name}.new")


def sync(folder: Path, paths: Sequence[str]) -> None:
    """Wait until these files of a folder have reached the disk."""
    if len(paths) > SYNC_ALL_THRESHOLD and hasattr(os, "sync"):
        # One wait for the whole machine is shorter than thousands of waits for one file each.
        os.sync()
        return
    for file in map(folder.joinpath, paths):
        with naming(file), open(file, "rb+") as opened:
            os.fsync(opened.fileno())


RETRY_DELAYS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds to wait before each retry: Windows does not replace a file that another program has open."""


def replace(file: Path | str, to: Path | str) -> None:
    """Rename a file to replace another on the same disk; on Windows, retry for about a second while that is open.

    Raises `OSError` if it cannot be replaced.
    """
    for wait in RETRY_DELAYS:
        try:
            os.replace(file, to)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _IN_USE:
                raise
            sleep(wait)
        else:
            return
    os.replace(file, to)


_IN_USE: Final = (5, 32, 33)
"""Windows' error codes for a file that is open: access denied, sharing violation, lock violation."""


def move(file: Path | str, to: Path | str) -> None:
    """Replace a file by another, atomically also across devices: there it is first copied next to its destination."""
    try:
        replace(file, to)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = beside_of(Path(to))
        with naming(beside):
            beside.unlink(missing_ok=True)
            shutil.copyfile(file, beside)
            sync(beside.parent, [beside.name])
            replace(beside, to)
        os.unlink(file)


def is_movable(folder: Path, to: Path) -> bool:
    """Whether files can be renamed from one folder into the other, found by trying: not if it is on another device."""
    trial, moved = folder / "trial", to / ".briefing-trial"
    try:
        trial.touch()
        replace(trial, moved)
        moved.unlink()
    except OSError as error:
        trial.unlink(missing_ok=True)
        return error.errno != errno.EXDEV
    return True


def delete_tree(folder: Path) -> None:
    """Delete a folder and its contents; a link or a pipe in its place is only unlinked."""
    if folder.is_dir() and not is_link(folder):
        shutil.rmtree(folder, ignore_errors=True)
    elif os.path.lexists(folder):
        folder.unlink()


def is_same(one: str, other: str) -> bool:
    """Whether two files have the same content."""
    if os.path.getsize(one) != os.path.getsize(other):
        return False
    with open(one, "rb") as first, open(other, "rb") as second:
        while block := first.read(_BLOCK):
            if block != second.read(_BLOCK):
                return False
    return True


def text_as_is(file: Path) -> str:
    """The text of a UTF-8 file, with its line ends and byte order mark; invalid bytes become lone surrogates."""
    with naming(file):
        return file.read_bytes().decode("utf-8", "surrogateescape")


def rewrite(file: Path, before: str, text: str) -> bool:
    """Replace the text of a file atomically, unless it is no longer `before`; returns whether it was replaced.

    The file keeps its mode; if it is a link, its target is written.
    """
    real = Path(os.path.realpath(file))
    if text_as_is(real) != before:
        return False
    write_synced(real, text.encode("utf-8", "surrogateescape"))
    return True
