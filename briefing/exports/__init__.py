"""What machines read of a site: the ledger, citations, metadata, listings, cards.

Formats of others are kept to the letter, and no value is said that the site
does not say to readers. Nothing here knows templates.
"""

from briefing.exports.bibtex import as_bibtex
from briefing.exports.cards import Card, can_write, draw, rasterizer
from briefing.exports.citations import (
    Formats,
    Publication,
    Shown,
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
    "Card",
    "Formats",
    "Publication",
    "Shown",
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
