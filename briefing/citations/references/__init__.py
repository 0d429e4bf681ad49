"""A source as a formatted reference, in the house style.

Author and date first, title, contributors, container, publisher,
archive, link: escaped, linked, in the marks of the title's own script.
Field names and name parts are those of CSL-JSON. Nothing here knows who cites what.
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
