"""The long tables: sorted and filtered with a script, whole without one and on paper."""

from pathlib import Path

import pytest
from looking import ACROSS, violations
from playwright.sync_api import Page, expect


@pytest.fixture
def figures(site: Path) -> str:
    return (site / "figures/index.html").as_uri()


def cells(page: Page, column: int) -> list[str]:
    texts = page.locator(f"tbody tr[id]:visible > :nth-child({column})").all_text_contents()
    return [" ".join(text.split()) for text in texts]


def sort(page: Page, name: str) -> None:
    page.get_by_role("columnheader", name=name).get_by_role("button").click()


def test_values_are_sorted_by_size_within_their_unit(desk: Page, figures: str) -> None:
    desk.goto(figures)
    sort(desk, "Value")
    values = [each.split() for each in desk.eval_on_selector_all("tbody data", "all => all.map(each => each.value)")]
    money = [float(low.partition("/")[0]) for low, *unit in values if unit == ["CNY"]]
    units = ["".join(unit) for _, *unit in values]

    assert len(money) > 3
    assert money == sorted(money)
    assert len([unit for unit, before in zip(units, ["?", *units], strict=False) if unit != before]) == len(set(units))
    expect(desk.get_by_role("columnheader", name="Value")).to_have_attribute("aria-sort", "ascending")


def test_a_second_press_turns_the_order_and_another_column_takes_over(desk: Page, figures: str) -> None:
    desk.goto(figures)
    desk.get_by_role("columnheader", name="Figure").get_by_role("button").focus()
    desk.keyboard.press("Enter")
    up = cells(desk, 1)
    desk.keyboard.press("Enter")

    assert cells(desk, 1)[0] == up[-1]
    sort(desk, "Period")
    assert desk.locator("[aria-sort]").count() == 1


def test_periods_are_sorted_by_their_last_day_and_empty_ones_stand_last(desk: Page, figures: str) -> None:
    desk.goto(figures)
    for _ in range(2):
        sort(desk, "Period")
        days = desk.eval_on_selector_all("tbody td[data-sort]", "all => all.map(each => each.dataset.sort)")
        filled = [day for day in days if day]
        assert days[: len(filled)] == filled

    assert filled == sorted(filled, reverse=True)
    assert len(filled) < len(days)


def test_a_filter_leaves_the_rows_that_fit_and_says_how_many(desk: Page, figures: str) -> None:
    desk.goto(figures)
    total = desk.locator("tbody tr[id]").count()
    expect(desk.get_by_role("status")).to_have_text(f"{total} of {total} figures shown")
    desk.get_by_label("Segment").select_option("EVs")
    desk.get_by_label("Kind").select_option("guidance")
    shown = cells(desk, 1)

    assert 0 < len(shown) < total
    assert all(row.endswith("guidance") for row in shown)
    assert desk.locator(".group:visible").all_inner_texts() == ["EVs"]
    desk.get_by_label("Filter").fill("550000 target")
    expect(desk.get_by_role("status")).to_have_text(f"1 of {total} figures shown")


def test_a_third_press_gives_the_groups_back(desk: Page, figures: str) -> None:
    desk.goto(figures)
    written, groups = cells(desk, 1), desk.locator(".group:visible").count()
    for _ in range(2):
        sort(desk, "Value")
        expect(desk.locator(".group:visible")).to_have_count(0)
    sort(desk, "Value")

    expect(desk.locator(".group:visible")).to_have_count(groups)
    assert cells(desk, 1) == written
    assert desk.locator("[aria-sort]").count() == 0


def test_what_was_chosen_is_in_the_address_and_can_be_cleared(desk: Page, figures: str) -> None:
    desk.goto(figures)
    desk.get_by_label("Kind").select_option("guidance")
    desk.get_by_label("Filter").fill("target")
    sort(desk, "Value")
    sort(desk, "Value")
    chosen = cells(desk, 1)
    assert desk.url.endswith("#q=target&kind=guidance&sort=-value")

    desk.goto("about:blank")
    desk.goto(f"{figures}#q=target&kind=guidance&sort=-value")
    assert cells(desk, 1) == chosen
    desk.get_by_role("button", name="Clear").click()
    assert len(cells(desk, 1)) > len(chosen)
    assert desk.url.endswith("#sort=-value")


LAID_OUT = "all => all.filter(cell => cell.checkVisibility({contentVisibilityAuto: true})).length"


def test_of_many_rows_only_those_in_sight_are_laid_out(tab: Page, ledger: Path) -> None:
    tab.goto((ledger / "figures/index.html").as_uri())
    rows = tab.locator("tbody tr[id] > :first-child")

    assert 0 < rows.evaluate_all(LAID_OUT) < 100 < rows.count()
    sort(tab, "Value")
    assert rows.last.text_content() == "Share 199 our opinion"


def test_a_ledger_of_few_rows_is_laid_out_as_a_whole(tab: Page, figures: str) -> None:
    tab.goto(figures)
    rows = tab.locator("tbody tr[id] > :first-child")

    assert rows.evaluate_all(LAID_OUT) == rows.count()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_on_a_narrow_screen_each_row_has_all_its_cells_in_sight(desk: Page, figures: str, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 844})
    desk.goto(figures)
    outside = "all => all.filter(cell => cell.getBoundingClientRect().right > innerWidth).length"

    assert desk.eval_on_selector_all("tbody td, tbody th", outside) == 0


def test_a_row_keeps_its_address_when_the_table_is_sorted(desk: Page, figures: str) -> None:
    desk.goto(figures)
    sort(desk, "Value")
    desk.goto(f"{figures}#deliveries-2026")

    expect(desk.locator(":target")).to_contain_text("550,000")


def test_the_short_tables_of_a_note_are_not_sorted(desk: Page, site: Path) -> None:
    desk.goto((site / "evs.html").as_uri())

    expect(desk.locator("table.guidance")).to_be_visible()
    expect(desk.locator("th button")).to_have_count(0)


def test_paper_has_every_row(desk: Page, figures: str) -> None:
    desk.goto(figures)
    total = desk.locator("tbody tr[id]").count()
    desk.get_by_label("Filter").fill("550000")
    expect(desk.locator("tbody tr[id]:visible")).to_have_count(1)
    desk.emulate_media(media="print")

    assert desk.locator("tbody tr[id]:visible").count() == total
    expect(desk.locator(".filters")).to_be_hidden()


def test_without_a_script_the_table_is_whole_and_promises_nothing(scriptless: Page, figures: str) -> None:
    scriptless.goto(figures)

    assert scriptless.locator("tbody tr[id]:visible").count() > 50
    expect(scriptless.locator("th button")).to_have_count(0)
    expect(scriptless.locator(".filters")).to_be_hidden()


def test_a_sorted_table_has_no_accessibility_violation(desk: Page, figures: str) -> None:
    desk.goto(figures)
    sort(desk, "Value")

    assert violations(desk, ACROSS) == []
