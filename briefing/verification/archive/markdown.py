"""Markdown, read as the HTML that it renders to, page by page."""

from collections.abc import Iterator

from msgspec import structs

from briefing.notes.markdown import to_html
from briefing.verification.archive.html import read_html
from briefing.verification.archive.model import Draft


def read_markdown(text: str) -> Iterator[Draft]:
    """The blocks of a Markdown text; form feeds separate pages."""
    for page, leaf in enumerate(text.split("\f"), 1):
        yield from (structs.replace(draft, page=page) for draft in read_html(to_html(leaf)))
