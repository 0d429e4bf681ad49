"""A source as a formatted reference, in the house style.

The author and date come first, then title, contributors, container, publisher, archive
and link. The result is escaped HTML; titles have the quotation marks of their own script.
Fields and name parts are those of CSL-JSON. A reference depends on the source and the
site's language only, not on the notes that cite it.
"""

from briefing.citations.references.date_format import format_date
from briefing.citations.references.formatting import Style, doi_url, format_locators, format_reference, label, suffixes
from briefing.citations.references.person_names import Script, full_name, script_of
from briefing.citations.references.titles import escape_latex, to_csl, to_html, to_latex, to_plain

__all__ = [
    "Script",
    "Style",
    "doi_url",
    "escape_latex",
    "format_date",
    "format_locators",
    "format_reference",
    "full_name",
    "label",
    "script_of",
    "suffixes",
    "to_csl",
    "to_html",
    "to_latex",
    "to_plain",
]
