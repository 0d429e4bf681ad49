"""A source as reference managers read it: BibTeX, CSL-JSON 1.0.2, and a work in JSON-LD.

A note that somebody wants to cite becomes a source first, so that all three
are made in one way. Nothing here knows who cites what.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any, Final
from urllib.parse import quote

import msgspec
from markupsafe import Markup
from msgspec import Raw, Struct, structs

from briefing.model import FrontMatter, Name, PartialDate, Source, SourceType
from briefing.references import full_name, is_chinese


class Publication(Struct, frozen=True):
    """What is said of every page: in what it appears, and about whom."""

    title: str
    company: str
    language: str
    url: str
    """The absolute address of the site, or empty."""


class Shown(Struct, frozen=True):
    """A page as machines are told of it."""

    title: str
    description: str
    lang: str
    url: str
    """Its absolute address, or empty."""
    image: str
    """The absolute address of its card, or empty."""
    trail: tuple[tuple[str, str], ...]
    """What stands above it, outermost first: titles and absolute addresses, which may be empty."""


# --- BibTeX ------------------------------------------------------------------------------

_KINDS: Final[Mapping[str, str]] = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "classic": "book",
    "entry-dictionary": "incollection",
    "entry-encyclopedia": "incollection",
    "manuscript": "unpublished",
    "pamphlet": "booklet",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
"""The types of BibTeX by those of CSL; the others are `misc`."""

_PUBLISHERS: Final = {"techreport": "institution", "phdthesis": "school"}
_CONTAINERS: Final = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_SIGNS: Final = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces even behind a backslash, so that a lone one would swallow the file.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_SIGN: Final = re.compile(r"[\\{}~^&%$#_]")
_ADDRESS_SIGN: Final = re.compile(r"[\\{}]")


def as_bibtex(source: Source) -> str:
    """An entry of a BibTeX file; letters beyond ASCII stay as they are, as Biber and Zotero want them."""
    kind = _KINDS.get(source.type, "misc")
    lines = (f"  {name} = {value}" for name, value in _fields(source, kind))
    return f"@{kind}{{{bibtex_key(source.id)},\n" + ",\n".join(lines) + "\n}\n"


def bibtex(sources: Iterable[Source]) -> str:
    """A BibTeX file."""
    return "\n".join(map(as_bibtex, sources))


def bibtex_key(key: str) -> str:
    """A key as BibTeX and LaTeX take it; two that differ still do."""
    return re.sub(r"[^\w.:/+-]", lambda sign: "".join(f"*{byte:02x}" for byte in sign.group().encode()), key)


def _fields(source: Source, kind: str) -> Iterator[tuple[str, str]]:
    """The fields of an entry that say something."""
    for name, names in (("author", source.author), ("editor", source.editor)):
        if names:
            yield name, f"{{{' and '.join(map(bibtex_name, names))}}}"
    # Doubled braces keep the title's capitals.
    yield "title", f"{{{{{_escaped(source.title)}}}}}"
    for name, text in _texts(source, kind):
        if text.strip():
            yield name, f"{{{_escaped(text)}}}"
    yield from _dates(source)
    for name, address in (("doi", source.DOI), ("url", source.URL)):
        if address:
            yield name, f"{{{_ADDRESS_SIGN.sub(lambda sign: quote(sign.group()), address)}}}"


def _texts(source: Source, kind: str) -> Iterator[tuple[str, str]]:
    yield "shorttitle", source.title_short
    yield _CONTAINERS.get(kind, "howpublished"), source.container_title
    yield "series", source.collection_title
    yield _PUBLISHERS.get(kind, "publisher"), source.publisher
    yield "address", source.publisher_place
    yield "edition", source.edition
    yield "volume", source.volume
    yield "number", source.issue or source.number
    yield "version", source.version
    yield "pages", re.sub(r"(?<=\w)\s*[-–—]+\s*(?=\w)", "--", source.page)
    yield "type", source.genre
    yield "language", source.language
    yield "isbn", source.ISBN
    yield "note", source.note


def _dates(source: Source) -> Iterator[tuple[str, str]]:
    issued = source.issued
    if issued.year is not None:
        yield "year", f"{{{issued.year}}}"
    elif issued.text:
        yield "year", f"{{{_escaped(issued.text)}}}"
    if issued.month:
        yield "month", _MONTHS[issued.month - 1]
    if issued.day:
        yield "day", f"{{{issued.day}}}"
    if source.accessed.iso:
        yield "urldate", f"{{{source.accessed.iso}}}"


def bibtex_name(name: Name) -> str:
    """A name as BibTeX takes it apart: `de Beauvoir, Simone`; a body as a whole, in braces."""
    family = " ".join(_part(part) for part in (name.dropping_particle, name.non_dropping_particle, name.family) if part)
    if name.literal or not family:
        return f"{{{_escaped(name.literal or full_name(name))}}}"
    return ", ".join(part for part in (family, _part(name.suffix), _part(name.given)) if part)


def _part(part: str) -> str:
    """A part of a name, in braces where BibTeX would divide it."""
    said = _escaped(part)
    return f"{{{said}}}" if re.search(r",|(?:^|\s)and(?:\s|$)", said, re.IGNORECASE) else said


def _escaped(text: str) -> str:
    # `str.translate` would take long over each letter that is no such sign.
    return _SIGN.sub(lambda sign: _SIGNS[sign.group()], " ".join(text.split()))


# --- CSL-JSON ------------------------------------------------------------------------------

_VARIABLES: Final = {field.name: field.encode_name for field in structs.fields(Source) if field.name != "custom"}
_NAME_PARTS: Final = {field.name: field.encode_name for field in structs.fields(Name)}
"""What CSL calls our fields."""


def as_csl(source: Source) -> dict[str, Any]:
    """An item of CSL-JSON: the fields of sources.yaml that are CSL's, those that say something."""
    found = ((encoded, _csl(value)) for name, encoded in _VARIABLES.items() if (value := getattr(source, name)))
    return {name: value for name, value in found if value}


