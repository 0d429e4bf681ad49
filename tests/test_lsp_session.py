"""A whole session of an editor: a client of pygls and `briefing lsp` over standard input and output."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import INDEX, NOTE, ROOT, SITE, SOURCES

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from briefing.cli import load

ARCHIVE = "Power in brief\nIn 2025 plants of 4.2 GW were built.\n"
LEDGER = "figures:\n  built-2025: {label: Built, kind: actual, value: 4.2 GW, cite: 'iea-2024, ¶2'}\n"
TEXT = NOTE.replace("\n---\n", f"\n{LEDGER}---\n") + "😀储能 built [4.2 GW]{#built-2025} [@iea-2024, ¶2].\n"


class Editor:
    """An editor with one project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.client = LanguageClient("an editor", "1")
        self.published: dict[str, list[types.Diagnostic]] = {}
        self.messages: list[str] = []
        self.versions = 0

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def take(params: types.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = list(params.diagnostics)

        @self.client.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator]
        def hear(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    async def start(self, encodings: list[Any], edits: Any = None) -> types.InitializeResult:
        await self.client.start_io(
            sys.executable, "-c", "from briefing.__main__ import run; run()", "lsp", cwd=ROOT
        )  # fmt: skip
        general = types.GeneralClientCapabilities(position_encodings=encodings)
        params = types.InitializeParams(
            capabilities=types.ClientCapabilities(
                general=general, workspace=types.WorkspaceClientCapabilities(workspace_edit=edits)
            ),
            root_uri=self.root.as_uri(),
        )
        result = await self.client.initialize_async(params)
        self.client.initialized(types.InitializedParams())
        return result

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()  # type: ignore[no-untyped-call]

    def open(self, path: str, text: str) -> None:
        document = types.TextDocumentItem(self.uri(path), types.LanguageKind.Markdown, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def change(self, path: str, *changes: Any) -> None:
        self.versions += 1
        document = types.VersionedTextDocumentIdentifier(version=self.versions + 1, uri=self.uri(path))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, list(changes)))

    async def hover(self, path: str, line: int, character: int) -> str:
        """What a hover shows, once the text of its source has been read."""
        for _ in range(60):  # each of which waits for a second at most
            found = await self.client.text_document_hover_async(types.HoverParams(**self.at(path, line, character)))
            assert found
            assert isinstance(found.contents, types.MarkupContent)
            if "is being read" not in found.contents.value:
                return found.contents.value
        raise AssertionError("its text was never read")

    async def codes(self, path: str, wanted: list[str]) -> list[types.Diagnostic]:
        """Wait until exactly these findings are published."""
        found = None
        for _ in range(600):
            found = self.published.get(self.uri(path), None)
            if found is not None and sorted(str(each.code) for each in found) == sorted(wanted):
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"{path} has {[(each.code, each.message) for each in found or ()]}")

    def at(self, path: str, line: int, unit: int) -> dict[str, Any]:
        return {
            "text_document": types.TextDocumentIdentifier(self.uri(path)),
            "position": types.Position(line, unit),
        }


def stretch(line: int, first: int, last: int, text: str) -> types.TextDocumentContentChangePartial:
    return types.TextDocumentContentChangePartial(
        types.Range(types.Position(line, first), types.Position(line, last)), text
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "my project 电"
    files = {"site.yaml": SITE, "sources.yaml": SOURCES, "index.md": INDEX, "note.md": TEXT}
    for name, text in files.items():
        (folder / "notes").mkdir(parents=True, exist_ok=True)
        (folder / "notes" / name).write_text(text, encoding="utf-8")
    (folder / "archive").mkdir()
    (folder / "archive" / "iea-2024.txt").write_text(ARCHIVE, encoding="utf-8")
    return folder


def session(
    root: Path, play: Callable[[Editor], Awaitable[None]], encodings: list[Any] | None = None, edits: Any = None
) -> None:
    async def run() -> None:
        editor = Editor(root)
        await editor.start(encodings or [types.PositionEncodingKind.Utf16], edits)
        try:
            await play(editor)
        finally:
            await editor.stop()

    asyncio.run(asyncio.wait_for(run(), 120))


BODY = TEXT.count("\n") - 1
"""The line of the text, from 0."""


def test_findings_follow_what_is_typed_and_come_with_fixes(root: Path) -> None:
    async def play(editor: Editor) -> None:
        note = "notes/note.md"
        editor.open(note, TEXT)
        await editor.codes(note, [])

        # The emoji has two units: the number is at 12 to 15.
        assert TEXT.split("\n")[BODY][11:14] == "4.2"
        editor.change(note, stretch(BODY, 12, 15, "4.3"))
        (finding,) = await editor.codes(note, ["figure-differs"])
        assert (finding.range.start.character, finding.range.end.character) == (12, 18)
        editor.change(note, stretch(BODY, 12, 15, "4.2"))
        await editor.codes(note, [])

        # Whole texts are taken as well; nothing of it is on the disk.
        editor.change(note, types.TextDocumentContentChangeWholeDocument(TEXT.replace("@iea-2024, ¶2", "@iea-2023")))
        (finding,) = await editor.codes(note, ["unknown-source"])
        assert (root / note).read_text(encoding="utf-8") == TEXT
        actions = await editor.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(editor.uri(note)), finding.range, types.CodeActionContext([finding])
            )
        )
        (action,) = [each for each in actions or () if isinstance(each, types.CodeAction)]
        assert action.title == "write `@iea-2024` instead of `@iea-2023`"
        assert action.edit
        assert action.edit.changes
        (edit,) = action.edit.changes[editor.uri(note)]
        editor.change(note, stretch(BODY, edit.range.start.character, edit.range.end.character, edit.new_text))
        await editor.codes(note, [])

    session(root, play)


