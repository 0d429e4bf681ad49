"""The parts of a note's prose: HTML, citations, figures and charts."""

from markupsafe import Markup
from msgspec import Struct

from briefing.pages.evidence import FigureMark, LedgerRow


class CitedItem(Struct, frozen=True):
    """One source of a citation."""

    id: str
    """The id of this use, to which the reference leads back."""
    number: int
    """The number of its reference on this page; 0 for an unknown source."""
    key: str
    """The source's key."""
    author: str
    """The author that a narrative citation names in running text; else empty."""
    prefix: Markup
    """Words before it, such as “see”."""
    locators: str
    """The places in the source, such as “p. 3”."""
    suffix: Markup
    """Words after it, with the comma or the space that joins them to it."""


class ChartKey(Struct, frozen=True):
    """The meaning of a colour, a style or a mark of a chart."""

    swatch: Markup
    """A small drawing of it, as SVG."""
    text: str
    """Its meaning."""


class ChartSource(Struct, frozen=True):
    """A source of a chart, and the places in it."""

    source: str
    """Authors or title of the source; empty in a row, where the chart has no other source."""
    path: str
    """The address of the source's page, from the site's root."""
    locators: str
    """The places in it, or empty."""


class ChartRow(Struct, frozen=True):
    """A figure of a chart, in the table under it."""

    label: str
    """What the chart calls it."""
    series: str
    """The series it belongs to, or empty."""
    figure: LedgerRow
    """The figure itself; its `path` leads to the evidence on the same page."""
    places: tuple[ChartSource, ...]
    """The places that support it."""


class ChartView(Struct, frozen=True):
    """A chart: a title, two drawings of the same, and its figures as a table."""

    id: str
    """Its id: `chart.1`."""
    title: str
    """What it finds."""
    note: str
    """What is measured, or empty."""
    alt: str
    """What it shows, in words, for those who cannot see it."""
    wide: Markup
    """The drawing for a desk, as SVG that holds `title` and `alt`."""
    narrow: Markup
    """The drawing for a phone, likewise."""
    key: tuple[ChartKey, ...]
    """The meaning of colours, styles and marks; empty if each is named beside it."""
    rows: tuple[ChartRow, ...]
    """Its figures, in order."""
    has_series: bool
    """Whether its figures belong to series."""
    has_periods: bool
    """Whether any of its figures has a period."""
    sources: tuple[ChartSource, ...]
    """The sources of its figures, and of those from which they are derived."""
    ours: str
    """The states of its figures that were not found in a source, such as “= our calculation”, or empty."""


class Piece(Struct, frozen=True):
    """A part of the prose: HTML as it is, a citation, a chart, or a figure around its HTML."""

    html: Markup = Markup("")
    """HTML, of a figure its own; empty for a citation or a chart."""
    figure: FigureMark | None = None
    """The link around a figure; nothing for the rest."""
    citation: tuple[CitedItem, ...] = ()
    """The sources of a citation; empty for the rest."""
    chart: ChartView | None = None
    """A chart; nothing for the rest."""
