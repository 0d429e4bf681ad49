"""The four states of a figure: one project with each, and every output that says them."""

import csv
import html
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import SITE, note, page, pages, project, verified
from msgspec import structs

from briefing.cli import main
from briefing.evidence.lock import PATH, format_lock
from briefing.evidence.quantities import read_value
from briefing.evidence.states import assess, state_of
from briefing.model import (
    STATE_SYMBOLS,
    Caveat,
    Citation,
    Custom,
    Figure,
    FigureKind,
    Grade,
    Locator,
    LocatorKind,
    Outcome,
    Printed,
    Quantity,
    Source,
    SourceType,
    State,
    Text,
    Verification,
)
from briefing.model.diagnostics import Span
from briefing.notes import parse_bibliography

# --- from kind, outcome and caveats to a state ------------------------------------------------------

BY_OUTCOME = {
    Outcome.VERIFIED: State.FOUND,
    Outcome.ROUNDED: State.FOUND,
    Outcome.QUALIFIER_DIFFERS: State.UNCHECKED,
    Outcome.AS_READ: State.OTHERWISE,
    Outcome.UNSCALED: State.UNCHECKED,
    Outcome.AMBIGUOUS: State.UNCHECKED,
    Outcome.UNIT_DIFFERS: State.UNCHECKED,
    Outcome.SCALE_SUSPECT: State.UNCHECKED,
    Outcome.NOT_FOUND: State.UNCHECKED,
    Outcome.NO_TEXT: State.UNCHECKED,
    None: State.UNCHECKED,
}


@pytest.mark.parametrize("outcome", [*Outcome, None])
@pytest.mark.parametrize("kind", [*FigureKind, None])
def test_our_own_kinds_are_ours_and_else_the_outcome_decides(kind: FigureKind | None, outcome: Outcome | None) -> None:
    own = kind in (FigureKind.DERIVED, FigureKind.OPINION)
    by_outcome = BY_OUTCOME.get(outcome, State.UNCHECKED)

    assert state_of(kind, outcome) is (State.OURS if own else by_outcome)
    assert state_of(kind, outcome, is_contradicted=True) is (State.OURS if own else State.OTHERWISE)


PARAGRAPH = Locator(LocatorKind.PARAGRAPH, (("2", "2"),))
SLIP = "otherwise: GBP 640 million, read as GBP 64 million"

# figure | outcome | the figures that the caveat names | its grade and value | state
CAVEATS = [
    ("GBP 640 million", "verified", "GBP 640 million", "differs GBP 64 million", SLIP),
    ("GBP 640 million", "verified", "", "differs GBP 64 million", SLIP),
    ("GBP 640 million", "qualifier-differs", "over GBP 640 million", "differs GBP 64 million", SLIP),
    ("GBP 640 million", "not-found", "GBP 640 million", "differs GBP 64 million", SLIP),
    ("GBP 640 million", "", "GBP 640 million", "differs GBP 64 million", SLIP),
    ("GBP 64 million", "as-read", "GBP 640 million", "differs GBP 64 million", SLIP),
    ("GBP 64 million", "verified", "GBP 640 million", "differs GBP 64 million", "found"),
    ("40%", "verified", "", "differs GBP 64 million", "found"),
    ("40%", "verified", "GBP 640 million", "differs GBP 64 million", "found"),
    ("USD 1", "verified", "USD 1", "differs GBP 1", "otherwise: USD 1, read as GBP 1"),
    ("nearly 40%", "verified", "nearly 40%", "differs 40.1%", "otherwise: nearly 40%, read as 40.1%"),
    ("5–7 GW", "verified", "5–7 GW", "differs 50–70 GW", "otherwise: 5–7 GW, read as 50–70 GW"),
    ("-3%", "verified", "-3%", "differs 3%", "otherwise: -3%, read as 3%"),
    ("GBP 640 million", "verified", "GBP 640 million", "doubtful", "found, with a caveat"),
    ("GBP 640 million", "verified", "", "doubtful", "found, with a caveat"),
    ("GBP 640 million", "not-found", "GBP 640 million", "doubtful", "unchecked, with a caveat"),
    ("GBP 640 million", "verified", "GBP 640 million", "context", "found"),
    ("GBP 640 million", "not-found", "", "context", "unchecked"),
]


