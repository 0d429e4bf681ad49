"""Real prose in English and Chinese, labelled by hand, is read within the rates that hold today."""

from pathlib import Path

import pytest
from prose_accuracy import FOLDER, paragraphs, score

RATES = {
    # file: at most so many missed or misread, and so many false alarms
    "prose-en-tune.md": (0.003, 0.003),
    "prose-en-held-out.md": (0.005, 0.005),
    "prose-zh-tune.md": (0.005, 0.005),
    "prose-zh-held-out.md": (0.008, 0.005),
}


@pytest.mark.parametrize("name", RATES)
def test_real_prose_is_read_within_the_rates(name: str) -> None:
    missed_or_misread, false_alarms = RATES[name]

    result = score([FOLDER / name])
    kinds, missed, alarms = result.kinds, result.missed_or_misread, result.false_alarms

    assert missed <= missed_or_misread, kinds
    assert alarms <= false_alarms, kinds


def test_the_prose_is_of_the_size_that_the_readme_names() -> None:
    every = {name: list(paragraphs(FOLDER / name)) for name in RATES}

    assert {name: len(found) for name, found in every.items()} == {
        "prose-en-tune.md": 157,
        "prose-en-held-out.md": 104,
        "prose-zh-tune.md": 94,
        "prose-zh-held-out.md": 63,
    }
    assert sum(len(paragraph.labels) for found in every.values() for paragraph in found) == 1081


@pytest.mark.parametrize(
    ("label", "kind", "actual"),
    [
        ("- $5.6 million = 5.6e6 USD", "", None),
        ("- $5.6 million = 5.6e9 USD", "scale", "5600000 USD"),
        ("- $5.6 million = -5.6e6 USD", "sign", "5600000 USD"),
        ("- $5.6 million = 5.7e6 USD", "value", "5600000 USD"),
        ("- $5.6 million = 5.6e6 EUR", "unit", "5600000 USD"),
        ("- It = 1", "missed", None),
    ],
)
def test_a_difference_is_counted_by_its_kind(tmp_path: Path, label: str, kind: str, actual: str | None) -> None:
    file = tmp_path / "prose.md"
    file.write_text(f"## 1 Invented\nIt cost $5.6 million.\n\n{label}\n", encoding="utf-8")

    mistakes = [mistake for mistake in score([file]).mistakes if mistake.kind != "false alarm"]

    assert [(mistake.kind, mistake.actual) for mistake in mistakes] == ([(kind, actual)] if kind else [])


def test_what_nobody_labelled_is_a_false_alarm(tmp_path: Path) -> None:
    file = tmp_path / "prose.md"
    file.write_text("## 1 Invented\nIt cost $5.6 million, or 1.800.\n\nnone\n", encoding="utf-8")

    assert [(mistake.kind, mistake.printed) for mistake in score([file]).mistakes] == [
        ("false alarm", "$5.6 million"),
        ("false alarm", "1.800"),
    ]
