"""What the documentation says is there, and what is there is documented."""

import ast
import re

import designers_guide
import pytest
import yaml
from conftest import ROOT
from jinja2 import Environment, meta, nodes

from briefing.cli import COMMANDS
from briefing.model import ChangeKind
from briefing.model.diagnostics import Rule
from briefing.pages import records

README = (ROOT / "README.md").read_text(encoding="utf-8")
TEMPLATES = ROOT / "templates"
NAMED = sorted(path.name for path in TEMPLATES.iterdir() if path.suffix in (".html", ".xml"))
WORDS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (TEMPLATES / "words").glob("*.yaml")}


# --- README.md --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_readme_names_each_command(command: str) -> None:
    assert f"briefing {command}" in README


def test_the_readme_names_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"`(?:\S*/)?briefing ([a-z]+)", README)) <= COMMANDS.keys()


def test_the_readme_can_be_read_at_one_sitting() -> None:
    assert len(README.splitlines()) <= 100


def test_a_newcomer_needs_two_commands_which_stand_in_a_block() -> None:
    lines = [line for block in re.findall(r"^```sh\n(.*?)^```$", README, re.S | re.M) for line in block.splitlines()]

    assert any("pip install" in line and "briefing build" in line for line in lines)
    assert any("pip install" in line and "pytest" in line for line in lines)


@pytest.mark.parametrize(
    "name", ["README.md", ".github/CONTRIBUTING.md", ".github/CHANGELOG.md", "templates/README.md"]
)
def test_a_link_to_a_file_leads_to_one(name: str) -> None:
    page = ROOT / name
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))

    assert [link for link in linked if not (page.parent / link).is_file()] == []


def test_what_contributors_are_sent_to_is_there() -> None:
    text = (ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8").replace("NAME", "uncited-figure")
    named = re.findall(r"`((?:briefing|tests|templates|\.ci|notes)/[\w./-]*)`", text)

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_page_of_the_guide_is_linked_from_the_readme() -> None:
    linked = re.findall(r"\(briefing/guide/(\w+)\.md\)", README)

    assert sorted(linked) == sorted({path.stem for path in (ROOT / "briefing/guide").glob("*.md")} - {"index"})


# --- templates/README.md ------------------------------------------------------------------------------


GUIDE = designers_guide.GUIDE.read_text(encoding="utf-8")
RECORDS = {record.name: record for record in designers_guide.records()}


def test_the_tables_of_the_designers_guide_are_those_of_the_code() -> None:
    assert designers_guide.written(GUIDE) == GUIDE, "run `python -m tests.designers_guide`"


def test_the_designers_guide_has_each_record_that_a_page_may_hold() -> None:
    own = {name for name, record in records().items() if record.__module__.startswith("briefing.pages.")}

    assert own == RECORDS.keys() - {"Base"}


@pytest.mark.parametrize("name", RECORDS)
def test_each_record_and_each_field_that_templates_see_has_a_sentence(name: str) -> None:
    record = RECORDS[name]

    assert ast.get_docstring(record)
    assert [field for field, _, sentence in designers_guide.fields(record) if not sentence] == []


def test_the_designers_guide_names_each_template() -> None:
    assert [name for name in NAMED if f"`{name}`" not in GUIDE] == []


# --- templates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMED)
def test_a_template_knows_two_names_and_what_it_imports(name: str) -> None:
    parsed = Environment(autoescape=True).parse((TEMPLATES / name).read_text(encoding="utf-8"))
    imported = {str(macro) for found in parsed.find_all(nodes.FromImport) for macro in found.names}

    assert meta.find_undeclared_variables(parsed) - imported <= {"site", "page"}


def test_every_language_has_the_same_words() -> None:
    assert WORDS.keys() >= {"en", "zh"}
    assert len({frozenset(words) for words in WORDS.values()}) == 1


@pytest.mark.parametrize("language", sorted(WORDS))
def test_the_blanks_of_a_word_are_the_same_in_every_language(language: str) -> None:
    assert {key: blanks(value) for key, value in WORDS[language].items()} == {
        key: blanks(value) for key, value in WORDS["en"].items()
    }


def blanks(value: object) -> object:
    """The `{…}` of a word, in any order."""
    if isinstance(value, dict):
        return {key: blanks(each) for key, each in value.items()}
    return sorted(re.findall(r"\{\w*\}", str(value)))


def test_every_word_is_used() -> None:
    used = [path.read_text(encoding="utf-8") for path in (ROOT / "briefing").rglob("*.py") if path.name != "words.py"]
    used += [(TEMPLATES / name).read_text(encoding="utf-8") for name in NAMED]
    # These are chosen by a word of the author's: `kind: update`, `[!WARNING]`.
    chosen = ("alert-", *(kind.value for kind in ChangeKind))
    names = [key.replace("-", "_") for key in WORDS["en"] if not key.startswith(chosen)]

    assert [name for name in names if not re.search(rf"words\.{name}_?\b|\"{name}\"", "".join(used))] == []


# --- rules ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", sorted(Rule))
def test_the_page_of_a_rule_has_a_name_a_sentence_and_both_examples(rule: str) -> None:
    page = (ROOT / "briefing/rules" / f"{rule}.md").read_text(encoding="utf-8")

    assert re.match(rf"# {rule}\n\n[A-Z`].*\.\n\n", page)
    assert re.findall(r"^## (Wrong|Right)$", page, re.M) == ["Wrong", "Right"]