@pytest.mark.parametrize(("text", "outcome", "named", "graded", "expected"), CAVEATS)
def test_a_caveat_that_reads_another_value_beats_the_look_up(
    text: str, outcome: str, named: str, graded: str, expected: str
) -> None:
    grade, _, value = graded.partition(" ")
    names = (Printed(named),) if named else ()
    caveat = Caveat((PARAGRAPH,), "It says so.", "A slip.", names, Grade(grade), Printed(value))
    source = Source(id="tarn", type=SourceType("report"), title="Tarn", custom=Custom(caveats=(caveat,)))
    figure = Figure(quantity(text), text, Span("note.md"), (Citation("tarn", Span("note.md"), locators=(PARAGRAPH,)),))
    found = Verification(Outcome(outcome), date(2026, 2, 4)) if outcome else None

    known = assess(figure, None, found, {"tarn": source}.get)

    both = f": {known.printed}, read as {known.reading}" if known.reading else ""
    assert f"{known.state}{both}{', with a caveat' if known.caveats and not both else ''}" == expected


def quantity(text: str) -> Quantity:
    """The quantity that a text is."""
    found = read_value(text)
    assert found
    return found


# --- what an author writes ------------------------------------------------------------------------

WRITTEN = {
    "reading: The later.": "doubtful",
    "reading: The later., grade: doubtful": "doubtful",
    "reading: The later., grade: context": "context",
    "reading: A slip., grade: differs, value: 91.26%": "differs 91.26%",
    "reading: A slip., value: 91.26%": "differs 91.26%",
    "reading: 'GBP 64 million, a slip of scale.'": "differs GBP 64 million",
    "reading: 'GBP 640 million, as the annex says.'": "doubtful",
    "reading: 'A tenth, or GBP 64 million.'": "doubtful",
    "reading: 'GBP 64 million and GBP 6 million: slips.'":
        "missing-key the caveat reads `GBP 64 million`, which it does not name, and has no `grade`",
    "reading: A slip., grade: differs": "missing-key a caveat of grade `differs` needs `value`",
    "reading: A slip., grade: differs, value: ~": "missing-key a caveat of grade `differs` needs `value`",
    "reading: A slip., grade: differs, value: less": "invalid-figure `less` is not a figure",
    "reading: A slip., grade: difers, value: 5%": "invalid-value `grade` cannot be `difers`",
    "reading: A slip., grade: context, value: 5%": "invalid-value a caveat of grade `context` takes no `value`",
    "reading: A slip., grade: differs, value: GBP 640m":
        "invalid-value `GBP 640m` is what the source prints, so nothing differs",
}  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), WRITTEN.items())
def test_a_caveat_has_a_grade_and_the_value_that_goes_with_it(written: str, expected: str) -> None:
    caveat = f"{{at: ¶1, figures: [GBP 640 million], says: It says so., {written}}}"
    text = f"references:\n  - {{id: a, type: report, title: T, custom: {{caveats: [{caveat}]}}}}\n"
    read = parse_bibliography(Text("notes/sources.yaml", text))
    graded = [f"{c.grade} {c.value}".strip() for source in read.sources.values() for c in source.custom.caveats]

    assert ([f"{each.rule} {each.message}" for each in read.problems] or graded) == [expected]
    assert all(each.hint for each in read.problems)


# --- every output of one project --------------------------------------------------------------------

