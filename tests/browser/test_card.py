"""Evidence as a card: by mouse, touch and keyboard; without a script, the endnote."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from looking import ACROSS, LOOKS, Look, violations
from playwright.sync_api import Locator, Page, expect

BEAT = 300
SLIP = "⚠ we read it otherwise: RMB 32–33 billion; the source prints RMB 320–330 billion"
"""Milliseconds after which a card opens, or closes, by mouse."""


@pytest.fixture
def evs(site: Path) -> str:
    """A note with figures, citations and a footnote."""
    return (site / "evs.html").as_uri()


def card(page: Page) -> Locator:
    return page.locator(".card:popover-open")


def figure(page: Page, number: int = 0) -> Locator:
    found = page.locator(".prose data.figure a").nth(number)
    found.scroll_into_view_if_needed()
    return found


def citation(page: Page) -> Locator:
    return page.locator(".prose .cite a").first


# --- by mouse -------------------------------------------------------------------------------


@pytest.fixture
def still(desk: Page, evs: str) -> Page:
    """The note at a desk, where time passes only when it is told to."""
    start = datetime(2026, 1, 7)
    desk.clock.install(time=start)
    desk.goto(evs)
    desk.clock.pause_at(start + timedelta(days=1))
    return desk


def test_a_card_opens_when_the_pointer_has_rested_on_a_figure(still: Page) -> None:
    figure(still).hover()

    still.clock.run_for(BEAT - 1)
    assert card(still).count() == 0
    still.clock.run_for(1)
    expect(card(still)).to_contain_text("Delivery target, 2026")
    assert still.evaluate("document.activeElement === document.body")


def test_a_card_does_not_open_when_the_pointer_only_passes(still: Page) -> None:
    figure(still).hover()
    still.clock.run_for(BEAT - 1)
    still.locator("h1").hover()
    still.clock.run_for(3 * BEAT)

    assert card(still).count() == 0


@pytest.mark.parametrize("width", [1440, 900], ids=["in the margin", "below the line"])
def test_a_card_stays_while_the_pointer_travels_into_it_and_closes_when_it_has_left(still: Page, width: int) -> None:
    still.set_viewport_size({"width": width, "height": 900})
    figure(still).hover()
    still.clock.run_for(BEAT)
    start, end = figure(still).bounding_box(), card(still).bounding_box()
    assert start
    assert end

    for step in range(11):
        across, down = (end["x"] + 40 - start["x"]) * step / 10, (end["y"] + 40 - start["y"]) * step / 10
        still.mouse.move(start["x"] + 4 + across, start["y"] + 4 + down)
        still.clock.run_for(2 * BEAT)
    assert card(still).count() == 1

    still.mouse.move(5, 5)
    still.clock.run_for(BEAT - 1)
    assert card(still).count() == 1
    still.clock.run_for(1)
    assert card(still).count() == 0


def test_a_card_whose_pointer_comes_back_in_time_stays(still: Page) -> None:
    figure(still).hover()
    still.clock.run_for(BEAT)
    still.mouse.move(5, 5)
    still.clock.run_for(BEAT - 1)
    figure(still).hover()
    still.clock.run_for(3 * BEAT)

    assert card(still).count() == 1


def test_a_card_in_the_margin_hides_no_text(desk: Page, evs: str) -> None:
    desk.goto(evs)
    figure(desk).hover()
    expect(card(desk)).to_be_visible()
    text, shown = desk.locator(".prose").bounding_box(), card(desk).bounding_box()
    assert text
    assert shown

    assert shown["x"] >= text["x"] + text["width"]
    assert shown["x"] + shown["width"] <= 1440


def test_a_card_that_was_clicked_open_stays_until_the_reader_closes_it(still: Page) -> None:
    figure(still).click()
    still.mouse.move(5, 5)
    still.clock.run_for(3 * BEAT)
    assert card(still).count() == 1

    still.mouse.click(5, 5)
    assert card(still).count() == 0


def test_a_card_of_a_derived_figure_leads_to_the_cards_of_its_inputs(desk: Page, evs: str) -> None:
    desk.goto(evs)
    desk.locator(".headline a", has_text="34.2%").click()
    expect(card(desk)).to_contain_text("550,000 ÷ over 410,000 − 1")

    card(desk).get_by_role("link", name="over 410,000").click()
    expect(card(desk)).to_contain_text("over 410,000")
    expect(card(desk)).to_contain_text("Found in source")
    desk.keyboard.press("Escape")

    expect(desk.locator(".headline a", has_text="34.2%")).to_be_focused()


def test_a_click_with_a_modifier_is_the_browsers(desk: Page, evs: str) -> None:
    desk.goto(evs)
    with desk.context.expect_page() as other:
        figure(desk).click(modifiers=["Control"])

    assert "#fig." in other.value.url
    assert "#" not in desk.url
    assert desk.evaluate("!document.activeElement.matches('.card')")


# --- by keyboard ----------------------------------------------------------------------------


def test_enter_opens_a_card_with_the_focus_and_escape_gives_it_back(desk: Page, evs: str) -> None:
    desk.goto(evs)
    figure(desk).focus()
    desk.keyboard.press("Enter")

    expect(card(desk)).to_be_focused()
    expect(desk.get_by_role("dialog", name="Found in source")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(card(desk)).to_have_count(0)
    expect(figure(desk)).to_be_focused()
    assert "#" not in desk.url


def test_escape_closes_a_card_that_the_mouse_opened_for_good(still: Page) -> None:
    figure(still).hover()
    still.clock.run_for(BEAT)
    assert card(still).count() == 1
    still.keyboard.press("Escape")
    still.clock.run_for(3 * BEAT)

    assert card(still).count() == 0


def test_tab_goes_through_a_card_and_on_to_what_follows_its_figure(desk: Page, evs: str) -> None:
    desk.goto(evs)
    figure(desk).focus()
    desk.keyboard.press("Enter")
    seen: list[str] = []
    while card(desk).count() and len(seen) < 20:
        desk.keyboard.press("Tab")
        seen.append(desk.evaluate("document.activeElement.textContent.trim()"))

    assert "Link" in seen
    assert seen[-1] == figure(desk, 1).inner_text()


def test_shift_and_tab_lead_back_to_the_figure(desk: Page, evs: str) -> None:
    desk.goto(evs)
    figure(desk).focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Shift+Tab")

    expect(card(desk)).to_have_count(0)
    expect(figure(desk)).to_be_focused()


def test_the_close_button_gives_the_focus_back(desk: Page, evs: str) -> None:
    desk.goto(evs)
    citation(desk).click()
    expect(desk.get_by_role("dialog", name="Reference 1, ¶ 21")).to_be_visible()
    card(desk).get_by_role("button", name="Close").click()

    expect(card(desk)).to_have_count(0)
    expect(citation(desk)).to_be_focused()


# --- by touch -------------------------------------------------------------------------------


def test_on_a_phone_a_tap_opens_a_sheet_at_the_foot_that_leaves_the_line_in_sight(phone: Page, evs: str) -> None:
    phone.goto(evs)
    touched = figure(phone, 8)
    phone.evaluate("node => node.scrollIntoView({block: 'end'})", touched.element_handle())
    touched.tap()
    expect(card(phone)).to_be_visible()
    sheet, line = card(phone).bounding_box(), touched.bounding_box()
    assert sheet
    assert line

    assert (sheet["x"], sheet["width"]) == (0, 390)
    assert sheet["y"] + sheet["height"] == 844
    assert line["y"] + line["height"] <= sheet["y"]
    phone.touchscreen.tap(195, 20)
    expect(card(phone)).to_have_count(0)


# --- what it holds ----------------------------------------------------------------------------


def test_a_card_says_what_the_endnote_says_and_repeats_no_id(desk: Page, evs: str) -> None:
    desk.goto(evs)
    figure(desk).click()
    target = figure(desk).get_attribute("href") or ""
    endnote = desk.locator(f'[id="{target[1:]}"]')

    shown, listed = (each.locator(".stated").text_content() or "" for each in (card(desk).locator(".said"), endnote))
    assert shown.split() == listed.split()
    assert card(desk).locator("[role=doc-backlink]").count() == 0
    assert desk.evaluate("new Set([...document.querySelectorAll('[id]')].map(n => n.id)).size") == desk.evaluate(
        "document.querySelectorAll('[id]').length"
    )


def test_a_figure_that_we_read_otherwise_says_so_with_both_values_and_why(desk: Page, site: Path) -> None:
    desk.goto((site / "rnd.html").as_uri())
    desk.locator(".prose .figure-otherwise a", has_text="RMB 320–330").first.click()

    text = " ".join(card(desk).inner_text().split())
    assert text.startswith("⚠ we read it otherwise")
    assert "RMB 32–33 billion; the source prints RMB 320–330 billion" in text
    expect(card(desk).get_by_text("How we read it:")).to_be_hidden()
    card(desk).get_by_text("Why").click()
    expect(card(desk).get_by_text("How we read it:").first).to_be_visible()


FIGURES = ".prose data.figure a:not(.sidenote a)"
WORDS = "node => node.innerText.split(/\\s+/).filter(word => /[\\p{L}\\p{N}]/u.test(word)).length"


@pytest.mark.parametrize("path", ["evs.html", "rnd.html", "index.html"])
def test_every_card_has_sixty_words_at_most_and_scrolls_nothing(phone: Page, site: Path, path: str) -> None:
    phone.goto((site / path).as_uri())
    phone.locator(".prose data.figure a").first.tap()
    total = phone.locator(FIGURES).count()
    seen = set()
    for _ in range(total):
        seen.add(card(phone).locator(".steps span").inner_text())
        assert card(phone).evaluate(WORDS) <= 60
        assert card(phone).evaluate("node => node.scrollHeight <= node.clientHeight")
        card(phone).get_by_role("button", name="Next figure").tap()

    assert len(seen) == total


def test_arrows_step_through_the_figures_of_the_page_and_the_last_is_followed_by_the_first(
    desk: Page, evs: str
) -> None:
    desk.goto(evs)
    figure(desk).focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("ArrowRight")
    expect(card(desk)).to_contain_text("over 410,000")
    expect(figure(desk, 1)).to_be_in_viewport()
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("ArrowLeft")

    total = desk.locator(FIGURES).count()
    expect(card(desk).locator(".steps span")).to_have_text(f"{total} of {total}")
    expect(figure(desk, total - 1)).to_be_in_viewport()


@pytest.mark.parametrize("entry", ["deliveries-2026", "deliveries-growth-2026"])
def test_the_address_of_a_figure_opens_at_its_sentence_with_its_card(tab: Page, evs: str, entry: str) -> None:
    tab.goto(f"{evs}#fig.{entry}")

    expect(card(tab)).to_be_visible()
    expect(tab.locator(f'.prose a[href="#fig.{entry}"]').first).to_be_in_viewport()


def test_the_mark_of_a_figure_has_its_qualifier(desk: Page, evs: str) -> None:
    desk.goto(evs)

    assert figure(desk, 1).inner_text() == "over 410,000"


def test_a_doubt_stands_in_the_margin_beside_its_line(desk: Page, site: Path) -> None:
    desk.goto((site / "rnd.html").as_uri())
    side = desk.locator(".sidenote.doubt").first
    expect(side).to_contain_text("RMB 32–33 billion; the source prints RMB 320–330 billion")
    beside, line = side.bounding_box(), desk.locator(".prose .figure-otherwise").first.bounding_box()
    assert beside
    assert line
    assert line["y"] - 30 < beside["y"] < line["y"] + line["height"] + 30

    desk.set_viewport_size({"width": 800, "height": 900})
    expect(side).to_be_hidden()


def test_a_footnote_stands_in_the_margin_where_there_is_room_and_opens_as_a_card_where_there_is_none(
    desk: Page, evs: str
) -> None:
    desk.goto(evs)
    call = desk.locator("a[role=doc-noteref]").first
    side = desk.locator(".sidenote").first
    expect(side).to_contain_text("Assumes that every car is delivered in China")
    beside, line = side.bounding_box(), call.bounding_box()
    assert beside
    assert line
    assert abs(beside["y"] - line["y"]) < 30

    desk.set_viewport_size({"width": 800, "height": 900})
    expect(side).to_be_hidden()
    call.click()
    expect(desk.get_by_role("dialog", name="Note a")).to_contain_text("Assumes that every car")


@pytest.mark.parametrize(("which", "looks"), [(figure, LOOKS), (citation, ACROSS)], ids=["figure", "citation"])
def test_an_open_card_has_no_accessibility_violation(
    desk: Page, evs: str, which: Callable[[Page], Locator], looks: Sequence[Look]
) -> None:
    desk.goto(evs)
    which(desk).click()
    expect(card(desk)).to_be_visible()
    card(desk).evaluate("node => Promise.all(node.getAnimations().map(each => each.finished))")

    # What it covers in part is no target while it is open.
    assert violations(desk, looks, ".card") == []
    expect(card(desk)).to_be_visible()


# --- copying ------------------------------------------------------------------------------------


def copied(page: Page) -> str:
    """What is in the clipboard: pasted, as a reader would."""
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'pasted'}))")
    page.locator("#pasted").focus()
    page.keyboard.press("Control+V")
    return page.locator("#pasted").input_value()


def test_a_figure_is_copied_with_its_source_and_its_address(desk: Page, evs: str) -> None:
    desk.goto(evs)
    figure(desk).click()
    card(desk).get_by_role("button", name="Copy with its source").click()

    expect(card(desk).get_by_role("status")).to_have_text("Copied")
    value, state, source, address = copied(desk).splitlines()
    assert value == "550,000 Delivery target, 2026 guidance"
    assert re.match(r"Xiaomi executives at the Goldman Sachs conference, ¶\s21 · .* 2026 Via", source)
    assert state == "✓ Found in source"
    assert address.endswith("evs.html#fig.deliveries-2026")


def test_a_figure_that_we_read_otherwise_is_copied_with_both_values_and_its_caveat(desk: Page, site: Path) -> None:
    desk.goto((site / "rnd.html").as_uri())
    desk.locator(".prose .figure-otherwise a", has_text="RMB 320–330").first.click()
    card(desk).get_by_role("button", name="Copy with its source").click()

    expect(card(desk).get_by_role("status")).to_have_text("Copied")
    value, state, _, caveat, address = copied(desk).splitlines()
    assert value.startswith("RMB 320–330 billion ")
    assert state.startswith(SLIP)
    assert "How we read it: A tenth of that." in caveat
    assert address.endswith("rnd.html#fig.rd-2025-printed")


def test_a_reference_is_copied_as_it_is_printed(desk: Page, evs: str) -> None:
    desk.goto(evs)
    citation(desk).click()
    card(desk).get_by_role("button", name="Copy reference").click()

    # What the reference itself offers to copy has its own.
    expect(card(desk).get_by_role("status").first).to_have_text("Copied")
    assert copied(desk) == desk.evaluate(
        "document.getElementById('ref.1').querySelector('p').firstChild.textContent.replace(/\\s+/g, ' ').trim()"
    )


def test_what_cannot_be_copied_is_offered_to_be_copied_by_hand(desk: Page, evs: str) -> None:
    desk.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined});"
        "Document.prototype.execCommand = () => false;"
    )
    desk.goto(evs)
    figure(desk).click()
    card(desk).get_by_role("button", name="Copy link").click()

    field = card(desk).get_by_role("textbox", name="Copy it from here")
    expect(field).to_be_focused()
    assert field.input_value() == f"{evs}#fig.deliveries-2026"
    assert field.evaluate("node => node.selectionEnd - node.selectionStart") == len(field.input_value())


# --- without a script ---------------------------------------------------------------------------


def test_without_a_script_a_citation_leads_to_its_reference_and_back(scriptless: Page, evs: str) -> None:
    scriptless.goto(evs)
    name = citation(scriptless).get_attribute("id")

    citation(scriptless).click()
    assert scriptless.url.endswith("#ref.1")
    scriptless.locator(f'.back a[href="#{name}"]').click()

    assert scriptless.url.endswith(f"#{name}")
    expect(scriptless.locator(":target")).to_have_attribute("id", name or "?")


def test_without_a_script_a_figure_leads_to_its_evidence_and_back(scriptless: Page, evs: str) -> None:
    scriptless.goto(evs)
    name = figure(scriptless).get_attribute("id")

    figure(scriptless).click()
    expect(scriptless.locator(":target .outcome")).to_contain_text("Found in source")
    scriptless.locator(f':target a[href="#{name}"]').click()

    assert scriptless.url.endswith(f"#{name}")


def test_without_a_script_no_button_is_shown(scriptless: Page, evs: str) -> None:
    scriptless.goto(evs)

    assert [each for each in scriptless.locator("button").all() if each.is_visible()] == []
