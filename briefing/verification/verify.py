"""Each figure against the archived text of its source.

Values are compared, not strings. What a look-up came to is remembered in a
new lock; a failed one is also a diagnostic that says what is there instead.
Nothing here opens a file: the archive is a function from a key to a text.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, structs

from briefing.evidence.quantities import Verdict, identity
from briefing.evidence.states import reads
from briefing.model import (
    Bound,
    Citation,
    Dated,
    Figure,
    LocatorKind,
    Lock,
    Locked,
    Note,
    Outcome,
    Quantity,
    Site,
    Verification,
)
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.site import View
from briefing.verification.archive import FILES, Archived, Cell, Paragraph
from briefing.verification.matching import MOST_PLACES, Claim, Match, Shown, best_match, nearest, places_of
from briefing.verification.passages import Archive, Passages
from briefing.verification.verdicts import OUTCOMES, RULES, hint, message


class Sight(Struct, frozen=True):
    """What was found of a figure at one citation."""

    outcome: Outcome
    citation: Citation
    match: Match = Match()
    where: str = ""
    is_sheet: bool = False
    """Whether it is on the sheet of that number, on which another is printed."""

    @property
    def verdict(self) -> Verdict:
        """How far what was found supports the figure."""
        return self.match.verdict

    @property
    def quantity(self) -> Quantity | None:
        """What is there, as read."""
        return self.match.quantity

    @property
    def found(self) -> str:
        """What is there, as printed."""
        return self.match.printed

    @property
    def shown(self) -> Shown | None:
        """The sentence or row that it is in, and where the number is in it."""
        return self.match.shown

    @property
    def passage(self) -> str:
        """The sentence or row that it is in, the number marked; shown on the spot, never kept."""
        return self.match.passage


class Looked(Struct, frozen=True):
    """A figure, and the best of what was found."""

    figure: Figure
    sight: Sight
    id: str = ""
    """Of the ledger, if it is there."""


class Verified(Struct, frozen=True):
    """What a verification came to."""

    lock: Lock
    looked: tuple[Looked, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Statements by outcome."""
        return Counter(looked.sight.outcome for looked in self.looked)


def verify(
    view: View, notes: Iterable[Note], archive: Archive, today: date, passages: Passages | None = None
) -> Verified:
    """Look every figure up that rests on a source; `passages` are what was read of the archive before."""
    passages = passages or Passages(view.site, archive)
    lookup = _Lookup(view.site, passages)
    looked: list[Looked] = []
    doubtful: list[Diagnostic] = []
    for note in notes:
        lines, ids = note.markdown.split("\n"), note.ids
        looked += (Looked(figure, lookup.look(figure, lines), ids.get(figure.span, "")) for figure in view.claims(note))
        doubtful += lookup.periods(note.dated)
    problems = (*lookup.faults(looked), *doubtful, *lookup.sheets(looked), *lookup.absent(looked), *passages.problems())
    return Verified(_new_lock(view.site, looked, lookup.texts(looked), today), tuple(looked), problems)


