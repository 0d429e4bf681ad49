"""Parser of a note's ledger: the figures under `figures:` of its front matter.

Values are parsed like quantities in prose, citations by Pandoc's grammar. Faults
of form are collected as diagnostics. Looking figures up in their sources is left
to `verification`, and evaluating formulas to `calculator`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from msgspec import Struct

from briefing.citations import CitationError, read_bracket
from briefing.evidence.quantities import (
    names_of_periods,
    read_parts,
    read_period,
    read_periods,
    read_quantities,
    read_value,
)
from briefing.model import (
    ID,
    Citation,
    Entry,
    Figure,
    FigureFields,
    FigureKind,
    FrontMatter,
    NotePart,
    PeriodMention,
    Statement,
)
from briefing.model.diagnostics import Diagnostic, Rule, Span


class NoteLedger(Struct, frozen=True):
    """The ledger entries of a note, and the diagnostics about them."""

    entries: tuple[Entry, ...]
    problems: tuple[Diagnostic, ...]


def read_ledger(front: FrontMatter, spans: Mapping[str, Span], start: Span) -> NoteLedger:
    """Parse the entries of a front matter; `spans` maps dotted keys to places, `start` stands in for a missing one.

    An entry without a readable value is left out, with a diagnostic.
    """
    problems: list[Diagnostic] = []
    entries = []
    for name, fields in front.figures.items():
        reader = _EntryReader(name, fields, spans, start)
        if entry := reader.entry():
            entries.append(entry)
        problems += reader.problems
    return NoteLedger(tuple(entries), tuple(problems))


class _EntryReader:
    """Parses one entry, and collects the diagnostics about it."""

    def __init__(self, name: str, fields: FigureFields, spans: Mapping[str, Span], start: Span) -> None:
        self.name = name
        self.fields = fields
        self.spans = spans
        self.start = spans.get(f"figures.{name}", start)
        self.problems: list[Diagnostic] = []

    def report(self, rule: Rule, message: str, key: str, hint: str) -> None:
        span = self.spans.get(f"figures.{self.name}.{key}", self.start)
        self.problems.append(Diagnostic(rule, message, span, hint).about(self.name, self.fields.value))

    def entry(self) -> Entry | None:
        self.check_id()
        self.check_kind()
        fields = self.fields
        figure = self.figure("value", fields.value, fields.cite, names_of_periods(fields.period))
        due_by = self.due_by()
        outcome = self.figure("outcome.value", fields.outcome.value, fields.outcome.cite) if fields.outcome else None
        if figure is None:
            return None
        return Entry(
            id=self.name,
            label=fields.label,
            kind=fields.kind,
            span=self.start,
            figure=figure,
            period=fields.period,
            until=_until(fields.period),
            period_mention=self.period_mention(figure),
            due=fields.due,
            due_by=due_by,
            status=fields.status,
            outcome=outcome,
            basis=fields.basis,
            formula=fields.formula,
            formula_span=self.spans.get(f"figures.{self.name}.formula"),
        )

    def period_mention(self, figure: Figure) -> PeriodMention | None:
        parts = read_parts(self.fields.period)
        if not parts or not figure.citations:
            return None
        span = self.spans.get(f"figures.{self.name}.period", self.start)
        return PeriodMention(self.fields.period, parts, span, figure.citations)

    def check_id(self) -> None:
        if not ID.fullmatch(self.name):
            hint = "begin with a letter; go on with letters, digits, `-` and `_`"
            self.report(Rule.INVALID_ID, f"`{self.name}` cannot be an id", "", hint)

    def check_kind(self) -> None:
        """Report keys that the kind of figure requires but lacks, and keys that it does not allow."""
        if self.fields.outcome and not self.fields.status:
            hint = "say what became of it: `status: met`, missed or revised"
            self.report(Rule.MISSING_KEY, f"`{self.name}` has an `outcome` and needs `status`", "outcome", hint)
        for key, needed, hint in _NEEDS[self.fields.kind]:
            is_present = bool(getattr(self.fields, key))
            if needed and not is_present:
                self.report(Rule.MISSING_KEY, f"`{self.name}` is {_KIND[self.fields.kind]} and needs `{key}`", "", hint)
            elif is_present and not needed:
                self.report(
                    Rule.INVALID_FIGURE, f"`{self.name}` is {_KIND[self.fields.kind]} and takes no `{key}`", key, hint
                )

    def figure(self, key: str, value: str, cite: str, period: str = "") -> Figure | None:
        if not value:
            return None
        quantity = read_value(value)
        if quantity is None:
            hint = "write it as it would be printed: RMB 200 billion, 500–700, over 1,000, 91.26%"
            self.report(Rule.INVALID_FIGURE, f"`{value}` is not a figure", key, hint)
            return None
        span = self.spans.get(f"figures.{self.name}.{key}", self.start)
        citations = tuple(self.citations(cite, key.replace("value", "cite"))) if cite else ()
        return Figure(quantity, value, span, citations, period)

    def citations(self, cite: str, key: str) -> Iterator[Citation]:
        """The citations of a figure; the `@` before a key may be left out."""
        span = self.spans.get(f"figures.{self.name}.{key}", self.start)
        keyed = ";".join(f"@{part.strip()}" if _is_key(part) else part for part in cite.split(";"))
        try:
            for item in read_bracket(keyed):
                yield Citation(item.key, span, item.mode, item.locators)
        except CitationError as fault:
            rule = Rule.UNREADABLE_LOCATOR if fault.locator else Rule.UNREADABLE_CITATION
            self.problems.append(Diagnostic(rule, fault.message, span, fault.hint).about(self.name, self.fields.value))

    def due_by(self) -> date | None:
        if not self.fields.due:
            return None
        period = read_period(self.fields.due)
        if period is None:
            hint = "write 2026, H1 2026, Q3 2026, June 2026 or 2026-06-30"
            self.report(Rule.NOT_A_DATE, f"`{self.fields.due}` is not a due date", "due", hint)
            return None
        return period.last


def _is_key(part: str) -> bool:
    """Whether a part of `cite` begins with a key without its `@`, not with a place such as `¶2`."""
    return "@" not in part and part.strip()[:1].isalnum()


@lru_cache(maxsize=4096)  # the same few years and quarters recur
def _until(period: str) -> date | None:
    """The last day that a period names; None if it names none."""
    return max((found.last for found in read_periods(period)), default=None)


_KIND: Final = {kind: f"an {kind}" if kind[0] in "aeo" else f"{kind}" for kind in FigureKind} | {
    FigureKind.FORECAST: "a forecast",
    FigureKind.PRICE: "a price",
    FigureKind.DERIVED: "derived",
}

_CITED: Final = (
    ("value", True, "give the figure, as printed"),
    ("cite", True, "give the source and the place: gs-xiaomi-2026, ¶21"),
)
_NO_FORMULA: Final = (("formula", False, "only a derived figure has a formula"),)
_NO_GUIDANCE: Final = tuple((key, False, "only guidance has it") for key in ("due", "status", "outcome"))
_SOURCED: Final = (*_CITED, *_NO_FORMULA, *_NO_GUIDANCE)
_NEEDS: Final[Mapping[FigureKind, tuple[tuple[str, bool, str], ...]]] = {
    FigureKind.ACTUAL: _SOURCED,
    FigureKind.ESTIMATE: _SOURCED,
    FigureKind.FORECAST: _SOURCED,
    FigureKind.PRICE: _SOURCED,
    FigureKind.GUIDANCE: (*_CITED, *_NO_FORMULA, ("due", True, "say when it falls due: 2026, H1 2026, 2026-06-30")),
    FigureKind.OPINION: (
        ("value", True, "give the figure, as printed"),
        ("basis", True, "say in words what it is based on"),
        ("cite", False, "an opinion is ours; a figure with a source has another kind"),
        *_NO_FORMULA,
        *_NO_GUIDANCE,
    ),
    FigureKind.DERIVED: (
        ("value", True, "give the result, as printed; it is recalculated on every build"),
        ("formula", True, "say how it is calculated: deliveries-2026 / deliveries-2025 - 1"),
        ("cite", False, "its inputs are cited where they are defined"),
        *_NO_GUIDANCE,
    ),
}
"""For each kind of figure: a key, whether it is required (else forbidden), and a hint."""


def repeated(front: FrontMatter, spans: Mapping[str, Span], names: Sequence[str], start: Span) -> tuple[Statement, ...]:
    """The quantities that title, summary, rating and labels repeat, as statements to be checked against the note."""
    texts = [(NotePart.TITLE, "title", front.title), (NotePart.SUMMARY, "summary", front.summary)]
    texts += [(NotePart.SUMMARY, "rating", front.rating)]
    texts += [(NotePart.LABEL, f"figures.{name}.label", fields.label) for name, fields in front.figures.items()]
    found = [
        (where, spans.get(key, start), text, quantity)
        for where, key, text in texts
        for quantity in read_quantities(text, names)
    ]
    return tuple(
        Statement(number, Figure(quantity, text[quantity.bound_start : quantity.end], span), where)
        for number, (where, span, text, quantity) in enumerate(found)
    )
