"""Which pages a site has, and what each template is given.

A page depends on `site`, its own record and the templates, and on nothing
else. Nothing here renders.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from briefing.pages import context, evidence, lists, pieces, printed
from briefing.pages.context import NotePage, SiteContext
from briefing.pages.kinds import KINDS, first_parts, make, plan, site_context, table, url_of
from briefing.pages.lists import Page
from briefing.pages.metadata import PageMetadata
from briefing.pages.planning import Job

__all__ = [
    "KINDS",
    "RECORDS",
    "Job",
    "NotePage",
    "Page",
    "PageMetadata",
    "SiteContext",
    "first_parts",
    "make",
    "plan",
    "site_context",
    "table",
    "url_of",
]

RECORDS: Final[Mapping[str, type[Struct]]] = {
    name: found
    for module in (context, evidence, lists, pieces, printed)
    for name, found in vars(module).items()
    if isinstance(found, type) and issubclass(found, Struct)
}
"""What templates are given, by name."""
