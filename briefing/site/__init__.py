"""The notes and sources among each other, as queries of `incremental`.

A note is complete by itself, a site relates: what depends on other notes is here, and nowhere
in a note. Each query is small, so that a change stops where the result of a
query is the same: the order of the notes hides their titles, ids hide values.
"""

from briefing.site.figure_queries import MAX_GUIDANCE
from briefing.site.view import View

__all__ = ["MAX_GUIDANCE", "View"]
