"""Resolves a note's statements against the ledgers, sources and verifications of the site, and assesses them.

A page needs the same few sources hundreds of times. Each query or target creates its own resolver, so that its reads
are complete, and the resolver asks the site only once for each source.
"""

from datetime import date
from functools import cached_property
from typing import NamedTuple

from msgspec import structs

from briefing.evidence.doubts import Doubts
from briefing.evidence.states import Assessment, assess
from briefing.model import Definition, Entry, Figure, FigureKind, Source, Statement, Verification
from briefing.site.figure_queries import FigureQueries


class ResolvedStatement(NamedTuple):
    """A statement, resolved against the ledgers and sources of its site."""

    printed: Figure
    """As printed, with only its citations of known sources."""
    definition: Definition | None
    """The ledger's figure that it is."""
    figure: Figure
    """What is verified: of a span that names a figure the ledger's own, else what is printed."""

    @property
    def entry(self) -> Entry | None:
        """Its ledger entry, if it has one."""
        return self.definition.entry if self.definition else None


class Resolver:
    """The statements of one page."""

    def __init__(self, queries: FigureQueries) -> None:
        self.queries = queries
        self._sources: dict[str, tuple[Source | None, str]] = {}

    def source(self, key: str) -> Source | None:
        """A source, if there is one of this name."""
        return self._with_suffix(key)[0]

    def suffix(self, key: str) -> str:
        """The suffix that distinguishes a source from others of its author and year."""
        return self._with_suffix(key)[1]

    def _with_suffix(self, key: str) -> tuple[Source | None, str]:
        if key not in self._sources:
            self._sources[key] = self.queries.source_with_suffix(key)
        return self._sources[key]

    def with_known_citations(self, figure: Figure) -> Figure:
        """A figure with only its citations of known sources, without bare handles."""
        for item in figure.citations:
            if not self.source(item.key):
                return structs.replace(figure, citations=tuple(c for c in figure.citations if self.source(c.key)))
        return figure

    def resolve(self, statement: Statement, day: date) -> ResolvedStatement:
        """Resolve a statement made on a day: to the ledger figure that it names, else to one with the same claim."""
        printed = self.with_known_citations(statement.figure)
        if statement.entry:
            named = self.queries.ledger.at(statement.entry, day)
            return ResolvedStatement(printed, named, named.entry.figure if named else printed)
        is_claimed = printed.citations and self._has_figures
        return ResolvedStatement(printed, self.queries.claimed(printed.claim) if is_claimed else None, printed)

    def assess(self, figure: Figure, kind: FigureKind | None = None) -> Assessment:
        """The state of a figure and the evidence for it; `kind` is the kind of a ledger figure."""
        return assess(figure, kind, self._verification(figure), self.source)

    def assess_defined(self, figure: Figure, definition: Definition | None) -> Assessment:
        """The same of a figure that a ledger defines, if one does; of a derived one with the doubt about its inputs."""
        kind = definition.entry.kind if definition else None
        known = self.assess(figure, kind)
        doubt = self._doubts.of(definition) if definition and kind is FigureKind.DERIVED else None
        return structs.replace(known, doubt=doubt) if doubt else known

    def _verification(self, figure: Figure) -> Verification | None:
        if not self._has_lock:
            return None
        claimed = self.with_known_citations(figure)
        return self.queries.verification_of(claimed.lock_key) if claimed.citations else None

    @cached_property
    def _doubts(self) -> Doubts:
        return Doubts(self.queries.ledger, lambda each: self.assess(each.entry.figure, each.entry.kind).state)

    @cached_property
    def _has_figures(self) -> bool:
        return self.queries.has_figures()

    @cached_property
    def _has_lock(self) -> bool:
        return self.queries.has_lock()
