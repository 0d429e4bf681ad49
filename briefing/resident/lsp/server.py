"""The language server: it holds the open files and a desk for each project, and publishes findings.

Changes are applied immediately; findings are published when typing pauses. A bug in this
program is reported to the editor, and the server continues. The requests are answered in
`handlers`.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from briefing.model.diagnostics import Diagnostic
from briefing.resident.lsp import protocol
from briefing.resident.lsp.desk import Desk
from briefing.resident.lsp.pages import Page, path_of, prefix_of, roots_of, uri_of
from briefing.resident.lsp.reading import Reading, Text, in_thread
from briefing.resident.lsp.symbols import Symbol, at

PUBLISH_DELAY: Final = 0.15
"""Seconds without a change after which findings are published."""

MAX_WAIT: Final = 1.0
"""The maximal time in seconds that a request waits for a text of the archive."""

OpenDesk = Callable[[str, str], Desk | None]
"""Opens a desk for the project in a folder, with the negotiated encoding; None if the folder is not a project."""


class Protocol(LanguageServerProtocol):
    """The protocol without pygls' own copy of the texts.

    That copy counts form feeds and U+2028 as line ends, and adjusts the positions
    in a message accordingly (pygls 2.1.1, `PositionCodec.position_from_client_units`).
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        """Pass a change to our own handler."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class ProjectFile(NamedTuple):
    """A file of a project."""

    desk: Desk
    root: str
    """The folder of the project."""
    path: str
    """The path relative to the root."""


class LocatedSymbol(NamedTuple):
    """A symbol with its project and page."""

    desk: Desk
    root: str
    page: Page
    symbol: Symbol


class Server(LanguageServer):
    """The state of the language server: the open files, and a desk for each of their projects."""

    def __init__(self, open_desk: OpenDesk, version: str) -> None:
        super().__init__("briefing", version, protocol_cls=Protocol)
        self.open_desk = open_desk
        self.desks: dict[str, Desk | None] = {}
        self.prefixes: dict[str, str] = {}
        """The URI of each root as the editor writes it: `file:///c%3A/ferries` for `c:/ferries`."""
        self.pages: dict[str, Page] = {}
        """Open files, by URI."""
        self.published: dict[str, tuple[Diagnostic, ...]] = {}
        self.waiting: asyncio.TimerHandle | None = None
        self.is_reading = False
        """Whether a text of an archive is being read: one at a time, since PDFium is not thread-safe."""
        self.is_read = asyncio.Event()
        """Set while there is no text to read."""

    @property
    def encoding(self) -> str:
        """The encoding whose code units the editor counts."""
        found = self.workspace.position_encoding
        return str(getattr(found, "value", found) or "utf-16")

    # --- files --------------------------------------------------------------------------------

    def file(self, uri: str) -> ProjectFile | None:
        """The file of a URI, if it belongs to a project."""
        for root, path in roots_of(path_of(uri)):
            if root not in self.desks:
                self.desks[root] = self.open_desk(root, self.encoding)
            if desk := self.desks[root]:
                self.prefixes.setdefault(root, prefix_of(uri, root))
                return ProjectFile(desk, root, path)
        return None

    def uri(self, root: str, path: str) -> str:
        """The URI of a file, as the editor writes it if the file is open."""
        full = f"{root.rstrip('/')}/{path}"
        here = f"{self.prefixes.get(root) or uri_of(root)}/{quote(path)}"
        return next((uri for uri in self.pages if path_of(uri) == full), here)

    def file_and_page(self, uri: str) -> tuple[ProjectFile, Page] | None:
        """The file of a URI, and its text."""
        file = self.file(uri)
        page = file.desk.page(file.path) if file else None
        return (file, page) if file and page else None

    def take(self, uri: str, page: Page) -> None:
        """Set the text of an open file."""
        self.pages[uri] = page
        if file := self.file(uri):
            file.desk.put(file.path, page.text)

    def refresh(self) -> None:
        """Read the disk again."""
        for desk in self.desks.values():
            if desk:
                desk.refresh()
        self.desks = {root: desk for root, desk in self.desks.items() if desk}

    # --- findings -----------------------------------------------------------------------------

    def publish_soon(self) -> None:
        """Publish findings once nothing has changed for `PUBLISH_DELAY`."""
        if self.waiting:
            self.waiting.cancel()
        self.waiting = asyncio.get_running_loop().call_later(PUBLISH_DELAY, self.publish_or_log)

    def publish_or_log(self) -> None:
        """Publish findings; an exception is written to the editor's log, and the next change tries again."""
        try:
            self.publish()
        except Exception as error:  # the server must outlive its own bugs
            message = f"the findings could not be computed: {type(error).__name__}: {error}"
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))

    def publish(self) -> None:
        """Publish the findings in all open files, and in the settings, bibliographies and locks of their projects."""
        found: dict[str, tuple[Diagnostic, ...]] = {}
        for root, desk in self.desks.items():
            mine = [path for uri in self.pages if (path := self._path_in(root, uri))]
            if desk and mine:
                by_path = desk.findings(mine)
                found |= {self.uri(root, path): findings for path, findings in by_path.items()}
        for uri in found.keys() | self.published.keys():
            if found.get(uri, ()) != self.published.get(uri) or uri in self.pages:
                self._publish(uri, found.get(uri, ()))
        self.published = found
        self.read_archive()

    def read_archive(self) -> None:
        """Start reading the next archived text that is needed, unless one is being read."""
        waiting = ((desk, reading) for desk in self.desks.values() if desk and (reading := desk.unread()))
        desk, reading = next(waiting, (None, None))
        if desk is None or reading is None:
            self.is_read.set()
        elif not self.is_reading:
            self.is_reading = True
            self.is_read.clear()
            call_soon = asyncio.get_running_loop().call_soon_threadsafe
            in_thread(reading, lambda text: call_soon(self.take_text, desk, reading, text))

    async def wait_for_texts(self) -> None:
        """Wait for the texts that are being read, at most `MAX_WAIT`."""
        self.read_archive()
        with suppress(TimeoutError):
            async with asyncio.timeout(MAX_WAIT):
                await self.is_read.wait()

    def take_text(self, desk: Desk, reading: Reading, text: Text) -> None:
        """Store an archived text that was read, and publish the findings again."""
        self.is_reading = False
        desk.take_text(reading, text)
        self.publish_soon()
        self.read_archive()

    def _path_in(self, root: str, uri: str) -> str:
        file = self.file(uri)
        return file.path if file and file.root == root else ""

    def _publish(self, uri: str, findings: tuple[Diagnostic, ...]) -> None:
        found = self.file_and_page(uri)
        shown = [protocol.diagnostic(found[1], finding) for finding in findings] if found else []
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown))

    def symbol(self, uri: str, position: types.Position) -> LocatedSymbol | None:
        """The symbol at a position."""
        if (found := self.file_and_page(uri)) is None:
            return None
        file, page = found
        symbol = at(file.desk, file.path, page.offset(protocol.place(position)))
        return LocatedSymbol(file.desk, file.root, page, symbol) if symbol else None