def csl_json(sources: Iterable[Source]) -> str:
    """A CSL-JSON file."""
    items = (_lines(as_csl(source)) for source in sources)
    return "[" + ",".join(f"\n  {{\n{lines}\n  }}" for lines in items) + "\n]\n"


def _lines(item: Mapping[str, Any]) -> str:
    """A variable a line: people read this too."""
    return ",\n".join(f'    "{name}": {msgspec.json.encode(value).decode()}' for name, value in item.items())


def _csl(value: object) -> object:
    if isinstance(value, PartialDate):
        return _csl_date(value)
    if isinstance(value, tuple):
        return [_csl_name(name) for name in value]
    return str(value)


def _csl_name(name: Name) -> dict[str, str]:
    parts = ((encoded, getattr(name, part)) for part, encoded in _NAME_PARTS.items())
    return {part: said for part, said in parts if said}


def _csl_date(when: PartialDate) -> dict[str, object]:
    if when.year is None:
        return {"literal": when.text} if when.text else {}
    parts = [part for part in (when.year, when.month, when.day) if part is not None]
    return {"date-parts": [parts]} | ({"circa": True} if when.circa else {})


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
        "name": source.title,
        "author": [as_agent(name) for name in source.author],
        "datePublished": source.issued.iso,
        "publisher": {"@type": "Organization", "name": source.publisher} if source.publisher else None,
        "inLanguage": source.language,
        "identifier": doi,
        "url": source.URL or (f"https://doi.org/{source.DOI}" if source.DOI else ""),
    }
    return {name: value for name, value in work.items() if value}


def as_agent(name: Name) -> dict[str, str]:
    """Who wrote something, in the words of schema.org; a name that has no parts is a body's."""
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
    """A source in each format; it stands on many pages, and is put together once."""
    csl = msgspec.json.encode([as_csl(source)]).decode()
    return Formats(as_text(as_bibtex(source)), as_text(csl), Raw(msgspec.json.encode(as_work(source))))


# --- a note as a source ------------------------------------------------------------------------


_BODIES: Final = {
    "bank", "board", "co", "company", "corp", "department", "desk", "editors", "group", "inc", "institute", "llc",
    "ltd", "office", "research", "staff", "team",
}  # fmt: skip
_FEW: Final = 4
"""Signs that a Chinese person's name has at most."""


def as_name(written: str) -> Name:
    """An author of a note as a name with parts: `Ada Lund`, `Lund, Ada`; a body, and a Chinese name, as a whole."""
    words = written.split()
    if len(words) < 2 or is_chinese(written) or _is_body(words):
        return Name(literal=written)
    if "," in written:
        family, given = (part.strip() for part in written.split(",", 1))
        return Name(family=family, given=given)
    first = next((place for place, word in enumerate(words) if place and word[0].islower()), len(words) - 1)
    return Name(family=" ".join(words[first:]), given=" ".join(words[:first]))


def _is_body(words: list[str]) -> bool:
    """Whether a name is that of a body: `The briefing desk`, `Lund Research`."""
    return words[0].casefold() == "the" or words[-1].casefold().rstrip(".") in _BODIES


def is_person(name: Name) -> bool:
    """Whether a name is a person's: one with parts, or a short Chinese one."""
    return not name.literal or (is_chinese(name.literal) and len(name.literal) <= _FEW)


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
