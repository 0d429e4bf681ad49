"""Machine-readable exports of a site: the ledger, citations, metadata, listings, cards.

Formats follow their specifications to the letter, and contain no value that
is not visible on a page. They do not depend on templates.
"""

from briefing.exports.bibtex import as_bibtex
from briefing.exports.cards import SocialCard, can_draw, can_write, draw, rasterizer
from briefing.exports.citations import (
    Formats,
    PageDescription,
    Publication,
    as_source,
    as_text,
    csl_json,
    formats,
)
from briefing.exports.figures import FIELDS, TABLES, as_csv, as_table
from briefing.exports.jsonld import Support, article, as_script, breadcrumbs, dataset, website
from briefing.exports.table import EXPORTS
from briefing.exports.tags import Tag, article_tags, highwire, open_graph

__all__ = [
    "EXPORTS",
    "FIELDS",
    "TABLES",
    "Formats",
    "PageDescription",
    "Publication",
    "SocialCard",
    "Support",
    "Tag",
    "article",
    "article_tags",
    "as_bibtex",
    "as_csv",
    "as_script",
    "as_source",
    "as_table",
    "as_text",
    "breadcrumbs",
    "can_draw",
    "can_write",
    "csl_json",
    "dataset",
    "draw",
    "formats",
    "highwire",
    "open_graph",
    "rasterizer",
    "website",
]
