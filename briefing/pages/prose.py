"""Bodies with their holes filled, and the list of what they cite."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from urllib.parse import quote

from markupsafe import Markup, escape

from briefing.model import (
    Cite,
    Figured,
    Link,
    Mode,
    Note,
    Part,
    Phrase,
    Reference,
    Source,
    Use,
    Words,
    address,
    letters,
)
from briefing.pages.context import BackLink, CitedItem, Piece, ReferenceView
from briefing.pages.witness import Witness
from briefing.references import format_locators, format_reference, label
from briefing.resolve import source_address
from briefing.view import View


class Prose:
    """Fills the holes of bodies, and lists what they cite."""

    def __init__(self, view: View, words: Words, witness: Witness) -> None:
        self.view = view
        self.words = words
        self.witness = witness

    def pieces(self, note: Note) -> Iterator[Piece]:
        """A body with its holes filled, neighbouring HTML in one piece."""
        numbers = {reference.source.id: reference.number for reference in self.view.references(note)}
        pieces = [self.piece(part, note, numbers) for part in note.body.parts]
        for is_html, group in groupby(pieces, key=lambda piece: not (piece.citation or piece.figure)):
            if is_html:
                yield Piece(Markup("").join(piece.html for piece in group))
            else:
                yield from group

    def piece(self, part: Part, note: Note, numbers: Mapping[str, int]) -> Piece:
        if isinstance(part, Figured):
            return Piece(Markup(part.html), self.witness.mark(part, note))
        if isinstance(part, str):
            return Piece(Markup(part))
        if isinstance(part, Phrase):
            return Piece(escape(getattr(self.words, part.name)))
        if isinstance(part, Link):
            return Piece(escape(self.address(part, note)))
        if not self.view.is_citation(part):
            return Piece(escape(part.written))
        return Piece(citation=tuple(self.cited(part, i, numbers) for i in range(len(part.items))))

    def cited(self, cite: Cite, index: int, numbers: Mapping[str, int]) -> CitedItem:
        item = cite.items[index]
        source = self.view.source(item.key)
        narrative = item.mode is Mode.NARRATIVE
        author = label(source, self.words) if source and narrative else item.key if narrative else ""
        return CitedItem(
            id=cite.anchor(index),
            number=numbers.get(item.key, 0),
            key=item.key,
            author=author,
            prefix=Markup(item.prefix),
            locators=format_locators(item.locators, self.words),
            suffix=Markup(item.suffix),
        )

    def address(self, link: Link, note: Note) -> str:
        """Where a link leads, relative to its page."""
        if not link.target or link.target == note.path:
            return f"#{quote(link.fragment)}" if link.fragment else quote(note.address.rpartition("/")[2])
        path = address(link.target) if self.view.leads_to(link.target) == "note" else link.target
        fragment = f"#{quote(link.fragment)}" if link.fragment else ""
        return "../" * note.address.count("/") + quote(path) + fragment

    def reference(self, reference: Reference) -> ReferenceView:
        source = reference.source
        doubts = [c for c in source.custom.caveats if any(c.concerns(use.locators) for use in reference.uses)]
        return ReferenceView(
            number=reference.number,
            id=f"ref.{reference.number}",
            html=self.formatted(source),
            path=source_address(source.id),
            back=tuple(self.back(i, use) for i, use in enumerate(reference.uses)),
            caveats=tuple(self.witness.caveat(caveat) for caveat in doubts),
        )

    def back(self, index: int, use: Use) -> BackLink:
        return BackLink(use.anchor, letters(index), format_locators(use.locators, self.words))

    def formatted(self, source: Source) -> Markup:
        return format_reference(source, self.words, self.view.suffix(source.id))
