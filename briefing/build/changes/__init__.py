"""What changed between two editions of a project, figure by figure.

Problem: a diff of Markdown shows which lines changed, not which numbers did;
moving or rewording a sentence does not change a figure, but a digit does.
Algorithm: figures in the ledger are paired by id. Those in texts are paired by
claim (value, unit, bound, source and place), wherever they moved; the remaining
ones of a note are paired by the similarity of their sentences with numbers
masked (Dice's coefficient over words). Each pair is compared
field by field. Reference: Dice, Measures of the Amount of Ecologic Association
Between Species, Ecology 26 (1945).
"""

from briefing.build.changes.comparing import Changed, Facts, Kind, compare
from briefing.build.changes.editions import Edition, edition
from briefing.build.changes.printing import FORMATS, Since, changes_schema
from briefing.build.changes.unexplained import unexplained

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
