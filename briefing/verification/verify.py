"""The look-up of each figure in the archived text of its source.

Values are compared, not strings. Every result is recorded in a new lock; a
failed look-up also yields a diagnostic that says what was found instead.
Nothing here opens a file: the archive is a function from a key to a text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import structs

from briefing.evidence.quantities import identity, read_name, read_period, spellings_of
from briefing.evidence.states import reads
from briefing.model import (
    Bound,
    Citation,
    Entry,
    Figure,
    LocatorKind,
    Lock,
    LockIndex,
    Note,
    Outcome,
    PeriodMention,
    Quantity,
    Site,
    Verification,
)
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.site import View
from briefing.verification.archive import FILES, NOT_CALCULATED, ArchivedSource, Cell, Paragraph
from briefing.verification.claims import Claim, Match
from briefing.verification.contexts import in_context
from briefing.verification.matching import best_match
from briefing.verification.other_places import MAX_LOCATIONS, locations_of, nearest
from briefing.verification.passages import Archive, Passages
from briefing.verification.results import LookupResult, VerificationRun, VerifiedFigure, VerifiedNote
from briefing.verification.verdicts import OUTCOMES, RULES, hint, message, sign_hint

Verify = Callable[[Note], VerifiedNote]
"""Looks up every figure of a note."""
Reuse = Callable[[Note, Passages, Verify], VerifiedNote]
"""Returns the cached result of a note, or else computes it with the given function."""


def verify(
    view: View,
    notes: Iterable[Note],
    archive: Archive,
    today: date,
    *,
    passages: Passages | None = None,
    reuse: Reuse = lambda note, _, verified: verified(note),
) -> VerificationRun:
    """Look up every figure with a source in the archive; `passages` may be given to share parsed texts."""
    passages = passages or Passages(view.site, archive)
    lookup = _Lookup(view.site, passages)
    found = [reuse(note, passages, lambda note: lookup.verified(note, view.claims(note))) for note in notes]
    figures = [figure for each in found for figure in each.figures]
    problems = (
        *(problem for each in found for problem in each.faults),
        *(problem for each in found for problem in each.doubtful),
        *lookup.sheets(figures),
        *lookup.absent(figures),
        *passages.problems(),
    )
    return VerificationRun(_new_lock(view.site, figures, lookup.texts(figures), today), tuple(figures), problems)


class _Lookup:
    """Looks up figures in the archived texts of their sources, and makes the diagnostics about them."""

    def __init__(self, site: Site, passages: Passages) -> None:
        self.site = site
        self.passages = passages

    def texts(self, figures: Iterable[VerifiedFigure]) -> dict[str, ArchivedSource]:
        keys = {citation.key for item in figures for citation in item.figure.citations}
        return {key: text for key in sorted(keys) if (text := self.passages.text(key))}

    # look-ups

    def verified(self, note: Note, figures: Iterable[Figure]) -> VerifiedNote:
        """The result of a note: some of its figures looked up, and its periods."""
        found = tuple(self.look_up(note, figures))
        return VerifiedNote(found, tuple(self.faults(found)), tuple(self.periods(note.period_mentions)))

    def look_up(self, note: Note, figures: Iterable[Figure]) -> Iterator[VerifiedFigure]:
        """The figures of a note, each with its best result."""
        lines, ids = note.markdown.split("\n"), note.ids
        ledger = {entry.figure.span: entry for entry in note.ledger}
        for figure in figures:
            entry = ledger.get(figure.span)
            claim = _claim_of_entry(entry) if entry else _claim(figure, lines)
            result = self.best_result(claim, figure)
            yield VerifiedFigure(figure, result, ids.get(figure.span, ""))

    def best_result(self, claim: Claim, figure: Figure) -> LookupResult:
        """The best result of a figure over all places that it cites."""
        # Most figures are printed exactly as claimed at one of these, which a look-up by identity finds.
        if found := next(self.exact_matches(claim, figure), None):
            return found
        results = [self.result(claim, citation) for citation in figure.citations]
        results += [result for citation in figure.citations if (result := self.match_on_sheet(claim, citation))]
        return min(results, key=lambda result: (result.outcome.rank, result.is_sheet, result.verdict.rank))

    def match_on_sheet(self, claim: Claim, citation: Citation) -> LookupResult | None:
        """The best result if a citation's page numbers count sheets of the file; None if that makes no difference."""
        if not (paragraphs := self.passages.on_sheets(citation)):
            return None
        result = self.result_of(citation, self.best_match(claim, citation, paragraphs))
        return structs.replace(result, is_sheet=True)

    def exact_matches(self, claim: Claim, figure: Figure) -> Iterator[LookupResult]:
        """Results of exact matches, preferably in the row and column that the claim's sentence names."""
        wanted = identity(figure.quantity)
        for citation in figure.citations:
            found = self.passages.identical(citation).get(wanted)
            match = in_context(claim, claim.nearest(found), self.passages, citation) if found else None
            if match and match.verdict.is_support:
                yield self.result_of(citation, match)

    def result(self, claim: Claim, citation: Citation) -> LookupResult:
        if self.passages.text(citation.key) is None:
            return LookupResult(Outcome.NO_TEXT, citation)
        match = self.best_match(claim, citation, self.passages.at(citation))
        result = self.result_of(citation, match)
        if not match.verdict.is_support and self.is_own_reading(claim.quantity, citation):
            return structs.replace(result, outcome=Outcome.AS_READ)
        return result

    def best_match(self, claim: Claim, citation: Citation, paragraphs: Sequence[Paragraph]) -> Match:
        """The best match in some paragraphs of a citation, checked in its context."""
        found = best_match(claim, self.passages, citation.key, paragraphs)
        return in_context(claim, found, self.passages, citation)

    def result_of(self, citation: Citation, match: Match) -> LookupResult:
        """The result of a citation, given its match."""
        text = self.passages.text(citation.key)
        where = _where(text, match.paragraph, citation, match.cell) if text and match.paragraph else ""
        return LookupResult(
            outcome=OUTCOMES[match.verdict],
            citation=citation,
            verdict=match.verdict,
            quantity=match.quantity,
            printed=match.printed if match.verdict in RULES else "",
            excerpt=match.excerpt,
            where=where,
            context=match.context,
            per=match.per,
            named=match.named,
        )

    def is_own_reading(self, quantity: Quantity, citation: Citation) -> bool:
        """Whether a figure is the reading that a caveat of its source gives."""
        return any(
            reads(caveat, quantity, self.site.settings.names)
            for caveat in self.site.bibliography.sources[citation.key].custom.caveats
            if caveat.concerns(citation.locators)
        )

    # diagnostics

    def faults(self, figures: Iterable[VerifiedFigure]) -> Iterator[Diagnostic]:
        for item in figures:
            rule = RULES.get(item.result.verdict)
            if rule and item.result.outcome not in (Outcome.NO_TEXT, Outcome.AS_READ):
                found = Diagnostic(rule, self.message(item), item.figure.span, self.hint(item))
                yield found.about(item.id, item.figure.text)

    def sheets(self, figures: Iterable[VerifiedFigure]) -> Iterator[Diagnostic]:
        """A diagnostic for each source whose citations count sheets of the file instead of printed pages."""
        cited: dict[str, list[VerifiedFigure]] = {}
        for item in figures:
            if item.result.is_sheet and item.result.outcome is not Outcome.NOT_FOUND:
                cited.setdefault(item.result.citation.key, []).append(item)
        for found in cited.values():
            first = found[0].result
            others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            message = f"{_cited(first.citation)}{others} counts the sheets of the file, which prints {first.where}"
            hint = "cite the printed page; or say `custom: {pages: {offset: 0}}` in sources.yaml to cite sheets"
            yield Diagnostic(Rule.SHEET_CITED, message, found[0].figure.span, hint)

    def absent(self, figures: Iterable[VerifiedFigure]) -> Iterator[Diagnostic]:
        """A diagnostic for each source without a text; only one if the archive has no text at all."""
        keys = sorted({citation.key for item in figures for citation in item.figure.citations})
        missing = [key for key in keys if self.passages.text(key) is None and key not in self.passages.unreadable]
        hint = f"put its text beside the others, as KEY{FILES}; until then its figures stay as they were"
        if keys and missing == keys:
            yield Diagnostic(
                Rule.SOURCE_TEXT_MISSING, "the archive has no text of any source", Span("notes/sources.yaml"), hint
            )
            return
        for key in missing:
            place = self.site.bibliography.spans.get(key, Span("notes/sources.yaml"))
            yield Diagnostic(Rule.SOURCE_TEXT_MISSING, f"the archive has no text of `{key}`", place, hint)

    def message(self, item: VerifiedFigure) -> str:
        result, figure = item.result, item.figure
        found = (result.quantity, result.printed) if result.quantity else None
        claimed = structs.replace(figure.quantity, per=result.per or figure.quantity.per)
        place = _cited(result.citation)
        return message(result.verdict, (claimed, figure.text), place, found, result.context, named=result.named)

    def hint(self, item: VerifiedFigure) -> str:
        """The hint about a figure; empty if computing it fails."""
        try:
            result, figure = item.result, item.figure
            named = sign_hint(figure.quantity, figure.text, result.quantity, result.printed) if result.quantity else ""
            return named or hint(result.verdict, result.quantity) or self.elsewhere(item)
        except Exception:  # the finding must be reported, whatever the source contains
            return ""

    def elsewhere(self, item: VerifiedFigure) -> str:
        """The hint where else the source prints a figure, or which number at the cited place is nearest."""
        citation = item.result.citation
        text = self.passages.text(citation.key)
        if text is None:
            return ""
        if not (paragraphs := self.passages.at(citation)):
            return self.no_such_place(item, text)
        if named := self.printed_at(item, text):
            return f"it is in {_listed(named[:MAX_LOCATIONS])}: is the locator wrong?"
        if any(NOT_CALCULATED in paragraph.text for paragraph in paragraphs):
            return "a formula there has no value in the file: open it in a spreadsheet program, and save it again"
        near = nearest(item.figure.quantity, self.passages, citation.key, paragraphs)
        return f"the nearest there is `{near}`" if near else "no figure there has that unit"

    def no_such_place(self, item: VerifiedFigure, text: ArchivedSource) -> str:
        """The hint about a place that the source does not have."""
        citation = item.result.citation
        if not text.paragraphs:
            return "it has no text"
        if _by_page(citation) and not text.has_pages:
            return self.without_pages(item, text)
        if _by_cell(citation):
            named = self.printed_at(item, text)[:MAX_LOCATIONS]
            return f"no cell is there; the figure is in {_listed(named)}" if named else "no cell is there"
        if empty := text.empty_at(citation.locators):
            return f"sheet {empty[0]} of the file has no text: put what OCR finds in it into the archive"
        return f"the source ends at {_where(text, text.paragraphs[-1], citation)}"

    def without_pages(self, item: VerifiedFigure, text: ArchivedSource) -> str:
        """The hint which locators to use for a source without pages."""
        kind, example = ("spreadsheet", "a sheet, row or column") if text.sheets else ("document", "a paragraph")
        named = self.printed_at(item, text)[:MAX_LOCATIONS]
        return f"a {kind} has no pages: cite {_listed(named) if named else example}"

    def printed_at(self, item: VerifiedFigure, text: ArchivedSource) -> list[str]:
        """The locations in the whole source where a figure is printed."""
        citation = item.result.citation
        found = locations_of(item.figure.quantity, self.passages, citation.key, text)
        locations = (_where(text, each.paragraph, citation, each.cell) for each in found if each.paragraph)
        return list(dict.fromkeys(locations))

    # periods

    def periods(self, mentions: Iterable[PeriodMention]) -> Iterator[Diagnostic]:
        for period in mentions:
            known = [item for item in period.citations if item.key in self.site.bibliography.sources]
            if known and not any(self.is_found(period, citation) for citation in known):
                hint = "check the period, or move the citation after what it supports"
                message = f"`{period.text}` was not found in {_cited(known[0])}"
                yield Diagnostic(Rule.PERIOD_NOT_FOUND, message, period.span, hint)

    def is_found(self, period: PeriodMention, citation: Citation) -> bool:
        """Whether part of a period is at the cited place, and the rest anywhere in the source; true without a text."""
        if self.passages.text(citation.key) is None:
            return True
        here, spellings = self.passages.periods(citation), spellings_of(period.parts)
        return any(parts & here and self.passages.has_periods(citation.key, parts - here) for parts in spellings)


