"""Each figure against the archived text of its source.

Values are compared, not strings. What a look-up came to is remembered in a
new lock; a failed one is also a diagnostic that says what stands there instead.
Nothing here opens a file: the archive is a function from a key to a text.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from briefing.archive import Archived, Paragraph
from briefing.diagnostics import Diagnostic, Rule, Span
from briefing.model import (
    REMEMBERED,
    Bound,
    Citation,
    Dated,
    Figure,
    Locator,
    LocatorKind,
    Lock,
    Locked,
    Note,
    Outcome,
    Quantity,
    Site,
    Verification,
)
from briefing.quantities import Identity, Verdict, best, identity, read_parts, read_quantities
from briefing.states import reads
from briefing.verdicts import OUTCOMES, RULES, hint, message
from briefing.view import View

Archive = Callable[[str], Archived | None]
"""The text of a source by its key, or nothing where the archive does not have it."""

Standing = Mapping[Identity, tuple[Quantity, Paragraph]]
"""Quantities by what they are, and where they stand."""

_RANKS: Final = (
    Outcome.VERIFIED,
    Outcome.ROUNDED,
    Outcome.AS_READ,
    Outcome.QUALIFIER_DIFFERS,
    Outcome.UNSCALED,
    # A text that is not in the archive may be the one of a group that has the figure.
    Outcome.NO_TEXT,
    Outcome.UNIT_DIFFERS,
    Outcome.SCALE_SUSPECT,
    Outcome.NOT_FOUND,
)
"""The outcomes at the places of a group, the best first."""


class Sight(Struct, frozen=True):
    """What was found of a figure at one citation."""

    outcome: Outcome
    citation: Citation
    found: str = ""
    """What stands there, as printed."""
    passage: str = ""
    """The paragraph that it stands in; shown on the spot, never kept."""
    where: str = ""
    verdict: Verdict = Verdict.NONE
    quantity: Quantity | None = None
    """What stands there, as read."""


class Looked(Struct, frozen=True):
    """A figure, and the best of what was found."""

    figure: Figure
    sight: Sight


class Verified(Struct, frozen=True):
    """What a verification came to."""

    lock: Lock
    looked: tuple[Looked, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Statements by outcome."""
        return Counter(looked.sight.outcome for looked in self.looked)


def verify(view: View, notes: Iterable[Note], archive: Archive, today: date) -> Verified:
    """Look every figure up that rests on a source."""
    reader = _Reader(view.site, archive)
    looked: list[Looked] = []
    doubtful: list[Diagnostic] = []
    for note in notes:
        looked += (Looked(figure, reader.look(figure)) for figure in view.claims(note))
        doubtful += reader.periods(note.dated)
    problems = (*reader.faults(looked), *doubtful, *reader.absent(looked))
    return Verified(_new_lock(view.site, looked, reader.texts(looked), today), tuple(looked), problems)


