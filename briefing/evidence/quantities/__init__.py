"""Quantities that a careful reader would check: parsed from (mainly English and Chinese) text, compared as values."""

from briefing.evidence.quantities.ambiguous import readings
from briefing.evidence.quantities.before_after import Change, may_change, read_changes
from briefing.evidence.quantities.label_directions import label_direction
from briefing.evidence.quantities.named_periods import (
    named_periods,
    names_of_periods,
    read_name,
    spellings_of,
)
from briefing.evidence.quantities.parsed_text import ParsedText, spelling_hint
from briefing.evidence.quantities.parser import (
    format_quantity,
    read,
    read_ambiguous,
    read_cell,
    read_quantities,
    read_value,
)
from briefing.evidence.quantities.periods import read_parts, read_period, read_periods
from briefing.evidence.quantities.periods_beside import (
    Part,
    part_of,
    period_ahead,
    period_behind,
    period_of_clause,
    periods_of_number,
    without_periods_ahead,
)
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
    "Change",
    "Identity",
    "ParsedText",
    "Part",
    "Policy",
    "Verdict",
    "best",
    "difference",
    "format_quantity",
    "identity",
    "label_direction",
    "may_change",
    "named_periods",
    "names_of_periods",
    "part_of",
    "period_ahead",
    "period_behind",
    "period_of_clause",
    "periods_of_number",
    "read",
    "read_ambiguous",
    "read_cell",
    "read_changes",
    "read_name",
    "read_parts",
    "read_period",
    "read_periods",
    "read_quantities",
    "read_value",
    "readings",
    "spelling_hint",
    "spellings_of",
    "supports",
    "without_periods_ahead",
]
