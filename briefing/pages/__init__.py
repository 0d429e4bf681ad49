"""Which pages a site has, and what each template is given.

A page depends on `site`, its own record and the templates, and on nothing
else. Nothing here renders.
"""

from briefing.pages import context, pieces
from briefing.pages.context import NotePage, Page, SiteContext
from briefing.pages.making import pages, site_context

__all__ = ["NotePage", "Page", "SiteContext", "context", "pages", "pieces", "site_context"]
