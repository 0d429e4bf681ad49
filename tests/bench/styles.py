"""How the corpus is written for each tool: the syntax of a note, and the files of a project."""

import json
from collections.abc import Iterable, Iterator
from typing import ClassVar, NamedTuple

from . import words
from .bibliography import bibtex, csl_json_by_key, csl_yaml
from .notes import Corpus, Name, Note, slug
from .sources import Item, archived


class Written(NamedTuple):
    """A file of a project, in pieces, so that no large one is held."""

    path: str
    pieces: Iterable[str]


class Style:
    """Pandoc's syntax, on which the others differ."""

    notes: ClassVar[str] = "notes"
    bibliography: ClassVar[str] = "refs.bib"

    def cite(self, items: list[Item]) -> str:
        """`[@a, p. 3; @b]`."""
        return f"[{'; '.join(f'@{key}, {locator}' if locator else f'@{key}' for key, locator in items)}]"

    def link(self, name: Name) -> str:
        """A relative link to the Markdown file."""
        return f"[{name.title}]({name.slug}.md)"

    def span(self, text: str, figure: str) -> str:
        """The text alone: no peer knows of figures."""
        del figure
        return text

    def page(self, note: Note) -> str:
        """A note as its file."""
        return f"{front(note)}---\n\n{note.body}"

    def path(self, name: Name) -> str:
        """Where the file of a note stands in its project."""
        return f"{self.notes}/{name.slug}.md"

    def files(self, corpus: Corpus) -> Iterator[Written]:
        """All that the corpus puts into a project."""
        for note in corpus.notes(self):
            yield Written(self.path(note.name), [self.page(note)])
        yield from self.rest(corpus)

    def rest(self, corpus: Corpus) -> Iterator[Written]:
        """What stands beside the notes: the bibliography."""
        yield Written(self.bibliography, bibtex(corpus.sources))


def front(note: Note, segment: str | None = None) -> str:
    """The front matter of a note as YAML, without its last line."""
    return (
        f"---\ntitle: {json.dumps(note.name.title)}\ndate: {note.date}\nsegment: {segment or note.name.segment}\n"
        f"summary: {json.dumps(note.summary)}\ntags: [{', '.join(note.tags)}]\nauthors: [{', '.join(note.authors)}]\n"
    )


EVIDENCE = (
    "ambiguous-number", "conflicting-figures", "figure-differs", "period-not-found", "qualifier-differs",
    "source-text-missing", "unsupported-figure", "uncited-figure", "uncited-source",
)  # fmt: skip
"""The rules that `briefing` is to hold at error, beside those that are errors of themselves."""


class Briefing(Style):
    """A whole project of `briefing`, with the archived text of each source."""

    bibliography = "notes/sources.yaml"

    def span(self, text: str, figure: str) -> str:
        """A bracketed span, which must agree with the ledger."""
        return f"[{text}]{{#{figure}}}"

    def page(self, note: Note) -> str:
        """A note as its file."""
        return f"{front(note, slug(note.name.segment))}{ledger(note)}---\n\n{note.body}"

    def rest(self, corpus: Corpus) -> Iterator[Written]:
        """Settings, overview, bibliography and archive."""
        yield Written("notes/site.yaml", [settings()])
        yield Written("notes/index.md", [overview(corpus, self)])
        yield Written(self.bibliography, csl_yaml(corpus.sources))
        for source in corpus.sources:
            yield Written(f"archive/{source.key}.txt", [archived(corpus.seed, source)])


def settings(rules: Iterable[str] = EVIDENCE) -> str:
    """`site.yaml`, with rules at error; no address, for which a picture would be drawn for each note."""
    segments = "".join(f"  - id: {slug(name)}\n    title: {name.capitalize()}\n" for name in words.SEGMENTS)
    held = "".join(f"  {rule}: error\n" for rule in rules)
    return (
        f"title: The benchmark\nlanguage: en\nsegments:\n{segments}"
        f"disclosures: Every name and number in these notes is invented.\nrules:\n{held}"
    )


