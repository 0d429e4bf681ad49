"""Automatic fixes: the fixes of findings that are certain, applied until there are none left.

The project is checked and edited in memory, in rounds, since one edit may reveal
another (`author: Lund` becomes `authors: Lund`, then a list). A round that restores
an earlier text would repeat forever, and is the last. Afterwards each file is written
once; line ends and a byte order mark stay as they are.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct, structs

from briefing.build.session import Session
from briefing.check.fixes import Edit, Fix, applied, certain_edits, fixes
from briefing.model import UTF_16, Inputs, Readable, Text
from briefing.model.diagnostics import Diagnostic

_MAX_ROUNDS: Final = 20


class FixResult(Struct, frozen=True):
    """The changes made by the fixes."""

    before: Mapping[str, str]
    """The current texts of the files that change, by path."""
    after: Mapping[str, str]
    changes: tuple[tuple[str, int, str], ...]
    """Path, line and description of each change."""

    @property
    def diff(self) -> str:
        """The changes as a unified diff."""
        return "".join(line for path in self.after for line in _diff(path, self.before[path], self.after[path]))


def apply_fixes(session: Session, inputs: Inputs, raw: Callable[[str], str]) -> FixResult:
    """Apply every certain fix; `raw` returns a file by path with its own line ends and byte order mark."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    changes: list[tuple[str, int, str]] = []
    seen: set[tuple[str, str]] = set()
    for _ in range(_MAX_ROUNDS):
        session.load(inputs)
        found = tuple(_certain_fixes(session, inputs.texts))
        by_path = _by_path(certain_edits(fix for _, fix in found))
        texts = {path: applied(inputs.texts[path].content, edits) for path, edits in by_path.items()}
        texts = {path: text for path, text in texts.items() if (path, text) not in seen}
        if not texts:
            break
        for path in texts:
            seen.add((path, inputs.texts[path].content))
            before.setdefault(path, raw(path))
            after[path] = applied(after.get(path, before[path]), by_path[path])
        changes += _described(found, {path: by_path[path] for path in texts})
        inputs = with_texts(inputs, texts)
    return FixResult(before, after, tuple(sorted(set(changes))))


def _certain_fixes(session: Session, texts: Mapping[str, Readable]) -> Iterator[tuple[Diagnostic, Fix]]:
    """The certain fixes of all findings, each with its finding."""
    for finding in session.check(session.view.order()):
        text = texts.get(finding.span.path)
        # A file that is not UTF-8 differs from the text that was checked; its author must save it as UTF-8 first.
        if text and finding.span.path.startswith("notes/") and not text.content.startswith(UTF_16):
            offered = fixes(finding, text.content.split("\n"), session.view)
            if fix := next((fix for fix in offered if fix.is_certain), None):
                yield finding, fix


def _by_path(edits: tuple[Edit, ...]) -> dict[str, tuple[Edit, ...]]:
    paths = dict.fromkeys(edit.span.path for edit in edits)
    return {path: tuple(edit for edit in edits if edit.span.path == path) for path in paths}


def _described(
    found: tuple[tuple[Diagnostic, Fix], ...], made: Mapping[str, tuple[Edit, ...]]
) -> Iterator[tuple[str, int, str]]:
    for finding, fix in found:
        span = finding.span
        if set(fix.edits) <= set(made.get(span.path, ())):
            yield span.path, span.line, f"{fix.title} ({finding.rule})"


def with_texts(inputs: Inputs, texts: Mapping[str, str]) -> Inputs:
    """Inputs with some texts replaced, by path, and with new notes added."""
    new = {path: Text(path, content) for path, content in texts.items()}
    known = {note.path for note in inputs.notes}
    added = [text for path, text in new.items() if path.endswith(".md") and path not in known]

    def newest(text: Readable | None) -> Readable | None:
        return new.get(text.path, text) if text else None

    return structs.replace(
        inputs,
        settings=newest(inputs.settings),
        lock=newest(inputs.lock),
        sources=tuple(new.get(text.path, text) for text in inputs.sources),
        notes=(*(new.get(text.path, text) for text in inputs.notes), *added),
    )


def _diff(path: str, before: str, after: str) -> Iterator[str]:
    for line in difflib.unified_diff(_lines(before), _lines(after), f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
