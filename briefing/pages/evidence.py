"""What templates are given of figures: evidence, tallies, the ledger, guidance."""

from msgspec import Struct


class Day(Struct, frozen=True):
    """A date for readers and for machines."""

    iso: str
    """As ISO 8601, for `datetime`."""
    text: str
    """In the site's language."""


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


class PlaceView(Struct, frozen=True):
    """Where a figure stands."""

    source: str
    """Authors or title of the source."""
    via: str
    """Through whom the words came to us, or empty."""
    path: str
    """The address of the source's page, from the site's root."""
    locators: str
    """The places in it, or empty."""


class InputView(Struct, frozen=True):
    """A figure from which another is worked out."""

    label: str
    """What it is."""
    text: str
    """Its value, as printed."""
    period: str
    """The time it is about, or empty."""
    path: str
    """The address of its evidence, from the site's root."""


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
    """What sort of word it is, in the site's language, or empty."""
    state: str
    """`verified`, `rounded`, `qualifier-differs`, `as-read`, `derived`, `opinion` or `unverified`, for styles."""
    outcome: str
    """The same in the site's language."""
    day: Day | None
    """When it was verified."""
    places: tuple[PlaceView, ...]
    """Where it stands; any of them bears it out."""
    caveats: tuple[CaveatView, ...]
    """What is doubtful about it."""
    formula: str
    """How a derived figure is worked out, or empty."""
    inputs: tuple[InputView, ...]
    """The figures that it is worked out from."""
    basis: str
    """What an opinion rests on, or empty."""
    uses: tuple[str, ...]
    """The ids of the places in the text that lead here."""


class FigureMark(Struct, frozen=True):
    """A figure in the text: what stands around its HTML."""

    id: str
    """The id of this place."""
    target: str
    """The id of its evidence; empty where there is none to show."""
    value: str
    """Its value for machines, for `<data value>`."""
    state: str
    """As in its evidence; `exempt` or `uncited` where it has none."""
    inside_link: bool
    """Whether it stands in a link already, so that it cannot be one."""


class Tally(Struct, frozen=True):
    """How the figures of a note stand."""

    total: int
    """Figures stated in the text, each statement counted."""
    stand: int
    """Those that stand in their sources."""
    ours: int
    """Those that are ours: derived, opinion, or read otherwise than printed."""
    exempt: int
    """Those that are exempt on purpose."""
    unverified: int
    """The rest."""
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
    """What sort of word it is, in the site's language."""
    state: str
    """As in its evidence."""
    outcome: str
    """The same in the site's language."""
    places: tuple[PlaceView, ...]
    """Where it stands."""
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
    """What it came to, as printed, or empty."""
