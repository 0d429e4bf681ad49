"""Files that robots and language models read first: `robots.txt` and `llms.txt` (llmstxt.org)."""

import re
from collections.abc import Iterator
from typing import Final

from briefing.evidence.states import label
from briefing.model import CardData, State, Words
from briefing.site import View
from briefing.site.urls import base_url

MAX_LISTED: Final = 20
"""Notes of a segment that `llms.txt` names, newest first."""


def as_robots(view: View, _: Words) -> str:
    """Robots may read everything; the URL of the sitemap has to be absolute."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base_url(view.settings)}sitemap.xml\n"


def as_llms(view: View, words: Words) -> str:
    """The briefing in Markdown: its call, notes as Markdown, and data; URLs are absolute if there is a base URL."""
    return "\n".join(_lines(view, words, base_url(view.settings))) + "\n"


def _lines(view: View, words: Words, url: str) -> Iterator[str]:
    settings = view.settings
    overview = view.leads_to("index.md") == "note"
    yield f"# {_plain(settings.title)}"
    if overview:
        yield f"\n> {_plain(view.card('index.md').summary)}"
    if settings.disclosures:
        yield f"\n{_plain(settings.disclosures)}"
    if overview:
        yield f"\n## {_plain(view.card('index.md').title)}\n"
        yield _line(view.card("index.md"), url)
    for segment in settings.segments:
        paths = view.of_segment(segment.id)
        if paths:
            yield f"\n## {_plain(segment.title)}\n"
            yield from (_line(view.card(path), url) for path in paths[:MAX_LISTED])
    if view.has_figures():
        states = ", ".join(f"{state.value}: {label(state, words)}" for state in State)
        yield "\n## Data\n\nThe Markdown of a note has its figures as they were typed; what is known of each is here.\n"
        yield f"- [figures.csv]({url}figures/figures.csv): every figure with its source and its state ({states})"
        yield f"- [figures.json]({url}figures/figures.json): the same as JSON"
    yield "\n## Optional\n"
    yield f"- [sources.json]({url}sources.json): the bibliography as CSL-JSON"


def _line(card: CardData, url: str) -> str:
    """The link to a note's Markdown, and its summary."""
    return f"- [{_plain(card.title)}]({url}{card.path}): {_plain(card.summary)} ({card.day.isoformat()})"


def _plain(text: str) -> str:
    """A text on one line, in which no bracket is read as a link."""
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(text.split()))