SOURCES = """\
references:
  - id: tarn-2025
    type: report
    title: Tarn Ferries, year in review
    custom:
      caveats:
        - {at: ¶1, grade: differs, value: GBP 64 million, figures: [GBP 640 million],
           says: Ten times the revenue of the year before., reading: A slip of scale.}
        - {at: ¶2, grade: doubtful, figures: [41 boats], says: The annex counts others., reading: We keep the text.}
        - {at: "¶1, ¶2", grade: context, says: A booklet without an author., reading: The company's own.}
"""
NOTE = """\
---
title: Ferries
segment: power
date: 2025-12-01
summary: Revenue is misprinted.
headline: [revenue, fleet, share, boats, passengers]
figures:
  revenue: {label: Revenue, kind: actual, value: GBP 640 million, cite: "tarn-2025, ¶1"}
  fleet: {label: Fleet, kind: guidance, due: 2026, value: 41 boats, cite: "tarn-2025, ¶2"}
  share: {label: Fleet twice over, kind: derived, value: 82 boats, formula: fleet * 2}
  boats: {label: Harbours, kind: guidance, due: 2027, value: 300 harbours, cite: "tarn-2025, ¶2"}
  passengers: {label: Passengers, kind: actual, value: 17 million, cite: "tarn-2025, ¶2"}
---
Revenue was GBP 640 million [@tarn-2025, ¶1].
There are 41 boats, 300 harbours and 17 million passengers [@tarn-2025, ¶2], twice the fleet being [82 boats]{#share}.

```chart
title: The fleet
mark: bar
figures: {fleet: Fleet, share: Twice}
```
"""
ARCHIVE = {"tarn-2025.txt": "Revenue was GBP 640 million.\nOf 41 boats in over 300 harbours, all sail.\n"}
BOTH = "GBP 64 million; the source prints GBP 640 million"
SHOWN = {
    "fleet": "✓ Found in source",
    "share": "= our calculation",
    "revenue": f"⚠ we read it otherwise: {BOTH}",
    "boats": "? not checked: the source gives this number with another qualifier, or as one end of a range",
    "passengers": "? not checked",
}
IN_CHINESE = {"fleet": "✓ 见于来源", "share": "= 我们推算", "revenue": "⚠ 我们另有解读", "passengers": "? 未核对"}


def texts(language: str = "en") -> dict[str, str]:
    """The project: one figure is found, one ours, one read otherwise, one has another qualifier, one is not there."""
    given = {
        "notes/site.yaml": SITE.replace("language: en", f"language: {language}"),
        "notes/sources.yaml": SOURCES,
        "notes/index.md": "---\ntitle: Tarn\ndate: 2025-12-01\nsummary: The call.\n"
        "headline: [revenue, fleet, share, boats, passengers]\n---\nText [@tarn-2025].\n",
        "notes/note.md": NOTE,
    }
    lock = verified(project(given), ARCHIVE, date(2025, 12, 2)).lock
    looked = {claim: found for claim, found in lock.claims.items() if found.outcome is not Outcome.NOT_FOUND}
    return {**given, PATH: format_lock(structs.replace(lock, claims=looked))}


@cache
def site(language: str = "en") -> Mapping[str, str]:
    """Every file that is made for it."""
    return pages(texts(language))


def words(html_text: str) -> str:
    """What a reader sees of some HTML, in one line."""
    return " ".join(html.unescape(re.sub("<[^>]+>", "", html_text)).split())


def element(text: str, begin: str, end: str) -> str:
    """The first stretch of a page that begins and ends so."""
    return text[text.index(begin) :].partition(end)[0]


each_figure = pytest.mark.parametrize("name", SHOWN)


@each_figure
def test_an_endnote_shows_the_state_with_its_sign_and_both_values(name: str) -> None:
    endnote = element(site()["note.html"], f'<li id="fig.{name}"', "</li>")

    assert SHOWN[name] in words(element(endnote, '<span class="line outcome">', "\n"))


@each_figure
def test_the_ledger_shows_the_state(name: str) -> None:
    row = element(site()["figures/index.html"], f'<tr id="{name}"', "</tr>")

    assert words(element(row, '<span class="state', "</td>")).removesuffix(" 1 caveat") == SHOWN[name]


