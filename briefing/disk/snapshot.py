"""Snapshots: the stat data of the files of a folder, compared to detect changes."""

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from pathlib import Path
from struct import Struct
from typing import Final

import msgspec

from briefing.disk.atomic_write import IS_WINDOWS, is_junction
from briefing.incremental.pool import in_background
from briefing.model import file_key

FileStats = Mapping[str, bytes]
"""Of each file below a folder, by its path with `/` between names, what changes when it does."""

_TABLE: Final = msgspec.msgpack.Encoder()
_STAMPS: Final = msgspec.msgpack.Decoder(dict[str, bytes])


def scan(folder: Path, hidden: str = "", *, confined: bool = False) -> dict[str, bytes]:
    """The files below a folder and their stamps; hidden ones are nobody's business, but for one that is named.

    Where it is `confined`, a symbolic link to what is no file, or out of this folder, is named with the stamp of the
    link itself, for which `is_refused` holds; nothing after it is opened. Elsewhere links to files are followed.
    """
    found: dict[str, bytes] = {}
    if folder.is_dir():
        home = os.path.join(os.path.realpath(folder), "") if confined else ""
        _scan_into(str(folder), "", hidden, home, found)
    return found


def _scan_into(folder: str, prefix: str, hidden: str, home: str, found: dict[str, bytes]) -> None:
    # As many steps as there are files, each as short as can be: an edit of a large site waits for them.
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name[0] == "." and name != hidden:
                continue
            if entry.is_dir(follow_symlinks=False) and not (home and _is_junction(entry)):
                _scan_into(entry.path, f"{prefix}{name}/", hidden, home, found)
            elif home and _is_link(entry) and (not _is_file(entry) or leads_out(entry.path, home)):
                found[prefix + name] = stamp(entry.stat(follow_symlinks=False)) + _REFUSED
            elif _is_file(entry):
                found[prefix + name] = stamp(entry.stat())


def _is_link(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() or _is_junction(entry)


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder of Windows that is found elsewhere, which is a link in all but its name."""
    return IS_WINDOWS and is_junction(entry.stat(follow_symlinks=False))


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is, or leads to, a file; a link that leads round in a circle does not."""
    try:
        return entry.is_file()
    except OSError:
        return False


def leads_out(file: str, home: str) -> bool:
    """Whether a path leads, through any symbolic link, out of a folder, whose own real path is given, or to what is
    hidden in it."""
    home = os.path.join(home, "")
    real = os.path.realpath(file)
    return not real.startswith(home) or f"{os.sep}." in os.sep + real[len(home) :]


_REFUSED: Final = b"link"


def is_refused(stamp: bytes) -> bool:
    """Whether a stamp is that of a symbolic link that is not followed."""
    return stamp.endswith(_REFUSED) and len(stamp) > _STAMP_SIZE


def size(stamp: bytes) -> int:
    """How many bytes a file had when it was stamped."""
    return int(_size(stamp, 16)[0])


_pack: Final = Struct("<qqqQ").pack
_STAMP_SIZE: Final = 32
_size: Final = Struct("<q").unpack_from
_times: Final = Struct("<qq").unpack_from
_WIDEST: Final = 2**64 - 1


def stamp(found: os.stat_result) -> bytes:
    """The stat data that change with a file: size, times and inode.

    On Windows the entries of a folder have no inode, only an open file has.
    """
    number = 0 if IS_WINDOWS else found.st_ino & _WIDEST
    return _pack(found.st_mtime_ns, found.st_ctime_ns, found.st_size, number)


def stamp_of(file: str) -> bytes:
    """The stamp of one file."""
    return stamp(os.stat(file))


def is_racy(stamp: bytes, now: int) -> bool:
    """Whether a later change could leave the stamp of a file as it is, read at `now` in nanoseconds.

    Git calls such files racily clean: two changes within one tick of a file system's clock have one time. A tick is
    some milliseconds, or two seconds where the times have a resolution of hundredths or less.
    """
    modified, changed = _times(stamp)
    tick = 2 * 10**9 if modified % 10**7 == 0 else 5 * 10**7
    return bool(max(modified, changed) >= now - tick)


def serialize(stamps: FileStats) -> bytes:
    """Files and their stamps in one piece: the same for the same, in whatever order a system names them."""
    # Sorting names alone takes a third of the time that sorting pairs does; the encoder's own sort is slow for an almost
    # sorted mapping, as that of an updated folder is.
    found = {name: stamps[name] for name in sorted(stamps)}
    try:
        return _TABLE.encode(found)
    except UnicodeEncodeError:
        # Names that are no UTF-8 are compared by their bytes.
        return _TABLE.encode({os.fsencode(name).hex(): stamp for name, stamp in found.items()})


class Snapshot:
    """A snapshot of the files of a folder, updated when they are written.

    With `many` files, another process scans in the background.
    """

    def __init__(self, folder: Path, hidden: str, *, many: bool) -> None:
        self.folder = folder
        snapshot = partial(_scan_serialized, folder, hidden)
        self.snapshot: Callable[[], bytes] = in_background(snapshot) if many else snapshot

    @cached_property
    def serialized(self) -> bytes:
        """All of them, in one piece."""
        return self.snapshot()

    @cached_property
    def stamps(self) -> dict[str, bytes]:
        """The stamp of each."""
        return _STAMPS.decode(self.serialized)

    def has_content(self, path: str, key: bytes) -> bool:
        """Whether a file is there whose bytes have this hash."""
        return path in self.stamps and file_key((self.folder / path).read_bytes()) == key

    def update(self, paths: Iterable[str]) -> None:
        """Update the stamps of these files."""
        for path in paths:
            self.stamps.pop(path, None)
            if (self.folder / path).is_file():
                self.stamps[path] = stamp_of(str(self.folder / path))
        self.serialized = serialize(self.stamps)


def _scan_serialized(folder: Path, hidden: str) -> bytes:
    return serialize(scan(folder, hidden))
