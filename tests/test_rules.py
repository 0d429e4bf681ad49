"""Each rule has a page, and the page's own examples hold."""

import pytest
from click.testing import CliRunner
from conftest import ROOT, SITE, blocks, reported

from briefing.cli import main
from briefing.model import Text
from briefing.model.diagnostics import NEGOTIABLE, RENAMED, RETIRED, Rule, Severity
from briefing.notes import parse_settings

PAGES = sorted((ROOT / "briefing" / "rules").glob("*.md"))


def test_each_rule_has_a_page_and_each_page_a_rule() -> None:
    assert [page.stem for page in PAGES] == sorted(Rule)


@pytest.mark.parametrize("rule", sorted(Rule))
def test_the_wrong_example_earns_the_report_that_the_page_shows(rule: str) -> None:
    wrong, _ = _halves(rule)
    examples = blocks(wrong)
    report = examples.pop("report")

    assert reported(examples).replace("\udcff", r"\xff") == report.replace("\udcff", r"\xff")
    assert f"[{rule}]" in report


@pytest.mark.parametrize("rule", sorted(Rule))
def test_the_right_example_is_clean(rule: str) -> None:
    _, right = _halves(rule)

    assert reported(blocks(right)) == ""


def _halves(rule: str) -> tuple[str, str]:
    wrong, right = (ROOT / "briefing" / "rules" / f"{rule}.md").read_text(encoding="utf-8").split("## Right")
    return wrong, right


@pytest.mark.parametrize(("former", "present"), RENAMED.items())
def test_a_rule_that_was_renamed_keeps_working_under_its_former_name(former: str, present: Rule) -> None:
    level = "warning" if present in NEGOTIABLE else "error"
    project_of = parse_settings(Text("notes/site.yaml", f"{SITE}rules: {{{former}: {level}}}\n"))
    explained = CliRunner().invoke(main, ["explain", former])

    assert project_of.settings.rules == {present: Severity(level)}
    assert [(found.severity, found.message) for found in project_of.problems] == [
        ("notice", f"the rule `{former}` is now called `{present}`")
    ]
    assert explained.output.startswith(f"# {present}\n")


def test_of_a_rule_by_both_its_names_the_present_one_counts() -> None:
    text = f"{SITE}rules: {{unborne-figure: error, unsupported-figure: 'off'}}\n"

    assert parse_settings(Text("notes/site.yaml", text)).settings.rules == {Rule.UNSUPPORTED_FIGURE: Severity.OFF}


def test_no_former_name_is_a_present_one() -> None:
    assert (RENAMED.keys() | RETIRED.keys()).isdisjoint(Rule)


@pytest.mark.parametrize("name", RETIRED)
@pytest.mark.parametrize("level", ["'off'", "error", "{'*': warning, 'old/*': 'off'}"])
def test_a_rule_that_is_gone_may_still_be_named(name: str, level: str) -> None:
    text = f"{SITE}rules: {{{name}: {level}, heading-level: error}}\n"
    project_of = parse_settings(Text("notes/site.yaml", text))
    explained = CliRunner().invoke(main, ["explain", name])

    assert project_of.settings.rules == {Rule.HEADING_LEVEL: Severity.ERROR}
    assert [(found.severity, found.message, found.hint) for found in project_of.problems] == [
        ("notice", f"the rule `{name}` is gone: {RETIRED[name]}", "leave the line out")
    ]
    assert explained.output == f"The rule {name} is gone: {RETIRED[name]}.\n"
