"""Snapshots: the stat data of all files of a folder, compared to detect changes without opening files.

A file's stat data are packed into bytes, its stamp: size, times and inode, as git keeps
them in its index. As there, a file that was changed within the last tick of the clock is
racy: a later change may leave its stamp as it is, so that the stamp cannot be trusted.
"""

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
"""The stamps of the files below a folder, by relative path with `/` between names."""

_TABLE: Final = msgspec.msgpack.Encoder()
_STAMPS: Final = msgspec.msgpack.Decoder(dict[str, bytes])


def scan(folder: Path, hidden: str = "", *, confined: bool = False) -> dict[str, bytes]:
    """The stamps of the files below a folder, without hidden ones other than the name `hidden`.

    Symbolic links to files are followed. With `confined`, a link to anything but a file, or out of the folder, is not:
    it is listed with the stamp of the link itself, for which `is_refused` is true.
    """
    found: dict[str, bytes] = {}
    if folder.is_dir():
        home = os.path.join(os.path.realpath(folder), "") if confined else ""
        _scan_into(str(folder), "", hidden, home, found)
    return found


def _scan_into(folder: str, prefix: str, hidden: str, home: str, found: dict[str, bytes]) -> None:
    # A hot loop: every edit of a large site waits for a scan of all files.
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
    """Whether an entry is a junction, Windows' link to a folder."""
    return IS_WINDOWS and is_junction(entry.stat(follow_symlinks=False))


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file or a link to one; false for a link that leads to itself."""
    try:
        return entry.is_file()
    except OSError:
        return False


def leads_out(file: str, home: str) -> bool:
    """Whether a path leads, through any symbolic link, out of a folder or to a hidden file in it.

    `home` is the real path of the folder.
    """
    home = os.path.join(home, "")
    real = os.path.realpath(file)
    return not real.startswith(home) or f"{os.sep}." in os.sep + real[len(home) :]


_REFUSED: Final = b"link"


def is_refused(stamp: bytes) -> bool:
    """Whether a stamp belongs to a symbolic link that is not followed."""
    return stamp.endswith(_REFUSED) and len(stamp) > _STAMP_SIZE


def size(stamp: bytes) -> int:
    """The size of a file in bytes, from its stamp."""
    return int(_unpack_size(stamp, 16)[0])


_pack: Final = Struct("<qqqQ").pack
_STAMP_SIZE: Final = 32
_unpack_size: Final = Struct("<q").unpack_from
_unpack_times: Final = Struct("<qq").unpack_from
_INODE_MASK: Final = 2**64 - 1


def stamp(status: os.stat_result) -> bytes:
    """The stat data that change with a file: times, size and inode.

    Without the inode on Windows, where `os.scandir` does not give it.
    """
    inode = 0 if IS_WINDOWS else status.st_ino & _INODE_MASK
    return _pack(status.st_mtime_ns, status.st_ctime_ns, status.st_size, inode)


def stamp_of(file: str) -> bytes:
    """The stamp of one file."""
    return stamp(os.stat(file))


def is_racy(stamp: bytes, now: int) -> bool:
    """Whether a later change could leave the stamp of a file as it is; `now`, in nanoseconds, is when it was read.

    Git calls such files racily clean: two changes within one tick of a file system's clock have the same time. A tick
    is taken to be 50 ms, or 2 s on file systems whose times have a resolution of 10 ms or coarser.
    """
    modified, changed = _unpack_times(stamp)
    tick = 2 * 10**9 if modified % 10**7 == 0 else 5 * 10**7
    return bool(max(modified, changed) >= now - tick)


def serialize(stamps: FileStats) -> bytes:
    """Stamps by file as bytes, independent of the order in which a system lists files."""
    # Sorting names takes a third of the time of sorting pairs; the encoder's own sort is slow for an almost sorted
    # mapping, such as that of an updated folder.
    found = {name: stamps[name] for name in sorted(stamps)}
    try:
        return _TABLE.encode(found)
    except UnicodeEncodeError:
        # Names that are not UTF-8 are written as the hexadecimal digits of their bytes.
        return _TABLE.encode({os.fsencode(name).hex(): stamp for name, stamp in found.items()})


class Snapshot:
    """A snapshot of the files of a folder, updated when they are written.

    With `many`, another process scans them in the background.
    """

    def __init__(self, folder: Path, hidden: str, *, many: bool) -> None:
        self.folder = folder
        snapshot = partial(_scan_serialized, folder, hidden)
        self.snapshot: Callable[[], bytes] = in_background(snapshot) if many else snapshot

    @cached_property
    def serialized(self) -> bytes:
        """All stamps as bytes; see `serialize`."""
        return self.snapshot()

    @cached_property
    def stamps(self) -> dict[str, bytes]:
        """The stamp of each file, by path."""
        return _STAMPS.decode(self.serialized)

    def has_content(self, path: str, key: bytes) -> bool:
        """Whether a file exists, and its content has this hash."""
        return path in self.stamps and file_key((self.folder / path).read_bytes()) == key

    def update(self, paths: Iterable[str]) -> None:
        """Update the stamps of these files."""
        for path in paths:
            self.stamps.pop(path, None)
            if os.path.isfile(file := os.path.join(self.folder, path)):
                self.stamps[path] = stamp_of(file)
        self.serialized = serialize(self.stamps)


def _scan_serialized(folder: Path, hidden: str) -> bytes:
    return serialize(scan(folder, hidden))
