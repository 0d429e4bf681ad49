"""The resident program of the preview: an actor, whose single thread owns the project.

It receives messages from the thread that watches files, and from one thread for
each request of a browser. Since an operating system may lose changes, all files are
scanned shortly after the last change, and at intervals. After a file could not be read,
everything is loaded again from the store, which is always consistent; that is simpler
than finding out what was left half done.
"""

import gc
import queue
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from briefing import disk
from briefing.build.progress import Progress
from briefing.resident.serve.messages import message
from briefing.resident.serve.preview import NOT_FOUND, Preview, SiteChange
from briefing.resident.serve.server import OWN, TYPES, Closing, Response, Server, media_type
from briefing.resident.serve.watching import Watch

RESCAN_DELAY: Final = 1.0
"""Seconds from the last change until all files are scanned."""

COMMIT_DELAY: Final = 5.0
"""Seconds from the last change until results are stored, since storing many of them takes a while."""

RESCAN_INTERVAL: Final = 20.0
"""Seconds between two scans of all files while no change is reported."""

MAX_TRIES: Final = 20
"""How many times in a row reading the files may fail because they are changing."""

ASSETS: Final = ("preview.css", "preview.js")


class Clock(Struct, frozen=True):
    """The clocks of the program, which tests replace."""

    stamp: Callable[[], int]
    """The time in nanoseconds since 1970, by the clock that also stamps files."""
    tick: Callable[[], float]
    """A monotonic time in seconds."""


class Listener:
    """A listener that ignores all events."""

    def ready(self, change: SiteChange) -> None:
        """The first build is done."""

    def changed(self, files: Collection[str], change: SiteChange, seconds: float) -> None:
        """Some files changed, and the site was updated."""

    def trouble(self, reason: str) -> None:
        """The preview cannot follow the files for some reason; an empty `reason` means that it can again."""


class Stage(Progress):
    """The progress of the first build, for pages that wait for it."""

    def __init__(self) -> None:
        self.stage, self.count, self.done = "look at the files", 0, 0

    def begin(self, stage: str, count: int = 0) -> None:
        self.stage, self.count, self.done = stage, count, 0

    def step(self) -> None:
        self.done += 1

    def __str__(self) -> str:
        return f"{self.stage}: {self.done:,} of {self.count:,}" if self.count else self.stage


class _Call(Struct):
    """A call from another thread, and the future of its result."""

    work: Callable[[], Any]
    outcome: "Future[Any]"


_STOP: Final = object()