@each_figure
def test_the_leading_figures_of_a_page_show_the_state(name: str) -> None:
    shown = words(element(site()["note.html"], '<section class="headline"', "</section>"))

    assert SHOWN[name] in shown


@each_figure
def test_the_overview_shows_the_state_of_what_the_call_rests_on(name: str) -> None:
    assert SHOWN[name] in words(element(site()["index.html"], '<section class="headline"', "</section>"))


def test_a_chart_shows_the_state_at_its_bar_in_its_description_and_under_its_drawing() -> None:
    given = texts()
    bars = given["notes/note.md"].replace("{fleet: Fleet, share: Twice}", "{revenue: Revenue}")
    chart = html.unescape(
        element(pages({**given, "notes/note.md": bars})["note.html"], '<figure class="chart"', "</figure>")
    )

    assert f"Revenue: GBP 640 million ({SHOWN['revenue']})." in element(chart, "<desc", "</desc>")
    assert chart.count(">GBP 640 million ⚠</text>") == 2
    assert words(chart).endswith(f"Source: Tarn Ferries, year in review, ¶ 1; {SHOWN['revenue']}")


def test_a_bar_that_was_not_checked_says_so() -> None:
    given = texts()
    bars = given["notes/note.md"].replace("{fleet: Fleet, share: Twice}", "{passengers: Passengers}")
    chart = html.unescape(
        element(pages({**given, "notes/note.md": bars})["note.html"], '<figure class="chart"', "</figure>")
    )

    assert "Passengers: 17 million (? not checked)." in element(chart, "<desc", "</desc>")
    assert chart.count(">17 million ?</text>") == 2


@each_figure
def test_csv_json_and_the_package_contain_the_state(name: str) -> None:
    sign, _, label = SHOWN[name].partition(" ")
    (row,) = [
        row
        for row in csv.DictReader(io.StringIO(site()["figures/figures.csv"].removeprefix("\ufeff")))
        if row["id"] == name
    ]
    (record,) = [record for record in json.loads(site()["figures/figures.json"]) if record["id"] == name]
    (table,) = json.loads(site()["figures/datapackage.json"])["resources"]
    (field,) = [field for field in table["schema"]["fields"] if field["name"] == "state"]
    labels = {each["value"]: each["label"] for each in field["categories"]}

    assert row["state_label"] == record["state_label"] == f"{label.partition(':')[0]} {sign}"
    assert labels[row["state"]] == SHOWN[name].partition(":")[0]
    assert (row["reading"], record["reading"]) == (("GBP 64 million",) * 2 if name == "revenue" else ("", ""))


def test_the_data_hold_the_caveats_of_a_figure_but_no_remark_on_its_source() -> None:
    rows = {
        row["id"]: row["caveat"]
        for row in csv.DictReader(io.StringIO(site()["figures/figures.csv"].removeprefix("\ufeff")))
    }

    assert rows["revenue"] == "Ten times the revenue of the year before. A slip of scale."
    assert rows["fleet"] == "The annex counts others. We keep the text."
    assert (rows["boats"], rows["passengers"], rows["share"]) == ("", "", "")


def of_wrong_input() -> Mapping[str, str]:
    """The site of a figure that is derived from one that we read otherwise and from one that was not checked."""
    given = texts()
    formula = given["notes/note.md"].replace(
        "value: 82 boats, formula: fleet * 2", "value: '37.6', formula: revenue / passengers"
    )
    return pages({**given, "notes/note.md": formula.replace("[82 boats]", "[37.6]")})


def test_a_calculation_marks_what_it_starts_from() -> None:
    equation = element(of_wrong_input()["note.html"], '<span class="line equation">', "</span>")

    assert f'title="we read it otherwise: {BOTH}">⚠</abbr> ÷' in equation
    assert words(equation) == "= GBP 640 million ⚠ ÷ 17 million ?"
    assert "✓" not in element(site()["note.html"], '<span class="line equation">', "</span>")


