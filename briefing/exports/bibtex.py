"""A source as an entry of BibTeX: its types and fields are those of BibLaTeX, which biber, pandoc and Zotero read.

Fields that also exist in classic BibTeX keep its names (`journal`, `year`, `month`, `address`), for old
styles. Reference: the manual of BibLaTeX 3.20, "Database Guide".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import quote

from briefing import lazy_re
from briefing.citations.references import escape_latex, full_name, to_latex
from briefing.model import Name, PartialDate, Source

_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "article-journal": ("article", ""),
    "article-magazine": ("article", "magazine"),
    "article-newspaper": ("article", "newspaper"),
    "bill": ("legislation", "bill"),
    "book": ("book", ""),
    "broadcast": ("video", "broadcast"),
    "chapter": ("incollection", ""),
    "classic": ("book", "classic"),
    "dataset": ("dataset", ""),
    "entry": ("inreference", "entry"),
    "entry-dictionary": ("inreference", "entry-dictionary"),
    "entry-encyclopedia": ("inreference", ""),
    "figure": ("image", "figure"),
    "graphic": ("image", ""),
    "hearing": ("jurisdiction", "hearing"),
    "legal_case": ("jurisdiction", ""),
    "legislation": ("legislation", ""),
    "manuscript": ("unpublished", ""),
    "motion_picture": ("movie", ""),
    "pamphlet": ("booklet", ""),
    "paper-conference": ("inproceedings", ""),
    "patent": ("patent", ""),
    "performance": ("performance", ""),
    "periodical": ("periodical", ""),
    "personal_communication": ("letter", ""),
    "post": ("online", "post"),
    "post-weblog": ("online", "post-weblog"),
    "regulation": ("legislation", "regulation"),
    "report": ("report", ""),
    "review": ("review", ""),
    "review-book": ("review", "review-book"),
    "software": ("software", ""),
    "song": ("music", ""),
    "speech": ("unpublished", "speech"),
    "standard": ("standard", ""),
    "thesis": ("thesis", ""),
    "treaty": ("legislation", "treaty"),
    "webpage": ("online", ""),
}
"""The types of BibLaTeX by those of CSL, with the `entrysubtype` that distinguishes two; the others are `misc`."""

_PUBLISHERS: Final = dict.fromkeys(("report", "thesis", "jurisdiction", "legislation"), "institution") | {
    "online": "organization",
    "standard": "organization",
}
_CONTAINERS: Final = {"article": "journal", "review": "journal"} | dict.fromkeys(
    ("incollection", "inproceedings", "inreference"), "booktitle"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_URL_ESCAPE: Final = lazy_re.compile(r"[\\{}]")
_NAMES: Final = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "container-author": "bookauthor",
    "illustrator": "illustrator",
    "director": "director",
    "contributor": "contributor",
}
"""The fields of names by the variables of CSL; the others are `editora` with its type, one of them."""

_OTHER_ROLES: Final = (
    "compiler", "collection-editor", "editorial-director", "organizer", "producer", "composer", "performer", "host",
    "interviewer", "narrator",
)  # fmt: skip


def as_bibtex(source: Source) -> str:
    """An entry of a BibTeX file; letters beyond ASCII stay as they are, as Biber and Zotero want them."""
    kind, subtype = _TYPES.get(source.type, ("misc", "" if source.type == "document" else source.type))
    fields = [*_fields(source, kind), *([("entrysubtype", f"{{{subtype}}}")] if subtype else [])]
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields)
    return f"@{kind}{{{bibtex_key(source.id)},\n{lines}\n}}\n"


def bibtex(sources: Iterable[Source]) -> str:
    """A BibTeX file."""
    return "\n".join(map(as_bibtex, sources))


def bibtex_key(key: str) -> str:
    """A key that is valid in BibTeX and LaTeX; different keys stay different."""
    return re.sub(r"[^\w.:/+-]", lambda sign: "".join(f"*{byte:02x}" for byte in sign.group().encode()), key)


def _fields(source: Source, kind: str) -> Iterator[tuple[str, str]]:
    """The non-empty fields of an entry."""
    yield from _names(source)
    for name, text in _titles(source, kind):
        if text.strip():
            # Doubled braces protect the title's capitals.
            yield name, f"{{{{{to_latex(text)}}}}}"
    for name, text in _texts(source, kind):
        if text.strip():
            yield name, f"{{{escape_latex(text)}}}"
    yield from _dates(source)
    for name, url in (("doi", source.DOI), ("url", source.URL)):
        if url:
            yield name, f"{{{_URL_ESCAPE.sub(lambda sign: quote(sign.group()), url)}}}"


def _names(source: Source) -> Iterator[tuple[str, str]]:
    for variable, name in _NAMES.items():
        if names := getattr(source, variable.replace("-", "_")):
            yield name, _listed(names)
    others = [role for role in _OTHER_ROLES if getattr(source, role.replace("-", "_"))]
    for letter, role in zip("abc", others, strict=False):
        yield f"editor{letter}", _listed(getattr(source, role.replace("-", "_")))
        yield f"editor{letter}type", f"{{{role.replace('-', '')}}}"


def _listed(names: tuple[Name, ...]) -> str:
    return f"{{{' and '.join(map(bibtex_name, names))}}}"


def _titles(source: Source, kind: str) -> Iterator[tuple[str, str]]:
    if source.volume_title and kind == "book":
        yield "maintitle", source.title
        yield "title", source.volume_title
    else:
        yield "title", source.title or ("" if source.container_title else source.heading)
    yield "shorttitle", source.title_short
    yield _CONTAINERS.get(kind, "journaltitle"), source.container_title
    yield "shortjournal", source.container_title_short
    yield "series", source.collection_title
    yield "origtitle", source.original_title
    yield "eventtitle", source.event_title


def _texts(source: Source, kind: str) -> Iterator[tuple[str, str]]:
    yield "venue", source.event_place
    yield _PUBLISHERS.get(kind, "publisher"), source.publisher or (source.authority if kind == "jurisdiction" else "")
    yield "address", source.publisher_place or (source.jurisdiction if kind == "patent" else "")
    yield "edition", source.edition
    yield "volume", source.volume
    yield "volumes", source.number_of_volumes
    yield "part", source.part_number
    in_periodical = kind == "article"
    yield "eid", source.number if in_periodical else ""
    yield "number", source.issue or ("" if in_periodical else source.number) or source.collection_number
    yield "chapter", source.chapter_number
    yield "version", source.version
    yield "pages", re.sub(r"(?<=\w)\s*[-–—]+\s*(?=\w)", "--", source.page)
    yield "pagetotal", source.number_of_pages
    yield "type", source.genre
    yield "pubstate", source.status
    yield "language", source.language
    yield "origpublisher", source.original_publisher
    yield "origlocation", source.original_publisher_place
    yield "library", ", ".join(filter(None, _archive(source)))
    yield "isbn", source.ISBN
    yield "issn", source.ISSN
    yield "keywords", source.keyword
    yield "abstract", source.abstract
    yield "annotation", source.annote
    yield "note", source.note
    yield "addendum", "; ".join(filter(None, _rest(source, kind)))


def _archive(source: Source) -> tuple[str, ...]:
    """The archive that holds the work, from the largest unit down."""
    place = (source.archive_place, source.archive, source.archive_collection, source.archive_location)
    return (*place, source.call_number)


def _rest(source: Source, kind: str) -> Iterator[str]:
    """Data without its own field, as words, so that it is not lost."""
    yield source.medium
    yield source.dimensions
    yield source.scale
    yield source.section
    yield source.authority if kind != "jurisdiction" or source.publisher else ""
    yield source.jurisdiction if kind != "patent" or source.publisher_place else ""
    yield source.division
    yield source.references
    reviewed = " and ".join(map(full_name, source.reviewed_author))
    yield ", ".join(filter(None, (source.reviewed_title, reviewed, source.reviewed_genre)))
    number = "" if kind == "article" else source.number
    numbers = [(source.issue, number), (source.issue or number, source.collection_number)]
    yield from (later for first, later in numbers if first and later)


def _dates(source: Source) -> Iterator[tuple[str, str]]:
    yield from _issued(source.issued)
    others = (("urldate", source.accessed), ("origdate", source.original_date), ("eventdate", source.event_date))
    for name, when in others:
        if date := edtf(when) or escape_latex(when.text):
            yield name, f"{{{date}}}"


def _issued(when: PartialDate) -> Iterator[tuple[str, str]]:
    """`year`, `month` and `day`, which all programs know; otherwise `date`, in EDTF."""
    if when.text:
        yield "year", f"{{{escape_latex(when.text)}}}"
    elif when.end or when.season or when.circa or (when.year or 1) < 1:
        yield "date", f"{{{edtf(when)}}}"
    elif when.year is not None:
        yield "year", f"{{{when.year}}}"
        if when.month:
            yield "month", _MONTHS[when.month - 1]
        if when.day:
            yield "day", f"{{{when.day}}}"


def edtf(when: PartialDate) -> str:
    """A date in EDTF, including seasons, uncertainty and spans; empty without a year."""
    if when.year is None:
        return ""
    one = f"{when.iso}-{20 + when.season}" if when.season else when.iso
    one += "~" if when.circa else ""
    return f"{one}/{edtf(when.end)}" if when.end else one


def bibtex_name(name: Name) -> str:
    """A name in BibTeX's notation: `de Beauvoir, Simone`; a body as a whole, in braces."""
    if name.literal == "others":
        return "others"
    family = " ".join(_part(part) for part in (name.dropping_particle, name.non_dropping_particle, name.family) if part)
    if name.literal or not family:
        return f"{{{escape_latex(name.literal or full_name(name))}}}"
    return ", ".join(part for part in (family, _part(name.suffix), _part(name.given)) if part)


def _part(part: str) -> str:
    """A part of a name, in braces if BibTeX would split it."""
    escaped = escape_latex(part)
    return f"{{{escaped}}}" if re.search(r",|(?:^|\s)and(?:\s|$)", escaped, re.IGNORECASE) else escaped
