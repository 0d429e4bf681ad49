"""Which files of a project change, as the system tells it (`watchfiles`: inotify, FSEvents, ReadDirectoryChangesW).

A system may lose a change when there are many, and follows a folder no longer
that was deleted and is back: so whoever uses this looks at all files as well,
shortly after the last change and every now and then.
"""

import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from watchfiles import watch

STEP: Final = 10
"""Milliseconds without a change after which those before are told: an editor writes one file in several."""

GATHER: Final = 100
"""Milliseconds after which they are told even if more follow."""

TICK: Final = 500
"""Milliseconds after which it is told that nothing changed."""

Tell = Callable[[Collection[str] | None], None]
"""Is told paths that changed, relative to the project with `/` between names; nothing where the watch has ended."""


class Watch:
    """Follows some folders, in a thread of its own."""

    def __init__(self, root: Path, folders: Collection[Path], tell: Tell) -> None:
        self.root = root
        self.folders = folders
        self.tell = tell
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, name="briefing-watch")
        self.thread.start()

    def stop(self) -> None:
        """End the thread."""
        self.stopped.set()
        self.thread.join()

    def _run(self) -> None:
        try:
            self._follow()
        except OSError:  # a folder that is gone by now, or more files than the system follows
            self.tell(None)

    def _follow(self) -> None:
        changes = watch(
            *self.folders,
            watch_filter=lambda _, path: not self._is_hidden(path),
            debounce=GATHER,
            step=STEP,
            rust_timeout=TICK,
            yield_on_timeout=True,
            stop_event=self.stopped,
            raise_interrupt=False,
        )
        for found in changes:
            self.tell({self._name(Path(path)) for _, path in found})

    def _name(self, file: Path) -> str:
        for root in (self.root, self.root.resolve()):
            if file.is_relative_to(root):
                return file.relative_to(root).as_posix()
        return file.as_posix()

    def _is_hidden(self, path: str) -> bool:
        """Whether a build would pass over a file: so are those that editors and systems keep for themselves."""
        return any(part.startswith(".") for part in self._name(Path(path)).split("/"))
