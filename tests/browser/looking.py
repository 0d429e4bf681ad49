"""How tests look at a page: at which widths and in which colours, what it says, whom it asks, what axe finds."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
Look = tuple[ViewportSize, Literal["light", "dark"]]
LOOKS: list[Look] = [(view, scheme) for view in (DESK, PHONE) for scheme in SCHEMES]
ACROSS: list[Look] = [(DESK, "light"), (PHONE, "dark")]
"""Enough for what has no colours or widths of its own: its page is looked at in all four."""
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that axe asks of colours: nothing else of what it finds hangs on light and dark."""

QUICKLY = {"preload": False, "resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""Nothing is fetched, which from a disk may not be; and what is in order is not told element by element."""


def violations(page: Page, looks: Sequence[Look] = LOOKS, within: str = "html") -> list[tuple[str, str, list[str]]]:
    """What axe finds on a page as it stands, or in a part of it, at desk and phone width, light and dark."""
    found = []
    for view, scheme in looks:
        page.set_viewport_size(view)
        page.emulate_media(color_scheme=scheme)
        options = {**QUICKLY, "runOnly": COLOURS} if scheme == "dark" else QUICKLY
        response = Axe().run(page, within, options=options).response
        assert response["passes"]
        look = f"{view['width']} {scheme}"
        found += [(look, rule["id"], [node["html"] for node in rule["nodes"]]) for rule in response["violations"]]
    return found


def complaints(page: Page) -> tuple[list[str], list[str]]:
    """What a tab says in its console from now on, and what addresses it asks."""
    messages: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: messages.append(f"{message.text} {message.location['url']}".strip()))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    return messages, requests


@contextmanager
def opened(chromium: Browser, **how: Any) -> Iterator[Page]:
    """A tab that must not complain, nor ask another host."""
    context = chromium.new_context(**how)
    page = context.new_page()
    messages, requests = complaints(page)
    yield page
    context.close()
    assert messages == []
    assert [url for url in requests if not url.startswith("file:")] == []
