"""Parses Markdown into a body with typed holes; the only package that uses the Markdown parser.

HTML is rendered here, once per change of a note. Wherever it depends on the rest of the
site (the number of a citation, the URL of another note, a word in the site's language),
a typed hole is left for `pages` to fill. Raw HTML is shown as text.
"""

from briefing.notes.markdown.body_builder import read_body
from briefing.notes.markdown.parser import to_html
from briefing.notes.markdown.slugs import slug

__all__ = ["read_body", "slug", "to_html"]
