"""The notes of the corpus: about 750 words, 12 citations, a table, lists and links each.

What a note says depends on the seed, the size of the corpus and its number, never on the
style, so that each tool is given the same notes. Each of its figures stands in a source
at the place that it cites.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple, Protocol

from . import words
from .sources import FACTS_A_PAGE, PAGES, TABLE_PAGE, Fact, Item, Rng, Source, capital, fact, make_sources, plain, row

LEDGER_EVERY: Final = 10
"""One note in so many has a ledger, where the style knows of such."""


class Name(NamedTuple):
    """What a note is called."""

    title: str
    slug: str
    segment: str


class Ledger(NamedTuple):
    """The fact of a note that its ledger holds, and whence."""

    fact: Fact
    item: Item


class Note(NamedTuple):
    """A note in the syntax of a style: what stands in its front matter, and its body."""

    name: Name
    date: str
    summary: str
    tags: list[str]
    authors: list[str]
    ledger: Ledger | None
    body: str


class Syntax(Protocol):
    """How a style writes what its tools disagree on."""

    def cite(self, items: list[Item]) -> str:
        """A citation in the running text."""

    def link(self, name: Name) -> str:
        """A link to another note."""

    def span(self, text: str, figure: str) -> str:
        """A figure of the ledger in the running text."""


class Corpus:
    """A number of notes and a tenth as many sources, at least 50 unless it is said how many."""

    def __init__(self, size: int, seed: str = "bench", sources: int | None = None) -> None:
        self.seed = seed
        self.names = list(islice(make_names(size, seed), size))
        self.sources = make_sources(sources or max(50, size // 10), seed)

    def notes(self, syntax: Syntax) -> Iterator[Note]:
        """Each note in turn; none is kept."""
        return (self.note(number, syntax) for number in range(len(self.names)))

    def note(self, number: int, syntax: Syntax) -> Note:
        """One note."""
        return _Writer(self, number, syntax).note()


def make_names(count: int, seed: str) -> Iterator[Name]:
    """The names of a corpus of so many notes: a company has notes on one to five segments."""
    rng, companies = Rng(f"{seed}:names:{count}"), set[str]()
    while True:
        company = f"{rng.pick(words.ONSETS)}{rng.pick(words.MIDDLES)}{rng.pick(words.CODAS)} {rng.pick(words.FORMS)}"
        if company not in companies:
            companies.add(company)
            yield from (_name(company, segment) for segment in rng.some(words.SEGMENTS, rng.upto(1, 5)))


def slug(text: str) -> str:
    """A text as a name of a file."""
    return re.sub(r"[^a-z]+", "-", text.lower()).strip("-")


def _name(company: str, segment: str) -> Name:
    return Name(f"{company}: {segment}", slug(f"{company} {segment}"), segment)


class _Writer:
    """Writes one note."""

    def __init__(self, corpus: Corpus, number: int, syntax: Syntax) -> None:
        self.corpus, self.number, self.syntax = corpus, number, syntax
        self.rng = Rng(f"{corpus.seed}:note:{len(corpus.names)}:{number}")
        self.ledger: Ledger | None = None
        # Each source is cited at least once: those of this note come first.
        self.due = corpus.sources[number :: len(corpus.names)]

    def note(self) -> Note:
        rng = self.rng
        body = "\n\n".join(self.blocks()) + "\n"
        date = f"{rng.upto(2021, 2025)}-{rng.upto(1, 12):02}-{rng.upto(1, 28):02}"
        tags = rng.some(words.TAGS, rng.upto(2, 4))
        authors = [f"{rng.pick(words.GIVEN)} {family}" for family in rng.some(words.FAMILY[:12], rng.upto(1, 2))]
        name = self.corpus.names[self.number]
        return Note(name, date, f"{plain(rng)}.", tags, authors, self.ledger, body)

    def blocks(self) -> Iterator[str]:
        """The blocks of the body, from the first paragraph to the last list."""
        rng = self.rng
        yield self.paragraph(2, cited=1)
        yield self.heading(2, "view")
        yield self.paragraph(3)
        yield self.paragraph(3, links=1)
        yield self.heading(2, "sales")
        yield self.paragraph(3, cited=1)
        yield self.bullets(rng.upto(3, 5))
        yield self.heading(3, "regions")
        yield self.paragraph(2)
        yield from self.table()
        yield self.paragraph(1)
        yield self.heading(2, "costs")
        yield self.paragraph(3)
        yield self.listed(f"{place}. " for place in range(1, rng.upto(3, 4) + 1))
        yield self.heading(3, "cash")
        yield self.paragraph(3)
        yield self.heading(2, "rivals")
        yield self.paragraph(3, links=2)
        yield self.heading(2, "risks")
        yield self.paragraph(2)
        yield self.bullets(rng.upto(2, 4))
        yield self.heading(2, "tests")
        yield f"> {self.sentence(cited=True)}"
        yield self.paragraph(rng.upto(1, 2))
        yield self.heading(2, "links")
        yield "\n".join(f"- {self.link()}" for _ in range(rng.upto(2, 4)))

    def heading(self, level: int, kind: str) -> str:
        return f"{'#' * level} {self.rng.pick(words.HEADINGS[kind])}"

    def bullets(self, count: int) -> str:
        return self.listed("- " for _ in range(count))

    def listed(self, marks: Iterator[str]) -> str:
        return "\n".join(f"{mark}{self.sentence()}" for mark in marks)

    def paragraph(self, count: int, cited: int = 0, links: int = 0) -> str:
        """Sentences, one a line, so that no line break falls into a citation of any style."""
        sentences = [self.sentence(cited=place < cited) for place in range(count)]
        for _ in range(links):
            sentences.insert(self.rng.upto(1, len(sentences)), f"Compare {self.link()}.")
        return "\n".join(sentences)

    def sentence(self, cited: bool = False) -> str:
        """A sentence: one in five has figures, and so a citation that bears them out."""
        if self.rng.random() < 0.2:
            return self.figures()
        text = self.marked(plain(self.rng))
        return f"{text} {self.cite(Item(self.source().key, ''))}." if cited else f"{text}."

    def marked(self, text: str) -> str:
        """Now and then a piece of code, or a word that stands out."""
        chance, (first, _, rest) = self.rng.random(), text.partition(" ")
        if chance < 0.1:
            return f"{text} (`{self.rng.pick(words.TAGS)}_{self.rng.upto(1, 9)}`)"
        if chance < 0.2:
            return f"**{first}** {rest}"
        return f"{first} *{rest}*" if chance < 0.3 else text

    def figures(self) -> str:
        """A sentence on a fact of a source, cited where it stands there."""
        source = self.source()
        found = fact(self.corpus.seed, source.number, self.rng.upto(0, PAGES * FACTS_A_PAGE - 1))
        item = Item(source.key, found.locator)
        mark, when = self.rng.pick(("EUR ", "€")), self.rng.pick((f" in {found.year}", ""))
        text = f"{self.share(found, item)} of {mark}{found.amount} million{when} {self.cite(item)}."
        if self.rng.random() < 0.5:
            return f"{capital(found.measure)} {text}"
        return f"{plain(self.rng)}, where {found.measure} {text}"

    def share(self, found: Fact, item: Item) -> str:
        """A share as it is printed; the first one of some notes is in their ledger too."""
        text = f"about {found.share}%"
        if self.ledger is not None or self.number % LEDGER_EVERY:
            return text
        self.ledger = Ledger(found, item)
        return self.syntax.span(text, f"{self.corpus.names[self.number].slug}-share")

    def source(self) -> Source:
        if self.due:
            return self.due.pop()
        return self.rng.pick(self.corpus.sources)

    def cite(self, item: Item) -> str:
        more = [Item(self.rng.pick(self.corpus.sources).key, "")] if self.rng.random() < 0.15 else []
        return self.syntax.cite([item, *(other for other in more if other.key != item.key)])

    def link(self) -> str:
        count = len(self.corpus.names)
        other = self.rng.upto(0, count - 1)
        return self.syntax.link(self.corpus.names[(other + 1) % count if other == self.number else other])

    def table(self) -> Iterator[str]:
        """Four to six regions; the caption names the source of the rows that name none."""
        source = self.source()
        lines = ["| Region | Revenue (EUR million) | Growth | Margin | Source |", "| :--- | ---: | ---: | ---: | --- |"]
        lines += [self.row(region, source) for region in self.rng.some(words.REGIONS, self.rng.upto(4, 6))]
        yield "\n".join(lines)
        yield f"Table: Revenue, growth and margin by region {self.cite(Item(source.key, f'p. {TABLE_PAGE}'))}"

    def row(self, region: str, source: Source) -> str:
        own = self.rng.random() < 0.3
        given = self.source() if own else source
        values = row(self.corpus.seed, given.number, region)
        whence = self.cite(Item(given.key, f"p. {TABLE_PAGE}")) if own else "company"
        return f"| {region} | {values.revenue} | {values.growth}% | {values.margin}% | {whence} |"
