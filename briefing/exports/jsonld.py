"""The metadata of a page in schema.org, as JSON-LD for search engines.

URLs are absolute, and are left out without a base URL. Nothing is stated
that the page does not show.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from markupsafe import Markup
from msgspec import Raw, Struct

from briefing.citations.author_names import as_name
from briefing.exports.citations import PageDescription, Publication, as_agent, formats
from briefing.model import Change, ChangeKind, FrontMatter, Source

CONTEXT: Final = "https://schema.org"

_ESCAPES: Final = (
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    (b"&", b"\\u0026"),
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)
"""Characters that could end the script around the text, or its line."""

JsonLd = Mapping[str, Any]


class Support(Struct, frozen=True):
    """The evidence for a note: its sources, its tally, and label, value and state of its headline figures."""

    sources: Sequence[Source]
    tally: str
    figures: Sequence[tuple[str, str, str]]


def as_script(things: Iterable[JsonLd]) -> Markup:
    """JSON as the text of a script element, which it cannot close."""
    text = msgspec.json.encode({"@context": CONTEXT, "@graph": list(things)})
    for sign, escaped in _ESCAPES:
        text = text.replace(sign, escaped)
    return Markup(text.decode())


def article(front: FrontMatter, page: PageDescription, within: Publication, segment: str, support: Support) -> JsonLd:
    """A note; how its figures are supported is its `backstory`, and the state of each is its `description`."""
    corrections = (change for change in front.history if change.kind is ChangeKind.CORRECTION)
    return _without_empty(
        ("@type", ["AnalysisNewsArticle", "Report"]),
        ("@id", page.url and f"{page.url}#article."),
        ("url", page.url),
        ("mainEntityOfPage", page.url),
        ("headline", page.title),
        ("description", page.description),
        ("abstract", page.description),
        ("image", page.image),
        ("datePublished", front.date.isoformat()),
        ("dateModified", changed(front).isoformat()),
        ("inLanguage", page.lang),
        ("author", [as_agent(as_name(author)) for author in front.authors] or _publisher(within)),
        ("publisher", _publisher(within)),
        ("about", {"@type": "Organization", "name": within.company} if within.company else None),
        ("articleSection", segment),
        ("keywords", list(front.tags)),
        ("isPartOf", _part_of(within)),
        ("citation", [Raw(formats(source).work) for source in support.sources]),
        ("backstory", support.tally),
        ("mentions", [_figure(*figure) for figure in support.figures]),
        ("correction", [_correction(change) for change in corrections]),
    )


def _figure(label: str, text: str, state: str) -> JsonLd:
    return {"@type": "PropertyValue", "name": label, "value": text, "description": state}


def changed(front: FrontMatter) -> Any:
    """The day of a note's last change."""
    return max([front.date, *(change.date for change in front.history), front.updated or front.date])


def _correction(change: Change) -> JsonLd:
    return {"@type": "CorrectionComment", "text": change.text, "datePublished": change.date.isoformat()}


def website(within: Publication, description: str) -> JsonLd:
    """The whole site."""
    return _without_empty(
        *_part_of(within).items(),
        ("description", description),
        ("inLanguage", within.language),
        ("publisher", _publisher(within)),
        ("about", {"@type": "Organization", "name": within.company} if within.company else None),
    )


def dataset(
    page: PageDescription,
    within: Publication,
    files: Iterable[tuple[str, str]],
    day: str,
    states: Iterable[tuple[str, str]],
) -> JsonLd:
    """The ledger, with its files (absolute URLs and media types) and the meaning of each `state`."""
    return _without_empty(
        ("@type", "Dataset"),
        ("@id", page.url and f"{page.url}#dataset."),
        ("url", page.url),
        ("name", f"{within.title}: {page.title}"),
        ("description", page.description),
        ("inLanguage", within.language),
        ("dateModified", day),
        ("creator", _publisher(within)),
        ("publisher", _publisher(within)),
        ("isPartOf", _part_of(within)),
        ("variableMeasured", _states(states)),
        ("distribution", [_download(url, kind) for url, kind in files] if page.url else None),
    )


def _states(states: Iterable[tuple[str, str]]) -> JsonLd:
    references = [{"@type": "PropertyValue", "value": name, "description": label} for name, label in states]
    return {"@type": "PropertyValue", "name": "state", "valueReference": references}


def breadcrumbs(page: PageDescription) -> JsonLd:
    """The breadcrumbs, as on the page."""
    places = [(title, url) for title, url in page.trail if url or not page.url]
    items = [
        _without_empty(("@type", "ListItem"), ("position", place), ("name", title), ("item", url))
        for place, (title, url) in enumerate((*places, (page.title, page.url)), 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _download(url: str, kind: str) -> JsonLd:
    return {"@type": "DataDownload", "contentUrl": url, "encodingFormat": kind}


def _publisher(within: Publication) -> JsonLd:
    return _without_empty(("@type", "Organization"), ("name", within.title), ("url", within.url))


def _part_of(within: Publication) -> JsonLd:
    name = f"{within.url}#website." if within.url else ""
    return _without_empty(("@type", "WebSite"), ("@id", name), ("name", within.title), ("url", within.url))


def _without_empty(*pairs: tuple[str, Any]) -> JsonLd:
    """The entries that are not empty."""
    return {name: value for name, value in pairs if value}
