"""What a careful reader would check, found in English and Chinese text and compared as values."""

from briefing.evidence.quantities.ambiguous import readings
from briefing.evidence.quantities.periods import read_parts, read_period, read_periods
from briefing.evidence.quantities.reading import (
    format_quantity,
    read,
    read_ambiguous,
    read_cell,
    read_quantities,
    read_value,
)
from briefing.evidence.quantities.result import Reading, how_to_write
from briefing.evidence.quantities.support import (
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
    "readings",
    "supports",
]
