"""Readers of a whole project in memory, of which one note is the text: its site, its fixes, an editor, its changes."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import structs

from briefing import disk
from briefing.build.changes import compare, edition, unexplained
from briefing.build.session import Session, compose, files
from briefing.incremental import Store
from briefing.model import Inputs, Text
from briefing.resident.lsp.actions import actions
from briefing.resident.lsp.completion import completions
from briefing.resident.lsp.desk import Desk, Disk
from briefing.resident.lsp.hover import hover
from briefing.resident.lsp.places import definitions, references
from briefing.resident.lsp.symbols import at
from briefing.verification.archive_texts import verify_site

ROOT: Final = Path(__file__).parents[2]
NOTE: Final = "notes/note.md"
FRONT: Final = "---\ntitle: T\nsegment: a\ndate: 2026-01-02\nsummary: S.\n---\n\n"
SITE: Final = "title: T\nlanguage: en\nbase_url: https://example.org/t/\nsegments: [{id: a, title: A}]\n"
SOURCES: Final = "references:\n  - {id: lantern, type: report, title: Lantern yearbook, issued: 2025, custom: {currency: {$: HKD}}}\n"
ARCHIVE: Final = b"Lantern yearbook\nIt sold 40 lamps in 2025.\nMargin was 2% of sales.\n"
LEDGER: Final = (
    "figures:\n  sold: {label: Sold, kind: actual, value: 40 lamps, cite: lantern}\n"
    "  half: {label: Half, kind: derived, value: 20 lamps, formula: sold / 2}\n"
)
BEFORE: Final = (
    f"{FRONT.replace('---', f'---{chr(10)}{LEDGER}'.rstrip(), 1)}It sold 40 lamps [@lantern]. See [half]{{#half}}.\n"
)


@cache
def _templates() -> Inputs:
    return disk.load(ROOT)


def project(text: str) -> Inputs:
    """A project whose one note this is, beside the overview."""
    index = FRONT.replace("segment: a\n", "") + "Text.\n"
    return Inputs(
        settings=Text("notes/site.yaml", SITE),
        sources=(Text("notes/sources.yaml", SOURCES),),
        notes=(Text("notes/index.md", index), Text(NOTE, text)),
        files={"map.png": "notes/map.png"},
        templates=_templates().templates,
    )


class Resident:
    """A session that is asked again and again, as that of `serve` is."""

    def __init__(self) -> None:
        self.session: Session | None = None

    def site(self, text: str) -> object:
        """Every file of the site, and all findings."""
        session, self.session = self.session, None  # one that failed is not asked again
        if session:
            session.load(project(text))
        else:
            session = compose(project(text), Store())
        made = sum(1 for _ in files(session))
        self.session = session
        return made


_PLACES: Final = 40
"""Of the cursor, spread over a text."""


class Editor:
    """An editor in which the note is typed."""

    def __init__(self) -> None:
        self.desk: Desk | None = None

    def read(self, text: str) -> object:
        """What is offered, shown and found, at places all over the text."""
        desk, self.desk = self.desk or _desk(), None
        desk.put(NOTE, text)
        found = list(self._answers(desk))
        self.desk = desk
        return found

    @staticmethod
    def _answers(desk: Desk) -> Iterator[object]:
        page = desk.page(NOTE)
        assert page
        findings = desk.findings([NOTE])[NOTE]
        yield list(actions(desk, NOTE, findings[:200]))
        length = len(page.text)
        for offset in range(0, length + 1, max(1, length // _PLACES)):
            yield completions(desk, NOTE, offset), hover(desk, NOTE, offset)
            yield page.offset(page.place(offset))
            if symbol := at(desk, NOTE, offset):
                yield definitions(desk, symbol), list(references(desk, symbol, with_definitions=True))


def _desk() -> Desk:
    given = structs.replace(project(BEFORE), drafts=True)
    return Desk(Disk(lambda: given, _archive, lambda: 0, date(2026, 2, 3)), Store())


def _archive(name: str) -> tuple[bytes, str] | None:
    return (ARCHIVE, ".txt") if name == "lantern" else None


def _changes(text: str) -> object:
    old, new = (edition(compose(project(each)).view) for each in (BEFORE, text))
    return list(unexplained(compare(old, new), old, new))


def _looked_up(note: str) -> Callable[[str], object]:
    view = compose(project(note)).view

    def read(text: str) -> object:
        content = text.encode("utf-8", "replace")
        return verify_site(view, lambda name: (content, ".txt") if name == "lantern" else None, date(2026, 2, 3))

    return read


def _below_years(read: Callable[[str], object]) -> Callable[[str], object]:
    """Rows of a table whose columns are two years."""
    return lambda rows: read(f"Margin  2023  2024\n{rows}")


def _in_body(read: Callable[[str], object], front: str = FRONT) -> Callable[[str], object]:
    return lambda text: read(f"{front}{text}")


def _as_front(read: Callable[[str], object]) -> Callable[[str], object]:
    return lambda text: read(f"---\n{text}\n---\n\nIt sold [20 lamps]{{#half}}.\n")


def _of_chart(read: Callable[[str], object]) -> Callable[[str], object]:
    front = FRONT.replace("summary: S.\n", f"summary: S.\n{LEDGER}")
    return lambda text: read(f"{front}```chart\n{text}\n```\n")


CHART: Final = (
    "title: T\n", "mark: bar\n", "mark: line\n", "unit: lamps\n", "series: {A: {a: sold, b: half}}\n", "series:\n  A: {2025: sold}\n", "  B§: {a: half}\n", "a: b\n", "{", "[", "- ", "'", "x: 1\n", "source: lantern\n",
)  # fmt: skip

ARCHIVED_LINES: Final = ("word ", "1,200 GW\n", "A  1  2\n", "\f", "a,b,1\n", "2025  2024\n", "$ ", "% ")

WHOLE: Final = (
    "word ", "It sold 40 lamps [@lantern]. ", "[half]{#half} ", "## Same\n\n", "[a](index.md) ", "[a](note.md#b) ", "![a](map.png) ", "| a | 1 |\n|---|---|\n| b | 2 |\n\n", "[^a] ", "[^a]: b\n\n", "[@lantern, p. 1] ", "@lantern ",
    "> [!NOTE]\n> a\n\n", "$a$ ", "- a\n", "[[a]] ", "# A\n\n", "-[x] a\n", "<b>", "[@nobody] ", "4% ", "4 GW rose to 5 GW. ", "<https://example.org/> ", "{#x}", "[", "@", "[@lantern, ", "](", "```chart\n", "```\n", "---\n", "\"", "中文 40% ", "\t", "~~a~~ ", "<!-- a -->\n", "[20 lamps]{#haf} ", "@lantern说中文。", "[see @lantern, `a;b`; @lantern, {p. 1}] ", "中@文 说 ", "[a](index.md#text) ", "<<<<<<< a\n=======\n",
)  # fmt: skip

PROJECT_READERS: Final[tuple[tuple[str, Callable[[str], object], tuple[str, ...]], ...]] = (
    ("site: body", _in_body(Resident().site), WHOLE),
    ("site: front matter", _as_front(Resident().site), (
        "title: a\n", "summary: b\n", "tags: [a, b]\n", "aliases: [a.html]\n", "authors: [A]\n", "date: 2026-01-01\n", "segment: a\n", "figures:\n", "  f: {label: L, kind: opinion, value: 4 GW, basis: B}\n", "history:\n", "- {date: 2026-01-01, kind: update, what: W}\n", "headline: [f]\n", "[", "{", "'",
    )),
    ("site: a chart", _of_chart(Resident().site), CHART),
    ("editor: body", _in_body(Editor().read, BEFORE), WHOLE),
    ("editor: front matter", _as_front(Editor().read), (
        LEDGER, "titel: a\n", "title: a\n", "figures:\n", "  f: {label: L, knd: opinion, value: 4 GW}\n", "segment: b\n", "date: 2026-1-1\n", "- a\n", "{", "'", "  ",
    )),
    ("a look-up", _looked_up(f"{FRONT}It sold 40 lamps for $2 million, or 2% of sales [@lantern].\n"), (
        *ARCHIVED_LINES, "It sold 40 lamps. ", "Lamps  40  50\n", "($ million)\nSales  2  3\n", "Margin was 2% of sales. ", "$2 million ", "40 ",
    )),
    ("a look-up of a change", _looked_up(f"{FRONT}It went from 12% in 2023 to 15% [@lantern].\n"), (
        "It went from 12% to 15%. ", "It went from 15% to 12%.\n",
    )),
    ("a look-up of a change: rows", _below_years(_looked_up(f"{FRONT}It went from 12% to 15% [@lantern].\n")), (
        "Gross  12%  15%\n", "Gross  15%  12%\n",
    )),
    ("changes", _in_body(_changes, BEFORE), WHOLE),
)  # fmt: skip
"""Name, reader, and what is repeated."""
