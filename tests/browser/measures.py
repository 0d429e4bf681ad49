"""What a reader has to do, and what a page weighs: `python tests/browser/measures.py SITE OUT` on any built site.

Three tasks are done from a cold page on a phone's screen, and the taps and the pixels that a hand scrolls are
counted: find the call, check a number down to its place, find what is doubtful. Beside them: the share of the page
that the checks take, sheets of paper, bytes. With `--shots` each kind of page is photographed at four widths, light
and dark, on paper and without script. It measures this site and earlier ones alike, and asserts nothing.
"""

import gzip
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from pypdf import PdfReader

PHONE = ViewportSize(width=390, height=844)
WIDTHS = (390, 768, 1024, 1440)
KINDS = {
    "overview": "index.html",
    "note": "evs.html",
    "doubted": "rnd.html",
    "figures": "figures/index.html",
    "guidance": "guidance/index.html",
    "sources": "sources/index.html",
    "source": "sources/gs-xiaomi-2026.html",
    "search": "search.html",
    "not-found": "404.html",
}
SHARED = ("static/style.css", "static/briefing.js", "static/theme.js", "static/icon.svg")
CHECKS = ".checks, .evidence"
DOUBTED = ".figure:has(> a:text('RMB 320–330 billion'))"
"""A figure that we read otherwise than its source prints it, by its text, since earlier sites had no states."""

SENTENCE_END = """selector => {
  const block = document.querySelector(selector);
  if (!block) return null;
  const range = document.createRange();
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const end = node.data.search(/[.。](\\s|$)/);
    range.setStart(block, 0);
    range.setEnd(node, end < 0 ? node.length : end + 1);
    if (end >= 0) break;
  }
  return range.getBoundingClientRect().bottom + scrollY;
}"""
"""How far down a page the first sentence of a block ends, in pixels."""
BOTTOM = "node => node.getBoundingClientRect().bottom + scrollY"
WORDS = "node => node.innerText.split(/\\s+/).filter(word => /[\\p{L}\\p{N}]/u.test(word)).length"


def below(bottom: float) -> int:
    """Pixels that a hand must scroll until a place is on the screen."""
    return max(0, round(bottom - PHONE["height"]))


def find_the_call(page: Page, home: str) -> dict[str, Any]:
    """The judgement, and the first sentence of the text."""
    page.goto(f"{home}index.html")
    judgement, text = (page.evaluate(SENTENCE_END, each) for each in (".summary", ".prose > p"))
    return {"taps": 0, "judgement_ends": round(judgement), "text_ends": round(text), "scrolled": below(text)}


def check_a_number(page: Page, home: str, path: str, which: str) -> dict[str, Any]:
    """From a page to the place of a number in its source: tap it, read the card, scroll what the card hides."""
    page.goto(f"{home}{path}")
    figure = page.locator(f".prose {which} > a").first
    scrolled = below(figure.evaluate(BOTTOM))
    figure.tap()
    page.wait_for_timeout(400)
    card = page.locator(".card:popover-open")
    if not card.count():
        return {"taps": 1, "scrolled": scrolled}
    hidden = card.evaluate("node => node.scrollHeight - node.clientHeight")
    return {
        "taps": 1,
        "scrolled": scrolled + hidden,
        "card_words": card.locator(".said").evaluate(WORDS),
        "card_height": round((card.bounding_box() or {"height": 0})["height"]),
        "card_hides": hidden,
    }


def find_the_doubt(page: Page, home: str) -> dict[str, Any]:
    """From the top of the page with doubts to the first of them: by the tally's link, then by hand.

    A site before the states had neither: its first caveat waited in a fold at the foot of the page.
    """
    page.goto(f"{home}rnd.html")
    link = page.locator(".tally a:has(.sign-otherwise)").last
    if not link.count():
        fold = page.locator(f":is({CHECKS}) details:has(.caveats)").first
        fold.locator("summary").tap()
        return {"taps": 1, "scrolled": below(fold.evaluate(BOTTOM))}
    scrolled = below(link.evaluate(BOTTOM))
    link.tap()
    page.wait_for_timeout(300)
    first = page.locator(f":is({CHECKS}) .state-otherwise").first
    top = first.evaluate("node => node.getBoundingClientRect().top")
    return {"taps": 1, "scrolled": scrolled + max(0, round(top - PHONE["height"] + 60))}


