"""One build of a site at a time: a lock on a file, which ends with the process that holds it."""

import errno
from pathlib import Path
from typing import Final

from briefing.disk.atomic_write import naming


class Busy(OSError):
    """Another build is writing the same site."""


_HELD: Final = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""The error if another process holds the lock."""

_NONE: Final = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL)
"""The error if the file system has no locks, as some network shares."""


def hold(descriptor: int, file: Path, output: Path) -> bool:
    """Exclude other builds of a site until the file is closed; false where the file system has no locks.

    Raises `Busy` where another build holds the lock, and `OSError` with the path for any other failure.
    """
    with naming(file):
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno in _HELD:
                raise Busy(f"another briefing is writing {output}; wait until it has finished") from error
            if error.errno not in _NONE:
                raise
            return False
    return True


try:
    import fcntl
except ModuleNotFoundError:  # Windows
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

    def release(descriptor: int) -> None:
        """Here a lock ends with the file."""
        del descriptor
else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(descriptor: int) -> None:
        """Give a lock back at once: a fork shares it, and would hold it beyond a close."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)
