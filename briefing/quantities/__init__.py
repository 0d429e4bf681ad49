"""What a careful reader would check, found in English and Chinese text and compared as values."""

from briefing.quantities.periods import read_parts, read_period, read_periods
from briefing.quantities.reading import (
    Reading,
    format_quantity,
    read,
    read_ambiguous,
    read_quantities,
    read_value,
)
from briefing.quantities.support import (
    LARGE_DIFFERENCE,
    Identity,
    Policy,
    Verdict,
    best,
    difference,
    identity,
    supports,
)

__all__ = [
    "LARGE_DIFFERENCE",
    "Identity",
    "Policy",
    "Reading",
    "Verdict",
    "best",
    "difference",
    "format_quantity",
    "identity",
    "read",
    "read_ambiguous",
    "read_parts",
    "read_period",
    "read_periods",
    "read_quantities",
    "read_value",
    "supports",
]