def _claim(figure: Figure, lines: Sequence[str]) -> Claim:
    """The claim of a figure in the text, with its line and the one above; in a table, with its cell's period."""
    at, column = figure.span.line - 1, figure.span.column - 1
    above, line = ("".join(lines[max(number, 0) : number + 1]) for number in (at - 1, at))
    period = read_name(figure.period) if "|" in line else None
    return Claim(figure.quantity, f"{above} {line[:column]}", line[column:], period)


def _claim_of_entry(entry: Entry) -> Claim:
    """The claim of a ledger entry, with its label as the text before it."""
    return Claim(entry.figure.quantity, f"{entry.label} ", entry.figure.text, read_period(entry.period))


def _where(text: ArchivedSource, paragraph: Paragraph, citation: Citation, cell: Cell | None = None) -> str:
    """The location of a paragraph: by page if the citation is, else by number; with row and column if cited so."""
    place = text.place(paragraph, _by_page(citation), cell)
    names = cell.names if cell and not text.sheets and _by_cell(citation) else ()
    return ", ".join((place, *names))


def _by_page(citation: Citation) -> bool:
    return any(locator.kind is LocatorKind.PAGE for locator in citation.locators)


def _by_cell(citation: Citation) -> bool:
    return any(
        locator.kind in (LocatorKind.SHEET, LocatorKind.ROW, LocatorKind.COLUMN) for locator in citation.locators
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _cited(citation: Citation) -> str:
    symbols = {LocatorKind.PARAGRAPH: "¶", LocatorKind.PAGE: "p. "}
    locators = ", ".join(f"{symbols.get(item.kind, f'{item.kind} ')}{item.numbers}" for item in citation.locators)
    return f"`{citation.key}`, {locators}" if locators else f"`{citation.key}`"


# --- the lock ------------------------------------------------------------------------------------


def _new_lock(site: Site, figures: Sequence[VerifiedFigure], texts: Mapping[str, ArchivedSource], today: date) -> Lock:
    """A lock with the result of every look-up, including failed ones; an unchanged outcome keeps its date.

    Claims that could not be looked up keep their old entry.
    """
    old = site.lock or LockIndex()
    claimed = {citation.key for item in figures for citation in item.figure.citations}
    unchanged = {key: hashed for key, hashed in old.sources.items() if key in claimed}
    new = Lock(sources={**unchanged, **{key: text.sha256 for key, text in texts.items()}})
    for claim, item in _worst(figures).items():
        verification = _verification(item.result.outcome, old.get(claim), old.get(item.figure.claim), today)
        if verification:
            new.claims[claim] = verification
            new.descriptions[claim] = description(item.figure)
    return new


def _worst(figures: Iterable[VerifiedFigure]) -> dict[str, VerifiedFigure]:
    """The worst result of each claim: figures with the same key may state a rise in one sentence, a fall in another."""
    found: dict[str, VerifiedFigure] = {}
    for item in figures:
        known = found.setdefault(item.figure.lock_key, item)
        found[item.figure.lock_key] = max(known, item, key=lambda each: each.result.outcome.rank)
    return found


def _verification(
    outcome: Outcome, before: Verification | None, of_its_claim: Verification | None, today: date
) -> Verification | None:
    if outcome is Outcome.NO_TEXT:
        return before
    # Old locks, without periods and falls in the key, have the bare claim: it gives the date, never the outcome.
    before = before or of_its_claim
    return before if before and before.outcome is outcome else Verification(outcome, today)


def description(figure: Figure) -> tuple[str, str]:
    """A claim in words, for the lock: its value with the period, and its places."""
    quantity = figure.quantity
    bound = "" if quantity.bound is Bound.EXACT else quantity.bound.value
    value = " ".join(part for part in (bound, "–".join(dict.fromkeys(quantity.ends)), quantity.unit) if part)
    if figure.period:
        value = f"{value} for {figure.period.replace(' ', ', ')}"
    return value, " | ".join(f"{place.source} {place.at}".strip() for place in figure.places)
