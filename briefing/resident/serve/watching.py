"""Reports the files of a project that change (by `watchfiles`: inotify, FSEvents, ReadDirectoryChangesW).

The operating system may lose changes if there are many, and stops watching a folder
that is deleted and created again. So the caller must also scan all files, shortly
after the last change and at intervals.
"""

import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from watchfiles import watch

STEP_MS: Final = 10
"""Milliseconds without a change after which changes are reported: an editor saves a file in several steps."""

DEBOUNCE_MS: Final = 100
"""Milliseconds after which changes are reported even if more follow."""

TIMEOUT_MS: Final = 500
"""Milliseconds after which an empty set is reported if nothing changed."""

Report = Callable[[Collection[str] | None], None]
"""Receives the paths that changed, relative to the project with `/` between names; None once watching has failed."""


class Watch:
    """Watches some folders in its own thread."""

    def __init__(self, root: Path, folders: Collection[Path], report: Report) -> None:
        self.root = root
        self.folders = folders
        self.report = report
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
        except OSError:  # the folder was deleted, or there are more files than the system can watch
            self.report(None)

    def _follow(self) -> None:
        changes = watch(
            *self.folders,
            watch_filter=lambda _, path: not self._is_hidden(path),
            debounce=DEBOUNCE_MS,
            step=STEP_MS,
            rust_timeout=TIMEOUT_MS,
            yield_on_timeout=True,
            stop_event=self.stopped,
            raise_interrupt=False,
        )
        for found in changes:
            self.report({self._name(Path(path)) for _, path in found})

    def _name(self, file: Path) -> str:
        for root in (self.root, self.root.resolve()):
            if file.is_relative_to(root):
                return file.relative_to(root).as_posix()
        return file.as_posix()

    def _is_hidden(self, path: str) -> bool:
        """Whether a file is hidden, like temporary files of editors; a build ignores it."""
        return any(part.startswith(".") for part in self._name(Path(path)).split("/"))