def test_the_data_say_which_inputs_of_a_calculation_are_in_doubt() -> None:
    (row,) = [row for row in json.loads(of_wrong_input()["figures/figures.json"]) if row["id"] == "share"]

    assert (row["state"], row["caveat"]) == (
        "ours",
        f"Revenue: we read it otherwise: {BOTH}. Passengers: not checked.",
    )


DOUBT = "= our calculation: from a figure that we read otherwise"


def test_a_calculation_says_wherever_it_is_shown_that_it_starts_from_a_doubt() -> None:
    made = of_wrong_input()
    row = element(made["figures/index.html"], '<tr id="share"', "</tr>")
    found = next(text for path, text in made.items() if path.startswith("search/") and "fig.share" in text)
    (entry,) = [text for text in made["feed.xml"].split("<entry>") if "note.html</id>" in text]

    assert DOUBT in words(element(made["note.html"], '<section class="headline"', "</section>"))
    assert DOUBT in words(row)
    assert DOUBT in found
    assert f"({DOUBT[2:]})" in html.unescape(entry)
    assert 'title="our calculation: from a figure' in element(made["note.html"], '<div class="prose">', "<figure")


def test_the_doubt_about_a_calculation_reaches_what_is_calculated_from_it() -> None:
    given = texts()
    twice = "  again: {label: Again, kind: derived, value: GBP 320 million, formula: half}\n"
    half = "  half: {label: Half, kind: derived, value: GBP 320 million, formula: revenue / 2}\n"
    note = given["notes/note.md"].replace("figures:\n", f"figures:\n{twice}{half}", 1)
    made = pages({**given, "notes/note.md": note})

    assert DOUBT in words(element(made["figures/index.html"], '<tr id="again"', "</tr>"))


MARKED = {
    "GBP 640 million": f"⚠ we read it otherwise: {BOTH}",
    "82 boats": "= our calculation",
    "300 harbours": "? not checked: the source gives this number with another qualifier, or as one end of a range",
    "17 million": "? not checked",
}


@pytest.mark.parametrize(("figure", "mark"), MARKED.items())
def test_the_text_marks_what_was_not_found(figure: str, mark: str) -> None:
    prose = element(site()["note.html"], '<div class="prose">', '<figure class="chart"')
    sign, _, sentence = mark.partition(" ")

    assert re.search(rf">{figure.split(maxsplit=1)[0]}[^<]*</a><abbr [^>]*title=\"{sentence}\">\{sign}</abbr>", prose)


def test_the_text_leaves_what_was_found_as_it_is() -> None:
    prose = element(site()["note.html"], '<div class="prose">', '<figure class="chart"')

    assert re.search(r'<data class="figure figure-found"[^>]*><a [^>]*>41[^<]*</a></data>', prose)


TALLY = "1 of 5 figures found in their sources; 1 we read otherwise; 2 not checked; 1 our calculation."


def test_the_tally_counts_each_state_under_its_sign() -> None:
    shown = words(element(site()["note.html"], '<p class="tally">', "</p>"))

    assert shown == (
        "✓ 1 of 5 figures found in their sources ⚠ 1 we read otherwise ? 2 not checked = 1 our calculation"
    )


def test_the_feed_shows_tally_and_states() -> None:
    content = html.unescape(site()["feed.xml"])

    assert f"⚠</abbr> (we read it otherwise: {BOTH})" in content
    assert '<abbr title="our calculation">=</abbr>' in content
    assert '<abbr title="not checked">?</abbr>' in content
    assert "✓ 1 of 5 figures found in their sources · ⚠ 1 we read otherwise" in content
    assert "<td>✓ Found in source</td>" in content


