"""The parts of a reference after its title: contributors, container, publication and archive."""

import re
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup, escape

from briefing import lazy_re
from briefing.citations.references.date_format import format_date
from briefing.citations.references.person_names import Script, full_name, listed, script_of
from briefing.citations.references.titles import to_html
from briefing.model import Name, Source, Words

_PERIODICALS: Final = {
    "article-journal", "article-magazine", "article-newspaper", "legal_case", "periodical", "review", "review-book",
}  # fmt: skip
"""CSL types whose volume and issue are printed without words after the container: `Joule 8(2)`."""

_HANDLED_ROLES: Final = {"author", "reviewed-author", "original-author"}
_DASH: Final = lazy_re.compile(r"(?<=[0-9xvilc])\s?-{1,2}\s?(?=[0-9A-Za-z])")


def contributors(source: Source, words: Words, maximum: int) -> Iterator[Markup]:
    """The part or volume, the reviewed work, all contributors but the authors, and the first issue of a reissue."""
    if source.part_number or source.part_title:
        part = words.in_reference.part.format(source.part_number) if source.part_number else ""
        yield Markup(": ").join(filter(None, (escape(part), to_html(source.part_title))))
    if source.volume_title:
        yield to_html(source.volume_title)
    if source.reviewed_title or source.reviewed_author:
        yield _review(source, words, maximum)
    for role, form in words.in_reference.roles.items():
        names: tuple[Name, ...] = () if role in _HANDLED_ROLES else getattr(source, role.replace("-", "_"), ())
        if names:
            yield escape(form.format(listed([full_name(name) for name in names], words, maximum)))
    if first := _first_issue(source, words, maximum):
        yield first


def _review(source: Source, words: Words, maximum: int) -> Markup:
    by = listed([full_name(name) for name in source.reviewed_author], words, maximum)
    title = Markup("<i>{}</i>").format(to_html(source.reviewed_title, italic=True)) if source.reviewed_title else ""
    after = words.in_reference.review_by.format(by) if by else ""
    text = Markup(words.in_reference.review).format(title, f" {after}" if after and title else after)
    return text + (escape(f" ({source.reviewed_genre})") if source.reviewed_genre else "")


def _first_issue(source: Source, words: Words, maximum: int) -> Markup | None:
    """The date, title, authors and publisher of the first issue of a work."""
    date = format_date(source.original_date, words) if source.original_date.year or source.original_date.text else ""
    title = Markup("<i>{}</i>").format(to_html(source.original_title, italic=True)) if source.original_title else ""
    authors = listed([full_name(name) for name in source.original_author], words, maximum)
    house = _publisher(source.original_publisher_place, source.original_publisher)
    texts = [escape(part) for part in (date, title, authors, house) if part]
    return Markup(words.in_reference.first_issue).format(Markup(", ").join(texts)) if texts else None


def container(source: Source, words: Words, script: Script) -> Markup:
    """The container of a work, and the position in it: `Joule 8(2), 101–117`, `Grids, vol. 2, 3`."""
    name = source.container_title or source.container_title_short
    marks = "『{}』" if script in (Script.JAPANESE, Script.KOREAN) else "《{}》"
    shown = Markup(marks if script else "<i>{}</i>").format(to_html(name, italic=not script)) if name else Markup("")
    places = [*_numbers(source, words, bool(name)), escape(_DASH.sub("–", source.page or source.page_first))]
    if not name and not source.volume:
        places = [_sentence(place) for place in places]
    if source.type in _PERIODICALS and name and source.volume:
        issue = f"({source.issue})" if source.issue else ""
        shown += escape(f" {source.volume}{issue}")
    return Markup(", ").join(part for part in (shown, *places) if part)


def _numbers(source: Source, words: Words, is_part: bool) -> Iterator[Markup]:
    """Volume, issue, supplement, section and chapter, with their words if they need any."""
    terms = words.in_reference
    is_periodical = source.type in _PERIODICALS and is_part
    if source.volume and not is_periodical:
        yield escape((terms.volume if is_part else terms.own_volume).format(source.volume))
    if source.issue and not (is_periodical and source.volume):
        yield escape(terms.issue.format(source.issue))
    for form, number in (
        (terms.supplement, source.supplement_number),
        (terms.section, source.section),
        (terms.chapter, source.chapter_number),
    ):
        if number:
            yield escape(form.format(number))


