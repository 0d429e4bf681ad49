"""Which pages a site has, and what each template is given.

A page depends on `site`, its own record and the templates, and on nothing
else. Nothing here renders.
"""

from briefing.pages import context
from briefing.pages.context import NotePage, Page, SiteContext
from briefing.pages.making import Job, make, plan, site_context

__all__ = ["Job", "NotePage", "Page", "SiteContext", "context", "make", "plan", "site_context"]
