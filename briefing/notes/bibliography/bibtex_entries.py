"""Converts an entry of BibTeX or BibLaTeX into an entry of CSL-JSON, like Pandoc and Zotero.

Reference: the manual of BibLaTeX 3.20, "Database Guide".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from briefing.model.diagnostics import Span
from briefing.notes.bibliography.bibtex_fields import CONTAINED, FIELDS, GENRES, LANGUAGES, NAMES, TYPES
from briefing.notes.bibliography.bibtex_names import AND, divided, names
from briefing.notes.bibliography.csl import NAMES as ROLES
from briefing.notes.bibliography.csl import source_type, variable
from briefing.notes.bibliography.latex import to_text, verbatim
from briefing.notes.records import Entry, Fields, Items, Leaf

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class RawField(Struct, frozen=True):
    """The source text of a field without its quotes or braces, and its span."""

    text: str
    span: Span


class BibtexEntry(Struct, frozen=True):
    """An entry of a BibTeX file: its type in lower case, its key, and its fields by BibLaTeX's names."""

    kind: str
    key: str
    span: Span
    fields: Mapping[str, RawField]


def to_csl(work: BibtexEntry) -> Fields:
    """An entry with CSL's variables; unknown fields are left out."""
    kind = _kind(work)
    found: dict[str, Entry] = {}

    def put(name: str, text: str, span: Span) -> None:
        if text and name not in found:
            found[name] = Entry(span, Leaf(text, span))

    put("id", work.key, work.span)
    put("type", kind, work.span)
    for name, text, span in (
        *_titles(work),
        *_type_dependent_fields(work, kind),
        *_texts(work, kind),
        *_publishers(work),
    ):
        put(name, text, span)
    for name, text, span in _dates(work):
        found[name] = Entry(span, Fields({"raw": Entry(span, Leaf(text, span))}, span))
    for field, name in NAMES.items():
        if field in work.fields and (listed := names(work.fields[field].text)):
            written = work.fields[field]
            items = tuple(_name(parts, written.span) for parts in listed)
            role = _role(work, field, name)
            found.setdefault(role, Entry(written.span, Items(items, written.span)))
    return Fields(found, work.span)


def _name(parts: Mapping[str, str], span: Span) -> Fields:
    return Fields({part: Entry(span, Leaf(text, span)) for part, text in parts.items()}, span)


def _role(work: BibtexEntry, field: str, name: str) -> str:
    """The role of an editor, which `editortype = {compiler}` may change."""
    editor_type = work.fields[f"{field}type"].text.lower() if f"{field}type" in work.fields else ""
    role = variable(editor_type) if editor_type else name
    return role if role in ROLES else name if editor_type in ("", "editor") else "contributor"


def _kind(work: BibtexEntry) -> str:
    subtype = work.fields["entrysubtype"].text.lower() if "entrysubtype" in work.fields else ""
    if work.kind == "article" and subtype in ("magazine", "newspaper"):
        return f"article-{subtype}"
    if subtype and (known := source_type(subtype)):
        return known
    if work.kind == "misc":
        return _misc(work, subtype)
    if work.kind == "unpublished" and "eventtitle" in work.fields:
        return "speech"
    return TYPES.get(work.kind, "document")


def _misc(work: BibtexEntry, subtype: str) -> str:
    """The CSL type of a `@misc`, which depends on its other fields."""
    if "eprint" in work.fields and "howpublished" not in work.fields:
        return "article"
    how = work.fields["howpublished"].text if "howpublished" in work.fields else ""
    only_online = "url" in work.fields and not {"publisher", "institution", "organization"} & work.fields.keys()
    return "webpage" if subtype in ("webpage", "website") or "url{" in how or (only_online and not how) else "document"


_GENRE_TYPES: Final = frozenset({"phdthesis", "mastersthesis", "mathesis", "bathesis", "techreport"})
"""Types whose names determine the genre of a work."""

_Value = tuple[str, str, Span]


