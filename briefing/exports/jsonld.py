"""What a page is in the words of schema.org, as JSON-LD for search engines and other machines.

Addresses are absolute, so without the site's own they are left out; the rest
is said all the same. Nothing is said that the page does not show.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from markupsafe import Markup
from msgspec import Raw, Struct

from briefing.exports.authors import as_name
from briefing.exports.citations import Publication, Shown, as_agent, formats
from briefing.model import Change, ChangeKind, FrontMatter, Source

CONTEXT: Final = "https://schema.org"

_SIGNS: Final = (
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    (b"&", b"\\u0026"),
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)
"""What could end the script in which the text stands, or its line."""

Said = Mapping[str, Any]


class Support(Struct, frozen=True):
    """What a note rests on: its sources, its tally, and of the figures it leads with label, value and state."""

    sources: Sequence[Source]
    tally: str
    figures: Sequence[tuple[str, str, str]]


def as_script(things: Iterable[Said]) -> Markup:
    """Things as the text of a script element, which they cannot end."""
    text = msgspec.json.encode({"@context": CONTEXT, "@graph": list(things)})
    for sign, escaped in _SIGNS:
        text = text.replace(sign, escaped)
    return Markup(text.decode())


def article(front: FrontMatter, shown: Shown, within: Publication, segment: str, support: Support) -> Said:
    """A note; how its figures are supported is its `backstory`, and the state of each is its `description`."""
    corrections = (change for change in front.history if change.kind is ChangeKind.CORRECTION)
    return _said(
        ("@type", ["AnalysisNewsArticle", "Report"]),
        ("@id", shown.url and f"{shown.url}#article."),
        ("url", shown.url),
        ("mainEntityOfPage", shown.url),
        ("headline", shown.title),
        ("description", shown.description),
        ("abstract", shown.description),
        ("image", shown.image),
        ("datePublished", front.date.isoformat()),
        ("dateModified", changed(front).isoformat()),
        ("inLanguage", shown.lang),
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


def _figure(label: str, text: str, state: str) -> Said:
    return {"@type": "PropertyValue", "name": label, "value": text, "description": state}


def changed(front: FrontMatter) -> Any:
    """The day of a note's last change."""
    return max([front.date, *(change.date for change in front.history), front.updated or front.date])


def _correction(change: Change) -> Said:
    return {"@type": "CorrectionComment", "text": change.text, "datePublished": change.date.isoformat()}


def website(within: Publication, description: str) -> Said:
    """The whole site."""
    return _said(
        *_part_of(within).items(),
        ("description", description),
        ("inLanguage", within.language),
        ("publisher", _publisher(within)),
        ("about", {"@type": "Organization", "name": within.company} if within.company else None),
    )


def dataset(
    shown: Shown,
    within: Publication,
    files: Iterable[tuple[str, str]],
    day: str,
    states: Iterable[tuple[str, str]],
) -> Said:
    """The ledger, with its files (absolute addresses and media types) and what each value of `state` means."""
    return _said(
        ("@type", "Dataset"),
        ("@id", shown.url and f"{shown.url}#dataset."),
        ("url", shown.url),
        ("name", f"{within.title}: {shown.title}"),
        ("description", shown.description),
        ("inLanguage", within.language),
        ("dateModified", day),
        ("creator", _publisher(within)),
        ("publisher", _publisher(within)),
        ("isPartOf", _part_of(within)),
        ("variableMeasured", _states(states)),
        ("distribution", [_download(url, kind) for url, kind in files] if shown.url else None),
    )


def _states(states: Iterable[tuple[str, str]]) -> Said:
    references = [{"@type": "PropertyValue", "value": name, "description": label} for name, label in states]
    return {"@type": "PropertyValue", "name": "state", "valueReference": references}


def breadcrumbs(shown: Shown) -> Said:
    """The way to a page, which its readers see as well."""
    places = [(title, url) for title, url in shown.trail if url or not shown.url]
    items = [
        _said(("@type", "ListItem"), ("position", place), ("name", title), ("item", url))
        for place, (title, url) in enumerate((*places, (shown.title, shown.url)), 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _download(url: str, kind: str) -> Said:
    return {"@type": "DataDownload", "contentUrl": url, "encodingFormat": kind}


def _publisher(within: Publication) -> Said:
    return _said(("@type", "Organization"), ("name", within.title), ("url", within.url))


def _part_of(within: Publication) -> Said:
    name = f"{within.url}#website." if within.url else ""
    return _said(("@type", "WebSite"), ("@id", name), ("name", within.title), ("url", within.url))


def _said(*pairs: tuple[str, Any]) -> Said:
    """What is not empty."""
    return {name: value for name, value in pairs if value}
