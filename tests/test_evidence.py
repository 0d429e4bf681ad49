"""What readers are shown of a figure: the mark in the text, the endnote, the tally, the ledger, guidance."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import example_project
import pytest
from click.testing import CliRunner
from conftest import ROOT, SOURCES, checked, note, page, project, records, verified
from example_project import TERN
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from briefing import disk
from briefing.build.session import compose, files
from briefing.cli import main
from briefing.evidence.lock import PATH, format_lock
from briefing.evidence.quantities import ParsedText, read_periods
from briefing.model import FigureHole, File, Inputs
from briefing.notes.markdown import read_body
from briefing.pages import NotePage
from briefing.pages.evidence import EvidenceView

# --- numbers in the text, and where they stand --------------------------------------------------

PLACED = [
    "Built ▸4.2 GW◂ and ▸5.1 GW◂.",
    "Built ▸about 4.2 GW◂, then **▸5.1 GW◂**.",
    "Bold **before** ▸4.2 GW◂ and **after** and `code` ▸5.1 GW◂.",
    "A ▸4.2 GW◂ before **bold**, ▸5.1 GW◂ before ***both***, ▸6.3 GW◂ before ~~struck~~.",
    "出货量▸4.2 GW◂，**同比**增长▸20%◂。",
    "[▸4.2 GW◂](x.md) ![alt](map.png) <https://example.org/12345> ▸5.1 GW◂",
    "So it is [see ▸4.2 GW◂ in @a; @b, p. 3, with ▸5.1 GW◂], or @a [p. 4, with ▸6.3 GW◂].",
    '![On ▸4.2 GW◂](map.png) [link](x.md "On ▸5.1 GW◂")',
    "Of [@a, p. 3] ▸4.2 GW◂, @a [p. 4] ▸5.1 GW◂[^n].\n\n[^n]: Or ▸6.3 GW◂.\n",
    r"A \* ▸4.2 GW◂ &amp; ▸5.1 GW◂ and “quotes” ▸6.3 GW◂",
    "- one\n- two ▸4.2 GW◂\n  wrapped ▸5.1 GW◂\n\n  and ▸6.3 GW◂\n",
    "1. a\n   1. b ▸4.2 GW◂\n      > c ▸5.1 GW◂\n",
    "> ▸4.2 GW◂\n> and ▸5.1 GW◂\n",
    "> [!NOTE]\n> ▸4.2 GW◂\n",
    "Term\n:   ▸4.2 GW◂\n    ▸5.1 GW◂\n",
    "| a | b |\n|---|---|\n| ▸4.2 GW◂ | ▸4.2 GW◂ |\n|▸4.2 GW◂|x|\n",
    "| a | b |\n|---|---|\n| x \\| ▸4.2 GW◂ | y \\| z ▸5.1 GW◂ |\n\nTable: Of ▸6.3 GW◂\nand ▸7.4 GW◂\n",
    "{#id}\n## Of ▸4.2 GW◂\n\nOf ▸5.1 GW◂\n===\n",
    "[▸4.2 GW◂]{#id} [▸5.1 GW◂]{.unsourced} ▸6.3 GW◂",
    "▸4.2 GW◂ ▸4.2 GW◂\n▸4.2 GW◂",
    "-\ttab ▸4.2 GW◂\n",
    "A line  \nbreak ▸4.2 GW◂ \\\nand ▸5.1 GW◂",
]


@pytest.mark.parametrize("marked", PLACED)
def test_a_number_stands_between_its_arrows(marked: str) -> None:
    markdown = re.sub("[▸◂]", "", marked)
    body, _ = read_body(markdown, "note.md")
    lines = markdown.split("\n")
    spans = [statement.figure.span for statement in body.statements]

    for span in sorted(spans, reverse=True):
        line, at, end = lines[span.line - 1], span.column - 1, span.column - 1 + span.length
        lines[span.line - 1] = f"{line[:at]}▸{line[at:end]}◂{line[end:]}"

    assert "\n".join(lines) == marked


def test_a_name_is_no_number_that_could_be_read_in_two_ways() -> None:
    _, unnamed = read_body("The Model 1.800 came out.", "note.md")
    _, named = read_body("The Model 1.800 came out.", "note.md", names=["Model 1.800"])

    assert [problem.rule for problem in (*unnamed, *named)] == ["ambiguous-number"]


PIECES = st.sampled_from(
    ["4.2 GW", "RMB 5bn", "约30%", " text ", "字", "，", ". ", "**", "*", "~~", "_", "`", "\\*", "&amp;", "“", '"',
     "[", "](x.md)", "]{#id}", " [@a] ", "[^n]", "\n", "  \n", "\n\n", "\n- ", "\n> ", "\n| a |\n|---|\n| ", " | "]
)  # fmt: skip
NOTES = st.lists(PIECES, max_size=16).map("".join)


@given(NOTES)
def test_each_number_is_found_where_it_is_said_to_stand(markdown: str) -> None:
    body, _ = read_body(markdown, "note.md")
    lines = [*markdown.split("\n"), ""]

    for statement in body.statements:
        span = statement.figure.span
        first = re.split(r"[\s*_~`\[\]]", statement.figure.text)[0]
        assert lines[span.line - 1][span.column - 1 :].startswith(first)


@given(NOTES)
def test_marking_numbers_changes_no_other_sign_of_the_page(markdown: str) -> None:
    marked, _ = read_body(markdown, "note.md")
    with patch("briefing.notes.markdown.number_finder.read", lambda text, _: ParsedText(periods=read_periods(text))):
        plain, _ = read_body(markdown, "note.md")

    assert _unmarked(marked.parts) == _unmarked(plain.parts)


def _unmarked(parts: Iterable[object]) -> str:
    shown = (part.html if isinstance(part, FigureHole) else part for part in parts)
    return "".join(part if isinstance(part, str) else f"<{type(part).__name__}>" for part in shown)


# --- marks --------------------------------------------------------------------------------------

ARCHIVE = {
    "iea-2024.txt": "Power\n"
    "Plans come to 4.2 GW, and growth to 91.26%.\n"
    "Over 300 stores cost RMB 200 billion in 2025.\n"
}  # fmt: skip


def texts(body: str, front: str = "", sources: str = SOURCES) -> dict[str, str]:
    """A verified project: its lock is among the texts."""
    given = {**note(body, front), "notes/sources.yaml": sources}
    lock = verified(project(given), ARCHIVE, date(2026, 2, 4)).lock
    return {**given, PATH: format_lock(lock)}


class Mark(NamedTuple):
    """A number in a page."""

    state: str
    value: str
    target: str
    text: str


def marks(page: str) -> list[Mark]:
    """The numbers of a page, in order."""
    found = re.findall(r'<data class="figure figure-(\S+)"(?: id="[^"]+")? value="([^"]*)">(.*?)</data>', page, re.S)
    return [Mark(state, value, *_linked(inner)) for state, value, inner in found]


def _linked(inner: str) -> tuple[str, str]:
    link = re.match(r'<a id="[^"]+" href="#([^"]+)">', inner)
    return link[1] if link else "", html.unescape(re.sub("<[^>]+>", "", inner))


MARKS = {
    "Built were 4.2 GW [@iea-2024, ¶2].": "found '4.2 GW' as 4.2 GW, linked",
    "Growth was 91.3% [@iea-2024, ¶2].": "found '91.3%' as 91.3 %, linked",
    "There are 300 stores [@iea-2024, ¶3].": "unchecked '300?' as 300, linked",
    "Built were 4.3 GW [@iea-2024, ¶2].": "unchecked '4.3 GW?' as 4.3 GW, linked",
    "Built were 4.2 GW.": "unchecked '4.2 GW?' as 4.2 GW",
    "Built were [4.2 GW]{.unsourced}.": "exempt '4.2 GW' as 4.2 GW",
    "[Built were 4.2 GW](index.md) [@iea-2024, ¶2].": "found '4.2 GW' as 4.2 GW",
    "Built were **4.2** GW [@iea-2024, ¶2].": "found '4.2' as 4.2 GW, linked",
    "Built were **4.2 GW** [@iea-2024, ¶2].": "found '4.2 GW' as 4.2 GW, linked",
    "It costs RMB 200\nbillion [@iea-2024, ¶3].": "found 'RMB 200\nbillion' as 200000000000 CNY, linked",
    "Some 500–700 GW [@iea-2024, ¶2].": "unchecked 'Some 500–700 GW?' as 500/700 GW, linked",
    "## Built were 4.2 GW\n": "",
    "Built were `4.2 GW`.": "",
}


@pytest.mark.parametrize(("body", "shown"), MARKS.items())
def test_a_number_in_the_text_shows_how_it_stands(body: str, shown: str) -> None:
    found = [
        f"{m.state} {m.text!r} as {m.value}{', linked' if m.target else ''}".replace("\\n", "\n")
        for m in marks(page(texts(body)))
    ]

    assert " | ".join(found) == shown


def test_the_mark_of_a_span_leads_to_the_figure_that_it_names() -> None:
    front = "figures: {growth: {label: Growth, kind: opinion, value: 34.1%, basis: calls}}"

    (found,) = marks(page(texts("By [34%]{#growth} a year.\n", front)))

    assert found == Mark("ours", "34 %", "fig.growth", "34%=")


def test_what_says_the_same_as_an_entry_leads_to_it() -> None:
    front = "figures: {built: {label: Built, kind: actual, value: 4200 MW, cite: 'iea-2024, ¶2'}}"
    body = "Built were 4,200 MW [@iea-2024, ¶2], not 4,200 MW [@iea-2024, ¶3].\n"

    targets = [found.target for found in marks(page(texts(body, front)))]

    assert targets[0] == "fig.built"
    assert targets[1] != "fig.built"


# --- endnotes --------------------------------------------------------------------------------------


def shown(inputs: Inputs, path: str = "note.html") -> NotePage:
    """A note's page, before any template."""
    return next(each for each in note_pages(inputs) if each.path == path)


