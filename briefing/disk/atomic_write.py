"""Files written whole, through no link and into no pipe; every failure names its path."""

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
"""Files after which it is quicker to sync the machine than each of them."""

IS_WINDOWS: Final = os.name == "nt"

_JUNCTION: Final = 0xA0000003
"""`IO_REPARSE_TAG_MOUNT_POINT`."""

_BLOCK: Final = 2**20
"""Bytes that are compared at once."""


@contextmanager
def naming(path: Path | str) -> Iterator[None]:
    """Give an `OSError` a path where the system gave none: a failing `write` knows only a number."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise


def is_link(path: Path) -> bool:
    """Whether a path is a symbolic link or, on Windows, a junction, which leads elsewhere as well."""
    return path.is_symlink() or (IS_WINDOWS and os.path.lexists(path) and is_junction(os.lstat(path)))


def is_junction(found: os.stat_result) -> bool:
    """Whether what was found is a folder of Windows that is elsewhere: a link in all but its name."""
    return getattr(found, "st_reparse_tag", 0) == _JUNCTION


def open_regular(path: Path) -> int:
    """Open a file to write and read, made where there is none; returns its descriptor.

    Raises `OSError` for a symbolic link, whose target would be written, and for a pipe, which would be waited for.
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
    """Write a file so that it is there whole, or not at all; the mode of the one before it stays.

    It is written beside its place, where an interrupted command, or whoever wrote the project, may have left anything.
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
    """Where a file is written before it is put in its place: hidden, so that nothing takes it for a file of its own."""
    return file.with_name(f".{file.name}.new")


def sync(folder: Path, paths: Sequence[str]) -> None:
    """Wait until these files of a folder are on the disk itself."""
    if len(paths) > SYNC_ALL_THRESHOLD and hasattr(os, "sync"):
        # One wait for the whole machine is shorter than thousands, each for one file.
        os.sync()
        return
    for file in map(folder.joinpath, paths):
        with naming(file), open(file, "rb+") as opened:
            os.fsync(opened.fileno())


RETRY_DELAYS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds to wait before each retry while another program has a file open, which Windows does not replace."""


def replace(file: Path, to: Path) -> None:
    """Put a file in place of another on the same disk, at once; on Windows once nobody reads the other any more.

    Raises `OSError` where it cannot be replaced, or somebody reads it for longer than a moment.
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
"""What Windows answers of a file that is open: access denied, sharing violation, lock violation."""


def move(file: Path, to: Path) -> None:
    """Put a file in place of another, at once; also across devices, where it is first copied beside the other."""
    try:
        replace(file, to)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = beside_of(to)
        with naming(beside):
            beside.unlink(missing_ok=True)
            shutil.copyfile(file, beside)
            sync(to.parent, [beside.name])
            replace(beside, to)
        file.unlink()


def is_movable(folder: Path, to: Path) -> bool:
    """Whether a file of one folder can be renamed into the other: not where that is another disk or mount."""
    trial, moved = folder / "trial", to / ".briefing-trial"
    try:
        trial.touch()
        replace(trial, moved)
        moved.unlink()
    except OSError as error:
        trial.unlink(missing_ok=True)
        return error.errno != errno.EXDEV
    return True


def throw_away(folder: Path) -> None:
    """Remove a folder with all that it holds; of a link or a pipe in its place, no more than that."""
    if folder.is_dir() and not is_link(folder):
        shutil.rmtree(folder, ignore_errors=True)
    elif os.path.lexists(folder):
        folder.unlink()


def is_same(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with open(one, "rb") as first, open(other, "rb") as second:
        while block := first.read(_BLOCK):
            if block != second.read(_BLOCK):
                return False
    return True


def text_as_is(file: Path) -> str:
    """A text with its own line ends and its mark; invalid bytes become lone surrogates."""
    with naming(file):
        return file.read_bytes().decode("utf-8", "surrogateescape")


def rewrite(file: Path, before: str, text: str) -> bool:
    """Put a text in place of another, at once; unless the file changed meanwhile.

    Its mode stays, and a link stays one. Returns whether it was written.
    """
    real = Path(os.path.realpath(file))
    if text_as_is(real) != before:
        return False
    write_synced(real, text.encode("utf-8", "surrogateescape"))
    return True
