"""The handlers of the language server: each translates a request of the editor into calls of pure functions.

A handler takes the server and the parameters of the protocol, and is registered in the table at the end.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from briefing.check.fixes import Edit
from briefing.evidence.lock import PATH as LOCK
from briefing.model.diagnostics import Diagnostic, Span
from briefing.resident.lsp import protocol
from briefing.resident.lsp.actions import Action, actions, everything_certain
from briefing.resident.lsp.completion import completions
from briefing.resident.lsp.desk import Desk
from briefing.resident.lsp.hover import hover
from briefing.resident.lsp.pages import Page, changed
from briefing.resident.lsp.places import Refused, Renaming, definitions, references, with_name
from briefing.resident.lsp.server import LocatedSymbol, OpenDesk, Server
from briefing.resident.lsp.symbols import SymbolKind

FIX_ALL: Final = "source.fixAll.briefing"


def make(open_desk: OpenDesk, version: str) -> Server:
    """A server with its handlers."""
    server = Server(open_desk, version)
    for feature, (handler, options) in _HANDLERS.items():
        server.feature(feature, options)(handler)
    return server


# --- open files -----------------------------------------------------------------------------------


def did_open(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A file was opened."""
    document = params.text_document
    server.take(document.uri, Page("", document.text, server.encoding))
    server.publish_soon()


def did_change(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    """A file was edited; each change replaces a range or the whole text, in order."""
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
    """A file was saved."""
    server.refresh()
    server.publish_soon()


def did_close(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    """A file was closed: from now on, its text is the one on the disk."""
    uri = params.text_document.uri
    server.pages.pop(uri, None)
    if file := server.file(uri):
        file.desk.drop(file.path)
    server.publish_soon()


def did_change_files(server: Server, _: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on the disk."""
    server.refresh()
    server.publish_soon()


# --- requests -------------------------------------------------------------------------------------


def on_completion(server: Server, params: types.CompletionParams) -> types.CompletionList | None:
    """The completions at a position."""
    if (found := server.file_and_page(params.text_document.uri)) is None:
        return None
    file, page = found
    items = completions(file.desk, file.path, page.offset(protocol.place(params.position)))
    server.read_archive()
    return types.CompletionList(False, [protocol.completion(page, item, rank) for rank, item in enumerate(items)])


async def on_hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    """The hover at a position; waits up to `MAX_WAIT` if a text of the archive has to be read first."""
    file = server.file(params.text_document.uri)
    if not file:
        return None
    file.desk.pop_missed()
    shown = _hover(server, params)
    if file.desk.pop_missed():
        await server.wait_for_texts()
        shown = _hover(server, params)
    return shown


def _hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    if (found := server.file_and_page(params.text_document.uri)) is None:
        return None
    file, page = found
    shown = hover(file.desk, file.path, page.offset(protocol.place(params.position)))
    if shown is None:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, shown.markdown)
    return types.Hover(content, protocol.range_of(page, shown.span))


def on_definition(server: Server, params: types.DefinitionParams) -> list[types.Location]:
    """The definitions of the symbol at a position."""
    found = server.symbol(params.text_document.uri, params.position)
    return _locations(server, found, definitions(found.desk, found.symbol)) if found else []


def on_references(server: Server, params: types.ReferenceParams) -> list[types.Location]:
    """The references to the symbol at a position."""
    found = server.symbol(params.text_document.uri, params.position)
    if not found:
        return []
    return _locations(server, found, references(found.desk, found.symbol, params.context.include_declaration))


def _locations(server: Server, found: LocatedSymbol, spans: Iterable[Span]) -> list[types.Location]:
    pages = ((span, found.desk.page(span.path) or Page(span.path, "")) for span in spans)
    return [types.Location(server.uri(found.root, span.path), protocol.range_of(page, span)) for span, page in pages]


def on_prepare_rename(server: Server, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """The name of the symbol at a position, if it can be renamed."""
    found = server.symbol(params.text_document.uri, params.position)
    if not found or found.symbol.kind is SymbolKind.LINK:
        return None
    return types.PrepareRenamePlaceholder(protocol.range_of(found.page, found.symbol.span), found.symbol.name)


def on_rename(server: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """The edits that rename the symbol at a position, in all files."""
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
    return _with_archive(server, desk, renaming, edit)


def _with_archive(server: Server, desk: Desk, renaming: Renaming, edit: types.WorkspaceEdit) -> types.WorkspaceEdit:
    """Add the changes in the archive, if there is one, to the edit of a renaming; warns if the editor lacks support."""
    if desk.disk.archive_folder is None:
        return edit
    home = desk.disk.archive_folder.folder.absolute().as_uri()
    edit, warning = protocol.with_archive(edit, renaming, home, desk, server.client_capabilities)
    if warning:
        server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, warning))
    return edit


def _edit(server: Server, desk: Desk, root: str, edits: tuple[Edit, ...]) -> types.WorkspaceEdit:
    uris = {path: server.uri(root, path) for path in dict.fromkeys(edit.span.path for edit in edits)}
    return protocol.workspace_edit(desk, edits, uris)


def on_code_action(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The code actions for the findings in a range."""
    uri, only = params.text_document.uri, params.context.only or []
    found = server.file_and_page(uri)
    if not found:
        return []
    (desk, root, path), page = found
    findings = desk.findings([path])[path]
    here = _within(page, findings, params.range) if _wants(only, "quickfix") else []
    listed = [
        _action(action, _edit(server, desk, root, action.fix.edits), page) for action in actions(desk, path, here)
    ]
    if _wants(only, FIX_ALL) and (edits := everything_certain(desk, path, findings)):
        title = "fix everything that is certain"
        listed.append(types.CodeAction(title, kind=FIX_ALL, edit=_edit(server, desk, root, edits)))
    return listed


def _wants(only: Sequence[Any], kind: str) -> bool:
    """Whether the editor asks for actions of a kind; it asks for all kinds if `only` is empty."""
    wanted = [getattr(each, "value", each) for each in only]
    return not wanted or any(kind == each or kind.startswith(f"{each}.") for each in wanted)


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


_HANDLERS: Final[dict[str, tuple[Callable[..., Any], Any]]] = {
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
