"""Definitions and references of a symbol, and its renaming.

A renaming changes the notes, the bibliography, the lock and the archive together, so
that claims stay verified: a claim is a hash that includes the keys of its sources.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct, structs

from briefing.check.fixes import Edit
from briefing.citations import as_written
from briefing.evidence.lock import format_lock, parse_lock
from briefing.model import ID, Figure, Lock, Text
from briefing.model.diagnostics import Span
from briefing.resident.lsp.desk import Desk
from briefing.resident.lsp.symbols import Symbol, SymbolKind, everywhere
from briefing.verification.archive_texts import renamed_files
from briefing.verification.archiving.index import INDEX, with_key
from briefing.verification.verify import description


class Refused(Exception):
    """A symbol cannot be renamed; the message says why."""


class Renaming(Struct, frozen=True):
    """The changes that rename a symbol."""

    edits: tuple[Edit, ...]
    lock: str = ""
    """The new text of the lock; empty if it does not change."""
    files: Mapping[str, str] = MappingProxyType({})
    """The new names of files of the archive, by name."""
    index: tuple[str, str] = ("", "")
    """The old and the new text of the archive's index; empty if it does not change."""


# --- definitions and references -------------------------------------------------------------------


def definitions(desk: Desk, symbol: Symbol) -> tuple[Span, ...]:
    """The definitions of a symbol, the newest first; for a link, its target note or heading."""
    if symbol.kind is SymbolKind.LINK:
        return tuple(_linked(desk, symbol.name))
    found = [each.span for each in everywhere(desk, symbol.kind, symbol.name) if each.is_definition]
    if symbol.kind is SymbolKind.SOURCE and not found:
        place = desk.view.bibliography_read().spans.get(symbol.name)
        return (place,) if place else ()
    newest = [item.note for item in reversed(desk.view.definitions(symbol.name))]
    order = {f"notes/{path}": rank for rank, path in enumerate(newest)}
    return tuple(sorted(found, key=lambda span: (order.get(span.path, 0), span)))


def _linked(desk: Desk, target: str) -> Iterator[Span]:
    path, _, fragment = target.partition("#")
    page, note = desk.page(f"notes/{path}"), desk.note(f"notes/{path}")
    if note is None or page is None:
        if path in desk.view.files():
            yield Span(f"notes/{path}", 1, 1, 0)
        return
    headings = [heading.span for heading in note.body.headings if heading.id == fragment]
    explicit = re.search(rf"\{{[^{{}}]*#{re.escape(fragment)}(?![\w-])", page.text) if fragment else None
    if headings:
        yield headings[0]
    elif explicit:
        yield page.span(*explicit.span())
    else:
        yield Span(f"notes/{path}", 1, 1, 0)


def references(desk: Desk, symbol: Symbol, with_definitions: bool) -> Iterator[Span]:
    """All references to a symbol; for a link, all links to the same target."""
    for each in everywhere(desk, symbol.kind, symbol.name):
        if with_definitions or not each.is_definition:
            yield each.span


# --- new names ------------------------------------------------------------------------------------


def with_name(desk: Desk, symbol: Symbol, name: str) -> Renaming:
    """Rename a source or a figure everywhere. Raises `Refused` for an invalid or used name."""
    if symbol.kind is SymbolKind.LINK:
        raise Refused("only keys of sources and ids of figures can be renamed here")
    name = name.strip().removeprefix("@" if symbol.kind is SymbolKind.SOURCE else "#")
    _check(desk, symbol.kind, name)
    edits = [_edit(desk, each, name) for each in everywhere(desk, symbol.kind, symbol.name)]
    if symbol.kind is SymbolKind.SOURCE:
        files = _files(desk, symbol.name, name)
        index = _index(desk, symbol.name, name, files)
        return Renaming(tuple(dict.fromkeys(edits)), _lock(desk, symbol.name, name), files, index)
    return Renaming((*dict.fromkeys(edits), *_fragments(desk, symbol.name, name)))


