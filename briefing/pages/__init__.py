"""Which pages a site has, and what each template is given.

A page depends on `site`, its own record and the templates, and on nothing
else. Nothing here renders.
"""

from briefing.pages import context
from briefing.pages.context import NotePage, Page, SiteContext
from briefing.pages.machines import Machines, base_url
from briefing.pages.making import make, site_context
from briefing.pages.planning import Job, plan

__all__ = ["Job", "Machines", "NotePage", "Page", "SiteContext", "base_url", "context", "make", "plan", "site_context"]