def test_names_are_completed_shown_found_and_renamed(root: Path) -> None:
    async def play(editor: Editor) -> None:
        note = "notes/note.md"
        editor.open(note, TEXT + "\nAgain [@\n")
        items = await editor.client.text_document_completion_async(
            types.CompletionParams(**editor.at(note, BODY + 2, 8))
        )
        assert isinstance(items, types.CompletionList)
        assert [item.label for item in items.items] == ["iea-2024"]

        at_id = editor.at(note, BODY, 23)
        hover = await editor.client.text_document_hover_async(types.HoverParams(**at_id))
        assert hover
        assert isinstance(hover.contents, types.MarkupContent)
        assert "**4.2 GW** Built (actual)" in hover.contents.value
        cited = TEXT.split("\n")[BODY].index("@iea") + 3
        assert "In 2025 plants of 4.2 GW were built." in await editor.hover(note, BODY, cited)

        where = await editor.client.text_document_definition_async(types.DefinitionParams(**at_id))
        assert isinstance(where, list)
        assert [each.range.start for each in where if isinstance(each, types.Location)] == [types.Position(6, 2)]
        where = await editor.client.text_document_definition_async(
            types.DefinitionParams(**editor.at(note, BODY, cited))
        )
        assert isinstance(where, list)
        assert [each.uri for each in where if isinstance(each, types.Location)] == [editor.uri("notes/sources.yaml")]

        found = await editor.client.text_document_references_async(
            types.ReferenceParams(context=types.ReferenceContext(True), **at_id)
        )
        assert [each.range.start.line for each in found or ()] == [6, BODY]

        edit = await editor.client.text_document_rename_async(types.RenameParams(new_name="added-2025", **at_id))
        assert edit
        assert edit.changes
        assert [each.new_text for each in edit.changes[editor.uri(note)]] == ["added-2025", "added-2025"]
        with pytest.raises(Exception, match="cannot be an id"):
            await editor.client.text_document_rename_async(types.RenameParams(new_name="2025", **at_id))

    session(root, play)


@pytest.mark.parametrize(
    ("encoding", "unit"),
    [(types.PositionEncodingKind.Utf8, 18), (types.PositionEncodingKind.Utf32, 11)],
)
def test_columns_are_in_the_units_that_were_agreed_upon(root: Path, encoding: Any, unit: int) -> None:
    async def play(editor: Editor) -> None:
        note = "notes/note.md"
        editor.open(note, TEXT.replace("[4.2", "[4.3"))
        (finding,) = await editor.codes(note, ["figure-differs"])
        assert finding.range.start == types.Position(BODY, unit)

    session(root, play, [encoding])


def test_separators_that_end_no_line_for_an_editor_move_nothing(root: Path) -> None:
    async def play(editor: Editor) -> None:
        note = "notes/note.md"
        text = TEXT.replace("😀", "\u2028\x85😀")
        editor.open(note, text)
        await editor.codes(note, [])
        editor.change(note, stretch(BODY, 14, 17, "4.3"))
        (finding,) = await editor.codes(note, ["figure-differs"])
        assert finding.range.start == types.Position(BODY, 14)

    session(root, play)


