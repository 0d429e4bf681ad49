"""The pages of a site, and the variables of their templates.

A page depends on `site`, its own record and the templates, and on nothing
else. Nothing here renders.
"""

from briefing.pages.context import Base, NotePage, SiteContext
from briefing.pages.kinds import KINDS, first_parts, make, plan, records, site_context, table, url_of
from briefing.pages.metadata import PageMetadata
from briefing.pages.planning import Job

__all__ = [
    "KINDS",
    "Base",
    "Job",
    "NotePage",
    "PageMetadata",
    "SiteContext",
    "first_parts",
    "make",
    "plan",
    "records",
    "site_context",
    "table",
    "url_of",
]
