"""Files written whole, through no link and into no pipe; every failure names its path."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

MANY: Final = 64
"""Files after which it is quicker to sync the machine than each of them."""

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


def write_synced(file: Path, content: str) -> None:
    """Write a small file so that it is there whole, or not at all."""
    beside = file.with_name(f"{file.name}.new")
    with naming(beside):
        # What an interrupted command left there may be anything by now.
        beside.unlink(missing_ok=True)
        with open(beside, "x", encoding="utf-8", newline="\n") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(beside, file)


def sync(files: Sequence[Path]) -> None:
    """Wait until these files are on the disk itself."""
    if len(files) > MANY and hasattr(os, "sync"):
        # One wait for the whole machine is shorter than thousands, each for one file.
        os.sync()
        return
    for file in files:
        with naming(file), open(file, "rb+") as opened:
            os.fsync(opened.fileno())


def move(file: Path, to: Path) -> None:
    """Put a file in place of another, at once; also across devices, where it is first copied beside the other."""
    try:
        os.replace(file, to)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = to.with_name(f".{to.name}.new")
        with naming(beside):
            beside.unlink(missing_ok=True)
            shutil.copyfile(file, beside)
            sync([beside])
            os.replace(beside, to)
        file.unlink()


def is_movable(folder: Path, to: Path) -> bool:
    """Whether a file of one folder can be renamed into the other: not where that is another disk or mount."""
    trial, moved = folder / "trial", to / ".briefing-trial"
    try:
        trial.touch()
        os.replace(trial, moved)
        moved.unlink()
    except OSError as error:
        trial.unlink(missing_ok=True)
        return error.errno != errno.EXDEV
    return True


def throw_away(folder: Path) -> None:
    """Remove a folder with all that it holds; of a link or a pipe in its place, no more than that."""
    if folder.is_dir() and not folder.is_symlink():
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
    """A text with its own line ends and its mark; bytes that are no UTF-8 are kept as lone surrogates."""
    with naming(file):
        return file.read_bytes().decode("utf-8", "surrogateescape")


def rewrite(file: Path, before: str, text: str) -> bool:
    """Put a text in place of another, at once; not where the file says something else by now.

    Its mode stays, and a link stays one. Returns whether it was written.
    """
    real = Path(os.path.realpath(file))
    if text_as_is(real) != before:
        return False
    beside = real.with_name(f".{real.name}.new")
    with naming(beside):
        beside.unlink(missing_ok=True)
        with open(beside, "xb") as opened:
            opened.write(text.encode("utf-8", "surrogateescape"))
            opened.flush()
            os.fsync(opened.fileno())
        shutil.copymode(real, beside)
        os.replace(beside, real)
    return True
