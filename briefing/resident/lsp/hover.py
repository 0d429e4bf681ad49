"""Hovers: what is known about the symbol or number under the pointer, as Markdown.

Passages of the archive are shown but never stored, like those of `verify --show`.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from briefing.citations.references import Style, to_plain
from briefing.evidence.states import sentence
from briefing.model import STATE_SYMBOLS, Citation, Definition, Figure, Note, Statement
from briefing.model.diagnostics import Span
from briefing.resident.lsp.desk import Desk
from briefing.resident.lsp.pages import Page
from briefing.resident.lsp.symbols import Symbol, SymbolKind, at
from briefing.site.resolver import Resolver

_MAX_PASSAGES: Final = 3
_MAX_CHARS: Final = 600


class Hover(Struct, frozen=True):
    """The Markdown to show, and the span that it is about."""

    markdown: str
    span: Span


def hover(desk: Desk, path: str, offset: int) -> Hover | None:
    """The hover of the symbol or number at an offset; None for other text."""
    note, page = desk.note(path), desk.page(path)
    symbol = at(desk, path, offset)
    if symbol and symbol.kind is not SymbolKind.LINK and (markdown := "\n\n".join(_of_symbol(desk, symbol, note))):
        return Hover(markdown, symbol.span)
    if note and page and (statement := _statement(note, page, offset)):
        return Hover("\n\n".join(_of_statement(desk, statement, note)), statement.figure.span)
    if symbol and symbol.kind is SymbolKind.LINK and (markdown := _of_link(desk, symbol)):
        return Hover(markdown, symbol.span)
    return None


def _of_symbol(desk: Desk, symbol: Symbol, note: Note | None) -> Iterator[str]:
    if symbol.kind is SymbolKind.FIGURE:
        definition = desk.view.ledger.at(symbol.name, note.front.date) if note else None
        if definition:
            yield from _of_definition(desk, definition)
        return
    yield from _of_source(desk, symbol.name)
    citation = _citation(note, symbol) if note else None
    if citation:
        yield from _passages(desk, citation)


# --- sources --------------------------------------------------------------------------------------


def _of_source(desk: Desk, key: str) -> Iterator[str]:
    source = desk.view.source(key)
    if source is None:
        return
    words = desk.view.words()
    shown = to_plain(str(Style(words).reference(source, desk.view.suffix(key)))) if words else source.heading
    yield f"**`{key}`** {_plain(shown)}"
    fields = [("reliability", source.custom.reliability), ("licence", source.custom.licence)]
    if details := "; ".join(f"{name}: {value}" for name, value in fields if value):
        yield details
    for caveat in source.custom.caveats:
        yield f"⚠ {caveat.says} — {caveat.reading}"


def _plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


def _citation(note: Note, symbol: Symbol) -> Citation | None:
    """The citation that contains a key; in the ledger, the first citation of that key on the line."""
    items = [item for cite in note.body.cites for item in cite.items]
    items += [item for figure in note.ledger_claims for item in figure.citations]
    on_line = [item for item in items if item.key == symbol.name and item.span.line == symbol.span.line]
    exact = [item for item in on_line if item.span == symbol.span]
    return next(iter(exact or on_line), None)


def _passages(desk: Desk, citation: Citation) -> Iterator[str]:
    """The passages of the archive at the locators of a citation."""
    passages = desk.passages
    text = passages.text(citation.key) if passages else None
    if passages is None or text is None:
        if passages and citation.key in desk.view.sources():
            reason = "Its text is being read." if desk.is_unread(citation.key) else "The archive has no text of it."
            yield f"*{passages.unreadable.get(citation.key, reason)}*"
        return
    found = passages.at(citation)
    for paragraph in found[:_MAX_PASSAGES] if citation.locators else ():
        cut = paragraph.text if len(paragraph.text) <= _MAX_CHARS else f"{paragraph.text[:_MAX_CHARS]} …"
        yield f"> **{text.place(paragraph)}** " + cut.replace("\n", "\n> ")
    if citation.locators and not found:
        yield "*The text has no such place.*"
    elif citation.locators and len(found) > _MAX_PASSAGES:
        yield f"*and {len(found) - _MAX_PASSAGES} more paragraphs*"


# --- figures --------------------------------------------------------------------------------------


def _of_definition(desk: Desk, definition: Definition) -> Iterator[str]:
    entry = definition.entry
    when = f", {entry.period}" if entry.period else ""
    yield f"**{entry.figure.text}** {entry.label}{when} ({entry.kind})"
    yield _state(desk, entry.figure, definition)
    if entry.formula:
        yield f"`{entry.formula}`"
    if entry.basis:
        yield entry.basis
    yield from _cited_sources(desk, entry.figure)
    yield f"`{entry.id}` in {entry.span.path}"


def _of_statement(desk: Desk, statement: Statement, note: Note) -> Iterator[str]:
    """The hover of a number in the text."""
    figure = desk.view.with_known_citations(statement.figure)
    if statement.entry and (definition := desk.view.ledger.at(statement.entry, note.front.date)):
        yield from _of_definition(desk, definition)
        return
    yield f"**{figure.text}**"
    if statement.exempt:
        yield "exempt from a source"
    elif figure.citations:
        yield _state(desk, figure, None)
        yield from _cited_sources(desk, figure)
    else:
        yield "no citation covers it"


def _state(desk: Desk, figure: Figure, definition: Definition | None) -> str:
    """The state of a figure as readers see it, and the result of the look-up in the archive."""
    words = desk.view.words()
    known = Resolver(desk.view).assess_defined(figure, definition)
    state = f"{STATE_SYMBOLS[known.state]} {sentence(known, words)}" if words else known.state.value
    verified = desk.verified_at(figure.span)
    if verified is None:
        return state
    result = verified.result
    passage = f"\n\n> {result.passage}" if result.passage else ""
    where = f" at {result.where}" if result.where else ""
    return f"{state}\n\nin the archive: {result.outcome}{where}{passage}"


def _cited_sources(desk: Desk, figure: Figure) -> Iterator[str]:
    words = desk.view.words()
    for item in figure.citations:
        places = f", {Style(words).locators(item.locators)}" if words and item.locators else ""
        source = desk.view.source(item.key)
        yield f"`{item.key}`{places}" + (f": {to_plain(source.heading)}" if source else "")


def _statement(note: Note, page: Page, offset: int) -> Statement | None:
    here = (each for each in note.body.statements if each.figure.span.path == page.path)
    return next((s for s in here if page.start(s.figure.span) <= offset <= page.end(s.figure.span)), None)


def _of_link(desk: Desk, symbol: Symbol) -> str:
    """The title of the target note of a link."""
    path = symbol.name.partition("#")[0]
    if desk.view.leads_to(path) != "note":
        return ""
    card = desk.view.card(path)
    return f"**{card.title}** ({card.day})\n\n{card.summary}"
