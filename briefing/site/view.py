"""A site as a page sees it: all queries, and what follows from their results without a query of its own."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import structs

from briefing.citations import prose_begins
from briefing.evidence.calculator import FigureResult
from briefing.model import (
    Citation,
    Cite,
    Definition,
    Figure,
    Ledger,
    Note,
    Reference,
    Site,
    Source,
    Statement,
    Verification,
)
from briefing.site.figures import Figures
from briefing.site.sources import PREFIX


class View(Figures):
    """The notes and sources of a project among each other."""

    @property
    def ledger(self) -> Ledger:
        """The ledgers of all notes; each figure that is looked up is a query."""
        return Ledger(_Definitions(self))

    @property
    def site(self) -> Site:
        """The whole site as one value, for what is done once, with the archive at hand."""
        order, read = self.order(), self.bibliography_read()
        heads = tuple(self.head(path) for path in order)
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
        """Every note that readers get with its text, one after the other."""
        return map(self.note, self.order())

    def result(self, definition: Definition) -> FigureResult:
        """What a figure comes to."""
        return self.worked_out(f"{definition.entry.id}\0{definition.note}")

    def source(self, key: str) -> Source | None:
        """A source, if there is one of this name."""
        return self.known_source(key)[0]

    def suffix(self, key: str) -> str:
        """What tells a source from others by its author in its year."""
        return self.known_source(key)[1]

    def claimed(self, claim: str) -> Definition | None:
        """The ledger's figure that makes a claim."""
        return self.claimed_in(claim[:PREFIX]).get(claim)

    def remembered(self, claim: str) -> Verification | None:
        """What the lock remembers of a claim."""
        return self.remembered_in(claim[:PREFIX]).get(claim)

    def is_citation(self, cite: Cite) -> bool:
        """Whether a hole is a citation: a bare `@word` is one if it is a key, or nearly one."""
        return cite.certain or any(
            self.source(item.key) or self.nearest(item.key) or self.other_key(item) for item in cite.items
        )

    def other_key(self, item: Citation) -> str:
        """The key that was meant where a citation names a part of it, or goes on in prose behind it; or nothing."""
        if item.key.isascii() and not item.glued:
            return ""
        longest = self.longest(item.key + item.glued)
        ends_early = 0 < len(longest) < len(item.key) and prose_begins(item.key, len(longest))
        return longest if len(longest) > len(item.key) or ends_early else ""

    def grounded(self, figure: Figure) -> Figure:
        """A figure on those of its citations whose source there is; a bare handle is none."""
        for item in figure.grounds:
            if not self.source(item.key):
                return structs.replace(figure, grounds=tuple(c for c in figure.grounds if self.source(c.key)))
        return figure

    def defined_as(self, statement: Statement, day: date) -> Definition | None:
        """The ledger's entry for a statement made on a day: the one it names, else the one that claims the same."""
        if statement.entry:
            return self.ledger.at(statement.entry, day)
        printed = self.grounded(statement.figure)
        if not printed.grounds or not self.has_figures():
            return None
        return self.claimed(printed.claim)

    def verification(self, figure: Figure) -> Verification | None:
        """What the lock remembers of a figure, if anything."""
        if not self.has_lock():
            return None
        claimed = self.grounded(figure)
        return self.remembered(claimed.claim) if claimed.grounds else None

    def claims(self, note: Note) -> Iterator[Figure]:
        """The figures of a note that rest on a source, in prose and in the ledger, statement by statement."""
        figures = map(self.grounded, note.sourced)
        return (figure for figure in figures if figure.grounds)

    def references(self, note: Note) -> Iterator[Reference]:
        """The sources that a note rests on, numbered as first cited there."""
        known = ((self.source(key), uses) for key, uses in note.uses.items())
        found = ((source, uses) for source, uses in known if source)
        return (Reference(number, source, uses) for number, (source, uses) in enumerate(found, 1))


class _Definitions(Mapping[str, tuple[Definition, ...]]):
    """The ledgers as a view sees them: to look a figure up is to ask for it."""

    def __init__(self, view: View) -> None:
        self.view = view

    def __getitem__(self, name: str) -> tuple[Definition, ...]:
        found = self.view.definitions(name)
        if not found:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.view.ids())

    def __len__(self) -> int:
        return len(self.view.ids())