def _check(desk: Desk, kind: SymbolKind, name: str) -> None:
    if kind is SymbolKind.SOURCE:
        if not re.fullmatch(r"[^\s{}@]+", name):
            raise Refused(f"`{name}` cannot be a key: keys contain no spaces, braces or @")
        if name in desk.view.sources() or desk.view.is_defined(name):
            raise Refused(f"a source is called `{name}` already")
    elif not ID.fullmatch(name):
        raise Refused(f"`{name}` cannot be an id: begin with a letter; go on with letters, digits, `-` and `_`")
    elif name in desk.view.ids():
        raise Refused(f"a figure is called `{name}` already")


def _edit(desk: Desk, symbol: Symbol, name: str) -> Edit:
    if not symbol.is_cited:
        return Edit(symbol.span, name)
    page = desk.page(symbol.span.path)
    written = page.text[page.start(symbol.span) : page.end(symbol.span)] if page else ""
    # Braces stay: without them, the text that follows could become part of the key.
    return Edit(symbol.span, f"@{{{name}}}" if written.startswith("@{") else as_written(name))


def _fragments(desk: Desk, old: str, new: str) -> Iterator[Edit]:
    """The edits of links whose fragment is the id of a figure: `[deliveries](evs.md#deliveries-2026)`."""
    for path in desk.view.order():
        if page := desk.page(f"notes/{path}"):
            links = (link for link in desk.view.note(path).body.links if link.fragment == old)
            found = (page.text.find(f"#{old}", page.start(link.span), page.end(link.span)) for link in links)
            yield from (Edit(page.span(at + 1, at + 1 + len(old)), new) for at in found if at >= 0)


def _files(desk: Desk, old: str, new: str) -> Mapping[str, str]:
    """The new names of a source's files in the archive, by name. Raises `Refused` if another file has such a name."""
    there = desk.disk.archive_folder.names() if desk.disk.archive_folder else ()
    files = {file: to for file, to in renamed_files(there, old, new).items() if file != to}
    # Names are compared without case, but a file that is renamed does not conflict with itself.
    others = {file.casefold() for file in there if file not in files}
    if taken := next((to for to in files.values() if to.casefold() in others), ""):
        raise Refused(f"the archive has a file `{taken}` already, which would be taken for the text of `{new}`")
    return files


def _index(desk: Desk, old: str, new: str, files: Mapping[str, str]) -> tuple[str, str]:
    before = desk.disk.archive_folder.text(INDEX) if desk.disk.archive_folder else ""
    after = with_key(before, old, new, files)
    return (before, after) if after != before else ("", "")


def _lock(desk: Desk, old: str, new: str) -> str:
    """The text of the lock with a new key, in which the claims that cite the source stay verified."""
    text = desk.session.targets.inputs.lock
    if text is None:
        return ""
    lock = parse_lock(Text(text.path, text.content))[0]
    names: dict[str, tuple[str, tuple[str, str]]] = {}
    for note in desk.view.notes:
        for figure in desk.view.claims(note):
            if any(item.key == old for item in figure.citations):
                renamed = _renamed(figure, old, new)
                names[figure.lock_key] = renamed.lock_key, description(renamed)
    content = format_lock(_renamed_lock(lock, names, old, new))
    return content if content != text.content else ""


def _renamed(figure: Figure, old: str, new: str) -> Figure:
    citations = tuple(structs.replace(item, key=new) if item.key == old else item for item in figure.citations)
    return structs.replace(figure, citations=citations)


def _renamed_lock(lock: Lock, names: dict[str, tuple[str, tuple[str, str]]], old: str, new: str) -> Lock:
    return Lock(
        claims={names.get(name, (name,))[0]: found for name, found in lock.claims.items()},
        descriptions={
            names.get(name, (name,))[0]: names.get(name, ("", words))[1] for name, words in lock.descriptions.items()
        },
        lines=lock.lines,
        sources={new if key == old else key: hashed for key, hashed in lock.sources.items()},
    )
