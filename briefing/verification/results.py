"""Results of a verification: of one figure at a place of its source, of a note, and of the whole site."""

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from briefing.evidence.quantities import Verdict
from briefing.model import Citation, Figure, Lock, Outcome, Quantity
from briefing.model.diagnostics import Diagnostic


class Excerpt(Struct, frozen=True, array_like=True):
    """An excerpt of a source: the row under its header, or the sentence, around a number."""

    header: str
    """The lines that head the row, if it is one."""
    before: str
    number: str
    after: str


class LookupResult(Struct, frozen=True, array_like=True):
    """The best match of a figure at one citation."""

    outcome: Outcome
    citation: Citation
    verdict: Verdict = Verdict.NONE
    """How far what was found supports the figure."""
    quantity: Quantity | None = None
    """The quantity found."""
    printed: str = ""
    """The same as it is printed, where it is not what is claimed; of a cell with what its table counts in."""
    excerpt: Excerpt | None = None
    """Shown, and never published."""
    where: str = ""
    context: str = ""
    """The words around the number that make the claim likely, or those that it is at odds with."""
    per: str = ""
    """The time that the note's words say the claim is for, where the source gives another."""
    named: str = ""
    """The period or the column that the note names, where the number is under another, which is the context."""
    is_sheet: bool = False
    """Whether it is on the sheet of the cited number, while the page number printed there is another."""

    @property
    def passage(self) -> str:
        """The excerpt with its number marked."""
        if self.excerpt is None:
            return ""
        return f"{self.excerpt.header}\n{self.excerpt.before}«{self.excerpt.number}»{self.excerpt.after}".strip()


class VerifiedFigure(Struct, frozen=True, array_like=True):
    """A figure, and the best of what was found."""

    figure: Figure
    result: LookupResult
    id: str = ""
    """Of the ledger, if it is there."""


class VerifiedNote(Struct, frozen=True, array_like=True):
    """What was found for a note."""

    figures: tuple[VerifiedFigure, ...]
    faults: tuple[Diagnostic, ...]
    """What is wrong with its figures."""
    doubtful: tuple[Diagnostic, ...]
    """Its periods that are not in their sources."""


class VerificationRun(Struct, frozen=True):
    """The result of a verification."""

    lock: Lock
    figures: tuple[VerifiedFigure, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Statements by outcome."""
        return Counter(item.result.outcome for item in self.figures)