def test_files_that_change_on_the_disk_and_buffers_that_are_closed_are_read_again(root: Path) -> None:
    async def play(editor: Editor) -> None:
        note = "notes/note.md"
        editor.open(note, TEXT)
        await editor.codes(note, [])
        (root / "notes/sources.yaml").write_text(SOURCES.replace("iea-2024", "lund"), encoding="utf-8")
        change = types.FileEvent(editor.uri("notes/sources.yaml"), types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
        await editor.codes(note, ["unknown-source", "unknown-source"])
        document = types.TextDocumentIdentifier(editor.uri(note))
        editor.client.text_document_did_close(types.DidCloseTextDocumentParams(document))
        await editor.codes(note, [])

    session(root, play)


def test_a_file_of_no_project_is_left_alone(root: Path) -> None:
    async def play(editor: Editor) -> None:
        editor.open("elsewhere.md", "Costs of 4.2 GW.\n")
        editor.open("notes/note.md", TEXT)
        await editor.codes("notes/note.md", [])
        assert editor.uri("elsewhere.md") not in editor.published
        hover = await editor.client.text_document_hover_async(types.HoverParams(**editor.at("elsewhere.md", 0, 1)))
        assert hover is None

    session(root, play)


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [
        name
        for name in sys.modules
        if name.startswith(("briefing.resident.lsp.handlers", "briefing.resident.lsp.server"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    done = CliRunner().invoke(load("lsp"), [])

    assert done.exit_code == 1
    assert done.output == (
        "Error: the language server needs the extra `lsp`. Install it: pip install 'briefing-notes[lsp]'\n"
    )


RENAMES = types.WorkspaceEditClientCapabilities(
    document_changes=True, resource_operations=[types.ResourceOperationKind.Rename]
)
COPY = '{"key":"iea-2024","file":"iea-2024.txt","added":"2026-02-03","sha256":"00","bytes":1}\n'


@pytest.mark.parametrize("edits", [RENAMES, None], ids=["renames files", "renames none"])
def test_a_text_of_the_archive_is_renamed_with_its_source(root: Path, edits: Any) -> None:
    (root / "archive/index.jsonl").write_text(COPY, encoding="utf-8")

    async def play(editor: Editor) -> None:
        editor.open("notes/note.md", TEXT)
        cited = editor.at("notes/note.md", BODY, TEXT.split("\n")[BODY].index("@iea") + 3)
        edit = await editor.client.text_document_rename_async(types.RenameParams(new_name="lund/24", **cited))
        assert edit
        texts = dict(edit.changes or {})
        files = []
        for change in edit.document_changes or ():
            if isinstance(change, types.TextDocumentEdit):
                texts[change.text_document.uri] = [each for each in change.edits if isinstance(each, types.TextEdit)]
            elif isinstance(change, types.RenameFile):
                files.append((change.old_uri, change.new_uri))

        archive = editor.uri("archive")
        assert {editor.uri(f"notes/{name}") for name in ("note.md", "index.md", "sources.yaml")} < texts.keys()
        (index,) = texts[f"{archive}/index.jsonl"]
        assert index.new_text == COPY.replace('"iea-2024"', '"lund/24"').replace("iea-2024.txt", "lund~2f24.txt")
        if edits:
            assert files == [(f"{archive}/iea-2024.txt", f"{archive}/lund~2f24.txt")]
            assert editor.messages == []
        else:
            assert files == []
            (message,) = editor.messages
            assert message.endswith("rename `iea-2024.txt` to `lund~2f24.txt` in the archive yourself")

    session(root, play, edits=edits)


def test_a_text_of_the_archive_is_never_renamed_to_that_of_another(root: Path) -> None:
    (root / "archive/Lund.pdf").write_bytes(b"%PDF")
    (root / "archive/lund.txt").write_text("Another.\n", encoding="utf-8")

    async def play(editor: Editor) -> None:
        editor.open("notes/note.md", TEXT)
        cited = editor.at("notes/note.md", BODY, TEXT.split("\n")[BODY].index("@iea") + 3)
        with pytest.raises(Exception, match=r"the archive has a file `lund\.txt` already"):
            await editor.client.text_document_rename_async(types.RenameParams(new_name="lund", **cited))

    session(root, play, edits=RENAMES)


def test_an_editor_can_stop_the_server_without_a_message(root: Path) -> None:
    asked: dict[str, Any] = {"processId": None, "rootUri": root.as_uri(), "capabilities": {}}
    messages: tuple[dict[str, Any], ...] = (
        {"id": 1, "method": "initialize", "params": asked},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    )
    sent = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
    framed = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(message), message) for message in sent)
    command = [sys.executable, "-c", "from briefing.__main__ import run; run()", "lsp"]
    ended = subprocess.run(command, cwd=ROOT, input=framed, capture_output=True, check=False, timeout=60)

    assert (ended.returncode, ended.stderr) == (0, b"")
