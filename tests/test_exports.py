"""What machines read of the ledger."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import example_project
import pytest
from click.testing import CliRunner, Result
from conftest import note, project
from example_project import TERN

from briefing.build.session import compose, files
from briefing.cli import main
from briefing.exports import FIELDS, as_csv
from briefing.exports.figures import as_json, as_package, as_spreadsheet
from briefing.model import File, Inputs, Words
from briefing.site import View

NAMES = [name for name, _, _ in FIELDS]


def ledger() -> tuple[View, Words]:
    """Tern's, and the words of its site."""
    return view_and_words(example_project.inputs())


def view_and_words(inputs: Inputs) -> tuple[View, Words]:
    """What exports are made of."""
    view = compose(inputs).view
    words = view.words()
    assert words
    return view, words


def rows(text: str) -> list[dict[str, str]]:
    """A CSV file as records."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def described() -> list[dict[str, Any]]:
    """The fields of the package's one table."""
    fields: list[dict[str, Any]] = json.loads(as_package(*ledger()))["resources"][0]["schema"]["fields"]
    return fields


def test_a_figure_is_one_record_by_its_id() -> None:
    assert [row["id"] for row in rows(as_csv(*ledger()))] == sorted(
        ["deliveries-2025", "deliveries-2026", "deliveries-growth-2026", "plan", "share-price"]
    )


def test_a_record_says_what_the_ledger_says() -> None:
    found = next(row for row in rows(as_csv(*ledger())) if row["id"] == "share-price")

    assert found == {
        "id": "share-price",
        "label": "Cost of a cell",
        "kind": "price",
        "text": "about HKD 420",
        "low": "420",
        "high": "420",
        "unit": "HKD",
        "bound": "about",
        "period": "",
        "source": "call-2026",
        "place": "paragraph 7",
        "state": "found",
        "state_label": "Found in source ✓",
        "reading": "",
        "caveat": "",
        "outcome": "verified",
        "verified": "2026-02-21",
        "formula": "",
        "basis": "",
        "due": "",
        "status": "",
        "result": "",
        "result_state": "",
        "note": "cells.md",
        "as_of": "2026-02-20",
    }


def test_json_holds_what_csv_holds() -> None:
    assert json.loads(as_json(*ledger())) == rows(as_csv(*ledger()))


def test_lines_end_as_rfc_4180_says() -> None:
    assert as_csv(*ledger()).count("\r\n") == len(as_csv(*ledger()).splitlines())


# --- the package ---------------------------------------------------------------------------------


def test_the_package_describes_the_columns_of_the_file() -> None:
    assert [field["name"] for field in described()] == next(csv.reader(io.StringIO(as_csv(*ledger()))))


def test_the_package_names_the_file_and_its_key() -> None:
    package = json.loads(as_package(*ledger()))
    (resource,) = package["resources"]

    assert resource["path"] == "figures.csv"
    assert set(resource["schema"]["primaryKey"]) <= set(NAMES)


READ: dict[str, Callable[[str], object]] = {"string": str, "number": Decimal, "date": date.fromisoformat}


@pytest.mark.parametrize("row", rows(as_csv(*ledger())), ids=lambda row: row["id"])
def test_every_cell_is_of_the_type_that_the_package_says(row: dict[str, str]) -> None:
    for field in described():
        cell = row[field["name"]]
        assert cell == "" or READ[field["type"]](cell) is not None


def test_the_files_stand_beside_the_page() -> None:
    inputs = example_project.inputs()
    made = {getattr(file, "path", "") for file in files(compose(inputs))}

    assert {"figures/index.html", "figures/figures.csv", "figures/figures.json", "figures/datapackage.json"} <= made


# --- spreadsheets -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\n=1",
        "=HYPERLINK('http://x')",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "\u3000=1",
        " =1",
    ],
)
def test_no_cell_is_a_formula_to_a_spreadsheet(label: str) -> None:
    front = f"figures: {{a: {{label: {json.dumps(label)}, kind: opinion, value: 4 GW, basis: calls}}}}"

    (row,) = rows(as_csv(*view_and_words(project(note("Text.\n", front)))))

    assert row["label"] == f"'{label}"


@pytest.mark.parametrize("label", ["Growth, in all", 'Of "growth"', "Grew – by half", "增长", "a=b"])
def test_a_plain_cell_stays_as_it_is(label: str) -> None:
    front = f"figures: {{a: {{label: '{label}', kind: opinion, value: 4 GW, basis: calls}}}}"

    (row,) = rows(as_csv(*view_and_words(project(note("Text.\n", front)))))

    assert row["label"] == label


def test_the_file_begins_with_the_mark_by_which_a_spreadsheet_knows_its_letters() -> None:
    assert as_spreadsheet(*ledger()) == f"\ufeff{as_csv(*ledger())}"
    (made,) = [
        each for each in files(compose(example_project.inputs())) if getattr(each, "path", "") == "figures/figures.csv"
    ]
    assert isinstance(made, File)
    assert made.content.startswith(b"\xef\xbb\xbf")


def test_a_negative_number_stays_a_number() -> None:
    front = "figures: {a: {label: A, kind: opinion, value: -4.5%, basis: calls}}"

    (row,) = rows(as_csv(*view_and_words(project(note("Text.\n", front)))))

    assert (row["text"], row["low"], row["high"]) == ("'-4.5%", "-4.5", "-4.5")


# --- the command ---------------------------------------------------------------------------------------


def printed(root: Path, *options: str) -> Result:
    """What `briefing figures` prints of a copy of Tern, beside which it may remember something."""
    copy = shutil.copytree(TERN, root / "tern")
    return CliRunner().invoke(main, ["figures", "--project", str(copy), *options])


@pytest.mark.parametrize(("form", "begins"), {"csv": "id,label,kind", "json": "[\n", "table": "FIGURE "}.items())
def test_the_ledger_is_printed_in_the_form_that_is_asked_for(tmp_path: Path, form: str, begins: str) -> None:
    result = printed(tmp_path, "--as", form)

    assert result.exit_code == 0
    assert result.output.startswith(begins)


def test_the_table_is_for_people(tmp_path: Path) -> None:
    result = printed(tmp_path)

    assert [line.split()[0] for line in result.output.splitlines()] == [
        "FIGURE", "deliveries-2025", "deliveries-2026", "deliveries-growth-2026", "plan", "share-price",
    ]  # fmt: skip
    assert "deliveries-2026 / deliveries-2025 - 1" in result.output
