"""The language server: what an editor asks, each request a few lines over the pure functions of this wing.

Changes are taken over at once, and findings are published when typing pauses.
What this program fails on is reported to the editor, and the server goes on.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from briefing.fixes import Edit
from briefing.lsp import protocol
from briefing.lsp.actions import Action, actions, everything_certain
from briefing.lsp.completion import completions
from briefing.lsp.desk import Desk
from briefing.lsp.hover import hover
from briefing.lsp.pages import Page, changed, path_of, prefix_of, quoted, roots_of, uri_of
from briefing.lsp.places import LOCK, Refused, definitions, references, with_name
from briefing.lsp.reading import Reading, Text, in_thread
from briefing.lsp.symbols import Kind, Symbol, at
from briefing.model.diagnostics import Diagnostic, Span

PAUSE: Final = 0.15
"""Seconds without a change after which findings are published."""

PATIENCE: Final = 1.0
"""Seconds that a question waits for a text of the archive."""

FIX_ALL: Final = "source.fixAll.briefing"

OpenDesk = Callable[[str, str], Desk | None]
"""A desk for the project in a folder, and the encoding that was agreed upon; nothing where it is no project."""


class Protocol(LanguageServerProtocol):
    """The protocol without pygls' own copy of what is typed.

    That copy counts form feeds and U+2028 as ends of lines, and moves the
    places in a message to fit. (pygls 2.1.1, `PositionCodec.position_from_client_units`.)
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        """Hand a change on."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """Holds a desk for each project of which a file is open."""

    def __init__(self, open_desk: OpenDesk, version: str) -> None:
        super().__init__("briefing", version, protocol_cls=Protocol)
        self.open_desk = open_desk
        self.desks: dict[str, Desk | None] = {}
        self.prefixes: dict[str, str] = {}
        """The URI of each root, as the editor writes it: `file:///c%3A/ferries` is `c:/ferries`."""
        self.pages: dict[str, Page] = {}
        """What is open, by URI."""
        self.published: dict[str, tuple[Diagnostic, ...]] = {}
        self.waiting: asyncio.TimerHandle | None = None
        self.is_reading = False
        """Whether a text of an archive is being read: one at a time, since PDFium bears no more."""
        self.is_read = asyncio.Event()
        """Set while no text is waited for."""

    @property
    def encoding(self) -> str:
        """What columns are counted in, as was agreed upon."""
        found = self.workspace.position_encoding
        return str(getattr(found, "value", found) or "utf-16")

    # --- files --------------------------------------------------------------------------------

    def desk_of(self, uri: str) -> tuple[Desk, str, str] | None:
        """The desk of a file, its root and the file's path in it."""
        for root, path in roots_of(path_of(uri)):
            if root not in self.desks:
                self.desks[root] = self.open_desk(root, self.encoding)
            if desk := self.desks[root]:
                self.prefixes.setdefault(root, prefix_of(uri, root))
                return desk, root, path
        return None

    def uri(self, root: str, path: str) -> str:
        """The URI of a file: as the editor writes it where it is open."""
        full = f"{root.rstrip('/')}/{path}"
        here = f"{self.prefixes.get(root) or uri_of(root)}/{quoted(path)}"
        return next((uri for uri in self.pages if path_of(uri) == full), here)

    def take(self, uri: str, page: Page) -> None:
        """A file says this now."""
        self.pages[uri] = page
        if found := self.desk_of(uri):
            found[0].put(found[2], page.text)

    def refresh(self) -> None:
        """Look at the disk again."""
        for desk in self.desks.values():
            if desk:
                desk.refresh()
        self.desks = {root: desk for root, desk in self.desks.items() if desk}

    # --- findings -----------------------------------------------------------------------------

    def publish_soon(self) -> None:
        """Publish findings once nothing has changed for a moment."""
        if self.waiting:
            self.waiting.cancel()
        self.waiting = asyncio.get_running_loop().call_later(PAUSE, self.publish_or_say_why)

    def publish_or_say_why(self) -> None:
        """Publish findings; a failure of this program is told in the editor's log, and the next change tries again."""
        try:
            self.publish()
        except Exception as error:  # the server must outlive its own bugs
            said = f"the findings could not be worked out: {type(error).__name__}: {error}"
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, said))

    def publish(self) -> None:
        """Publish the findings of all that is open, and of the projects' own files."""
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
        """Have the next text of an archive read that was asked for, unless one is being read."""
        waiting = ((desk, reading) for desk in self.desks.values() if desk and (reading := desk.unread()))
        desk, reading = next(waiting, (None, None))
        if desk is None or reading is None:
            self.is_read.set()
        elif not self.is_reading:
            self.is_reading = True
            self.is_read.clear()
            hand_on = asyncio.get_running_loop().call_soon_threadsafe
            in_thread(reading, lambda text: self._hand_on(hand_on, desk, reading, text))

    def _hand_on(self, call_soon: Callable[..., Any], desk: Desk, reading: Reading, text: Text) -> None:
        call_soon(self.take_text, desk, reading, text)

    async def wait_for_texts(self) -> None:
        """Wait a moment for what is being read, which mostly takes less."""
        self.read_archive()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self.is_read.wait()

    def take_text(self, desk: Desk, reading: Reading, text: Text) -> None:
        """A text of an archive was read."""
        self.is_reading = False
        desk.take_text(reading, text)
        self.publish_soon()
        self.read_archive()

    def _path_in(self, root: str, uri: str) -> str:
        found = self.desk_of(uri)
        return found[2] if found and found[1] == root else ""

    def _publish(self, uri: str, findings: tuple[Diagnostic, ...]) -> None:
        found = self.desk_of(uri)
        page = found[0].page(found[2]) if found else None
        shown = [protocol.diagnostic(page, finding) for finding in findings] if page else []
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown))

    def symbol(self, uri: str, position: types.Position) -> tuple[Desk, str, Page, Symbol] | None:
        """The name at a place."""
        found = self.desk_of(uri)
        page = found[0].page(found[2]) if found else None
        symbol = at(found[0], found[2], page.offset(protocol.place(position))) if found and page else None
        return (found[0], found[1], page, symbol) if found and page and symbol else None