def _titles(work: BibtexEntry) -> Iterator[_Value]:
    own, main, book, issue = (_whole_title(work, prefix) for prefix in ("", "main", "book", "issue"))
    title, container, volume = own, book, issue
    if main and work.kind in CONTAINED:
        container, volume = main, book
    elif main:
        title, volume = main, own
    elif issue and work.kind == "periodical":
        title, container, volume = issue, own, None
    named = (("title", title), ("container-title", container), ("volume-title", volume))
    yield from ((name, *whole) for name, whole in named if whole)


def _whole_title(work: BibtexEntry, prefix: str) -> tuple[str, Span] | None:
    """Title, subtitle and title addition joined."""
    fields = work.fields
    title = fields.get(f"{prefix}title")
    if not title:
        return None
    whole = to_text(title.text)
    if sub := fields.get(f"{prefix}subtitle"):
        whole += (" " if whole.endswith(("?", "!", ":")) else ": ") + to_text(sub.text)
    if addition := fields.get(f"{prefix}titleaddon"):
        whole += f". {to_text(addition.text)}"
    return _spaced(whole), title.span


def _spaced(text: str) -> str:
    return " ".join(text.split()) if "\u00a0" not in text else re.sub(r"[ \t\n]+", " ", text).strip()


def _texts(work: BibtexEntry, kind: str) -> Iterator[_Value]:
    for field, written in work.fields.items():
        name = FIELDS.get(field)
        if field == "location" and kind == "patent":
            yield "jurisdiction", _list_of(written.text), written.span
        elif name in ("DOI", "URL", "PMID", "PMCID", "ISBN", "ISSN"):
            yield name, verbatim(written.text), written.span
        elif name and name != "publisher":
            yield name, _text(field, written.text), written.span


_PUBLISHER_FIELDS: Final = ("publisher", "institution", "organization", "howpublished")


def _publishers(work: BibtexEntry) -> Iterator[_Value]:
    """Publisher, institution and organization joined. The value of `howpublished` may be a URL."""
    houses = {field: work.fields[field] for field in _PUBLISHER_FIELDS if field in work.fields}
    how = houses.get("howpublished")
    if how and (url := re.search(r"https?://[^\s{}]+", how.text)):
        yield "URL", verbatim(url.group()), how.span
        del houses["howpublished"]
    named = dict.fromkeys(_list_of(written.text) for written in houses.values())
    if named:
        yield "publisher", "; ".join(named), next(iter(houses.values())).span


def _text(field: str, text: str) -> str:
    if FIELDS.get(field) == "language":
        words = re.split(r"\band\b|,", to_text(text))
        return ", ".join(LANGUAGES.get(word.strip().lower(), word.strip()) for word in words)
    if field in ("location", "origlocation", "origpublisher"):
        return _list_of(text)
    plain = _spaced(to_text(text))
    return plain.replace("–", "-") if field == "pages" else plain


def _list_of(text: str) -> str:
    return "; ".join(_spaced(to_text(part)) for part in divided(text, AND))


def _type_dependent_fields(work: BibtexEntry, kind: str) -> Iterator[_Value]:
    """Fields whose meaning depends on the type of the entry."""
    fields = work.fields
    if number := fields.get("number"):
        issue = fields.get("issue")
        whole = to_text(number.text) + (f", {to_text(issue.text)}" if issue else "")
        yield _number_of(kind), whole, number.span
    elif issue := fields.get("issue"):
        yield "issue", to_text(issue.text), issue.span
    if work.kind in _GENRE_TYPES and "type" not in fields:
        yield "genre", GENRES[work.kind], work.span
    if genre := fields.get("type"):
        yield "genre", GENRES.get(genre.text.lower(), to_text(genre.text)), genre.span
    if eid := fields.get("eid"):
        yield ("number" if "pages" in fields else "page"), to_text(eid.text), eid.span
    if "note" in fields and "addendum" in fields:
        both = f"{to_text(fields['note'].text).rstrip('.')}. {to_text(fields['addendum'].text)}"
        yield "note", _spaced(both), fields["note"].span
    if eprint := fields.get("eprint"):
        yield from _eprint(eprint, fields)