class Program:
    """A preview that watches the files of a project, and answers browsers."""

    def __init__(self, preview: Preview, clock: Clock, listener: Listener, stage: Stage) -> None:
        self.preview = preview
        self.clock = clock
        self.listener = listener
        self.stage = stage
        self.mailbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.guard = threading.Lock()
        self.is_ready = self.is_closed = False
        self.trouble = ""
        self.server: Server | None = None
        self.watch: Watch | None = None
        self.watched: dict[Path, tuple[int, int]] = {}
        self.sent: dict[str, bytes] = {}
        """The last message that was sent to each open page."""
        self.assets = {name: disk.preview_asset(name) for name in ASSETS}
        self.changed_at: float | None = None
        """When something last changed; None once all files have been scanned after it."""
        self.scanned_at = self.made_at = 0.0
        self.is_stored = True

    # --- from other threads -------------------------------------------------------------------

    def stop(self) -> None:
        """End the program; may be called from a signal's handler."""
        self.mailbox.put(_STOP)

    def answer(self, path: str) -> Response:
        """Answer the path of a URL."""
        if path.startswith(OWN):
            content = self.assets.get(path.removeprefix(OWN))
            return Response(200, content, media_type(path)) if content is not None else _not_found()
        return self._ask(lambda: self._page(path)) if self.is_ready else self._waiting()

    def message(self, path: str) -> bytes:
        """The first message to an open page."""
        return self._ask(lambda: self._message(path)) if self.is_ready else b""

    def _ask(self, work: Callable[[], Any]) -> Any:
        call = _Call(work, Future())
        with self.guard:
            if self.is_closed:
                raise Closing
            self.mailbox.put(call)
        return call.outcome.result()

    # --- the loop -----------------------------------------------------------------------------

    def run(self, server: Server) -> None:
        """Serve until `stop`."""
        self.server = server
        server.start()
        try:
            self._follow_folders()
            self._refresh(set())
            while self._handle(self._next()):
                self._rescan()
        finally:
            self._close(server)

    def _next(self) -> list[Any]:
        """Wait for a message, or until it is time to scan the files; returns all messages in the mailbox."""
        letters: list[Any] = []
        with suppress(queue.Empty):
            letters.append(self.mailbox.get(timeout=RESCAN_DELAY / 2))
            while True:
                letters.append(self.mailbox.get_nowait())
        return letters

    def _handle(self, letters: list[Any]) -> bool:
        """Process the reported changes, then the calls; returns whether to go on."""
        if any(letter is _STOP for letter in letters):
            for letter in letters:
                _cancel(letter)
            return False
        changes = [letter for letter in letters if isinstance(letter, set | type(None))]
        if any(change is None for change in changes) and self.watch:
            # Watching has failed: from now on, only scans find changes.
            self.watch.stop()
            self.watch = None
        self._follow_folders()
        if names := set().union(*filter(None, changes)):
            self.changed_at = self.clock.tick()
            self._refresh(names)
        for letter in letters:
            if isinstance(letter, _Call):
                _run(letter)
        return True

    def _rescan(self) -> None:
        """Scan all files if `RESCAN_DELAY` or `RESCAN_INTERVAL` is over."""
        now = self.clock.tick()
        is_quiet = self.changed_at is not None and now - self.changed_at > RESCAN_DELAY
        if is_quiet or now - self.scanned_at > RESCAN_INTERVAL or self.trouble or self.watch is None:
            self.changed_at = None
            self._refresh(set())
        if now - self.made_at > COMMIT_DELAY:
            self._commit()

    def _commit(self) -> None:
        if not self.is_stored and not self.trouble:
            self.preview.commit()
            self.is_stored = True

    def _close(self, server: Server) -> None:
        with self.guard:
            self.is_closed = True
        while not self.mailbox.empty():
            _cancel(self.mailbox.get())
        if self.watch:
            self.watch.stop()
        server.stop()
        self._commit()

    # --- following ----------------------------------------------------------------------------

    def _follow_folders(self) -> None:
        """Watch the folders that exist now: one that was deleted and created again has to be watched anew."""
        folders = disk.watched_folders(self.preview.root)
        if folders == self.watched:
            return
        if self.watch:
            self.watch.stop()
        self.watched, self.changed_at = folders, self.clock.tick()
        self.watch = Watch(self.preview.root.absolute(), tuple(folders), self.mailbox.put) if folders else None

    def _refresh(self, names: set[str]) -> None:
        """Update the preview to the current files; tries again if they change meanwhile."""
        if not disk.is_project(self.preview.root):
            self._set_trouble(f"{self.preview.root.absolute() / 'notes'} is gone")
            return
        began, reason = self.clock.tick(), ""
        for _ in range(MAX_TRIES):
            try:
                change = self.preview.refresh(self.clock.stamp(), names)
            except OSError as error:
                self.preview.reset()
                reason = f"{error.filename or ''}: {error.strerror or error}".removeprefix(": ")
            else:
                self.scanned_at = self.clock.tick()
                self._set_trouble("")
                if change:
                    self._announce(names, change, self.scanned_at - began)
                return
        self._set_trouble(reason)

    def _announce(self, names: set[str], change: SiteChange, seconds: float) -> None:
        self.is_stored, self.made_at = False, self.scanned_at
        self._send_messages()
        if self.is_ready:
            self.listener.changed(sorted(names), change, seconds)
        else:
            self.is_ready = True
            _collect_garbage()
            self.listener.ready(change)

    def _set_trouble(self, reason: str) -> None:
        if reason != self.trouble:
            self.trouble = reason
            self.listener.trouble(reason)
            self._send_messages()

    # --- answers ------------------------------------------------------------------------------

    def _send_messages(self) -> None:
        """Send each open page its message, if that has changed."""
        if self.server is None or self.preview.session is None:
            return
        pages = self.server.open_pages()
        self.sent = {page: content for page, content in self.sent.items() if page in pages}
        for page in pages:
            content = self._message(page)
            if content != self.sent.get(page):
                self.sent[page] = content
                self.server.send(page, content)

    def _message(self, path: str) -> bytes:
        found = self.preview.find(path) or NOT_FOUND
        return message(self.preview.shown(found), self.preview.findings, self.trouble)

    def _page(self, path: str) -> Response:
        found = self.preview.find(path)
        if found is None and self.preview.find(f"{path}/"):
            return Response(301, b"", TYPES["txt"], f"/{path}/")
        content = self.preview.content(found) if found else None
        if content is not None and found:
            return Response(200, self._with_script(content, found), media_type(found))
        missing = self.preview.content(NOT_FOUND)
        if missing is None:
            return _not_found()
        return Response(404, self._with_script(missing, NOT_FOUND), TYPES["html"])

    def _with_script(self, content: bytes, path: str) -> bytes:
        """A page with the script that reloads it and shows its findings."""
        if not path.endswith(".html"):
            return content
        script = _SCRIPT.format(version=self.preview.shown(path).version).encode()
        head, end, rest = content.partition(b"</head>")
        return head + script + end + rest

    def _waiting(self) -> Response:
        return Response(503, _WAITING.format(stage=self.stage).encode(), TYPES["html"])


_SCRIPT: Final = (
    '<link rel="stylesheet" href="/.briefing/preview.css">'
    '<script src="/.briefing/preview.js" data-version="{version}" defer></script>'
)
_WAITING: Final = (
    '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="1">'
    "<title>briefing serve</title><p>The site is being made. {stage}.</p></html>"
)


_GC_THRESHOLDS: Final = (20_000, 20, 50)


def _collect_garbage() -> None:
    """Enable the garbage collector, as a resident program must; the site's existing records are exempt (frozen)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
    gc.enable()


def _not_found() -> Response:
    return Response(404, b"There is no such page.\n", TYPES["txt"])


def _run(call: _Call) -> None:
    try:
        call.outcome.set_result(call.work())
    except BaseException as error:
        call.outcome.set_exception(error)
        raise


def _cancel(letter: object) -> None:
    if isinstance(letter, _Call):
        letter.outcome.set_exception(Closing())