class _Lookup:
    """Holds figures against what the archive prints."""

    def __init__(self, site: Site, passages: Passages) -> None:
        self.site = site
        self.passages = passages

    def texts(self, looked: Iterable[Looked]) -> dict[str, Archived]:
        keys = {citation.key for item in looked for citation in item.figure.grounds}
        return {key: text for key in sorted(keys) if (text := self.passages.text(key))}

    # looking up

    def look(self, figure: Figure, lines: Sequence[str]) -> Sight:
        """The best of what is at any of a figure's places; `lines` are those of its note."""
        claim = _claim(figure, lines)
        # Most figures are at one of them as they are said, which needs no comparison.
        if found := next(self.as_said(claim, figure), None):
            return found
        sights = [self.sight(claim, citation) for citation in figure.grounds]
        sights += [sight for citation in figure.grounds if (sight := self.on_sheet(claim, citation))]
        return min(sights, key=lambda sight: (sight.outcome.rank, sight.is_sheet, sight.verdict.rank))

    def on_sheet(self, claim: Claim, citation: Citation) -> Sight | None:
        """What stands where a citation points if it counts the sheets of the file."""
        if not (places := self.passages.on_sheets(citation)):
            return None
        sight = self.seen(citation, best_match(claim, self.passages, citation.key, places))
        return structs.replace(sight, is_sheet=True)

    def as_said(self, claim: Claim, figure: Figure) -> Iterator[Sight]:
        """Where the very figure stands, in the row and column that its sentence names if they are there."""
        wanted = identity(figure.quantity)
        for citation in figure.grounds:
            if found := self.passages.identical(citation).get(wanted):
                yield self.seen(citation, claim.nearest(found))

    def sight(self, claim: Claim, citation: Citation) -> Sight:
        if self.passages.text(citation.key) is None:
            return Sight(Outcome.NO_TEXT, citation)
        match = best_match(claim, self.passages, citation.key, self.passages.at(citation))
        sight = self.seen(citation, match)
        if not match.verdict.is_support and self.is_our_reading(claim.quantity, citation):
            return structs.replace(sight, outcome=Outcome.AS_READ)
        return sight

    def seen(self, citation: Citation, match: Match) -> Sight:
        """What a match says of a claim at a citation."""
        text = self.passages.text(citation.key)
        where = _where(text, match.paragraph, citation, match.cell) if text and match.paragraph else ""
        return Sight(OUTCOMES[match.verdict], citation, match, where)

    def is_our_reading(self, said: Quantity, citation: Citation) -> bool:
        """Whether a figure is what a caveat of its place says that we read."""
        return any(
            reads(caveat, said, self.site.settings.names)
            for caveat in self.site.bibliography.sources[citation.key].custom.caveats
            if caveat.concerns(citation.locators)
        )

    # what is wrong

    def faults(self, looked: Iterable[Looked]) -> Iterator[Diagnostic]:
        for item in looked:
            rule = RULES.get(item.sight.verdict)
            if rule and item.sight.outcome not in (Outcome.NO_TEXT, Outcome.AS_READ):
                found = Diagnostic(rule, self.message(item), item.figure.span, self.hint(item))
                yield found.about(item.id, item.figure.text)

    def sheets(self, looked: Iterable[Looked]) -> Iterator[Diagnostic]:
        """Sources whose pages are cited by the sheets of their files, each said once."""
        cited: dict[str, list[Looked]] = {}
        for item in looked:
            if item.sight.is_sheet and item.sight.outcome is not Outcome.NOT_FOUND:
                cited.setdefault(item.sight.citation.key, []).append(item)
        for found in cited.values():
            first = found[0].sight
            others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            message = f"{_cited(first.citation)}{others} counts the sheets of the file, which prints {first.where}"
            hint = "cite the printed page; or say `custom: {pages: {offset: 0}}` in sources.yaml to cite sheets"
            yield Diagnostic(Rule.SHEET_CITED, message, found[0].figure.span, hint)

    def absent(self, looked: Iterable[Looked]) -> Iterator[Diagnostic]:
        """Sources without a text; that there is none at all is said once."""
        keys = sorted({citation.key for item in looked for citation in item.figure.grounds})
        missing = [key for key in keys if self.passages.text(key) is None and key not in self.passages.unreadable]
        hint = f"put its text beside the others, as KEY{FILES}; until then its figures stay as they were"
        if keys and missing == keys:
            yield Diagnostic(
                Rule.SOURCE_TEXT_MISSING, "the archive has no text of any source", Span("notes/sources.yaml"), hint
            )
            return
        for key in missing:
            place = self.site.bibliography.places.get(key, Span("notes/sources.yaml"))
            yield Diagnostic(Rule.SOURCE_TEXT_MISSING, f"the archive has no text of `{key}`", place, hint)

    def message(self, item: Looked) -> str:
        sight, figure = item.sight, item.figure
        found = (sight.quantity, sight.found) if sight.quantity else None
        context = sight.match.context
        claimed = structs.replace(figure.quantity, per=sight.match.per or figure.quantity.per)
        return message(sight.verdict, (claimed, figure.text), _cited(sight.citation), found, context)

    def hint(self, item: Looked) -> str:
        """What to do; advice that cannot be computed is left away rather than end the run."""
        try:
            return hint(item.sight.verdict, item.sight.quantity) or self.elsewhere(item)
        except Exception:  # whatever a source holds, what was found must still be told
            return ""

    def elsewhere(self, item: Looked) -> str:
        """Where a figure does are in its source, or what is nearest to it at its place."""
        citation = item.sight.citation
        text = self.passages.text(citation.key)
        if text is None:
            return ""
        if not (places := self.passages.at(citation)) and (text.has_pages or not _by_page(citation)):
            last = text.paragraphs[-1] if text.paragraphs else None
            return f"the source ends at {_where(text, last, citation)}" if last else "it has no text"
        if not places:
            return self.without_pages(item, text)
        if named := self.printed_at(item, text):
            return f"it is in {_listed(named[:MOST_PLACES])}: is the locator wrong?"
        near = nearest(item.figure.quantity, self.passages, citation.key, places)
        return f"the nearest there is `{near}`" if near else "no figure there has that unit"

    def without_pages(self, item: Looked, text: Archived) -> str:
        """What to cite where a source has no pages."""
        kind, places = ("spreadsheet", "a sheet, row or column") if text.sheets else ("document", "a paragraph")
        named = self.printed_at(item, text)[:MOST_PLACES]
        return f"a {kind} has no pages: cite {_listed(named) if named else places}"

    def printed_at(self, item: Looked, text: Archived) -> list[str]:
        """Where in the whole source a figure is printed."""
        citation = item.sight.citation
        found = places_of(item.figure.quantity, self.passages, citation.key, text)
        places = (_where(text, each.paragraph, citation, each.cell) for each in found if each.paragraph)
        return list(dict.fromkeys(places))

    # periods

    def periods(self, dated: Iterable[Dated]) -> Iterator[Diagnostic]:
        for period in dated:
            known = [item for item in period.grounds if item.key in self.site.bibliography.sources]
            if known and not any(self.stands(period, citation) for citation in known):
                hint = "check the period, or move the citation after what it supports"
                message = f"`{period.text}` was not found in {_cited(known[0])}"
                yield Diagnostic(Rule.PERIOD_NOT_FOUND, message, period.span, hint)

    def stands(self, period: Dated, citation: Citation) -> bool:
        """Whether a part of it is at the place and the rest anywhere; unknown texts are not doubted."""
        if self.passages.text(citation.key) is None:
            return True
        here = self.passages.periods(citation)
        return bool(period.parts & here) and self.passages.has_periods(citation.key, period.parts - here)


