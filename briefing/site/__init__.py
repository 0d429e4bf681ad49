"""How notes and sources relate to each other, as queries of `incremental`.

A note is complete by itself: whatever depends on other notes is here, never in a note. Each
query is small, so that a change stops at the first query whose result stays
the same: the order of the notes hides their titles, ids hide values.
"""

from briefing.site.figure_queries import MAX_GUIDANCE
from briefing.site.view import View

__all__ = ["MAX_GUIDANCE", "View"]
