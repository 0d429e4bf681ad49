"""What templates are given of figures: evidence, tallies, the ledger, guidance."""

from msgspec import Struct


class Day(Struct, frozen=True):
    """A date for readers and for machines."""

    iso: str
    """As ISO 8601, for `datetime`."""
    text: str
    """In the site's language."""


class StateView(Struct, frozen=True):
    """How a figure is supported: one of four states, with the same word and sign wherever it is shown."""

    id: str
    """`found`, `ours`, `otherwise` or `unchecked`, for styles."""
    sign: str
    """`✓`, `=`, `⚠` or `?`."""
    word: str
    """The state in the site's language, such as “Found in source”."""
    detail: str
    """After a colon, both values where we read another one, a doubt about inputs, what the look-up found; or empty."""
    sentence: str
    """Word and detail."""
    reading: str
    """The value that we read, where the source prints another; else empty."""
    printed: str
    """What the source prints, where we read another value; else empty."""


class CaveatView(Struct, frozen=True):
    """A caveat of a source."""

    at: str
    """The places it is about."""
    figures: tuple[str, ...]
    """The figures it is about; empty for all of the places."""
    says: str
    """What the source says."""
    reading: str
    """How we read it."""
    grade: str
    """`differs`, `doubtful` or `context`, for styles."""
    label: str
    """The grade in the site's language; of `differs` with its sign."""
    value: str
    """The value that we read, where the grade is `differs`; else empty."""


class PlaceView(Struct, frozen=True):
    """A place in a source that supports a figure."""

    source: str
    """Authors and year of the source, or its title: no two sources of a site are called the same."""
    via: str
    """Through whom its text was obtained, or empty."""
    path: str
    """The address of this place on the source's page, from the site's root, anchor included."""
    locators: str
    """The places in it, or empty."""
    url: str
    """The address of the source itself, at this place where that can be said; empty where it has none."""
    order: str
    """What places are sorted by, to be in the order of the source."""


class InputView(Struct, frozen=True):
    """A figure from which another is derived."""

    label: str
    """What it is."""
    text: str
    """Its value, as printed."""
    period: str
    """The time it is about, or empty."""
    path: str
    """The address of its evidence, from the site's root."""


class TermView(Struct, frozen=True):
    """A part of a calculation."""

    text: str
    """An operator, a number or a bracket, or the value of a figure as printed."""
    path: str
    """The address of the figure's evidence, from the site's root; empty for what is no figure."""
    state: StateView | None
    """How the figure is supported; nothing for what is no figure."""


class EvidenceView(Struct, frozen=True):
    """The evidence of a figure: an endnote."""

    id: str
    """Its own id, made from the claim or from the figure's id: it stays the same when the text around it changes."""
    text: str
    """The figure, as printed."""
    label: str
    """What it is, where the ledger says so; else empty."""
    period: str
    """The time it is about, or empty."""
    kind: str
    """Its kind in the site's language, or empty."""
    state: StateView
    """How it is supported."""
    day: Day | None
    """When it was looked up."""
    places: tuple[PlaceView, ...]
    """The places that support it, each by itself."""
    caveats: tuple[CaveatView, ...]
    """The caveats about it; remarks on its source are left out."""
    equation: tuple[TermView, ...]
    """How a derived figure is calculated, in values; empty for others."""
    inputs: tuple[InputView, ...]
    """The figures from which it is derived."""
    basis: str
    """What an opinion rests on, or empty."""
    uses: tuple[str, ...]
    """The ids of the places in the text that lead here."""


class PlaceChecks(Struct, frozen=True):
    """The figures of a page that cite one place of a source."""

    locators: str
    """The place, or empty for those that name none."""
    figures: tuple[EvidenceView, ...]
    """Their evidence, in reading order."""


class SourceChecks(Struct, frozen=True):
    """The figures of a page that cite one source and need no further explanation."""

    source: str
    """Authors and year of the source, or its title."""
    via: str
    """Through whom its text was obtained, or empty."""
    path: str
    """The address of the source's page, from the site's root."""
    places: tuple[PlaceChecks, ...]
    """Its places, in the order of the source."""


class Checks(Struct, frozen=True):
    """The evidence of a page's figures: what is doubtful first, the rest by source and place, ours last."""

    doubts: tuple[EvidenceView, ...]
    """Figures that we read otherwise, that a caveat is about, or whose look-up failed."""
    sources: tuple[SourceChecks, ...]
    """Figures that need no further explanation, by source, as first cited."""
    ours: tuple[EvidenceView, ...]
    """Our own calculations and opinions."""


class FigureMark(Struct, frozen=True):
    """A figure in the text: the link around its HTML."""

    id: str
    """The id of this place."""
    target: str
    """The id of its evidence; empty where there is none to show."""
    value: str
    """Its value for machines, for `<data value>`."""
    state: StateView | None
    """How it is supported; nothing where it needs no support, since it is exempt on purpose."""
    inside_link: bool
    """Whether it is inside a link already, so that it cannot be one."""


class TallyPart(Struct, frozen=True):
    """The figures of a note that are in one state."""

    state: str
    """`found`, `ours`, `otherwise`, `unchecked`, or `exempt` for those that need no support."""
    sign: str
    """The sign of the state; empty if no figure is in it, and for `exempt`."""
    count: int
    """Their number."""
    text: str
    """The same in words."""
    anchor: str
    """Where on the page they are."""


class Tally(Struct, frozen=True):
    """How the figures of a note are supported."""

    total: int
    """Figures stated in the text, each statement counted."""
    parts: tuple[TallyPart, ...]
    """Those found in their sources, even if there are none; then each other state that occurs."""
    sentence: str
    """All this as a sentence in the site's language; empty for a note without figures."""


class LedgerRow(Struct, frozen=True):
    """A figure of the ledger."""

    id: str
    """Its id."""
    label: str
    """What it is."""
    text: str
    """Its value, as printed."""
    value: str
    """The same for machines: `550000`, `500/700` for a range, the unit behind a space."""
    period: str
    """The time it is about, or empty."""
    until: str
    """The last day of that time, as ISO 8601, or empty."""
    kind: str
    """Its kind in the site's language."""
    state: StateView
    """How it is supported."""
    caveats: str
    """How many caveats are about it, in the site's language, or empty."""
    places: tuple[PlaceView, ...]
    """The places that support it; without the name of the source where the page has only one."""
    note: str
    """The title of the note that defines it."""
    segment: str
    """The segment of that note, or empty."""
    path: str
    """The address of its evidence, from the site's root."""


class GuidanceRow(Struct, frozen=True):
    """What management said would happen."""

    row: LedgerRow
    """The figure."""
    due: str
    """When it falls due, as written."""
    due_iso: str
    """Its last day, as ISO 8601, or empty."""
    status: str
    """`open`, `met`, `missed`, `revised` or `withdrawn`."""
    status_label: str
    """The same in the site's language."""
    is_overdue: bool
    """Whether it is open past its day, on the day of the site."""
    outcome: str
    """Its outcome, as printed, or empty."""
    outcome_state: StateView | None
    """How that is supported; nothing where there is no outcome."""
