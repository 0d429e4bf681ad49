"""A source into a formatted reference, in our one house style.

Author and date first, title, container, publisher, address: escaped, linked,
Chinese works with Chinese punctuation. Field names and name parts are those
of CSL-JSON 1.0.2. Nothing here knows who cites what.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from briefing.model import OUTWARD_REL, Count, Locator, LocatorKind, Name, PartialDate, Source, Words, letters

_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_STANDALONE: Final = {
    "book", "classic", "dataset", "periodical", "report", "software", "standard", "thesis", "webpage",
}  # fmt: skip
"""CSL types whose own title is set in italics; the others are parts of something."""

MOST_NAMES: Final = 6


def is_chinese(text: str) -> bool:
    """Whether a text is set with Chinese punctuation."""
    return bool(_HAN.search(text))


# --- names --------------------------------------------------------------------


def full_name(name: Name) -> str:
    """A name in reading order: `Simone de Beauvoir`, `王小明`."""
    if name.literal:
        return name.literal
    if is_chinese(name.family + name.given):
        return name.family + name.given
    parts = (name.given, name.dropping_particle, name.non_dropping_particle, name.family, name.suffix)
    return " ".join(part for part in parts if part)


def _family(name: Name) -> str:
    if name.literal or not name.family or is_chinese(name.family + name.given):
        return full_name(name)
    return " ".join(part for part in (name.non_dropping_particle, name.family) if part)


def _listed(names: Sequence[str], words: Words, most: int) -> str:
    if len(names) > most:
        return names[0] + ("等" if is_chinese(names[0]) else f" {words.et_al}")
    if names and all(is_chinese(name) for name in names):
        return "、".join(names)
    if len(names) < 3:
        return f" {words.and_} ".join(names)
    return ", ".join(names[:-1]) + f" {words.and_} {names[-1]}"


def label(source: Source, words: Words) -> str:
    """What a narrative citation says: the authors, or else the title."""
    names = [_family(name) for name in source.author or source.editor]
    return _listed(names, words, 2) or source.title_short or source.title


# --- dates --------------------------------------------------------------------


def format_date(when: PartialDate, words: Words, suffix: str = "") -> str:
    """A date in the site's language; `suffix` tells works of one year apart."""
    if when.year is None:
        undated = when.text or words.no_date
        return undated + (f"-{suffix}" if suffix else "")
    year = f"{when.year}{suffix}"
    if when.month is None:
        said = year
    elif when.day is None:
        said = words.month.format(year=year, month=words.months[when.month - 1])
    else:
        said = words.date.format(year=year, month=words.months[when.month - 1], day=when.day)
    return f"{words.circa} {said}" if when.circa else said


def suffixes(sources: Iterable[Source]) -> Mapping[str, str]:
    """`a`, `b` … by key, for works that the same authors published in the same year."""
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
    """Places in the site's language: `pp. 3–5, ¶ 12`."""
    counts = ((words.locators.get(item.kind) or _plainly(item.kind), item) for item in locators)
    return ", ".join((count.several if item.plural else count.one).format(item.numbers) for count, item in counts)


def _plainly(kind: LocatorKind) -> Count:
    """The label of a place for which a designer's words have none."""
    name = kind.value.removesuffix("-locator").replace("-", " ")
    return Count(f"{name} {{}}", f"{name} {{}}")


# --- references -----------------------------------------------------------------


def format_reference(source: Source, words: Words, suffix: str = "") -> Markup:
    """The whole reference as safe HTML."""
    chinese = is_chinese(source.title)
    when = format_date(source.issued, words, suffix)
    names = _listed([full_name(name) for name in source.author], words, MOST_NAMES)
    title = _title(source, chinese)
    lead = f"{escape(names)} ({escape(when)})" if names else f"{title} ({escape(when)})"
    rest = [title if names else "", _editors(source, words), _container(source, chinese), *_imprint(source)]
    stop = "。" if chinese else ". "
    text = _joined([lead, *rest], stop)
    return Markup(" ".join(part for part in (text, _address(source), *_held(source, words)) if part))


def _joined(parts: Iterable[str], stop: str) -> str:
    """Sentences, each with its stop unless it has one."""
    said = ""
    for part in filter(None, parts):
        said += part if re.search(r"[.?!。？！](?:</i>|[”’])?$", part) else part + stop.strip()
        said += "" if stop == "。" else " "
    return said.strip()


def _title(source: Source, chinese: bool) -> str:
    title = escape(source.title)
    if chinese:
        return f"《{title}》"
    return f"<i>{title}</i>" if source.type in _STANDALONE else f"“{title}”"


def _editors(source: Source, words: Words) -> str:
    names = _listed([full_name(name) for name in source.editor], words, MOST_NAMES)
    return str(escape(words.edited_by.format(names))) if names else ""


def _container(source: Source, chinese: bool) -> str:
    name = escape(source.container_title)
    shown = (f"《{name}》" if chinese else f"<i>{name}</i>") if source.container_title else ""
    volume = escape(source.volume) + (f"({escape(source.issue)})" if source.issue else "")
    pages = escape(re.sub(r"(?<=\d)-{1,2}(?=\d)", "–", source.page))
    within = " ".join(str(part) for part in (shown, volume) if part)
    return ", ".join(str(part) for part in (within, pages) if part)


def _imprint(source: Source) -> list[str]:
    place = f"{source.publisher_place}: " if source.publisher_place and source.publisher else ""
    number = " ".join(part for part in (source.genre, source.number) if part)
    series = source.collection_title
    parts = (number, series, source.edition, source.version, place + source.publisher)
    return [str(escape(part)) for part in parts if part]


def _address(source: Source) -> str:
    shown = f"https://doi.org/{source.DOI}" if source.DOI else source.URL
    # A DOI may hold signs that would end or change an address: `#`, `?`, `%`.
    url = f"https://doi.org/{quote(source.DOI, safe='/:;()')}" if source.DOI else source.URL
    return f'<a href="{escape(url)}" rel="{OUTWARD_REL}">{escape(shown)}</a>' if url else ""


def _held(source: Source, words: Words) -> list[str]:
    """How the work came to us: when it was read, and through whom."""
    accessed = format_date(source.accessed, words) if source.accessed.year else ""
    notes = [words.accessed.format(accessed) if accessed else ""]
    notes.append(words.via.format(source.custom.via) if source.custom.via else "")
    return [f"{escape(note).rstrip('.。')}{words.stop}" for note in notes if note]


# --- in one language ------------------------------------------------------------


class Style:
    """References in the words of one language; what is said on many pages is put together once."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.labels: dict[str, str] = {}
        self.places: dict[tuple[Locator, ...], str] = {}
        self.references: dict[tuple[str, str], Markup] = {}
        self.days: dict[date, str] = {}

    def day(self, when: date) -> str:
        """A day in the site's language."""
        if when not in self.days:
            self.days[when] = format_date(PartialDate(when.year, when.month, when.day), self.words)
        return self.days[when]

    def label(self, source: Source) -> str:
        """What a source is called in running text."""
        if source.id not in self.labels:
            self.labels[source.id] = label(source, self.words)
        return self.labels[source.id]

    def locators(self, locators: tuple[Locator, ...]) -> str:
        """Places in a source."""
        if locators not in self.places:
            self.places[locators] = format_locators(locators, self.words)
        return self.places[locators]

    def reference(self, source: Source, suffix: str) -> Markup:
        """The whole reference as safe HTML."""
        if (source.id, suffix) not in self.references:
            self.references[source.id, suffix] = format_reference(source, self.words, suffix)
        return self.references[source.id, suffix]