def note_pages(inputs: Inputs) -> Iterator[NotePage]:
    """The pages of all notes, before any template."""
    yield from (each for each in records(inputs) if isinstance(each, NotePage))


def endnotes(body: str, front: str = "", sources: str = SOURCES) -> Sequence[EvidenceView]:
    """The evidence that a verified note shows."""
    return shown(project(texts(body, front, sources))).evidence


def test_an_endnote_says_where_a_figure_stands_and_since_when_that_is_known() -> None:
    (found,) = endnotes("Built were 4.2 GW [@iea-2024, ¶2].\n")

    assert [(place.source, place.locators, place.path) for place in found.places] == [
        ("Lund 2024", "¶\u00a02", "sources/iea-2024.html#at.paragraph-2")
    ]
    assert (found.text, found.state.sign, found.state.sentence) == ("4.2 GW", "✓", "Found in source")
    assert found.day
    assert found.day.iso == "2026-02-04"


def test_an_endnote_of_an_entry_says_what_it_is_and_whose_word() -> None:
    front = "figures: {built: {label: Plans, kind: forecast, value: 4.2 GW, period: 2025, cite: 'iea-2024, ¶2, ¶3'}}"

    (found,) = endnotes("Text.\n", front)

    assert (found.id, found.label, found.period, found.kind) == ("fig.built", "Plans", "2025", "forecast")


