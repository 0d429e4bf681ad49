"""What rests on a source, the bibliography as a table, and every figure of the text with its state."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from click.testing import CliRunner, Result
from conftest import INDEX, NOTE, SITE, Texts
from test_help import completed
from test_unverified_figures import LINE

from briefing.build.session import Session
from briefing.citations import read_locators
from briefing.cli import main
from briefing.evidence.lock import PATH
from briefing.exports.impact import Impact, impact
from briefing.model.diagnostics import Span
from briefing.site.statements import Stated, all_stated, sentence_at

SOURCES = """\
references:
  - {id: plan, type: report, title: The plan, issued: 2026}
  - id: audit
    type: webpage
    title: The *audit*
    custom:
      caveats:
        - {at: ¶2, grade: doubtful, says: It adds up otherwise., reading: We keep the total.}
  - {id: spare, type: book, title: Spare}
"""
POWER = NOTE.replace(
    "summary: Where",
    """figures:
  planned: {label: Planned, kind: guidance, value: 4.2 GW, cite: "plan, p. 3", status: met,
    outcome: {value: 4.4 GW, cite: "audit, ¶2"}}
  built: {label: Built, kind: actual, value: 3.1 GW, cite: audit}
  share: {label: Share, kind: derived, value: 73.8%, formula: built / planned}
  rest: {label: Rest, kind: derived, value: 26.2%, formula: 1 - share}
