"""A source as reference managers read it: CSL-JSON 1.0.2, a work in JSON-LD, and with BibTeX all of them.

A note to be cited is first converted to a source, so that all formats are
made the same way. Nothing here knows who cites what.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any, Final

import msgspec
from markupsafe import Markup
from msgspec import Raw, Struct, structs

from briefing.citations.author_names import as_name, is_person
from briefing.citations.references import full_name, to_csl, to_plain
from briefing.exports.bibtex import as_bibtex
from briefing.model import FrontMatter, Name, PartialDate, Source, SourceType


class Publication(Struct, frozen=True):
    """Data of the publication that every page is part of."""

    title: str
    company: str
    language: str
    url: str
    """The absolute URL of the site, or empty."""


class PageDescription(Struct, frozen=True):
    """The metadata of a page."""

    title: str
    description: str
    lang: str
    url: str
    """Its absolute URL, or empty."""
    image: str
    """The absolute URL of its card, or empty."""
    trail: tuple[tuple[str, str], ...]
    """The breadcrumbs, outermost first: titles and absolute URLs, which may be empty."""


# --- CSL-JSON ------------------------------------------------------------------------------

_OWN: Final = ("custom", "formatted")
_VARIABLES: Final = {field.name: field.encode_name for field in structs.fields(Source) if field.name not in _OWN}
_NAME_PARTS: Final = {field.name: field.encode_name for field in structs.fields(Name)}
"""The names of our fields in CSL."""


def as_csl(source: Source) -> dict[str, Any]:
    """An item of CSL-JSON: the fields of sources.yaml that are CSL's, without empty ones."""
    found = ((encoded, _csl(value)) for name, encoded in _VARIABLES.items() if (value := getattr(source, name)))
    return {name: _marked_up(name, value) for name, value in found if value}


def _marked_up(name: str, value: object) -> object:
    """A title with CSL markup; other fields have no markup."""
    return to_csl(value) if isinstance(value, str) and name.endswith(("title", "title-short")) else value


def csl_json(sources: Iterable[Source]) -> str:
    """A CSL-JSON file."""
    items = (_lines(as_csl(source)) for source in sources)
    return "[" + ",".join(f"\n  {{\n{lines}\n  }}" for lines in items) + "\n]\n"


def _lines(item: Mapping[str, Any]) -> str:
    """One variable per line, for human readers."""
    return ",\n".join(f'    "{name}": {msgspec.json.encode(value).decode()}' for name, value in item.items())


def _csl(value: object) -> object:
    if isinstance(value, PartialDate):
        return _csl_date(value)
    if isinstance(value, tuple):
        return [_csl_name(name) for name in value]
    return str(value)


def _csl_name(name: Name) -> dict[str, object]:
    parts = ((encoded, getattr(name, part)) for part, encoded in _NAME_PARTS.items())
    return {part: text for part, text in parts if text}


def _csl_date(when: PartialDate) -> dict[str, object]:
    """A date in CSL-JSON; one without numbers is `literal`."""
    fields: dict[str, object] = {"literal": when.text} if when.text else {}
    if not when.text and when.year is not None:
        fields["date-parts"] = [_parts(when), *([_parts(when.end) or [0]] if when.end else [])]
    if when.season:
        fields["season"] = when.season
    if when.circa and fields:
        fields["circa"] = True
    return fields


def _parts(when: PartialDate) -> list[int]:
    return [part for part in (when.year, when.month, when.day) if part is not None]


# --- JSON-LD ---------------------------------------------------------------------------------

_WORKS: Final[Mapping[str, str]] = {
    "article": "Article",
    "article-journal": "ScholarlyArticle",
    "article-magazine": "Article",
    "article-newspaper": "NewsArticle",
    "book": "Book",
    "chapter": "Chapter",
    "dataset": "Dataset",
    "legislation": "Legislation",
    "map": "Map",
    "paper-conference": "ScholarlyArticle",
    "periodical": "Periodical",
    "post-weblog": "BlogPosting",
    "report": "Report",
    "review": "Review",
    "software": "SoftwareSourceCode",
    "speech": "CreativeWork",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
"""The types of schema.org by those of CSL; the others are a `CreativeWork`."""


def as_work(source: Source) -> dict[str, Any]:
    """A source in the words of schema.org."""
    doi = {"@type": "PropertyValue", "propertyID": "DOI", "value": source.DOI} if source.DOI else None
    work = {
        "@type": _WORKS.get(source.type, "CreativeWork"),
        "name": to_plain(source.heading),
        "author": [as_agent(name) for name in source.author],
        "datePublished": source.issued.iso,
        "publisher": {"@type": "Organization", "name": source.publisher} if source.publisher else None,
        "inLanguage": source.language,
        "identifier": doi,
        "url": source.URL or (f"https://doi.org/{source.DOI}" if source.DOI else ""),
    }
    return {name: value for name, value in work.items() if value}


def as_agent(name: Name) -> dict[str, str]:
    """An author in schema.org; a name without parts is a body's."""
    return {"@type": "Person" if is_person(name) else "Organization", "name": full_name(name)}


# --- all of them --------------------------------------------------------------------------------


class Formats(Struct, frozen=True):
    """A source in each format, ready for a page."""

    bibtex: Markup
    csl: Markup
    work: Raw
    """In JSON-LD."""


def as_text(text: str) -> Markup:
    """A text between tags, where a quotation mark may stay what it is."""
    return Markup(escape(text, quote=False))


@lru_cache(maxsize=4096)
def formats(source: Source) -> Formats:
    """A source in each format, cached, since it is on many pages."""
    csl = msgspec.json.encode([as_csl(source)]).decode()
    return Formats(as_text(as_bibtex(source)), as_text(csl), Raw(msgspec.json.encode(as_work(source))))


# --- a note as a source ------------------------------------------------------------------------


def as_source(path: str, front: FrontMatter, within: Publication, version: str, url: str) -> Source:
    """A note as a source, for those who cite it."""
    stem = path.removesuffix(".md").replace("/", "-")
    return Source(
        id=f"{stem}-{front.date.year}",
        type=SourceType("report"),
        title=front.title,
        author=tuple(map(as_name, front.authors)),
        issued=PartialDate(front.date.year, front.date.month, front.date.day),
        publisher=within.title,
        version=version,
        language=front.lang or within.language,
        URL=url,
    )