def test_an_endnote_of_an_opinion_says_what_it_rests_on() -> None:
    (found,) = endnotes("Text.\n", "figures: {g: {label: G, kind: opinion, value: 34%, basis: our calls}}")

    assert (found.state.id, found.basis, found.day, found.places) == ("ours", "our calls", None, ())


def test_an_endnote_of_what_is_derived_shows_its_calculation_in_values_and_its_inputs() -> None:
    front = (
        "figures:\n"
        "  built: {label: Built, kind: actual, value: 4.2 GW, period: 2025, cite: 'iea-2024, ¶2'}\n"
        "  twice: {label: Twice, kind: derived, value: 8.4 GW, formula: 2 * built}"
    )

    found = next(item for item in endnotes("Text.\n", front) if item.id == "fig.twice")

    assert (found.state.id, [term.text for term in found.equation]) == ("ours", ["2", "×", "4.2 GW"])
    assert [(i.label, i.text, i.period, i.path) for i in found.inputs] == [
        ("Built", "4.2 GW", "2025", "note.html#fig.built")
    ]


def test_a_figure_that_stands_twice_in_the_text_has_one_endnote_and_two_ways_back() -> None:
    (found,) = endnotes("Built were 4.2 GW [@iea-2024, ¶2].\n\n- Again 4.2 GW [@iea-2024, ¶2].\n")

    assert found.uses == ("n.1", "n.2")