def overview(corpus: Corpus, style: Style) -> str:
    """`index.md`: a few sentences and links."""
    links = "\n".join(f"- {style.link(name)}" for name in corpus.names[:10])
    return (
        "---\ntitle: The benchmark in brief\ndate: 2025-12-31\nsummary: What the invented companies are up to.\n---\n\n"
        f"Freight costs rise and rental income follows [@{corpus.sources[0].key}].\n\n## Where to begin\n\n{links}\n"
    )


def ledger(note: Note) -> str:
    """The ledger of a note as front matter: a share, the sum it is of, and their product."""
    if note.ledger is None:
        return ""
    (_, share, amount, year, _), (key, locator) = note.ledger
    cite = f"    kind: actual\n    period: {year}\n    cite: {json.dumps(f'{key}, {locator}' if locator else key)}\n"
    name = note.name.slug
    return (
        f"headline: [{name}-share, {name}-part]\nfigures:\n"
        f"  {name}-share:\n    label: Share of service income\n    value: about {share}%\n{cite}"
        f"  {name}-sum:\n    label: Income\n    value: EUR {amount} million\n{cite}"
        f"  {name}-part:\n    label: Service income\n    kind: derived\n    period: {year}\n"
        f"    value: about EUR {share * amount / 100:.2f} million\n    formula: {name}-share * {name}-sum\n"
    )


class Hugo(Style):
    """Citations as a shortcode, which looks its keys up in `data/refs.json`."""

    notes = "content/notes"
    bibliography = "data/refs.json"

    def cite(self, items: list[Item]) -> str:
        """`({{< cite "a" "p. 3" >}}; {{< cite "b" "" >}})`."""
        calls = [f'{{{{< cite "{key}" "{locator}" >}}}}' for key, locator in items]
        return f"({'; '.join(calls)})"

    def rest(self, corpus: Corpus) -> Iterator[Written]:
        """The bibliography by key."""
        yield Written(self.bibliography, csl_json_by_key(corpus.sources))


class Pelican(Style):
    """Pelican's metadata; pelican-cite takes one key in brackets and no place."""

    notes = "content"

    def cite(self, items: list[Item]) -> str:
        """`[@a] [@b]`."""
        return " ".join(f"[@{item.key}]" for item in items)

    def link(self, name: Name) -> str:
        """A link that Pelican resolves."""
        return f"[{name.title}]({{filename}}{name.slug}.md)"

    def page(self, note: Note) -> str:
        """A note as its file."""
        name = note.name
        return (
            f"Title: {name.title}\nDate: {note.date}\nSlug: {name.slug}\nCategory: {name.segment}\n"
            f"Tags: {', '.join(note.tags)}\nAuthors: {'; '.join(note.authors)}\nSummary: {note.summary}\n\n{note.body}"
        )


class MkDocs(Style):
    """mkdocs-bibtex, which knows no places in its own mode."""

    notes = "docs/notes"

    def cite(self, items: list[Item]) -> str:
        """`[@a; @b]`."""
        return f"[{'; '.join(f'@{item.key}' for item in items)}]"

    def page(self, note: Note) -> str:
        """A note as its file, with the place of its list of references."""
        return f"{front(note)}---\n\n# {note.name.title}\n\n{note.body}\n## References\n\n\\bibliography\n"


class Sphinx(Style):
    """MyST and sphinxcontrib-bibtex, with a list of references at the foot of each note."""

    def cite(self, items: list[Item]) -> str:
        """``{footcite:p}`a,b` ``."""
        return f"{{footcite:p}}`{','.join(item.key for item in items)}`"

    def page(self, note: Note) -> str:
        """A note as its file."""
        foot = "## References\n\n```{footbibliography}\n```\n"
        return f"{front(note)}---\n\n# {note.name.title}\n\n{note.body}\n{foot}"


STYLES: dict[str, Style] = {
    "pandoc": Style(),
    "briefing": Briefing(),
    "hugo": Hugo(),
    "pelican": Pelican(),
    "mkdocs": MkDocs(),
    "sphinx": Sphinx(),
}
"""By the name of the tool that reads it."""