class _Reader:
    """Reads the archive once, and remembers what stands in each paragraph."""

    def __init__(self, site: Site, archive: Archive) -> None:
        self.site = site
        self.archive = archive
        self.known: dict[str, Archived | None] = {}
        self.pointed: dict[tuple[str, tuple[Locator, ...]], tuple[Paragraph, ...]] = {}
        self.quantities: dict[str, tuple[Quantity, ...]] = {}
        self.standing: dict[tuple[str, tuple[Locator, ...]], Standing] = {}
        self.parts: dict[str, frozenset[str]] = {}
        self.told_of: dict[tuple[Paragraph, ...], frozenset[str]] = {}

    def text(self, key: str) -> Archived | None:
        if key not in self.known:
            self.known[key] = self.archive(key)
        return self.known[key]

    def texts(self, looked: Iterable[Looked]) -> dict[str, Archived]:
        keys = {citation.key for item in looked for citation in item.figure.grounds}
        return {key: text for key in sorted(keys) if (text := self.text(key))}

    def numbers(self, paragraph: Paragraph) -> tuple[Quantity, ...]:
        if paragraph.text not in self.quantities:
            self.quantities[paragraph.text] = read_quantities(paragraph.text, self.site.settings.names)
        return self.quantities[paragraph.text]

    def identical(self, citation: Citation) -> Standing:
        """What stands where a citation points by what it is, of what is the same the first."""
        where = (citation.key, citation.locators)
        if where not in self.standing:
            text = self.text(citation.key)
            paragraphs = self.at(text, citation) if text else ()
            found = ((number, at) for at in reversed(paragraphs) for number in reversed(self.numbers(at)))
            self.standing[where] = {identity(number): (number, at) for number, at in found}
        return self.standing[where]

    def at(self, text: Archived, citation: Citation) -> tuple[Paragraph, ...]:
        """The paragraphs that a citation points at."""
        where = (citation.key, citation.locators)
        if where not in self.pointed:
            self.pointed[where] = text.at(citation.locators)
        return self.pointed[where]

    # looking up

    def look(self, figure: Figure) -> Sight:
        """The best of what stands at any of a figure's places."""
        # Most figures stand at one of them as they are said, which needs no comparison.
        if found := next(self.as_said(figure), None):
            return found
        sights = [self.sight(figure, citation) for citation in figure.grounds]
        return min(sights, key=lambda sight: _RANKS.index(sight.outcome))

    def as_said(self, figure: Figure) -> Iterator[Sight]:
        """Where the very figure stands."""
        wanted = identity(figure.quantity)
        for citation in figure.grounds:
            if found := self.identical(citation).get(wanted):
                yield _seen(Outcome.VERIFIED, Verdict.SAME, citation, *found)

    def sight(self, figure: Figure, citation: Citation) -> Sight:
        text = self.text(citation.key)
        if text is None:
            return Sight(Outcome.NO_TEXT, citation)
        places = self.at(text, citation)
        verdict, at, quantity = self.best(figure.quantity, places)
        outcome = OUTCOMES[verdict]
        if outcome not in (Outcome.VERIFIED, Outcome.ROUNDED) and self.is_our_reading(figure.quantity, citation):
            outcome = Outcome.AS_READ
        if at is None or quantity is None:
            return Sight(outcome, citation)
        return _seen(outcome, verdict, citation, quantity, at)

    def best(
        self, said: Quantity, paragraphs: Sequence[Paragraph]
    ) -> tuple[Verdict, Paragraph | None, Quantity | None]:
        found = [(*best(said, self.numbers(paragraph)), paragraph) for paragraph in paragraphs]
        if not found:
            return Verdict.NONE, None, None
        verdict, quantity, paragraph = min(found, key=lambda item: item[0].rank)
        return verdict, paragraph, quantity

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
                yield Diagnostic(rule, self.message(item), item.figure.span, self.hint(item))

    def absent(self, looked: Iterable[Looked]) -> Iterator[Diagnostic]:
        """Sources without a text; that there is none at all is said once."""
        keys = sorted({citation.key for item in looked for citation in item.figure.grounds})
        missing = [key for key in keys if self.text(key) is None]
        hint = (
            "put its text beside the others, as KEY.txt, .md, .html or .pdf; until then its figures stay as they were"
        )
        if keys and missing == keys:
            yield Diagnostic(Rule.NO_TEXT, "the archive has the text of no source", Span("notes/sources.yaml"), hint)
            return
        for key in missing:
            yield Diagnostic(Rule.NO_TEXT, f"the archive has no text of `{key}`", self.place(key), hint)

    def place(self, key: str) -> Span:
        return self.site.bibliography.places.get(key, Span("notes/sources.yaml"))

    def message(self, item: Looked) -> str:
        sight, figure = item.sight, item.figure
        found = (sight.quantity, sight.found) if sight.quantity else None
        return message(sight.verdict, (figure.quantity, figure.text), _cited(sight.citation), found)

    def hint(self, item: Looked) -> str:
        return hint(item.sight.verdict) or self.elsewhere(item)

    def elsewhere(self, item: Looked) -> str:
        """Where a figure does stand in its source, or what is nearest to it at its place."""
        citation = item.sight.citation
        text = self.text(citation.key)
        if text is None:
            return ""
        if not (places := self.at(text, citation)):
            return (
                f"the source ends at {_where(text.paragraphs[-1], citation)}" if text.paragraphs else "it has no text"
            )
        around = sorted(text.paragraphs, key=lambda paragraph: abs(paragraph.number - places[0].number))
        verdict, paragraph, _ = self.best(item.figure.quantity, around)
        if verdict.is_support and paragraph:
            return f"it stands in {_where(paragraph, citation)}: is the place wrong?"
        near = self.nearest(item.figure.quantity, places)
        return f"the nearest there is `{near}`" if near else "no figure in that unit stands there"

    def nearest(self, said: Quantity, places: Iterable[Paragraph]) -> str:
        candidates = [
            (_distance(said, quantity), paragraph.text[quantity.bound_start : quantity.end])
            for paragraph in places
            for quantity in self.numbers(paragraph)
            if quantity.unit == said.unit
        ]
        return min(candidates, default=(Decimal(0), ""))[1]

    # periods

    def periods(self, dated: Iterable[Dated]) -> Iterator[Diagnostic]:
        for period in dated:
            known = [item for item in period.grounds if item.key in self.site.bibliography.sources]
            if known and not any(self.stands(period, citation) for citation in known):
                hint = "check the period, or move the citation behind what it bears out"
                message = f"`{period.text}` does not stand at {_cited(known[0])}"
                yield Diagnostic(Rule.PERIOD_NOT_FOUND, message, period.span, hint)

    def stands(self, period: Dated, citation: Citation) -> bool:
        """Whether a part of it stands at the place and the rest anywhere; unknown texts are not doubted."""
        text = self.text(citation.key)
        if text is None:
            return True
        here = self.told(self.at(text, citation))
        return bool(period.parts & here) and period.parts <= self.told(text.paragraphs)

    def told(self, paragraphs: tuple[Paragraph, ...]) -> frozenset[str]:
        if paragraphs not in self.told_of:
            self.told_of[paragraphs] = frozenset().union(*(self.told_by(each.text) for each in paragraphs))
        return self.told_of[paragraphs]

    def told_by(self, text: str) -> frozenset[str]:
        if text not in self.parts:
            self.parts[text] = read_parts(text)
        return self.parts[text]