def test_two_sources_of_a_group_are_two_places() -> None:
    more = SOURCES + "  - {id: b, type: report, title: Storage}\n"

    (found,) = endnotes("Built were 4.2 GW [@iea-2024, ¶2; @b].\n", sources=more)

    assert [place.source for place in found.places] == ["Lund 2024", "Storage"]


# --- addresses ------------------------------------------------------------------------------------

ONCE = "Built were 4.2 GW [@iea-2024, ¶2]."
MOVED = {
    "a paragraph before it": f"Before it came 300 stores [@iea-2024, ¶3].\n\n{ONCE}",
    "other words": "It is 4.2 GW that were built, says a report [@iea-2024, ¶2].",
    "other lines": "Built were\n4.2 GW\n[@iea-2024, ¶2].",
    "a list": f"- {ONCE}",
    "a footnote": "Built.[^n]\n\n[^n]: 4.2 GW [@iea-2024, ¶2].",
    "emphasis": "Built were **4.2 GW** [@iea-2024, para. 2].",
}


@pytest.mark.parametrize("body", MOVED.values(), ids=MOVED)
def test_the_address_of_a_figure_survives(body: str) -> None:
    (address,) = (item.id for item in endnotes(ONCE))

    assert address in [item.id for item in endnotes(body)]
    assert re.fullmatch(r"fig\.[0-9a-f]{12}", address)


@pytest.mark.parametrize("body", [ONCE.replace("4.2", "4.3"), ONCE.replace("¶2", "¶3"), ONCE.replace("GW", "MW")])
def test_another_claim_has_another_address(body: str) -> None:
    assert {item.id for item in endnotes(ONCE)}.isdisjoint(item.id for item in endnotes(body))


@pytest.mark.parametrize("inputs", [disk.load(ROOT), disk.load(TERN)], ids=["this repository", "Tern"])
def test_every_number_leads_to_an_endnote_of_its_page_and_back(inputs: Inputs) -> None:
    for each in note_pages(inputs):
        ids = [item.id for item in each.evidence]
        marked = {piece.figure.id: piece.figure.target for piece in each.body if piece.figure}
        assert len(ids) == len(set(ids))
        assert {target for target in marked.values() if target} <= set(ids)
        assert all(marked[use] == item.id for item in each.evidence for use in item.uses)
        assert {row.path.removeprefix("#") for row in each.headline} <= set(ids)


# --- caveats ---------------------------------------------------------------------------------------

CAVEAT = "\n    custom: {{caveats: [{{at: '{}', {}says: Two sums differ., reading: We take the first.}}]}}\n"

CONCERNED = {
    # by place
    ("¶2", "", "4.2 GW [@iea-2024, ¶2]"): True,
    ("¶3", "", "4.2 GW [@iea-2024, ¶2]"): False,
    ("¶¶1–5", "", "4.2 GW [@iea-2024, ¶2]"): True,
    ("¶5, ¶2", "", "4.2 GW [@iea-2024, ¶¶1–3]"): True,
    ("p. 2", "", "4.2 GW [@iea-2024, ¶2]"): False,
    ("¶5", "", "4.2 GW [@iea-2024]"): True,
    # narrowed by figures
    ("¶2", "4.2 GW", "4.2 GW [@iea-2024, ¶2]"): True,
    ("¶2", "4.2 GW", "5.1 GW [@iea-2024, ¶2]"): False,
    ("¶2", "over 4.2 GW", "4.2 GW [@iea-2024, ¶2]"): True,
    ("¶2", "91.26%", "91% [@iea-2024, ¶2]"): True,
    ("¶2", "500–700 GW", "700 GW [@iea-2024, ¶2]"): True,
    ("¶3", "4.2 GW", "4.2 GW [@iea-2024, ¶2]"): False,
}


@pytest.mark.parametrize(("case", "concerned"), CONCERNED.items())
def test_a_caveat_is_shown_with_the_figures_that_cite_its_place(case: tuple[str, str, str], concerned: bool) -> None:
    at, figure, claim = case
    sources = SOURCES.rstrip() + CAVEAT.format(at, f"figures: ['{figure}'], " if figure else "")

    (found,) = endnotes(f"It was {claim}.\n", sources=sources)

    assert [caveat.reading for caveat in found.caveats] == (["We take the first."] if concerned else [])


