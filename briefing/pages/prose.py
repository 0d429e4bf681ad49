"""Bodies with their holes filled, and the list of what they cite."""

from collections.abc import Iterator
from itertools import groupby
from urllib.parse import quote

from markupsafe import Markup, escape

from briefing.model import (
    Chart,
    Citation,
    Cite,
    Figured,
    Link,
    Mode,
    Note,
    Part,
    Phrase,
    Reference,
    Site,
    Source,
    Use,
    Words,
    letters,
)
from briefing.pages.charts import ChartMaker
from briefing.pages.context import BackLink, ReferenceView
from briefing.pages.pieces import CitedItem, Piece
from briefing.pages.witness import Witness
from briefing.references import format_locators, format_reference, label, suffixes
from briefing.resolve import anchor, is_citation, source_address


class Prose:
    """Fills the holes of the bodies of one site, and lists what they cite."""

    def __init__(self, site: Site, words: Words, witness: Witness) -> None:
        self.site = site
        self.words = words
        self.witness = witness
        self.suffixes = suffixes(site.bibliography.sources.values())

    def pieces(self, note: Note) -> Iterator[Piece]:
        """A body with its holes filled, neighbouring HTML in one piece."""
        pieces = [self.piece(part, note) for part in note.body.parts]
        for is_html, group in groupby(pieces, key=lambda piece: not (piece.citation or piece.figure or piece.chart)):
            if is_html:
                yield Piece(Markup("").join(piece.html for piece in group))
            else:
                yield from group

    def piece(self, part: Part, note: Note) -> Piece:
        if isinstance(part, Figured):
            return Piece(Markup(part.html), self.witness.mark(part, note))
        if isinstance(part, Chart):
            return Piece(chart=ChartMaker(part, note, self.witness).view())
        if isinstance(part, str):
            return Piece(Markup(part))
        if isinstance(part, Phrase):
            return Piece(escape(getattr(self.words, part.name)))
        if isinstance(part, Link):
            return Piece(escape(self.address(part, note)))
        return self.citation(part, note)

    def citation(self, part: Cite, note: Note) -> Piece:
        if not is_citation(part, self.site.bibliography):
            return Piece(escape(part.written))
        return Piece(citation=tuple(self.cited(part, i, item, note) for i, item in enumerate(part.items)))

    def cited(self, cite: Cite, index: int, item: Citation, note: Note) -> CitedItem:
        numbers = {r.source.id: r.number for r in self.site.references[note.path]}
        source = self.site.bibliography.sources.get(item.key)
        narrative = item.mode is Mode.NARRATIVE
        author = label(source, self.words) if source and narrative else item.key if narrative else ""
        return CitedItem(
            id=anchor(cite, index),
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
        target = self.site.by_path.get(link.target)
        path = target.address if target else link.target
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
        return format_reference(source, self.words, self.suffixes.get(source.id, ""))
