"""Queries on figures: the ledgers of all notes, the values of their figures, and the claims made by the ledger."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import islice
from typing import Any, Final

from msgspec import structs
from msgspec.msgpack import Decoder

from briefing.evidence.calculator import Calculator, FigureResult
from briefing.incremental import query
from briefing.model import Definition, Entry, Extent, Figure, FigureKind, GuidanceStatus, Ledger
from briefing.site.note_queries import Paths
from briefing.site.source_queries import PREFIX, SourceQueries

MAX_GUIDANCE: Final = 12
"""Guidance on the page of a note or a segment."""

Definitions = tuple[Definition, ...]


def _number(kind: Any, value: Any) -> Any:
    return Fraction(value) if kind is Fraction else kind(value)


_DEFINITIONS: Final = Decoder(Definitions)
_BY_CLAIM: Final[Decoder[Mapping[str, Definition]]] = Decoder(dict[str, Definition])
_BY_ID: Final[Decoder[Mapping[str, Paths]]] = Decoder(dict[str, Paths])
_IDS: Final[Decoder[Mapping[str, str]]] = Decoder(dict[str, str])
_KEYS: Final = Decoder(Paths)
_RESULT: Final = Decoder(FigureResult, dec_hook=_number)


class FigureQueries(SourceQueries):
    """Queries about figures."""

    @property
    def ledger(self) -> Ledger:
        """The ledgers of all notes; each look-up of a figure is a query."""
        return Ledger(_Definitions(self))

    @query()
    def entries(self, path: str) -> tuple[Entry, ...]:
        """The figures that a note defines."""
        return self.note_summary(path).ledger

    @query()
    def defined(self, path: str) -> Paths:
        """Their ids."""
        return tuple(entry.id for entry in self.entries(path))

    @query(decoder=_BY_ID, is_ordered=True)
    def definers(self) -> Mapping[str, Paths]:
        """The notes that define each figure, oldest first."""
        found: dict[str, list[str]] = defaultdict(list)
        paths = ((entry.day, path) for path, entry in self.index() if entry.has_ledger)
        for _, path in sorted(paths):
            for name in self.defined(path):
                found[name].append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    @query()
    def ids(self) -> Paths:
        """The ids of all figures."""
        return tuple(self.definers())

    @query()
    def extent(self) -> Extent:
        """The numbers of notes, figures and sources, which determine the pages of the site."""
        filled = ((segment, len(self.of_segment(segment))) for segment in self.segment_ids())
        return Extent(
            notes=self.order(),
            segments=tuple((segment, count) for segment, count in filled if count),
            years=self.years(),
            sources=self.sources(),
            figures=len(self.ids()),
            guidance=len(self.guidance()),
            changes=self.change_count(),
            has_url=bool(self.settings.base_url),
        )

    @query()
    def has_figures(self) -> bool:
        """Whether any note has a ledger."""
        return bool(self.definers())

    @query()
    def defined_by(self, name: str) -> Paths:
        """The notes that define a figure, oldest first."""
        return self.definers().get(name, ())

    @query(decoder=_DEFINITIONS)
    def definitions(self, name: str) -> Definitions:
        """Every definition of a figure, oldest first."""
        return tuple(self._defined(name, path) for path in self.defined_by(name))

    def _defined(self, name: str, path: str) -> Definition:
        entry = next(entry for entry in self.entries(path) if entry.id == name)
        return Definition(path, self.index_entry(path).day, entry)

    @query(is_opaque=True)
    def all_definitions(self) -> Ledger:
        """The ledgers of all notes."""
        return Ledger({name: self.definitions(name) for name in self.ids()})

    @query(is_opaque=True)
    def calculator(self) -> Calculator:
        """Evaluates derived figures, each once."""
        return Calculator(self.all_definitions())

    @query(decoder=_RESULT)
    def calculated(self, definition: str) -> FigureResult:
        """The value of a figure, by its id and, after a NUL, the path of the note that defines it."""
        name, _, path = definition.partition("\0")
        found = {item.note: item for item in self.definitions(name)}
        return self.calculator().result(found[path])

    @query(decoder=_DEFINITIONS)
    def latest(self) -> Definitions:
        """The newest definition of each figure, in the order of the notes and of their ledgers."""
        newest = {name: paths[-1] for name, paths in self.definers().items()}
        paths = (path for path, entry in self.index() if entry.has_ledger)
        return tuple(
            self.definitions(name)[-1] for path in paths for name in self.defined(path) if newest[name] == path
        )

    @query(decoder=_DEFINITIONS)
    def guidance(self) -> Definitions:
        """The guidance, by due date."""
        found = (item for item in self.latest() if item.entry.kind is FigureKind.GUIDANCE)
        return tuple(sorted(found, key=lambda d: (d.entry.due_by or date.max, d.entry.due, d.entry.id)))

    @query(decoder=_DEFINITIONS)
    def nearest_guidance(self, segment: str) -> Definitions:
        """The guidance of a segment for one page, by due date."""
        return tuple(_nearest([item for item in self.guidance() if self.index_entry(item.note).segment == segment]))

    @query(decoder=_DEFINITIONS)
    def open_guidance(self, most: str) -> Definitions:
        """The guidance that is still open, by due date."""
        found = (item for item in self.guidance() if item.entry.status in (None, GuidanceStatus.OPEN))
        return tuple(islice(found, int(most)))

    @query(decoder=_KEYS)
    def named_keys(self) -> Paths:
        """The sources named in any text or ledger."""
        ledgers = (self.ledger_claims(path) for path, entry in self.index() if entry.has_ledger)
        return tuple(sorted({*self.citing(), *(key for keys in ledgers for key in keys)}))

    @query()
    def ledger_claims(self, path: str) -> Paths:
        """The keys of the sources that the ledger of a note cites."""
        return tuple(
            sorted({item.key for figure in self.note_summary(path).ledger_claims for item in figure.citations})
        )

    @query(is_opaque=True)
    def _definitions_by_source(self) -> Mapping[str, Definitions]:
        """Every definition by the keys of the sources that it cites."""
        found: dict[str, list[Definition]] = defaultdict(list)
        for name in self.ids():
            for definition in self.definitions(name):
                for key in dict.fromkeys(item.key for item in definition.entry.figure.citations):
                    found[key].append(definition)
        return {key: tuple(each) for key, each in found.items()}

    @query(decoder=_DEFINITIONS)
    def definitions_on(self, key: str) -> Definitions:
        """Every definition that cites a source, by id, oldest first."""
        return self._definitions_by_source().get(key, ())

    # --- claims -------------------------------------------------------------------------------

    @query(decoder=_IDS)
    def claimed_by(self) -> Mapping[str, str]:
        """The claims of the ledger's newest figures, with their ids: of equal claims the first id."""
        known = frozenset(self.sources())
        newest = ((name, self.definitions(name)[-1].entry.figure) for name in sorted(self.ids(), reverse=True))
        cited = ((name, _with_citations_of(figure, known)) for name, figure in newest)
        return {figure.claim: name for name, figure in cited if figure.citations}

    @query(decoder=_BY_CLAIM)
    def claimed_in(self, prefix: str) -> Mapping[str, Definition]:
        """The ledger's figures by claim, for claims that begin with a prefix."""
        return {claim: self.definitions(name)[-1] for claim, name in self._by_prefix().get(prefix, ())}

    def claimed(self, claim: str) -> Definition | None:
        """The ledger's figure that makes a claim."""
        return self.claimed_in(claim[:PREFIX]).get(claim)

    @query(is_opaque=True)
    def _by_prefix(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for claim, name in self.claimed_by().items():
            found[claim[:PREFIX]].append((claim, name))
        return found


def _with_citations_of(figure: Figure, known: frozenset[str]) -> Figure:
    """A figure with only its citations of known sources, without bare handles."""
    citations = tuple(item for item in figure.citations if item.key in known)
    return figure if len(citations) == len(figure.citations) else structs.replace(figure, citations=citations)


def _nearest(items: Sequence[Definition]) -> Iterator[Definition]:
    """As many as a page shows, in order; if there are too many, open ones take precedence."""
    ranked = sorted(range(len(items)), key=lambda at: items[at].entry.status not in (None, GuidanceStatus.OPEN))
    yield from (items[at] for at in sorted(ranked[:MAX_GUIDANCE]))


class _Definitions(Mapping[str, Definitions]):
    """The ledgers by id: a look-up of a figure is a query."""

    def __init__(self, queries: FigureQueries) -> None:
        self.queries = queries

    def __getitem__(self, name: str) -> Definitions:
        found = self.queries.definitions(name)
        if not found:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.queries.ids())

    def __len__(self) -> int:
        return len(self.queries.ids())