def test_a_caveat_of_something_that_is_no_figure_would_never_show_and_is_a_fault() -> None:
    sources = SOURCES.rstrip() + CAVEAT.format("¶2", "figures: [deliveries], ")

    (found,) = checked({**note("Text [@iea-2024].\n"), "notes/sources.yaml": sources})

    assert (found.rule, found.message) == ("invalid-figure", "`deliveries` is not a figure")
    assert found.span.line == 7


# --- the tally ---------------------------------------------------------------------------------------

OPINION = "figures: {growth: {label: Growth, kind: opinion, value: 34%, basis: calls}}"
TALLIES = {
    "Text.": "",
    "Built were 4.2 GW [@iea-2024, ¶2].": "1 of 1 figure found in its source.",
    "Growth was 91.3%, built were 4.2 GW [@iea-2024, ¶2].": "2 of 2 figures found in their sources.",
    "Of 4.2 GW and 4.2 GW [@iea-2024, ¶2].": "2 of 2 figures found in their sources.",
    "Of 4.2 GW [@iea-2024, ¶2], [34%]{#growth} is new.": "1 of 2 figures found in their sources; 1 our calculation.",
    "Of 4.2 GW [@iea-2024, ¶2] in [48 months]{.unsourced}.": "1 of 2 figures found in their sources; 1 exempt.",
    "Of 4.2 GW [@iea-2024, ¶2] and 9 GW [@iea-2024, ¶2].":
        "1 of 2 figures found in their sources; 1 not checked.",
    "## On 4.2 GW\n\nOf 4.2 GW [@iea-2024, ¶2].": "1 of 1 figure found in its source.",
}  # fmt: skip


@pytest.mark.parametrize(("body", "sentence"), TALLIES.items())
def test_a_page_says_in_a_sentence_how_its_figures_stand(body: str, sentence: str) -> None:
    assert shown(project(texts(body, OPINION))).tally.sentence == sentence


def test_the_sentence_is_in_the_language_of_the_site() -> None:
    given = texts("Of 4.2 GW [@iea-2024, ¶2].")
    site = "title: 电力\nlanguage: zh\nsegments: [{id: power, title: 电力}]\n"

    assert shown(project({**given, "notes/site.yaml": site})).tally.sentence == "1个数据中1个见于来源。"


def test_without_a_lock_nothing_stands() -> None:
    tally = shown(project(note("Of 4.2 GW [@iea-2024, ¶2].\n"))).tally

    assert [(part.state, part.count) for part in tally.parts] == [("found", 0), ("unchecked", 1)]


# --- the ledger and guidance -------------------------------------------------------------------------


def table(page: str) -> list[list[str]]:
    """The body rows of a page's table, as texts."""
    rows = re.findall(r'<tr id="(?:.*?)</tr>', page.partition("<tbody>")[2], re.S)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows)
    return [[" ".join(html.unescape(re.sub("<[^>]+>", "", cell)).split()) for cell in row] for row in cells]


def made(inputs: Inputs) -> dict[str, str]:
    """The files of a site that were made for it, by path."""
    found = files(compose(inputs))
    return {file.path: file.content.decode() for file in found if isinstance(file, File)}


def of_tern(path: str, as_of: date | None = None) -> str:
    """A page of Tern's site."""
    return made(structs.replace(example_project.inputs(), as_of=as_of))[path]


def test_the_page_of_figures_is_the_whole_ledger() -> None:
    assert table(of_tern("figures/index.html")) == [
        ["Deliveries guidance", "60 GWh ✓ Found in source", "2026", "¶ 3"],
        ["Deliveries reported", "41.5 GWh ✓ Found in source", "2025", "¶ 2"],
        ["Growth that the target implies our calculation", "44.6% = our calculation", "2026", ""],
        ["Plan guidance", "RMB 45 billion ✓ Found in source", "through 2030", "¶ 5"],
        ["Cost of a cell price", "about HKD 420 ✓ Found in source", "", "¶ 7"],
    ]  # fmt: skip


def test_the_page_of_figures_names_its_only_source_once() -> None:
    assert re.findall(r"All of them rest on <a href=.*?>(.*?)</a>", of_tern("figures/index.html")) == ["Osei 2026"]


def test_the_page_of_figures_is_grouped_by_segment() -> None:
    assert re.findall(r'scope="rowgroup">(.*?)</th>', of_tern("figures/index.html")) == ["Cells"]


