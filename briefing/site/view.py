"""The view of a site for pages: all queries, and functions of their results."""

from collections.abc import Iterator
from typing import Final

from msgspec.msgpack import Decoder

from briefing.citations import prose_begins
from briefing.evidence.calculator import FigureResult
from briefing.model import (
    Citation,
    CitationGroup,
    Definition,
    Figure,
    Note,
    Reference,
    Site,
    Source,
    SourceUse,
)
from briefing.site.figure_queries import FigureQueries
from briefing.site.resolver import Resolver

_USE: Final = Decoder(SourceUse)


class View(FigureQueries):
    """The notes and sources of a project, and how they relate."""

    @property
    def site(self) -> Site:
        """The whole site as one value, for a verification, which needs everything."""
        order, read = self.order(), self.bibliography_read()
        heads = tuple(self.note_summary(path) for path in order)
        return Site(
            settings=self.settings,
            bibliography=read,
            notes=heads,
            unpublished=frozenset(self.note_paths()) - frozenset(order),
            by_path=dict(zip(order, heads, strict=True)),
            ledger=self.all_definitions(),
            as_of=self.as_of(),
            lock=self.lock_read()[0],
            files=self.files(),
            has_cards=self.has_cards(),
        )

    @property
    def notes(self) -> Iterator[Note]:
        """Every published note with its text, one by one."""
        return map(self.note, self.order())

    def result(self, definition: Definition) -> FigureResult:
        """The value of a figure."""
        return self.calculated(f"{definition.entry.id}\0{definition.note}")

    def source(self, key: str) -> Source | None:
        """A source, if there is one of this name."""
        return self.source_with_suffix(key)[0]

    def suffix(self, key: str) -> str:
        """The suffix that distinguishes a source from others of its author and year."""
        return self.source_with_suffix(key)[1]

    def is_citation(self, cite: CitationGroup) -> bool:
        """Whether a hole is a citation: a bare `@word` is one only if it is a key, or nearly one."""
        return cite.certain or any(
            self.source(item.key) or self.nearest(item.key) or self.other_key(item) for item in cite.items
        )

    def other_key(self, item: Citation) -> str:
        """The key that was meant if a citation has only a part of it, or has prose glued to it; else empty."""
        if item.key.isascii() and not item.glued:
            return ""
        longest = self.longest(item.key + item.glued)
        ends_early = 0 < len(longest) < len(item.key) and prose_begins(item.key, len(longest))
        return longest if len(longest) > len(item.key) or ends_early else ""

    def with_known_citations(self, figure: Figure) -> Figure:
        """A figure with only its citations of known sources, without bare handles."""
        return Resolver(self).with_known_citations(figure)

    def uses(self, key: str) -> Iterator[tuple[str, SourceUse]]:
        """The notes that name a source, with the parts that may cite it."""
        return ((path, _USE.decode(encoded)) for path, encoded in self.encoded_uses(key))

    def claims(self, note: Note) -> Iterator[Figure]:
        """The figures of a note that cite a source, in prose and in the ledger, statement by statement."""
        figures = map(Resolver(self).with_known_citations, note.sourced)
        return (figure for figure in figures if figure.citations)

    def references(self, note: Note) -> Iterator[Reference]:
        """The sources cited by a note, numbered in order of first citation."""
        known = ((self.source(key), uses) for key, uses in note.uses.items())
        found = ((source, uses) for source, uses in known if source)
        return (Reference(number, source, uses) for number, (source, uses) in enumerate(found, 1))
