"""Fills the holes of bodies, whose content depends on the site, and lists references."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from briefing.citations.references import Style
from briefing.exports import formats
from briefing.model import (
    Chart,
    CitationGroup,
    FigureHole,
    Link,
    Mode,
    Note,
    Phrase,
    Reference,
    Source,
    Use,
    letters,
    page_path,
    words_for,
)
from briefing.pages.chart_builder import ChartBuilder
from briefing.pages.context import BackLink, ReferenceView
from briefing.pages.evidence_builder import EvidenceBuilder, StatementEvidence
from briefing.pages.pieces import CitedItem, Piece
from briefing.site import View
from briefing.site.urls import source_path

Hole = Chart | CitationGroup | FigureHole | Link | Phrase

_NOTHING: Final = Markup("")


class BodyBuilder:
    """Fills the holes of bodies, and lists what they cite."""

    def __init__(self, view: View, style: Style, evidence: EvidenceBuilder) -> None:
        self.view = view
        self.style = style
        self.words = style.words
        self.evidence = evidence

    def pieces(
        self, note: Note, statements: Sequence[StatementEvidence], references: Iterable[Reference]
    ) -> Iterator[Piece]:
        """A body with its holes filled, and adjacent HTML joined."""
        numbers = {reference.source.id: reference.number for reference in references}
        html: list[str] = []
        for part in note.body.parts:
            piece = part if isinstance(part, str) else self.piece(part, note, statements, numbers)
            if isinstance(piece, str):
                html.append(piece)
                continue
            if html:
                yield Piece(Markup("".join(html)))
                html.clear()
            yield piece
        if html:
            yield Piece(Markup("".join(html)))

    def piece(
        self, part: Hole, note: Note, statements: Sequence[StatementEvidence], numbers: Mapping[str, int]
    ) -> Piece | str:
        """The content of a hole: a separate piece, or HTML to join with its neighbours."""
        if isinstance(part, FigureHole):
            return Piece(Markup(part.html), self.evidence.mark(part, statements[part.number]))
        if isinstance(part, Chart):
            return Piece(chart=self.chart(part, note).view())
        if isinstance(part, CitationGroup) and self.view.is_citation(part):
            return Piece(citation=tuple(self.cited(part, i, numbers) for i in range(len(part.items))))
        return escape(self.filled(part, note))

    def filled(self, part: CitationGroup | Link | Phrase, note: Note) -> str:
        """The text of a hole that is neither a figure nor a citation."""
        if isinstance(part, Phrase):
            phrase: str = getattr(self.words, part.name)
            return phrase
        return self.page_path(part, note) if isinstance(part, Link) else part.written

    def chart(self, chart: Chart, note: Note) -> ChartBuilder:
        return ChartBuilder(chart, note, self.evidence)

    def cited(self, cite: CitationGroup, index: int, numbers: Mapping[str, int]) -> CitedItem:
        item = cite.items[index]
        source = self.evidence.resolver.source(item.key)
        narrative = item.mode is Mode.NARRATIVE
        author = self.style.label(source) if source and narrative else item.key if narrative else ""
        return CitedItem(
            id=cite.anchor(index),
            number=numbers.get(item.key, 0),
            key=item.key,
            author=author,
            prefix=Markup(item.prefix) if item.prefix else _NOTHING,
            locators=self.style.locators(item.locators),
            suffix=Markup(item.suffix if item.suffix[0] == " " else f", {item.suffix}") if item.suffix else _NOTHING,
        )

    def page_path(self, link: Link, note: Note) -> str:
        """The target of a link, relative to its page."""
        if not link.target or link.target == note.path:
            return f"#{quote(link.fragment)}" if link.fragment else quote(note.page_path.rpartition("/")[2])
        path = page_path(link.target) if self.view.leads_to(link.target) == "note" else link.target
        fragment = f"#{quote(link.fragment)}" if link.fragment else ""
        return "../" * note.page_path.count("/") + quote(path) + fragment

    def reference(self, reference: Reference) -> ReferenceView:
        source = reference.source
        caveats = source.custom.caveats
        count = sum(any(caveat.concerns(use.locators) for use in reference.uses) for caveat in caveats)
        entry = formats(source)
        return ReferenceView(
            number=reference.number,
            id=f"ref.{reference.number}",
            html=self.formatted(source),
            path=source_path(source.id),
            back=tuple(self.back(i, use) for i, use in enumerate(reference.uses)),
            caveats=words_for(self.words.caveats_of, count, count) if count else "",
            bibtex=entry.bibtex,
            csl=entry.csl,
        )

    def back(self, index: int, use: Use) -> BackLink:
        return BackLink(use.anchor, letters(index), self.style.locators(use.locators))

    def formatted(self, source: Source) -> Markup:
        return self.style.reference(source, self.view.suffix(source.id))
