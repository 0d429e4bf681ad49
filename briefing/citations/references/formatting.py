"""Formats a source as a reference: the order of its parts, and the words and punctuation of one language."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape
from msgspec import structs

from briefing import lazy_re
from briefing.citations.references.date_format import format_date
from briefing.citations.references.parts import archived, container, contributors, imprint
from briefing.citations.references.person_names import Script, full_name, listed, script_of, short_name
from briefing.citations.references.titles import to_html, to_plain
from briefing.model import OUTWARD_REL, Count, Locator, LocatorKind, PartialDate, Source, Words, letters

_STANDALONE: Final = {
    "book", "classic", "collection", "dataset", "manuscript", "map", "motion_picture", "musical_score", "pamphlet",
    "periodical", "report", "software", "standard", "thesis", "webpage",
}  # fmt: skip
"""CSL types whose own title is set in italics; works of other types are parts of a container."""

_YEARS: Final = lazy_re.compile("[0-9]{4}(?:[–-][0-9]{4})?")
MAX_NAMES: Final = 6


def label(source: Source, words: Words) -> str:
    """The text of a narrative citation: the authors, or the title if there are none."""
    names = [short_name(name) for name in source.author or source.editor]
    return listed(names, words, 2) or to_plain(source.title_short or source.heading)


def short(source: Source, words: Words, suffix: str = "") -> str:
    """A short name that is unique among the sources: authors and year with a suffix, or the title without authors."""
    names = [short_name(name) for name in source.author]
    year = f"{source.issued.year or words.no_date}{suffix}"
    return f"{listed(names, words, 2)} {year}" if names else label(source, words)


def suffixes(sources: Iterable[Source]) -> Mapping[str, str]:
    """The suffixes `a`, `b` … of works by the same authors in the same year, by key."""
    groups: dict[tuple[object, ...], list[Source]] = defaultdict(list)
    for source in sources:
        if source.author:
            groups[(*source.author, source.issued.year)].append(source)
    found: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            ordered = sorted(group, key=lambda s: (s.issued.iso, s.title, s.id))
            found.update({source.id: letters(i) for i, source in enumerate(ordered)})
    return found


# --- places -------------------------------------------------------------------


def format_locators(locators: Iterable[Locator], words: Words) -> str:
    """Locators in the site's language: `pp. 3–5, ¶ 12`, `第3、5页，表2`."""
    comma, between = (words.comma, "、") if words.comma == "，" else (", ", ", ")
    counts = ((words.locators.get(item.kind) or _default_label(item.kind), item) for item in locators)
    return comma.join(
        (count.several if item.plural else count.one).format(item.listed(between)) for count, item in counts
    )


def _default_label(kind: LocatorKind) -> Count:
    """The label of a kind that the project's own words do not define."""
    name = kind.value.removesuffix("-locator").replace("-", " ")
    return Count(f"{name} {{}}", f"{name} {{}}")


# --- references -----------------------------------------------------------------


def format_reference(source: Source, words: Words, suffix: str = "") -> Markup:
    """The whole reference as safe HTML."""
    if source.formatted:
        return Markup(" ".join((source.formatted, *_access(structs.replace(source, accessed=PartialDate()), words))))
    script = script_of(source.title, source.language)
    when = format_date(source.issued, words, suffix)
    names = listed([full_name(name) for name in source.author], words, MAX_NAMES)
    title = _title(source, script)
    dated = f"（{escape(when)}）" if script is Script.CHINESE else f" ({escape(when)})"
    lead = f"{escape(names) if names else title}{dated}"
    rest = (
        title if names else "",
        *contributors(source, words, MAX_NAMES),
        container(source, words, script),
        *imprint(source, words),
        *archived(source),
    )
    stop = "。" if script in (Script.CHINESE, Script.JAPANESE) else ". "
    text = _sentences([lead, *map(str, rest)], stop)
    return Markup(_spaced(part for part in (text, _link(source), *_access(source, words)) if part))


