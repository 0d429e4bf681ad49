"""Symbols in the files of a project: keys of sources, ids of figures, and links, each with its span.

Hovers, definitions, references and renames work on symbols. Their spans come from the
parsed records; only if a record does not have the span of a name (`#id` after a number,
a key within `cite:`), the text is searched for it.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from msgspec import Struct

from briefing.evidence.formulas import names
from briefing.model import Figure, Link, Note
from briefing.model.diagnostics import Span
from briefing.resident.lsp.desk import Desk
from briefing.resident.lsp.pages import Page


class SymbolKind(StrEnum):
    """The kind of thing that a symbol names."""

    SOURCE = "source"
    FIGURE = "figure"
    LINK = "link"


class Symbol(Struct, frozen=True):
    """A name at a span."""

    kind: SymbolKind
    name: str
    """A key, an id, or the target of a link: its path under `notes/` with its fragment."""
    span: Span
    is_definition: bool = False
    is_cited: bool = False
    """Whether it is a key after an `@`, which is part of the span."""


def symbols(note: Note, page: Page, desk: Desk) -> Iterator[Symbol]:
    """All symbols in a note."""
    yield from _cited(note, desk)
    yield from _ledger(note, page)
    yield from _spans(note, page)
    for point in (point for chart in note.body.charts for point in chart.points):
        yield from _first(SymbolKind.FIGURE, point.name, page, page.start(point.span), page.end(point.span))
    for link in note.body.links:
        yield Symbol(SymbolKind.LINK, target_of(link, note), link.span)


def target_of(link: Link, note: Note) -> str:
    """The target of a link: a path under `notes/`, and possibly a `#` and a fragment."""
    path = link.target or note.path
    return f"{path}#{link.fragment}" if link.fragment else path


def _cited(note: Note, desk: Desk) -> Iterator[Symbol]:
    for cite in note.body.cites:
        if desk.view.is_citation(cite):
            for item in cite.items:
                yield Symbol(SymbolKind.SOURCE, item.key, item.span, is_cited=True)


def _ledger(note: Note, page: Page) -> Iterator[Symbol]:
    for name, fields in note.front.figures.items():
        yield from _key(name, note, page)
        if place := note.spans.get(f"figures.{name}.formula"):
            for each in names(fields.formula):
                found = page.find(each, page.start(place), _line_end(page, place))
                yield from (Symbol(SymbolKind.FIGURE, each, span) for span in found)
    for index, name in enumerate(note.front.headline):
        if place := note.spans.get(f"headline[{index}]"):
            yield from _first(SymbolKind.FIGURE, name, page, page.start(place))
    for entry in note.ledger:
        yield from _cite_keys(entry.figure, page)
        yield from _cite_keys(entry.outcome, page) if entry.outcome else ()


def _key(name: str, note: Note, page: Page) -> Iterator[Symbol]:
    """The id of a figure, searched before its fields."""
    if not (place := note.spans.get(f"figures.{name}")):
        return
    form = re.compile(rf"(?<![\w-]){re.escape(name)}(?=[\"']?\s*:)")
    found = list(form.finditer(page.text, 0, page.start(place)))
    if found:
        yield Symbol(SymbolKind.FIGURE, name, page.span(*found[-1].span()), is_definition=True)


def _cite_keys(figure: Figure, page: Page) -> Iterator[Symbol]:
    """The keys in a `cite:`, whose first `@` may be omitted."""
    for item in dict.fromkeys(figure.citations):
        found = next(page.find(item.key, page.start(item.span), _line_end(page, item.span)), None)
        if found:
            at = page.start(found)
            is_cited = page.text[at - 1 : at] == "@"
            yield Symbol(SymbolKind.SOURCE, item.key, page.span(at - is_cited, page.end(found)), is_cited=is_cited)


def _spans(note: Note, page: Page) -> Iterator[Symbol]:
    """The ids of numbers, `{#id}` after a span."""
    for statement in note.body.statements:
        if statement.entry:
            at = page.text.find(f"#{statement.entry}", page.end(statement.figure.span)) + 1
            if at:
                yield Symbol(SymbolKind.FIGURE, statement.entry, page.span(at, at + len(statement.entry)))


def _first(kind: SymbolKind, name: str, page: Page, start: int, end: int | None = None) -> Iterator[Symbol]:
    if found := next(page.find(name, start, end), None):
        yield Symbol(kind, name, found)


def _line_end(page: Page, span: Span) -> int:
    return page.starts[span.line - 1] + len(page.lines[span.line - 1])


# --- in the project -------------------------------------------------------------------------------


_IDS: Final = {
    "yaml": r"(?m)^[\s-]*(?:\{\s*)?[\"']?id[\"']?\s*:\s*[\"']?(?P<key>[^\s\"',}#]+)",
    "json": r"\"id\"\s*:\s*\"(?P<key>[^\"]+)\"",
    "bib": r"(?m)^\s*@\w+\s*[{(]\s*(?P<key>[^\s,{}]+)\s*,",
}
"""Patterns for keys that the files of a bibliography define, by format."""
_USES: Final = {
    "yaml": r"(?<![\w@])(?P<at>@)(?P<key>[\w.:-]*\w)",
    "bib": r"(?im)^\s*(?:crossref|xref|xdata)\s*=\s*[{\"]\s*(?P<at>)(?P<key>[^\s,{}\"]+)",
}
"""Patterns for keys that they refer to: in the text of a caveat, and in fields such as `crossref`."""


def keys_of(page: Page) -> Iterator[Symbol]:
    """The keys that a file of the bibliography defines and refers to."""
    suffix = page.path.rpartition(".")[2].replace("yml", "yaml")
    for found in re.finditer(_IDS[suffix], page.text):
        yield Symbol(SymbolKind.SOURCE, found["key"], page.span(*found.span("key")), is_definition=True)
    for found in re.finditer(_USES[suffix], page.text) if suffix in _USES else ():
        is_cited = bool(found["at"])
        start = found.start("at") if is_cited else found.start("key")
        yield Symbol(SymbolKind.SOURCE, found["key"], page.span(start, found.end("key")), is_cited=is_cited)


def in_file(desk: Desk, path: str) -> tuple[Symbol, ...]:
    """All symbols in a file."""
    page = desk.page(path)
    if page is None:
        return ()
    note = desk.note(path)
    if note:
        return tuple(symbols(note, page, desk))
    return tuple(keys_of(page)) if path in {text.path for text in desk.inputs.sources} else ()


def at(desk: Desk, path: str, offset: int) -> Symbol | None:
    """The symbol at an offset, or ending there; the shortest, if there are several."""
    page = desk.page(path)
    here = [each for each in in_file(desk, path) if page and page.start(each.span) <= offset <= page.end(each.span)]
    return min(here, key=lambda each: each.span.length, default=None)


def everywhere(desk: Desk, kind: SymbolKind, name: str) -> Iterator[Symbol]:
    """All symbols with this name in the project, including its definitions."""
    for path in desk.inputs.texts:
        if path.startswith("notes/"):
            yield from (each for each in in_file(desk, path) if each.kind is kind and each.name == name)