def imprint(source: Source, words: Words) -> Iterator[Markup]:
    """The publication of a work: number, series, edition, event, authority, status, publisher, dates and medium."""
    terms = words.in_reference
    yield _numbered(source, words)
    series, in_series = to_html(source.collection_title), _number(source.collection_number, words)
    yield Markup(", ").join(filter(None, (series, escape(in_series) if series else _sentence(escape(in_series)))))
    yield _sentence(escape(_edition(source.edition, words)))
    for form, value in (
        (terms.printing, source.printing_number),
        (terms.version, source.version),
        (terms.volumes, source.number_of_volumes),
    ):
        yield escape(form.format(value) if value else "")
    yield _event(source, words)
    yield escape(", ".join(filter(None, (source.authority, source.division, source.jurisdiction))))
    yield _sentence(escape(source.status))
    yield escape(_publisher(source.publisher_place, source.publisher))
    for form, when in ((terms.submitted, source.submitted), (terms.available, source.available_date)):
        yield escape(form.format(format_date(when, words)) if when.year or when.text else "")
    yield escape(", ".join(filter(None, (source.medium, source.dimensions, source.scale))))
    yield escape(terms.pages.format(source.number_of_pages) if source.number_of_pages else "")


def _number(number: str, words: Words) -> str:
    """A number, with a word unless it has letters: `no. 12`, `TR-12`."""
    return words.in_reference.issue.format(number) if re.fullmatch(r"[\d./–-]+", number) else number


def _numbered(source: Source, words: Words) -> Markup:
    number = escape(_number(source.number, words))
    if source.genre:
        return Markup(" ").join(filter(None, (escape(source.genre), number)))
    return _sentence(number) if number != source.number else number


def _sentence(words: Markup) -> Markup:
    """Words with a capital at the beginning."""
    return words[:1].upper() + words[1:] if words[:1].isascii() else words


def _publisher(place: str, name: str) -> str:
    colon = "：" if script_of(f"{place}{name}", "") is Script.CHINESE else ": "
    return colon.join(filter(None, (place, name)))


_HAS_EDITION: Final = lazy_re.compile(r"\b(?:ed|edn|edition|auflage|aufl|éd)\b|版|판", re.IGNORECASE)


def _edition(edition: str, words: Words) -> str:
    """An edition: a number becomes `3rd ed.`; a text stays as it is, with `ed.` if it lacks that."""
    terms = words.in_reference
    if edition.isdecimal():
        return terms.edition_number.format(_ordinal(int(edition)) if terms.edition_number.startswith("{}") else edition)
    return edition if not edition or _HAS_EDITION.search(edition) else terms.edition.format(edition)


def _ordinal(number: int) -> str:
    """An English ordinal: `1st`, `2nd`, `11th`; other languages put a word before the number."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _event(source: Source, words: Words) -> Markup:
    """The title, place and date of an event, without what the rest of the reference already says."""
    when = source.event_date if source.event_date != source.issued else None
    date = format_date(when, words) if when and (when.year or when.text) else ""
    title = "" if source.event_title in (source.container_title, source.title) else source.event_title
    texts = [escape(part) for part in (to_html(title), source.event_place, date) if part]
    return Markup(", ").join(texts)


def archived(source: Source) -> Iterator[Markup]:
    """The archive that holds a work, its number there, and standard numbers such as the ISBN."""
    holder = (
        source.archive_collection,
        source.archive_location,
        source.archive,
        source.archive_place,
        source.call_number,
    )
    yield escape(", ".join(filter(None, holder)))
    yield escape(source.source)
    yield escape(source.references)
    if not source.DOI and not source.URL:
        for name, number in (("ISBN", source.ISBN), ("ISSN", source.ISSN)):
            yield escape(f"{name}\u00a0{number}" if number else "")
    for name, number in (("PMID", source.PMID), ("PMCID", source.PMCID)):
        yield escape(f"{name}\u00a0{number}" if number and not source.DOI else "")
