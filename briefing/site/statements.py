"""Every place where a project states a figure: in the text of a note, or in its ledger.

A number in the text that names a ledger figure, or makes the same claim, is
that figure, as on its page. The sentence around a number is taken from the
note's Markdown: the row in a table, else a sentence of its paragraph.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.evidence.sentences import sentence_around
from briefing.evidence.states import Assessment
from briefing.model import Citation, Entry, Figure, Note, NotePart, State, Statement
from briefing.model.diagnostics import Span
from briefing.site.resolver import Resolver
from briefing.site.view import View

_ITEM: Final = lazy_re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
"""The first line of an item of a list."""


class StatedIn(StrEnum):
    """Where a figure is stated."""

    LEDGER = "ledger"
    OUTCOME = "outcome"
    """The outcome of guidance, in the ledger."""
    TEXT = "text"


class Stated(Struct, frozen=True):
    """A figure where it is stated."""

    note: str
    """The path of the note."""
    where: StatedIn
    figure: Figure
    """As printed there, with only its citations of known sources."""
    known: Assessment | None
    """Nothing where it is exempt on purpose."""
    entry: Entry | None = None
    """Its ledger entry, if it has one."""
    sentence: str = ""
    """The sentence or row that contains it; empty in the ledger."""
    is_named: bool = False
    """Whether a span of the text names that ledger figure by its id."""

    @property
    def id(self) -> str:
        """Its id in the ledger, if it has one."""
        return self.entry.id if self.entry else ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations that support it: its own, else those of its ledger entry."""
        return self.figure.citations or (self.entry.figure.citations if self.entry else ())

    @property
    def state(self) -> State | None:
        """How it is supported; empty if it is exempt."""
        return self.known.state if self.known else None


def all_stated(view: View) -> Iterator[Stated]:
    """The figures of all notes."""
    for note in view.notes:
        yield from stated(note, view)


def stated(note: Note, view: View) -> Iterator[Stated]:
    """The figures of a note: those of its ledger, then those of its text, from its beginning to its end."""
    resolver = Resolver(view)
    for entry in note.ledger:
        yield _in_ledger(note, StatedIn.LEDGER, resolver.with_known_citations(entry.figure), entry, resolver)
        if entry.outcome:
            yield _in_ledger(note, StatedIn.OUTCOME, resolver.with_known_citations(entry.outcome), entry, resolver)
    lines = note.markdown.split("\n")
    for statement in note.body.statements:
        if statement.where is NotePart.TEXT:
            yield _in_text(statement, note, resolver, lines)


def _in_ledger(note: Note, part: StatedIn, figure: Figure, entry: Entry, resolver: Resolver) -> Stated:
    kind = entry.kind if part is StatedIn.LEDGER else None
    return Stated(note.path, part, figure, resolver.assess(figure, kind), entry)


def _in_text(statement: Statement, note: Note, resolver: Resolver, lines: Sequence[str]) -> Stated:
    resolved = resolver.resolve(statement, note.front.date)
    entry = resolved.entry
    known = None if statement.exempt else resolver.assess(resolved.figure, entry.kind if entry else None)
    sentence = sentence_at(lines, resolved.printed.span)
    return Stated(note.path, StatedIn.TEXT, resolved.printed, known, entry, sentence, bool(statement.entry))


def sentence_at(lines: Sequence[str], span: Span) -> str:
    """The sentence around a place, as it is written, on one line; the row in a table."""
    at = min(span.line, len(lines)) - 1
    if lines[at].lstrip().startswith("|"):
        return " ".join(lines[at].split()) or "…"
    first, last = at, at
    while first and not _ITEM.match(lines[first]) and _goes_on(lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and _goes_on(lines[last + 1]) and not _ITEM.match(lines[last + 1]):
        last += 1
    place = sum(len(line) + 1 for line in lines[first:at]) + span.column - 1
    block = "\n".join(lines[first : last + 1])
    return " ".join(block[slice(*sentence_around(block, place))].split()) or "…"


def _goes_on(line: str) -> bool:
    """Whether a line belongs to a paragraph."""
    return bool(line.strip()) and not line.lstrip().startswith(("|", "---", "```", ":::", "#"))
