"""The sources of the corpus, and what stands where in their archived texts.

Each fact is drawn from its own seed, so a note can cite it without the text of the
source being made, and 100,000 notes need no more memory than their names.
"""

import random
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from . import words

T = TypeVar("T")

PAGES: Final = 12
FACTS_A_PAGE: Final = 3
LINES_A_PAGE: Final = 1 + 2 * FACTS_A_PAGE
"""A heading, and a paragraph of filling after each fact."""
TABLE_PAGE: Final = PAGES + 1
KINDS: Final = ("report", "article-journal", "book", "webpage", "article-newspaper")


class Rng(random.Random):
    """Chance from a word, the same in each version of Python, since only `random()` is drawn."""

    def pick(self, choices: Sequence[T]) -> T:
        """One of them."""
        return choices[int(self.random() * len(choices))]

    def upto(self, low: int, high: int) -> int:
        """A whole number between two, both included."""
        return low + int(self.random() * (high - low + 1))

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Several of them, none twice."""
        pool = list(choices)
        return [pool.pop(int(self.random() * len(pool))) for _ in range(min(count, len(pool)))]


class Source(NamedTuple):
    """A source as a bibliography has it."""

    number: int
    key: str
    kind: str
    title: str
    authors: tuple[tuple[str, str], ...]
    issued: tuple[int, int, int]
    fields: dict[str, str]


class Item(NamedTuple):
    """One source in the brackets of a citation, and the place in it."""

    key: str
    locator: str


class Fact(NamedTuple):
    """A share of a sum in a year, which stands in a source once."""

    measure: str
    share: int
    amount: int
    year: int
    locator: str

    def printed(self) -> str:
        """The words of the source."""
        return f"{self.measure} about {self.share}% of EUR {self.amount} million in {self.year}"


class Row(NamedTuple):
    """What the table of a source says of one region."""

    region: str
    revenue: str
    growth: int
    margin: int

    def printed(self) -> str:
        """The line of the source."""
        return (
            f"{self.region}: revenue of EUR {self.revenue} million, growth of {self.growth}%, margin of {self.margin}%."
        )


def make_sources(count: int, seed: str) -> list[Source]:
    """The bibliography."""
    return [_source(number, seed) for number in range(count)]


def fact(seed: str, source: int, index: int) -> Fact:
    """One of the facts in a source; half of them are cited without a place."""
    rng = Rng(f"{seed}:fact:{source}:{index}")
    page, place = divmod(index, FACTS_A_PAGE)
    line = page * LINES_A_PAGE + 2 + 2 * place
    locator = rng.pick(("", "", "", f"p. {page + 1}", f"¶{line}", f"pp. {page + 1}–{page + 2}"))
    return Fact(rng.pick(words.MEASURES), rng.upto(2, 60), rng.upto(20, 900), rng.upto(2015, 2024), locator)


def row(seed: str, source: int, region: str) -> Row:
    """What a source says of a region."""
    rng = Rng(f"{seed}:row:{source}:{region}")
    return Row(region, f"{rng.upto(20, 900)}.{rng.upto(0, 9)}", rng.upto(-9, 24), rng.upto(3, 41))


def archived(seed: str, source: Source) -> str:
    """The text of a source: pages of paragraphs, and a last page with a line for each region."""
    pages = [*(_page(seed, source, page) for page in range(PAGES)), _table(seed, source)]
    return "\f".join("".join(f"{line}\n" for line in page) for page in pages)


def plain(rng: Rng) -> str:
    """A sentence without a figure and without its full stop."""
    text = f"{rng.pick(words.ACTORS)} {rng.pick(words.ACTS)} {rng.pick(words.THINGS)} {rng.pick(words.WHENS)}"
    opened = f"{rng.pick(words.OPENINGS)} {text}" if rng.random() < 0.35 else text
    return capital(f"{opened}, {rng.pick(words.CLOSINGS)}" if rng.random() < 0.2 else opened)


def capital(text: str) -> str:
    """A text that begins with a capital, emphasis or not."""
    at = len(text) - len(text.lstrip("*["))
    return text[:at] + text[at].upper() + text[at + 1 :]


def _page(seed: str, source: Source, page: int) -> Iterator[str]:
    rng = Rng(f"{seed}:page:{source.number}:{page}")
    yield rng.pick(words.HEADINGS[rng.pick(tuple(words.HEADINGS))])
    for index in range(page * FACTS_A_PAGE, (page + 1) * FACTS_A_PAGE):
        yield f"{plain(rng)}. {capital(fact(seed, source.number, index).printed())}. {plain(rng)}."
        yield " ".join(f"{plain(rng)}." for _ in range(rng.upto(3, 6)))


def _table(seed: str, source: Source) -> Iterator[str]:
    yield "Regions"
    for region in words.REGIONS:
        yield row(seed, source.number, region).printed()


def _source(number: int, seed: str) -> Source:
    rng = Rng(f"{seed}:source:{number}")
    authors = tuple((rng.pick(words.FAMILY), rng.pick(words.GIVEN)) for _ in range(rng.upto(1, 3)))
    year, title = rng.upto(2015, 2024), rng.pick(words.TITLES)
    key = f"{authors[0][0]}-{title}-{year}-{number}".lower()
    kind = KINDS[number % len(KINDS)]
    issued = (year, rng.upto(1, 12), rng.upto(1, 28))
    return Source(number, key, kind, f"{title} {rng.pick(words.SUBJECTS)}", authors, issued, _fields(rng, kind, key))


def _fields(rng: Rng, kind: str, key: str) -> dict[str, str]:
    """The fields that a source of a kind has, by their names in CSL."""
    first = rng.upto(1, 400)
    every = {
        "container-title": rng.pick(words.JOURNALS),
        "publisher": rng.pick(words.PUBLISHERS),
        "volume": str(rng.upto(1, 60)),
        "page": f"{first}-{first + rng.upto(3, 30)}",
        "URL": f"https://example.org/{key}",
    }
    chosen = {
        "report": ("publisher", "URL"),
        "book": ("publisher",),
        "article-journal": ("container-title", "volume", "page"),
    }
    return {name: every[name] for name in chosen.get(kind, ("container-title", "URL"))}