def share_of_checks(page: Page, home: str, path: str) -> dict[str, Any]:
    """How much of a phone's page its checks take."""
    page.goto(f"{home}{path}")
    height = page.evaluate("document.documentElement.scrollHeight")
    checks = page.locator(CHECKS).first.evaluate("node => node.getBoundingClientRect().height")
    return {"height": height, "checks": round(checks), "share": round(100 * checks / height, 1)}


def sheets(page: Page, home: str, path: str) -> dict[str, Any]:
    """Pages on A4, those without text, and those that lack the head of a table that goes on there."""
    page.goto(f"{home}{path}")
    texts = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(printed(page))).pages]
    empty = [number for number, text in enumerate(texts, 1) if len(text.split()) < 40]
    return {"sheets": len(texts), "almost_empty": empty}


def printed(page: Page) -> bytes:
    return page.pdf(format="A4", prefer_css_page_size=True)


def compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


def weights(site: Path) -> dict[str, Any]:
    """Bytes of what all pages share, and of a first view, compressed."""
    shared = {name: compressed(site / name) for name in SHARED}
    views = {
        kind: compressed(site / path) + sum(shared.values()) for kind, path in KINDS.items() if (site / path).exists()
    }
    return {"shared": shared, "first_view": views}


def measures(browser: Browser, site: Path) -> dict[str, Any]:
    """All figures of a site."""
    home = f"{site.resolve().as_uri()}/"
    phone = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    tasks: dict[str, Callable[[Page], dict[str, Any]]] = {
        "call": lambda page: find_the_call(page, home),
        "number": lambda page: check_a_number(page, home, "evs.html", ".figure"),
        "number_doubted": lambda page: check_a_number(page, home, "rnd.html", DOUBTED),
        "doubt": lambda page: find_the_doubt(page, home),
        "checks_evs": lambda page: share_of_checks(page, home, "evs.html"),
        "checks_rnd": lambda page: share_of_checks(page, home, "rnd.html"),
        "checks_index": lambda page: share_of_checks(page, home, "index.html"),
    }
    found = {name: on_a_page(phone, task) for name, task in tasks.items()}
    desk = browser.new_context()
    for kind, path in KINDS.items():
        found[f"paper_{kind}"] = on_a_page(desk, lambda page, path=path: sheets(page, home, path))  # type: ignore[misc]
    return {**found, **weights(site)}


def on_a_page(context: BrowserContext, task: Callable[[Page], dict[str, Any]]) -> dict[str, Any]:
    page = context.new_page()
    try:
        return task(page)
    except Exception as error:
        return {"failed": str(error).splitlines()[0]}
    finally:
        page.close()


# --- photographs ---------------------------------------------------------------------------------


def looks() -> Iterator[tuple[str, dict[str, Any]]]:
    """How each page is looked at: a name, and what the browser is told."""
    for width in WIDTHS:
        yield f"{width}", {"viewport": {"width": width, "height": 844 if width < 600 else 900}}
    for width in (390, 1440):
        yield f"{width}-dark", {"viewport": {"width": width, "height": 900}, "color_scheme": "dark"}
        yield f"{width}-plain", {"viewport": {"width": width, "height": 900}, "java_script_enabled": False}


def photograph(browser: Browser, site: Path, out: Path) -> None:
    """Each kind of page in each look, its whole length; and as PDF."""
    for look, options in looks():
        context = browser.new_context(**options)
        page = context.new_page()
        for kind, path in KINDS.items():
            if (site / path).exists():
                page.goto((site / path).resolve().as_uri())
                page.screenshot(path=out / f"{kind}-{look}.png", full_page=True)
        context.close()
    page = browser.new_page()
    for kind, path in KINDS.items():
        if (site / path).exists():
            page.goto((site / path).resolve().as_uri())
            (out / f"{kind}.pdf").write_bytes(printed(page))


def main(site: str, out: str, *options: str) -> None:
    """Measure a site, and write what was found into a folder."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        result = measures(browser, Path(site))
        if "--shots" in options:
            photograph(browser, Path(site), folder)
        browser.close()
    (folder / "measures.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
