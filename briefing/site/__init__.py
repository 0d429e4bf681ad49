"""The notes and sources among each other, as queries of `incremental`.

A note says, a site relates: what depends on other notes is here, and nowhere
in a note. Each query is small, so that a change stops where it no longer
shows: the order of the notes hides their titles, ids hide values.
"""

from briefing.site.figures import MAX_GUIDANCE
from briefing.site.inputs import Filing
from briefing.site.notes import Addresses, Card
from briefing.site.view import View

__all__ = ["MAX_GUIDANCE", "Addresses", "Card", "Filing", "View"]