def _claim(figure: Figure, lines: Sequence[str]) -> Claim:
    """A figure with its own line and the one above."""
    at, column = figure.span.line - 1, figure.span.column - 1
    above, line = ("".join(lines[max(number, 0) : number + 1]) for number in (at - 1, at))
    return Claim(figure.quantity, f"{above} {line[:column]}", line[column:])


def _where(text: Archived, paragraph: Paragraph, citation: Citation, cell: Cell | None = None) -> str:
    """A paragraph by its number, or by its page where the citation counts in pages; a cell by its row and column."""
    return text.place(paragraph, _by_page(citation), cell)


def _by_page(citation: Citation) -> bool:
    return any(locator.kind is LocatorKind.PAGE for locator in citation.locators)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _cited(citation: Citation) -> str:
    signs = {LocatorKind.PARAGRAPH: "¶", LocatorKind.PAGE: "p. "}
    places = ", ".join(f"{signs.get(item.kind, f'{item.kind} ')}{item.numbers}" for item in citation.locators)
    return f"`{citation.key}`, {places}" if places else f"`{citation.key}`"


# --- the lock ------------------------------------------------------------------------------------


def _new_lock(site: Site, looked: Sequence[Looked], texts: Mapping[str, Archived], today: date) -> Lock:
    """What every look-up came to, failed ones too; a date changes only with its outcome.

    What could not be looked up keeps its old entry.
    """
    old = site.lock or Locked()
    claimed = {citation.key for item in looked for citation in item.figure.grounds}
    kept = {key: hashed for key, hashed in old.sources.items() if key in claimed}
    new = Lock(sources={**kept, **{key: text.sha256 for key, text in texts.items()}})
    for claim, item in _worst(looked).items():
        verification = _remembered(item.sight.outcome, old.get(claim), today)
        if verification:
            new.claims[claim] = verification
            new.said[claim] = said(item.figure)
    return new


def _worst(looked: Iterable[Looked]) -> dict[str, Looked]:
    """Of each claim the look-up that went worst: one sentence may say a rise where another says a fall."""
    found: dict[str, Looked] = {}
    for item in looked:
        known = found.setdefault(item.figure.claim, item)
        found[item.figure.claim] = max(known, item, key=lambda each: each.sight.outcome.rank)
    return found


def _remembered(outcome: Outcome, before: Verification | None, today: date) -> Verification | None:
    if outcome is Outcome.NO_TEXT:
        return before
    return before if before and before.outcome is outcome else Verification(outcome, today)


def said(figure: Figure) -> tuple[str, str]:
    """A claim in words: its value, and its places."""
    quantity = figure.quantity
    bound = "" if quantity.bound is Bound.EXACT else quantity.bound.value
    value = " ".join(part for part in (bound, "–".join(dict.fromkeys(quantity.ends)), quantity.unit) if part)
    return value, " | ".join(f"{place.source} {place.at}".strip() for place in figure.places)
