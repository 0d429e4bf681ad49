"""What the documentation says is there, and what is there is documented."""

import ast
import re
from collections.abc import Iterator

import pytest
import yaml
from conftest import ROOT
from jinja2 import Environment, meta

from briefing.cli import main
from briefing.diagnostics import Rule

README = (ROOT / "README.md").read_text(encoding="utf-8")
TEMPLATES = ROOT / "templates"
WORDS = sorted((TEMPLATES / "words").glob("*.yaml"))


# --- README.md --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_readme_names_each_command(command: str) -> None:
    assert f"briefing {command}" in README


def test_the_readme_names_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"`(?:\S*/)?briefing ([a-z]+)", README)) <= main.commands.keys()


def test_each_option_is_named_in_the_readme() -> None:
    options = {name for command in main.commands.values() for param in command.params for name in param.opts}

    assert [option for option in sorted(options) if option.startswith("--") and option not in README] == []


def test_a_newcomer_needs_two_commands_which_stand_in_a_block() -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```$", README, re.S | re.M)
    lines = [line for block in blocks for line in block.splitlines()]

    assert any("pip install" in line and "briefing build" in line for line in lines)
    assert any("pip install" in line and "pytest" in line for line in lines)


# --- templates/README.md ------------------------------------------------------------------------------


def records() -> Iterator[tuple[str, str, str]]:
    """Each field of each record that templates see: the record, the field, and its sentence."""
    tree = ast.parse((ROOT / "briefing/pages/context.py").read_text(encoding="utf-8"))
    for record in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for field, sentence in zip(record.body, [*record.body[1:], ast.Pass()], strict=True):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and "ClassVar" not in ast.unparse(field)
            ):
                said = (
                    sentence.value.value
                    if isinstance(sentence, ast.Expr) and isinstance(sentence.value, ast.Constant)
                    else ""
                )
                yield record.name, field.target.id, str(said)


FIELDS = sorted(records())


@pytest.mark.parametrize(("record", "field", "sentence"), FIELDS)
def test_each_field_that_templates_see_has_a_sentence(record: str, field: str, sentence: str) -> None:
    assert sentence, f"{record}.{field} has none"


@pytest.mark.parametrize(("record", "field", "sentence"), FIELDS)
def test_the_designers_guide_names_each_field_with_its_sentence(record: str, field: str, sentence: str) -> None:
    section = section_of(record)

    assert f"`{field}`" in section
    assert sentence in section


def section_of(record: str) -> str:
    """What the guide says under the heading of a record."""
    guide = (TEMPLATES / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^#+ .*`?{record}`?.*\n(.*?)(?=^#|\Z)", guide, re.S | re.M)
    assert found, f"no heading names {record}"
    return found.group(1)


def test_the_guide_names_each_template() -> None:
    guide = (TEMPLATES / "README.md").read_text(encoding="utf-8")

    assert [
        path.name for path in TEMPLATES.iterdir() if path.suffix in (".html", ".xml") and path.name not in guide
    ] == []


# --- templates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.iterdir() if path.suffix in (".html", ".xml")))
def test_a_template_knows_two_names(name: str) -> None:
    parsed = Environment(autoescape=True).parse((TEMPLATES / name).read_text(encoding="utf-8"))

    assert meta.find_undeclared_variables(parsed) <= {"site", "page"}


def test_every_language_has_the_same_words() -> None:
    keys = {path.stem: set(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in WORDS}

    assert keys.keys() >= {"en", "zh"}
    assert len({frozenset(words) for words in keys.values()}) == 1


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_the_blanks_of_a_word_are_the_same_in_every_language(path: object) -> None:
    english = yaml.safe_load((TEMPLATES / "words/en.yaml").read_text(encoding="utf-8"))
    other = yaml.safe_load(open(str(path), encoding="utf-8").read())

    assert {key: blanks(value) for key, value in other.items()} == {
        key: blanks(value) for key, value in english.items()
    }


def blanks(value: object) -> object:
    """The `{…}` of a word, in any order."""
    if isinstance(value, dict):
        return {key: blanks(each) for key, each in value.items()}
    return sorted(re.findall(r"\{\w*\}", str(value)))


def test_every_word_is_used() -> None:
    english = yaml.safe_load((TEMPLATES / "words/en.yaml").read_text(encoding="utf-8"))
    code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "briefing").rglob("*.py") if path.name != "words.py"
    )
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.*ml"))
    kinds = ("alert-", "correction", "update")
    names = [key.replace("-", "_") for key in english if not key.startswith(kinds)]

    assert [name for name in names if not re.search(rf"words\.{name}_?\b|\"{name}\"", code + templates)] == []


# --- rules ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", sorted(Rule))
def test_the_page_of_a_rule_has_a_name_a_sentence_and_both_examples(rule: str) -> None:
    page = (ROOT / "briefing/rules" / f"{rule}.md").read_text(encoding="utf-8")

    assert re.match(rf"# {rule}\n\n[A-Z`].*\.\n\n", page)
    assert re.findall(r"^## (.*)$", page, re.M) == ["Wrong", "Right"]
