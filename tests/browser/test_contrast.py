"""What carries trust can be read by everyone: 7:1 (WCAG 2.2, 1.4.6) in light and dark, signs as well as words."""

from pathlib import Path

import pytest
from looking import SCHEMES
from playwright.sync_api import Page, expect

TRUSTED = ", ".join(
    f"main {each}"
    for each in (
        ".sign",
        ".word",
        ".detail",
        ".doubt",
        ".figure a",
        ".cite a",
        ".kind",
        ".tally",
        ".standing",
        ".headline",
        ".watch",
        ".checks",
        ".caveats",
        ".facts",
        ".resting",
        ".ledger",
        ".guidance",
        ".timeline",
        ".byline",
        ".chart-key",
        ".chart-source",
        ".overdue",
    )
)
"""States, signs, checks, doubts, kinds and sources, wherever they are shown."""

FAINT = """selector => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => [red, green, blue].map(each => each / 255)
    .map(each => each <= .04045 ? each / 12.92 : ((each + .055) / 1.055) ** 2.4)
    .reduce((sum, each, i) => sum + each * [.2126, .7152, .0722][i], 0);
  const background = node => {
    const [red, green, blue, alpha = 1] = channels(getComputedStyle(node).backgroundColor);
    return alpha || !node.parentElement ? [red, green, blue] : background(node.parentElement);
  };
  const contrast = node => {
    const [a, b] = [channels(getComputedStyle(node).color), background(node)].map(luminance);
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  };
  const hasText = node => [...node.childNodes].some(each => each.nodeType === 3 && each.data.trim());
  const all = [...document.querySelectorAll(selector)].flatMap(each => [each, ...each.querySelectorAll("*")]);
  const seen = [...new Set(all)].filter(node => hasText(node) && node.checkVisibility());
  const faint = seen.filter(node => contrast(node) < 7);
  return [seen.length, faint.map(node => `${contrast(node).toFixed(2)} ${node.outerHTML.slice(0, 90)}`)];
}"""
"""How many texts an area shows, and those among them that are too faint."""

PAGES = ["index.html", "rnd.html", "figures/index.html", "guidance/index.html", "sources/gs-xiaomi-2026.html"]


@pytest.mark.parametrize("path", PAGES)
def test_what_carries_trust_has_a_contrast_of_seven_to_one(desk: Page, site: Path, path: str) -> None:
    for scheme in SCHEMES:
        desk.emulate_media(color_scheme=scheme)
        desk.goto((site / path).as_uri())
        count, faint = desk.evaluate(FAINT, TRUSTED)

        assert count > 20
        assert faint == []


@pytest.mark.parametrize("state", ["found", "ours", "otherwise"])
def test_the_card_has_a_contrast_of_seven_to_one(desk: Page, site: Path, state: str) -> None:
    for scheme in SCHEMES:
        desk.emulate_media(color_scheme=scheme)
        desk.goto((site / "rnd.html").as_uri())
        desk.locator(f".prose .figure-{state} > a").first.click()
        expect(desk.locator(".card")).to_be_visible()
        count, faint = desk.evaluate(FAINT, ".card")

        assert count > 5
        assert faint == []