def _distance(said: Quantity, found: Quantity) -> Decimal:
    scale = max(abs(said.low), abs(found.low)) or Decimal(1)
    return abs(said.low - found.low) / scale


def _seen(outcome: Outcome, verdict: Verdict, citation: Citation, quantity: Quantity, at: Paragraph) -> Sight:
    printed = at.text[quantity.bound_start : quantity.end]
    return Sight(outcome, citation, printed, at.text, _where(at, citation), verdict, quantity)


def _where(paragraph: Paragraph, citation: Citation) -> str:
    """A paragraph by its number, or by its page where the citation counts in pages."""
    by_page = any(locator.kind is LocatorKind.PAGE for locator in citation.locators)
    return f"p. {paragraph.page}" if by_page else f"¶{paragraph.number}"


def _cited(citation: Citation) -> str:
    signs = {LocatorKind.PARAGRAPH: "¶", LocatorKind.PAGE: "p. "}
    places = ", ".join(f"{signs.get(item.kind, f'{item.kind} ')}{item.numbers}" for item in citation.locators)
    return f"`{citation.key}`, {places}" if places else f"`{citation.key}`"


# --- the lock ------------------------------------------------------------------------------------


_GRAVITY: Final = {outcome: place for place, outcome in enumerate((Outcome.NO_TEXT, *REMEMBERED))}


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
        if _GRAVITY[item.sight.outcome] > _GRAVITY[known.sight.outcome]:
            found[item.figure.claim] = item
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
