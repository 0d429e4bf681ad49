"""The table of data files of a site: a new file is a function and a row."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from briefing.exports.bibtex import bibtex
from briefing.exports.citations import csl_json
from briefing.exports.figures import as_json, as_package, as_spreadsheet
from briefing.exports.listings import as_llms, as_robots
from briefing.model import Extent, Words
from briefing.site import View


class Export(Struct, frozen=True):
    """A file that holds the site, or a part of it, as data."""

    path: str
    """Where it is, from the site's root."""
    text: Callable[[View, Words], str]
    """The content."""
    is_needed: Callable[[Extent], bool] = lambda _: True
    """Whether a site of some extent has it."""


def _has_figures(extent: Extent) -> bool:
    return extent.figures > 0


def _has_url(extent: Extent) -> bool:
    return extent.has_url


EXPORTS: Final = (
    Export("figures/figures.csv", as_spreadsheet, _has_figures),
    Export("figures/figures.json", as_json, _has_figures),
    Export("figures/datapackage.json", as_package, _has_figures),
    Export("sources.json", lambda view, _: csl_json(view.bibliography())),
    Export("sources.bib", lambda view, _: bibtex(view.bibliography())),
    Export("llms.txt", as_llms),
    Export("robots.txt", as_robots, _has_url),
)