def test_each_row_leads_to_the_evidence_of_its_figure() -> None:
    addresses = re.findall(r'<th scope="row"><a href="([^"]+)"', of_tern("figures/index.html"))

    assert set(addresses) == {
        f"../cells.html#fig.{name}"
        for name in ("deliveries-2026", "deliveries-2025", "deliveries-growth-2026", "plan", "share-price")
    }


def test_a_site_without_a_ledger_has_no_page_of_figures() -> None:
    paths = made(project(note("Text.\n")))

    assert not [path for path in paths if path.startswith(("figures/", "guidance/"))]


def test_guidance_stands_by_the_day_it_falls_due() -> None:
    page = of_tern("guidance/index.html")
    line = page[page.index('<ol class="timeline">') : page.index("</ol>", page.index("timeline"))]

    assert " ".join(re.sub("<[^>]+>", " ", line).split()) == (
        "2026 60 GWh Deliveries open · ✓ Found in source · Cells "
        "2030 RMB 45 billion Plan open · ✓ Found in source · Cells"
    )


OVERDUE = {date(2026, 12, 31): 0, date(2027, 1, 1): 1, date(2031, 1, 1): 2}


@pytest.mark.parametrize(("day", "count"), OVERDUE.items())
def test_guidance_is_overdue_the_day_after_its_last(day: date, count: int) -> None:
    assert of_tern("guidance/index.html", day).count(' overdue"') == count


@pytest.mark.parametrize("status", ["met", "missed", "revised", "withdrawn"])
def test_what_is_settled_is_never_overdue(status: str) -> None:
    front = f"figures: {{g: {{label: G, kind: guidance, value: 4.2 GW, cite: iea-2024, due: 2025, status: {status}}}}}"

    assert ' overdue"' not in page(note("Text.\n", front), "guidance/index.html")


def test_the_day_of_a_site_is_that_of_its_newest_note() -> None:
    front = "figures: {g: {label: G, kind: guidance, value: 4.2 GW, cite: iea-2024, due: 2026-02-02}}"

    guidance = page(note("Text.\n", front), "guidance/index.html")

    assert ' overdue"' in guidance
    assert '<time datetime="2026-02-03">' in guidance


def test_the_day_can_be_set_where_a_site_is_built(tmp_path: Path) -> None:
    arguments = ["build", "--project", str(TERN), "--output", str(tmp_path / "site"), "--as-of", "2027-01-01"]

    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert (tmp_path / "site" / "guidance" / "index.html").read_text(encoding="utf-8").count(' overdue"') == 1


def test_a_note_shows_the_guidance_of_its_segment_and_the_overview_none() -> None:
    sites = "title: P\nsegments: [{id: power, title: Power}, {id: wind, title: Wind}]\n"
    front = "figures: {{{}: {{label: L, kind: guidance, value: 4.2 GW, cite: iea-2024, due: 2026}}}}"
    power = note("Text.\n", front.format("a"))["notes/note.md"]
    wind = note("Text.\n", front.format("b"))["notes/note.md"].replace("segment: power", "segment: wind")
    inputs = project({"notes/site.yaml": sites, "notes/note.md": power, "notes/wind.md": wind})

    assert [row.row.id for row in shown(inputs).guidance] == ["a"]
    assert shown(inputs, "index.html").guidance == ()


REVISED: Mapping[str, str] = {
    "notes/old.md": note("Growth is [30%]{#g}.\n", "figures: {g: {label: G, kind: opinion, value: 30%, basis: old}}")[
        "notes/note.md"
    ],
    "notes/new.md": note("Growth is [40%]{#g}.\n", "figures: {g: {label: G, kind: opinion, value: 40%, basis: new}}")[
        "notes/note.md"
    ].replace("2026-02-03", "2026-03-03"),
}


@pytest.mark.parametrize(("path", "basis"), {"old.html": "old", "new.html": "new"}.items())
def test_each_page_shows_the_figure_of_its_own_day(path: str, basis: str) -> None:
    assert [item.basis for item in shown(project(REVISED), path).evidence] == [basis]


def test_the_ledger_shows_the_newest() -> None:
    assert [row[1] for row in table(page(REVISED, "figures/index.html"))] == ["40% = our calculation"]
