"""What a careful reader would check, found in English and Chinese text and compared as values."""

from briefing.quantities.periods import read_parts, read_period, read_periods
from briefing.quantities.reading import (
    Match,
    Reading,
    best,
    compare,
    format_quantity,
    identity,
    read,
    read_ambiguous,
    read_quantities,
    read_value,
)

__all__ = [
    "Match",
    "Reading",
    "best",
    "compare",
    "format_quantity",
    "identity",
    "read",
    "read_ambiguous",
    "read_parts",
    "read_period",
    "read_periods",
    "read_quantities",
    "read_value",
]
