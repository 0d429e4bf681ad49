"""What a careful reader would check, found in English and Chinese text and compared as values."""

from briefing.quantities.periods import read_parts, read_period, read_periods
from briefing.quantities.reading import (
    Match,
    best,
    compare,
    format_quantity,
    identity,
    read,
    read_ambiguous,
    read_cell,
    read_quantities,
    read_value,
)
from briefing.quantities.result import Reading, how_to_write

__all__ = [
    "Match",
    "Reading",
    "best",
    "compare",
    "format_quantity",
    "how_to_write",
    "identity",
    "read",
    "read_ambiguous",
    "read_cell",
    "read_parts",
    "read_period",
    "read_periods",
    "read_quantities",
    "read_value",
]
