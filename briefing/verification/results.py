"""Results of a verification: for a figure at one place of its source, for a note, and for a whole site."""

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from briefing.evidence.quantities import Verdict
from briefing.model import Citation, Figure, Lock, Outcome, Quantity
from briefing.model.diagnostics import Diagnostic


class Excerpt(Struct, frozen=True, array_like=True):
    """An excerpt of a source around a number: the row with its header, or the sentence."""

    header: str
    """The lines above the row that head it; empty for a sentence."""
    before: str
    number: str
    after: str


class LookupResult(Struct, frozen=True, array_like=True):
    """The best match of a figure at one citation."""

    outcome: Outcome
    citation: Citation
    verdict: Verdict = Verdict.NONE
    """How far the quantity found supports the figure."""
    quantity: Quantity | None = None
    """The quantity found."""
    printed: str = ""
    """The quantity as printed, if it differs from the claim; for a cell, with its measure."""
    excerpt: Excerpt | None = None
    """Shown in the terminal and the report, never published."""
    where: str = ""
    context: str = ""
    """The words of the source that make the claim likely, or that contradict it."""
    per: str = ""
    """The time that the note gives for the claim, if the source's differs."""
    named: str = ""
    """The period, row or column that the note names, if the number is in another one, which is the context."""
    is_sheet: bool = False
    """Whether the cited page number is that of the sheet, while the sheet prints another page number."""

    @property
    def passage(self) -> str:
        """The excerpt with its number in guillemets."""
        if self.excerpt is None:
            return ""
        return f"{self.excerpt.header}\n{self.excerpt.before}«{self.excerpt.number}»{self.excerpt.after}".strip()


class VerifiedFigure(Struct, frozen=True, array_like=True):
    """A figure, and the best result of its look-ups."""

    figure: Figure
    result: LookupResult
    id: str = ""
    """Its id in the ledger, if it has one."""


class VerifiedNote(Struct, frozen=True, array_like=True):
    """The results of a note."""

    figures: tuple[VerifiedFigure, ...]
    faults: tuple[Diagnostic, ...]
    """The diagnostics about its figures."""
    doubtful: tuple[Diagnostic, ...]
    """The diagnostics about periods that were not found in their sources."""


class VerificationRun(Struct, frozen=True):
    """The result of a verification."""

    lock: Lock
    figures: tuple[VerifiedFigure, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """The number of figures by outcome."""
        return Counter(item.result.outcome for item in self.figures)