summary: Where""",
)
TEXT = """\
They plan [4.2 GW]{#planned}, and 90 lines [@plan, p. 4]. Built is [73.8%]{#share}. It took [30 months]{.unsourced}.

- North has 1.2 GW [@audit, ¶2]
- South has 88 MW

```chart
title: Less was built than planned
mark: bar
figures: [planned, built]
```
"""
TEXTS = {
    "notes/site.yaml": SITE,
    "notes/sources.yaml": SOURCES,
    "notes/index.md": INDEX.replace(" [@iea-2024]", " as the audit finds [@audit, ¶7]"),
    "notes/power.md": POWER + TEXT,
}
Build = Callable[[Texts], Session]


def of(built: Build, key: str, place: str = "") -> Impact:
    return impact(built(TEXTS).view, key, read_locators(place)[0])


def stated(built: Build, texts: Texts = TEXTS) -> list[Stated]:
    return list(all_stated(built(texts).view))


# --- impact -------------------------------------------------------------------------------------


def test_what_rests_on_a_source_are_figures_what_is_derived_through_any_formula_charts_and_notes(built: Build) -> None:
    found = of(built, "plan")

    assert [(item.where, item.id, item.text, item.place) for item in found.figures] == [
        ("ledger", "planned", "4.2 GW", "page 3"),
        ("text", "planned", "4.2 GW", "page 3"),
        ("text", "", "90", "page 4"),
    ]
    assert [(item.id, item.formula, item.printed) for item in found.derived] == [
        ("share", "built / planned", ("notes/power.md:13:69",)),
        ("rest", "1 - share", ()),
    ]
    assert [(chart.title, chart.figures) for chart in found.charts] == [("Less was built than planned", ("planned",))]
    assert found.notes == ("notes/power.md",)


def test_on_a_place_rests_what_cites_it_and_what_cites_the_whole_source(built: Build) -> None:
    found = of(built, "audit", "¶2–3")

    assert [(item.where, item.text, item.place) for item in found.figures] == [
        ("outcome", "4.4 GW", "paragraph 2"),
        ("ledger", "3.1 GW", ""),
        ("text", "1.2 GW", "paragraph 2"),
    ]
    assert found.notes == ("notes/power.md",)
    assert [item.text for item in of(built, "audit", "¶5").figures] == ["3.1 GW"]


def test_a_note_that_cites_a_source_for_no_figure_is_named_too(built: Build) -> None:
    assert of(built, "audit", "¶7").notes == ("notes/index.md", "notes/power.md")
    assert of(built, "spare") == Impact("spare", "", (), (), (), ())


# --- every figure of the text -----------------------------------------------------------------------


def test_every_figure_of_texts_and_ledgers_is_listed_with_its_state(built: Build) -> None:
    texts = {**TEXTS, PATH: LINE % "verified"}
    known = [(item.where, item.id, item.figure.text, item.state) for item in stated(built, texts)]

    assert known == [
        ("ledger", "planned", "4.2 GW", "unchecked"),
        ("outcome", "planned", "4.4 GW", "unchecked"),
        ("ledger", "built", "3.1 GW", "unchecked"),
        ("ledger", "share", "73.8%", "ours"),
        ("ledger", "rest", "26.2%", "ours"),
        ("text", "planned", "4.2 GW", "unchecked"),
        ("text", "", "90", "unchecked"),
        ("text", "share", "73.8%", "ours"),
        ("text", "", "30 months", None),
        ("text", "", "1.2 GW", "unchecked"),
        ("text", "", "88 MW", "unchecked"),
    ]


def test_a_figure_of_the_text_has_its_sentence(built: Build) -> None:
    assert [item.sentence for item in stated(built) if item.where == "text"] == [
        "They plan [4.2 GW]{#planned}, and 90 lines [@plan, p. 4].",
        "They plan [4.2 GW]{#planned}, and 90 lines [@plan, p. 4].",
        "Built is [73.8%]{#share}.",
        "It took [30 months]{.unsourced}.",
        "- North has 1.2 GW [@audit, ¶2]",
        "- South has 88 MW",
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "sentence"),
    [
        ("One.\nTwo is\n3 GW long. Four.", 3, 1, "Two is 3 GW long."),
        ("| a | b |\n|---|---|\n| North | 3.1 |", 3, 11, "| North | 3.1 |"),
        ("# 3 GW\n4 GW more", 2, 1, "4 GW more"),
        ("", 1, 1, "…"),
    ],
)
def test_a_sentence_is_cut_from_its_paragraph_or_is_a_row(text: str, line: int, column: int, sentence: str) -> None:
    assert sentence_at(text.split("\n"), Span("a.md", line, column)) == sentence


# --- the commands -----------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in TEXTS.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "plan.txt").write_text("4.2 GW", encoding="utf-8")
    return tmp_path


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(root)])


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_bibliography_is_a_table_with_what_rests_on_each_source(root: Path) -> None:
    found: list[dict[str, Any]] = json.loads(run(root, "sources", "--as", "json").stdout)

    assert [(each["key"], each["title"], each["kind"], each["figures"]) for each in found] == [
        ("plan", "The plan", "report", 3),
        ("audit", "The audit", "webpage", 3),
        ("spare", "Spare", "book", 0),
    ]
    assert [each["notes"] for each in found] == [["notes/power.md"], ["notes/index.md", "notes/power.md"], []]
    assert [each["caveats"] for each in found] == [[], ["doubtful at paragraph 2: It adds up otherwise."], []]
    assert [row["figures"] for row in rows(run(root, "sources", "--as", "csv").stdout)] == ["3", "3", "0"]
    assert run(root, "sources").stdout.splitlines()[0].split() == ["KEY", "KIND", "FIGURES", "TEXT", "CAVEATS", "TITLE"]


def test_of_each_source_it_says_whether_the_archive_has_its_text_or_the_lock_knows_one(root: Path) -> None:
    def texts(*more: str) -> list[str]:
        return [row["text"] for row in rows(run(root, "sources", "--as", "csv", *more).stdout)]

    before = texts()
    with_archive = texts("--archive", str(root / "archive"))
    run(root, "verify", "--archive", str(root / "archive"))

    assert (before, with_archive) == (["", "", ""], ["archived", "missing", "missing"])
    assert texts() == ["verified", "", ""]
    assert run(root, "sources", "--archive", str(root / "none")).exit_code == 2


@pytest.mark.parametrize("form", ["csv", "json"])
def test_figures_all_has_the_numbers_of_the_text_at_their_places(root: Path, form: str) -> None:
    output = run(root, "figures", "--all", "--as", form).stdout
    found = rows(output) if form == "csv" else json.loads(output)
    texts = [each for each in found if each["where"] == "text"]

    assert [(each["text"], each["state"], str(each["line"])) for each in texts][:2] == [
        ("4.2 GW", "unchecked", "13"),
        ("90", "unchecked", "13"),
    ]
    assert {each["note"] for each in found} == {"notes/power.md"}
    assert texts[3]["state"] == "exempt"
    assert "notes/power.md:13:12" in run(root, "figures", "--all").stdout


def test_impact_says_what_rests_on_a_place_for_people_and_for_programs(root: Path) -> None:
    output = run(root, "impact", "plan", "p. 3").stdout
    known = json.loads(run(root, "impact", "@plan", "p. 3", "--as", "json").stdout)

    assert output.splitlines() == [
        "plan, page 3: 2 figures, 2 derived figures, 1 chart, 1 note",
        "notes/power.md:6:52: 4.2 GW (planned), page 3: ? not checked",
        "notes/power.md:13:12: 4.2 GW (planned), page 3: ? not checked",
        "notes/power.md:9: 73.8% (share) = built / planned, printed at notes/power.md:13:69",
        "notes/power.md:10: 26.2% (rest) = 1 - share",
        "notes/power.md:18: chart “Less was built than planned” shows planned",
    ]
    assert [each["id"] for each in known["derived"]] == ["share", "rest"]
    assert run(root, "impact", "spare").stdout == "nothing depends on spare\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plna"], "No source is called 'plna'. Did you mean `plan`?"),
        (["zzz"], "No source is called 'zzz'. 'briefing sources' lists them."),
        (["plan", "somewhere"], "'somewhere' is not a place in a source."),
    ],
)
def test_what_is_no_source_or_place_is_refused(root: Path, arguments: list[str], message: str) -> None:
    result = run(root, "impact", *arguments)

    assert message in result.output
    assert result.exit_code == 2


def test_a_shell_completes_the_keys_of_sources(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)

    assert completed("briefing", "impact", "s") == ["spare"]
    monkeypatch.chdir(root / "archive")
    assert completed("briefing", "impact", "s") == []


OUTPUTS = [
    ("impact", ["impact", "audit", "--as", "json"]),
    ("figures", ["figures", "--as", "json"]),
    ("figures-all", ["figures", "--all", "--as", "json"]),
    ("bibliography", ["sources", "--as", "json"]),
]


@pytest.mark.parametrize(("name", "arguments"), OUTPUTS, ids=[name for name, _ in OUTPUTS])
def test_what_is_printed_as_json_is_as_its_schema_says(root: Path, name: str, arguments: list[str]) -> None:
    printed = json.loads(run(root, *arguments).stdout)
    schema = json.loads(CliRunner().invoke(main, ["schema", name]).stdout)

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(printed, schema)
    assert [each for each, fields in _records(printed, schema) if each.keys() != fields.keys()] == []
    assert not jsonschema.Draft202012Validator(schema).is_valid(_spoiled(printed))


def _records(printed: Any, schema: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The records of an output, each with the fields that its schema describes."""
    if isinstance(printed, list):
        return [(each, schema["items"]["properties"]) for each in printed]
    return [(printed, schema["$defs"]["Impact"]["properties"])]


def _spoiled(printed: Any) -> Any:
    """The same without the last field of its last record."""
    *rest, last = printed if isinstance(printed, list) else [printed]
    spoiled = dict(list(last.items())[:-1])
    return [*rest, spoiled] if isinstance(printed, list) else spoiled
