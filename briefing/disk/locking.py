"""Allows only one build of a site at a time, by an advisory lock on a file.

Such a lock ends with the process that holds it, so that a killed build leaves none behind.
"""

import errno
from pathlib import Path
from typing import Final

from briefing.disk.atomic_write import naming


class Busy(OSError):
    """Another build is writing the same site."""


_ERRNOS_HELD: Final = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""Errors if another process holds the lock."""

_ERRNOS_UNSUPPORTED: Final = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL)
"""Errors if the file system does not support locks, like some network shares."""


def hold(descriptor: int, file: Path, output: Path) -> bool:
    """Lock a file until it is closed; false if the file system does not support locks.

    Raises `Busy` if another build holds the lock, and `OSError` with the path for any other failure.
    """
    with naming(file):
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno in _ERRNOS_HELD:
                raise Busy(f"another briefing is writing {output}; wait until it has finished") from error
            if error.errno not in _ERRNOS_UNSUPPORTED:
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
        """Do nothing: on Windows the lock ends when the file is closed."""
        del descriptor
else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(descriptor: int) -> None:
        """Release a lock explicitly: a forked process shares it, so closing the file here is not enough."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)
