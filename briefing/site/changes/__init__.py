"""What changed between two editions of a project, figure by figure.

Problem: a diff of Markdown says which lines changed, not which numbers did; a
moved or reworded sentence is no change of a figure, a digit is. Algorithm:
figures of the ledger are paired by id. Those of texts are paired by claim (value,
unit, bound, source and place), wherever they moved; what is left of a note is
paired with what is left of it in the other edition by the likeness of their
sentences, numbers masked (Dice's coefficient over words). Each pair is compared
field by field. Reference: Dice, Measures of the Amount of Ecologic Association
Between Species, Ecology 26 (1945).
"""

from briefing.site.changes.comparing import Changed, Facts, Kind, compare
from briefing.site.changes.editions import Edition, edition
from briefing.site.changes.printing import FORMATS, Since, changes_schema
from briefing.site.changes.unexplained import unexplained

__all__ = [
    "FORMATS",
    "Changed",
    "Edition",
    "Facts",
    "Kind",
    "Since",
    "changes_schema",
    "compare",
    "edition",
    "unexplained",
]
