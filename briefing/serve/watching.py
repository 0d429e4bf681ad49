"""The files of a project that change, as the system reports (`watchfiles`: inotify, FSEvents, ReadDirectoryChangesW).

A system may lose changes when there are many, and no longer follows a folder
that was deleted and created again. So whoever uses this scans all files as
well, shortly after the last change and every now and then.
"""

import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from watchfiles import watch

STEP_MS: Final = 10
"""Milliseconds without a change after which those before are reported: an editor saves a file in several steps."""

DEBOUNCE_MS: Final = 100
"""Milliseconds after which they are reported even if more follow."""

TIMEOUT_MS: Final = 500
"""Milliseconds after which an empty set is reported if nothing changed."""

Report = Callable[[Collection[str] | None], None]
"""Takes the paths that changed, relative to the project with `/` between names; nothing once watching has ended."""


class Watch:
    """Follows some folders, in a thread of its own."""

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
        except OSError:  # a folder that is gone by now, or more files than the system follows
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
        """Whether a file is hidden, as those of editors and systems are; a build ignores it."""
        return any(part.startswith(".") for part in self._name(Path(path)).split("/"))
