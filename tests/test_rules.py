"""Each rule has a page, and the page's own examples hold."""

import sys

import pytest
from conftest import ROOT, blocks, reported

from briefing.diagnostics import Rule
from briefing.quantities import read_quantities
from briefing.resolve import RESERVED_FILES, RESERVED_FOLDERS

PAGES = sorted((ROOT / "briefing" / "rules").glob("*.md"))


def test_each_rule_has_a_page_and_each_page_a_rule() -> None:
    assert [page.stem for page in PAGES] == sorted(Rule)


@pytest.mark.parametrize("rule", sorted(Rule))
def test_the_wrong_example_earns_the_report_that_the_page_shows(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if rule == Rule.COUNTED_NOUN_DIFFERS and not read_quantities("1,200 stores")[0].noun:
        pytest.skip("no noun is read yet")
    if rule == Rule.CHART_NOT_DRAWN:
        monkeypatch.setitem(sys.modules, "vl_convert", None)  # as where the extra is not installed
    wrong, _ = _halves(rule)
    examples = blocks(wrong)
    report = examples.pop("report")

    assert reported(examples).replace("\udcff", r"\xff") == report.replace("\udcff", r"\xff")
    assert f"[{rule}]" in report


@pytest.mark.parametrize("rule", sorted(Rule))
def test_the_right_example_is_clean(rule: str) -> None:
    _, right = _halves(rule)

    assert reported(blocks(right)) == ""


@pytest.mark.parametrize("name", [*(f"{folder}/" for folder in RESERVED_FOLDERS), *RESERVED_FILES])
def test_names_that_belong_to_the_site_are_told(name: str) -> None:
    page = (ROOT / "briefing" / "rules" / "bad-address.md").read_text(encoding="utf-8")

    assert f"`{name.removesuffix('.html')}`" in page


def _halves(rule: str) -> tuple[str, str]:
    wrong, right = (ROOT / "briefing" / "rules" / f"{rule}.md").read_text(encoding="utf-8").split("## Right")
    return wrong, right