_IN_SERIES: Final = ("book", "chapter", "paper-conference", "entry-encyclopedia", "pamphlet")


def _number_of(kind: str) -> str:
    if kind in ("article-journal", "article-magazine", "article-newspaper", "periodical"):
        return "issue"
    return "collection-number" if kind in _IN_SERIES else "number"


_ARCHIVES: Final[Mapping[str, str]] = {
    "arxiv": "https://arxiv.org/abs/{}",
    "jstor": "https://www.jstor.org/stable/{}",
    "hdl": "https://hdl.handle.net/{}",
    "pubmed": "https://pubmed.ncbi.nlm.nih.gov/{}",
    "googlebooks": "https://books.google.com/books?id={}",
}


def _eprint(eprint: RawField, fields: Mapping[str, RawField]) -> Iterator[_Value]:
    """The archive, number and URL from `eprint = {2401.12345}, archiveprefix = {arXiv}`."""
    kind = fields["eprinttype"].text.strip() if "eprinttype" in fields else ""
    number = verbatim(eprint.text)
    if re.match(r"(?i:arxiv:)", number) or (not kind and re.fullmatch(r"\d{4}\.\d{4,5}(?:v\d+)?", number)):
        kind, number = "arXiv", re.sub(r"(?i:^arxiv:)", "", number)
    if number.startswith(("http://", "https://")):
        yield "URL", number, eprint.span
        return
    if kind.lower() == "pubmed":
        yield "PMID", number, eprint.span
    yield "archive", kind, eprint.span
    yield "archive_location", number, eprint.span
    if kind.lower() in _ARCHIVES and not {"url", "doi"} & fields.keys():
        yield "URL", _ARCHIVES[kind.lower()].format(number), eprint.span


def _dates(work: BibtexEntry) -> Iterator[_Value]:
    for field, name in (("urldate", "accessed"), ("origdate", "original-date"), ("eventdate", "event-date")):
        if field in work.fields:
            yield name, _date(work.fields[field].text), work.fields[field].span
    if date := work.fields.get("date"):
        yield "issued", _date(date.text), date.span
    elif year := work.fields.get("year"):
        yield "issued", _issued(to_text(year.text).strip(), work.fields), year.span


def _date(text: str) -> str:
    return to_text(text).replace("–", "/").replace("--", "/").replace("\u00a0", "~").strip()


def _issued(year: str, fields: Mapping[str, RawField]) -> str:
    """Combine `year` and `month` (`jan`, `5`, `may # "~5"`, `March--April`) into a date; other words are kept."""
    if not re.fullmatch("[0-9]{4}", year):
        return year.replace("–", "/") if re.fullmatch("[0-9]{4}[–-][0-9]{4}", year) else year
    month = to_text(fields["month"].text).replace("\u00a0", " ").strip() if "month" in fields else ""
    words = re.findall(r"[^\W\d_]+", month)
    numbers = list(map(int, re.findall(r"\d+", month)))
    months = [*map(_month, words)] if words else numbers
    if not months:
        return year
    if not all(1 <= number <= 12 for number in months):
        return f"{month} {year}" if words else year
    days = numbers if words else []
    if "day" in fields:
        days = list(map(int, re.findall(r"\d+", to_text(fields["day"].text))))
    return _as_edtf(year, months, days)


def _as_edtf(year: str, months: Sequence[int], days: Sequence[int]) -> str:
    """A day, a month, or a span from the first to the last of them, as EDTF."""
    if len(days) < len(months):
        days = ()
    ends = [f"{year}-{months[at]:02}" + (f"-{days[at]:02}" if days else "") for at in (0, -1)]
    return "/".join(dict.fromkeys(ends))


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1 if word[:3].lower() in _MONTHS else 0
