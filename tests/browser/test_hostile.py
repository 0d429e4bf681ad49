"""A site with hostile texts in every field, in a real browser: nothing in it runs, asks or is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Error, Request

from tests.reliability.hostile import PAYLOADS, built

WATCH = "addEventListener('securitypolicyviolation', e => { window.refused = e.blockedURI + e.violatedDirective })"
DOWNLOADED = (".csv", ".bib", ".md")
OPENED = (".html", ".xml", ".svg", ".json", ".csv", ".txt", ".md", ".bib", ".js", ".png")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder by HTTP, where the site says that it is."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def happenings(chromium: Browser, site: Path, begin: str) -> tuple[int, list[str]]:
    """How many files were opened, and whatever happened that is not the site's own."""
    seen: list[str] = []
    tab = chromium.new_page()

    def dismiss(dialog: Dialog) -> None:
        seen.append(f"dialog {dialog.message} at {tab.url}")
        dialog.dismiss()

    def asked(request: Request) -> None:
        if not request.url.startswith((begin, "data:")):
            seen.append(f"request {request.url} at {tab.url}")

    tab.on("dialog", dismiss)
    tab.on("request", asked)
    tab.add_init_script(WATCH)
    opened = [path for path in sorted(site.rglob("*")) if path.suffix in OPENED and not path.name.startswith(".")]
    for path in opened:
        # A browser that downloads a file instead of showing it stays where it was.
        with suppress(Error) if path.suffix in DOWNLOADED else nullcontext():
            tab.goto(begin + quote(path.relative_to(site).as_posix()))
        if path.suffix == ".html" and (refused := tab.evaluate("window.refused")):
            seen.append(f"refused {refused} at {path.name}")
        if tab.evaluate("window.ran === true"):
            seen.append(f"ran at {path.name}")
    tab.close()
    return len(opened), seen


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_nothing_runs_whatever_stands_in_any_field(chromium: Browser, tmp_path: Path, payload: str) -> None:
    site = built(payload.replace("alert(1)", "window.ran=true,alert(1)"), tmp_path / "project")
    with served(site) as begin:
        opened, seen = happenings(chromium, site, begin)

    assert seen == []
    assert opened > 60


def test_nothing_runs_from_a_disk(chromium: Browser, tmp_path: Path) -> None:
    site = built(PAYLOADS[2], tmp_path / "project")

    opened, seen = happenings(chromium, site, f"{site.as_uri()}/")

    # Only a server shows this page; on a disk, the folder that it names is not there.
    assert [each for each in seen if not each.endswith("404.html")] == []
    assert opened > 60