def _spaced(parts: Iterable[str]) -> str:
    """Sentences joined by spaces, except after a Chinese full stop."""
    return "".join(f"{part} " if not part.endswith("。") else part for part in parts).strip()


def _sentences(parts: Iterable[str], stop: str) -> str:
    """Sentences, each ended by a stop unless it has one."""
    text = ""
    for part in filter(None, parts):
        text += part if re.search(r"[.?!。？！](?:</i>|[”’»])*$", part) else part + stop.strip()
        text += "" if stop == "。" else " "
    return text.strip()


_MARKS: Final = {Script.CHINESE: ("《》", "《》"), Script.JAPANESE: ("『』", "「」"), Script.KOREAN: ("『』", "「」")}
"""The marks around the title of a standalone work, and around that of a part."""


def _title(source: Source, script: Script) -> str:
    """The title in its marks, or a description without marks if there is no title."""
    if not source.title:
        return str(to_html(source.heading))
    is_whole = source.type in _STANDALONE
    if script:
        marks = _MARKS[script][not is_whole]
        return f"{marks[0]}{to_html(source.title)}{marks[1]}"
    return f"<i>{to_html(source.title, italic=True)}</i>" if is_whole else f"“{to_html(source.title)}”"


def _link(source: Source) -> str:
    shown = f"https://doi.org/{source.DOI}" if source.DOI else source.URL
    url = doi_url(source.DOI) or source.URL
    return f'<a href="{escape(url)}" rel="{OUTWARD_REL}">{escape(shown)}</a>' if url else ""


def doi_url(doi: str) -> str:
    """The URL of a DOI, percent-encoded, since a DOI may contain `#`, `?` and `%`; empty if there is none."""
    return f"https://doi.org/{quote(doi, safe='/:;()')}" if doi else ""


def _access(source: Source, words: Words) -> list[str]:
    """When the work was accessed, and from whom it was obtained."""
    accessed = format_date(source.accessed, words) if source.accessed.year else ""
    notes = [words.accessed.format(accessed) if accessed else ""]
    notes.append(words.via.format(source.custom.via) if source.custom.via else "")
    return [f"{escape(note).rstrip('.。')}{words.stop}" for note in notes if note]


# --- in one language ------------------------------------------------------------


class Style:
    """Formats references in one language, and caches the results, which many pages show."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.labels: dict[str, str] = {}
        self.shorts: dict[str, str] = {}
        self.places: dict[tuple[Locator, ...], str] = {}
        self.references: dict[tuple[str, str], Markup] = {}
        self.days: dict[date, str] = {}

    def day(self, when: date) -> str:
        """A day in the site's language."""
        if when not in self.days:
            self.days[when] = format_date(PartialDate(when.year, when.month, when.day), self.words)
        return self.days[when]

    def label(self, source: Source) -> str:
        """The name of a source in running text."""
        if source.id not in self.labels:
            self.labels[source.id] = label(source, self.words)
        return self.labels[source.id]

    def period(self, text: str) -> str:
        """A period in the site's language if it consists of years; others stay as they are."""
        return self.words.year.format(text) if _YEARS.fullmatch(text) else text

    def short(self, source: Source, suffix: str) -> str:
        """A short name that is unique among the sources."""
        if source.id not in self.shorts:
            self.shorts[source.id] = short(source, self.words, suffix)
        return self.shorts[source.id]

    def locators(self, locators: tuple[Locator, ...]) -> str:
        """Locators in the site's language."""
        if locators not in self.places:
            self.places[locators] = format_locators(locators, self.words)
        return self.places[locators]

    def reference(self, source: Source, suffix: str) -> Markup:
        """The whole reference as safe HTML."""
        if (source.id, suffix) not in self.references:
            self.references[source.id, suffix] = format_reference(source, self.words, suffix)
        return self.references[source.id, suffix]
