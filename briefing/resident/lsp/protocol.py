"""Converts between this package's values and those of the protocol (LSP 3.17)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from lsprotocol import types

from briefing.check.fixes import Edit
from briefing.model.diagnostics import Diagnostic, Severity, Span
from briefing.resident.lsp.completion import Completion, ItemKind
from briefing.resident.lsp.desk import Desk
from briefing.resident.lsp.pages import Page, Position
from briefing.resident.lsp.places import Renaming
from briefing.verification.archiving.index import INDEX

_SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTICE: types.DiagnosticSeverity.Information,
}
_KINDS: Final = {
    ItemKind.SOURCE: types.CompletionItemKind.Reference,
    ItemKind.PLACE: types.CompletionItemKind.Value,
    ItemKind.FIGURE: types.CompletionItemKind.Constant,
    ItemKind.NOTE: types.CompletionItemKind.File,
    ItemKind.KEY: types.CompletionItemKind.Property,
    ItemKind.WORD: types.CompletionItemKind.EnumMember,
}


def position(place: Position) -> types.Position:
    """A place as a position of the protocol."""
    return types.Position(place.line, place.unit)


def place(found: types.Position) -> Position:
    """A position of the protocol as a place."""
    return Position(found.line, found.character)


def range_of(page: Page, span: Span) -> types.Range:
    """A span as a range of the protocol."""
    return types.Range(position(page.place(page.start(span))), position(page.place(page.end(span))))


def diagnostic(page: Page, finding: Diagnostic) -> types.Diagnostic:
    """A finding as a diagnostic of the protocol, with its hint on a separate line."""
    message = "\n".join(filter(None, (finding.message, finding.hint and f"hint: {finding.hint}")))
    return types.Diagnostic(
        range_of(page, finding.span),
        message,
        severity=_SEVERITIES.get(finding.severity),
        code=finding.rule.value,
        source="briefing",
    )


def completion(page: Page, item: Completion, rank: int) -> types.CompletionItem:
    """A completion item, sorted by its rank."""
    edit = types.TextEdit(range_of(page, item.span), item.text)
    return types.CompletionItem(
        item.text,
        kind=_KINDS[item.kind],
        detail=item.detail,
        sort_text=f"{rank:04}",
        filter_text=item.text,
        text_edit=edit,
    )


def text_edits(page: Page, edits: Iterable[Edit]) -> list[types.TextEdit]:
    """The edits of one file."""
    return [types.TextEdit(range_of(page, edit.span), edit.text) for edit in edits]


def whole(page: Page, text: str) -> types.TextEdit:
    """The edit that replaces the whole text of a file."""
    end = position(page.place(len(page.text)))
    return types.TextEdit(types.Range(types.Position(0, 0), end), text)


def workspace_edit(desk: Desk, edits: Iterable[Edit], uris: Mapping[str, str]) -> types.WorkspaceEdit:
    """The edits of several files as one workspace edit; `uris` are by path."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.span.path, []).append(edit)
    pages = ((path, desk.page(path), found) for path, found in by_path.items())
    return types.WorkspaceEdit(changes={uris[path]: text_edits(page, found) for path, page, found in pages if page})


def with_archive(
    edit: types.WorkspaceEdit, renaming: Renaming, home: str, desk: Desk, capabilities: types.ClientCapabilities
) -> tuple[types.WorkspaceEdit, str]:
    """Add the changes of a renaming in the archive at the URI `home` to an edit.

    Also returns a message about what the editor does not support; empty if it supports everything.
    """
    changes = dict(edit.changes or {})
    before, after = renaming.index
    if after:
        changes[f"{home}/{quote(INDEX)}"] = [whole(Page("", before, desk.encoding), after)]
    if not renaming.files:
        return types.WorkspaceEdit(changes), ""
    if not _renames_files(capabilities):
        listed = ", ".join(f"`{old}` to `{new}`" for old, new in renaming.files.items())
        return types.WorkspaceEdit(changes), f"this editor cannot rename files: rename {listed} in the archive yourself"
    uris = {f"{home}/{quote(old)}": f"{home}/{quote(new)}" for old, new in renaming.files.items()}
    return types.WorkspaceEdit(document_changes=[*_documents(changes), *_renamed(uris)]), ""


def _renames_files(capabilities: types.ClientCapabilities) -> bool:
    """Whether the editor supports renaming files in a workspace edit."""
    known = capabilities.workspace and capabilities.workspace.workspace_edit
    kinds = (known.resource_operations or ()) if known and known.document_changes else ()
    return types.ResourceOperationKind.Rename in kinds


def _documents(changes: Mapping[str, Sequence[types.TextEdit]]) -> Iterator[types.TextDocumentEdit]:
    for uri, edits in changes.items():
        yield types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri), list(edits))


def _renamed(uris: Mapping[str, str]) -> Iterator[types.RenameFile]:
    """The operations that rename files, without overwriting any."""
    for old, new in uris.items():
        yield types.RenameFile(old, new, options=types.RenameFileOptions(overwrite=False))