def test_json_ld_contains_tally_and_states() -> None:
    text = element(site()["note.html"], '<script type="application/ld+json">', "</script>").partition(">")[2]
    note = json.loads(text)["@graph"][0]

    assert note["backstory"] == TALLY
    assert {item["name"]: item["description"] for item in note["mentions"]} == {
        "Revenue": SHOWN["revenue"], "Fleet": SHOWN["fleet"], "Fleet twice over": SHOWN["share"],
        "Harbours": SHOWN["boats"], "Passengers": SHOWN["passengers"],
    }  # fmt: skip


def test_guidance_shows_the_state_where_it_is_listed_and_beside_a_note() -> None:
    assert SHOWN["fleet"] in words(element(site()["guidance/index.html"], '<ol class="timeline">', "</article>"))
    assert SHOWN["boats"] in words(element(site()["guidance/index.html"], '<ol class="timeline">', "</article>"))
    assert '<abbr class="sign sign-found" title="Found in source">✓</abbr>' in site()["note.html"]


def test_the_table_of_a_chart_shows_the_state() -> None:
    chart = element(site()["note.html"], '<figure class="chart"', "</figure>")

    assert re.findall(r'<td class="state [^"]*">(.*?)</td>', chart) != []
    assert "✓ Found in source" in words(chart)
    assert words(chart).endswith("= our calculation")


def test_the_search_shows_the_state() -> None:
    (found,) = [text for path, text in site().items() if path.startswith("search/") and "Fleet twice over" in text]

    assert [label for label in SHOWN.values() if label not in found] == []


def test_language_models_are_told_what_the_states_are() -> None:
    labels = ("found: ✓ Found in source", "ours: = our calculation", "otherwise: ⚠ we read it otherwise")

    assert [label for label in labels if label not in site()["llms.txt"]] == []
    assert "as they were typed; what is known of each is here." in site()["llms.txt"]


def test_a_remark_on_a_source_is_shown_with_the_source_and_with_no_figure() -> None:
    holders = [path for path, text in site().items() if path.endswith(".html") and "A booklet" in text]

    assert holders == ["sources/tarn-2025.html"]
    assert "⚠ we read it otherwise: GBP 64 million" in words(site()["sources/tarn-2025.html"])


@pytest.mark.parametrize(("form", "name"), [(form, name) for form in ("table", "csv", "json") for name in SHOWN])
def test_the_terminal_shows_the_state(tmp_path: Path, form: str, name: str) -> None:
    for path, text in texts().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    printed = CliRunner().invoke(main, ["figures", "--project", str(tmp_path), "--as", form])

    assert printed.exit_code == 0
    label = SHOWN[name].partition(":")[0]
    sign, _, word = label.partition(" ")
    assert (label if form == "table" else f"{word} {sign}") in printed.output
    assert "GBP 64 million" in printed.output


@pytest.mark.parametrize("name", IN_CHINESE)
def test_a_chinese_site_shows_the_state_in_chinese(name: str) -> None:
    assert IN_CHINESE[name] in words(element(site("zh")["figures/index.html"], f'<tr id="{name}"', "</tr>"))
    assert IN_CHINESE[name] in words(element(site("zh")["note.html"], f'<li id="fig.{name}"', "</li>"))


def test_every_state_has_a_sign_of_its_own() -> None:
    assert len(set(STATE_SYMBOLS.values())) == len(State) == len(STATE_SYMBOLS)


@pytest.mark.parametrize(
    ("sentences", "endnotes"),
    [
        ("In 2025 it was 11% [@iea-2024]. In 2024 it was 11% [@iea-2024].", 2),
        ("In 2025 it was 11% [@iea-2024]. It was 11% in 2025 [@iea-2024].", 1),
        ("It was 11% [@iea-2024]. It was 11% [@iea-2024].", 1),
    ],
)
def test_one_value_has_an_endnote_for_each_period(sentences: str, endnotes: int) -> None:
    assert len(set(re.findall(r'href="#(fig\.[0-9a-f]+)"', page(note(sentences))))) == endnotes
