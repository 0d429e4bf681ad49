"""The long tables: sorted and filtered with a script, whole without one and on paper."""

from pathlib import Path

import pytest
from looking import ACROSS, violations
from playwright.sync_api import Page, expect


@pytest.fixture
def figures(site: Path) -> str:
    return (site / "figures/index.html").as_uri()


def cells(page: Page, column: int) -> list[str]:
    return [text.strip() for text in page.locator(f"tbody tr:visible > :nth-child({column})").all_inner_texts()]


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
    total = desk.locator("tbody tr").count()
    expect(desk.get_by_role("status")).to_have_text(f"{total} of {total} figures shown")
    desk.get_by_label("Segment").select_option("EVs")
    desk.get_by_label("Kind").select_option("guidance")
    shown = cells(desk, 1)

    assert 0 < len(shown) < total
    assert all(row.endswith("EVs") for row in shown)
    assert set(cells(desk, 5)) == {"guidance"}
    desk.get_by_label("Filter").fill("550000 target")
    expect(desk.get_by_role("status")).to_have_text(f"1 of {total} figures shown")


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
    total = desk.locator("tbody tr").count()
    desk.get_by_label("Filter").fill("550000")
    expect(desk.locator("tbody tr:visible")).to_have_count(1)
    desk.emulate_media(media="print")

    assert desk.locator("tbody tr:visible").count() == total
    expect(desk.locator(".filters")).to_be_hidden()


def test_without_a_script_the_table_is_whole_and_promises_nothing(scriptless: Page, figures: str) -> None:
    scriptless.goto(figures)

    assert scriptless.locator("tbody tr:visible").count() > 50
    expect(scriptless.locator("th button")).to_have_count(0)
    expect(scriptless.locator(".filters")).to_be_hidden()


def test_a_sorted_table_has_no_accessibility_violation(desk: Page, figures: str) -> None:
    desk.goto(figures)
    sort(desk, "Value")

    assert violations(desk, ACROSS) == []