def make(open_desk: OpenDesk, version: str) -> Server:
    """A server with all that it answers."""
    server = Server(open_desk, version)
    for feature, (answer, options) in _ANSWERS.items():
        server.feature(feature, options)(answer)
    return server


# --- what is open ---------------------------------------------------------------------------------


def did_open(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A file is shown."""
    document = params.text_document
    server.take(document.uri, Page("", document.text, server.encoding))
    server.publish_soon()


def did_change(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    """A file was typed in: by whole texts, or by stretches, one after the other."""
    uri = params.text_document.uri
    page = server.pages.get(uri) or Page("", "", server.encoding)
    for change in params.content_changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            start, end = protocol.place(change.range.start), protocol.place(change.range.end)
            page = changed(page, start, end, change.text)
        else:
            page = Page("", change.text, page.encoding)
    server.take(uri, page)
    server.publish_soon()


def did_save(server: Server, _: types.DidSaveTextDocumentParams) -> None:
    """A file was written."""
    server.refresh()
    server.publish_soon()


def did_close(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    """A file is shown no more, and is as it is on the disk."""
    uri = params.text_document.uri
    server.pages.pop(uri, None)
    if found := server.desk_of(uri):
        found[0].drop(found[2])
    server.publish_soon()


def did_change_files(server: Server, _: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on the disk."""
    server.refresh()
    server.publish_soon()


# --- questions ------------------------------------------------------------------------------------


def on_completion(server: Server, params: types.CompletionParams) -> types.CompletionList | None:
    """What can be written here."""
    found = server.desk_of(params.text_document.uri)
    page = found[0].page(found[2]) if found else None
    if not found or not page:
        return None
    items = completions(found[0], found[2], page.offset(protocol.place(params.position)))
    server.read_archive()
    return types.CompletionList(False, [protocol.completion(page, item, rank) for rank, item in enumerate(items)])


async def on_hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    """What is known of this; a text of the archive that has to be read first is waited for, a moment."""
    found = server.desk_of(params.text_document.uri)
    if not found:
        return None
    found[0].misses()
    shown = _hovered(server, params)
    if found[0].misses():
        await server.wait_for_texts()
        shown = _hovered(server, params)
    return shown


def _hovered(server: Server, params: types.HoverParams) -> types.Hover | None:
    found = server.desk_of(params.text_document.uri)
    page = found[0].page(found[2]) if found else None
    if not found or not page:
        return None
    shown = hover(found[0], found[2], page.offset(protocol.place(params.position)))
    content = types.MarkupContent(types.MarkupKind.Markdown, shown.markdown) if shown else None
    return types.Hover(content, protocol.range_of(page, shown.span)) if shown and content else None


def on_definition(server: Server, params: types.DefinitionParams) -> list[types.Location]:
    """Where this is defined."""
    found = server.symbol(params.text_document.uri, params.position)
    return _locations(server, found[0], found[1], definitions(found[0], found[3])) if found else []


def on_references(server: Server, params: types.ReferenceParams) -> list[types.Location]:
    """Every place of this."""
    found = server.symbol(params.text_document.uri, params.position)
    if not found:
        return []
    spans = references(found[0], found[3], params.context.include_declaration)
    return _locations(server, found[0], found[1], spans)


def _locations(server: Server, desk: Desk, root: str, spans: Iterable[Span]) -> list[types.Location]:
    pages = ((span, desk.page(span.path) or Page(span.path, "")) for span in spans)
    return [types.Location(server.uri(root, span.path), protocol.range_of(page, span)) for span, page in pages]


def on_prepare_rename(server: Server, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """Whether this has a name that can be another."""
    found = server.symbol(params.text_document.uri, params.position)
    if not found or found[3].kind is Kind.LINK:
        return None
    return types.PrepareRenamePlaceholder(protocol.range_of(found[2], found[3].span), found[3].name)


def on_rename(server: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """Another name for this, wherever it stands."""
    found = server.symbol(params.text_document.uri, params.position)
    if not found:
        return None
    desk, root, _, symbol = found
    try:
        renaming = with_name(desk, symbol, params.new_name)
    except Refused as refused:
        raise JsonRpcInvalidParams(str(refused)) from refused
    edit = _edit(server, desk, root, renaming.edits)
    lock = desk.page(LOCK)
    if renaming.lock and lock and edit.changes is not None:
        edit.changes = {**edit.changes, server.uri(root, LOCK): [protocol.whole(lock, renaming.lock)]}
    if desk.disk.held:
        home = desk.disk.held.folder.absolute().as_uri()
        edit, said = protocol.with_archive(edit, renaming, home, desk, server.client_capabilities)
        if said:
            server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, said))
    return edit


def _edit(server: Server, desk: Desk, root: str, edits: tuple[Edit, ...]) -> types.WorkspaceEdit:
    uris = {path: server.uri(root, path) for path in dict.fromkeys(edit.span.path for edit in edits)}
    return protocol.workspace_edit(desk, edits, uris)


def on_code_action(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about the findings here."""
    uri, only = params.text_document.uri, params.context.only or []
    found = server.desk_of(uri)
    page = found[0].page(found[2]) if found else None
    if not found or not page:
        return []
    desk, root, path = found
    findings = desk.findings([path])[path]
    here = _within(page, findings, params.range) if _wants(only, "quickfix") else []
    listed = [
        _action(action, _edit(server, desk, root, action.fix.edits), page) for action in actions(desk, path, here)
    ]
    if _wants(only, FIX_ALL) and (edits := everything_certain(desk, path, findings)):
        title = "mend everything that is certain"
        listed.append(types.CodeAction(title, kind=FIX_ALL, edit=_edit(server, desk, root, edits)))
    return listed


def _wants(only: Sequence[Any], kind: str) -> bool:
    asked = [getattr(each, "value", each) for each in only]
    return not asked or any(kind == each or kind.startswith(f"{each}.") for each in asked)


def _within(page: Page, findings: Iterable[Diagnostic], wanted: types.Range) -> list[Diagnostic]:
    start, end = page.offset(protocol.place(wanted.start)), page.offset(protocol.place(wanted.end))
    return [each for each in findings if page.start(each.span) <= end and start <= page.end(each.span)]


def _action(action: Action, edit: types.WorkspaceEdit, page: Page) -> types.CodeAction:
    return types.CodeAction(
        action.fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[protocol.diagnostic(page, action.finding)],
        is_preferred=action.fix.is_certain,
        edit=edit,
    )


_ANSWERS: Final[dict[str, tuple[Callable[..., Any], Any]]] = {
    types.TEXT_DOCUMENT_DID_OPEN: (did_open, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (did_change, None),
    types.TEXT_DOCUMENT_DID_SAVE: (did_save, None),
    types.TEXT_DOCUMENT_DID_CLOSE: (did_close, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (did_change_files, None),
    types.TEXT_DOCUMENT_COMPLETION: (
        on_completion,
        types.CompletionOptions(trigger_characters=["@", "#", ",", "(", ":", " ", "["]),
    ),
    types.TEXT_DOCUMENT_HOVER: (on_hover, None),
    types.TEXT_DOCUMENT_DEFINITION: (on_definition, None),
    types.TEXT_DOCUMENT_REFERENCES: (on_references, None),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (on_prepare_rename, None),
    types.TEXT_DOCUMENT_RENAME: (on_rename, types.RenameOptions(prepare_provider=True)),
    types.TEXT_DOCUMENT_CODE_ACTION: (
        on_code_action,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL]),
    ),
}
