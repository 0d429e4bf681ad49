"""A site with hostile texts in every field, in a real browser: nothing in it runs, asks or is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from threading import Thread
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Dialog, Error, Page, Request

from briefing.cli import main as program
from tests.reliability.hostile import PAYLOADS, VERIFY, Case, built, cases, fault, note

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


def openable(site: Path) -> list[Path]:
    """The files of a site that a browser is led to."""
    named = (path for path in sorted(site.rglob("*")) if path.suffix in OPENED and not path.name.startswith("."))
    return [path for path in named if path.is_file()]


def happenings(chromium: Browser, site: Path, begin: str) -> tuple[int, list[str]]:
    """How many files were opened, and whatever happened that is not the site's own."""
    seen: list[str] = []
    with watched(chromium, begin, seen) as tab:
        opened = openable(site)
        for path in opened:
            visit(tab, begin, path.relative_to(site).as_posix(), seen)
    return len(opened), seen


@contextmanager
def watched(chromium: Browser, begin: str, seen: list[str]) -> Iterator[Page]:
    """A tab in which dialogs and requests for what is not the site's own are noted."""
    tab = chromium.new_page()

    def dismiss(dialog: Dialog) -> None:
        seen.append(f"dialog {dialog.message} at {tab.url}")
        dialog.dismiss()

    def record_request(request: Request) -> None:
        if not request.url.startswith((begin, "data:")):
            seen.append(f"request {request.url} at {tab.url}")

    tab.on("dialog", dismiss)
    tab.on("request", record_request)
    tab.add_init_script(WATCH)
    yield tab
    tab.close()


def visit(tab: Page, begin: str, path: str, seen: list[str], more: str = "") -> None:
    """Open a file, and note what ran or was refused; `more` is what follows its name in the address."""
    suffix = PurePosixPath(path).suffix
    # A browser that downloads a file instead of showing it stays where it was.
    with suppress(Error) if suffix in DOWNLOADED else nullcontext():
        tab.goto(f"{begin}{quote(path)}{more}")
    refused, ran = state(tab)
    if suffix == ".html" and refused:
        seen.append(f"refused {refused} at {path}{more}")
    if ran:
        seen.append(f"ran at {path}{more}")


def state(tab: Page) -> tuple[str, bool]:
    """What the policy of a page refused, and whether something ran; where a page leads on, of that to which it does."""
    for _ in range(9):
        with suppress(Error):
            refused, ran = tab.evaluate("[window.refused || '', window.ran === true]")
            return refused, ran
        tab.wait_for_load_state()
    raise AssertionError(f"{tab.url} never comes to rest")


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


def test_nothing_runs_of_any_hostile_case(chromium: Browser, tmp_path: Path) -> None:
    root, seen, known = tmp_path / "project", list[str](), set[bytes]()
    tried = opened = 0
    with served(root / "site") as begin, watched(chromium, begin, seen) as tab:
        for case in cases():
            assert fault(case, root) == ""
            tried += 1
            for path in openable(root / "site"):
                # What was opened once under its name is the same in the next site.
                content = path.name.encode() + path.read_bytes()
                if content not in known:
                    known.add(content)
                    opened += 1
                    visit(tab, begin, path.relative_to(root / "site").as_posix(), seen)
    (tmp_path / "counted").write_text(f"{tried} cases, {opened} files opened\n")

    assert seen == []
    assert tried >= 300
    assert opened >= 400


ADDRESSES = (
    "#<img src=x onerror=alert(1)>", "#\"><svg onload=alert(1)>", "#__proto__", "#javascript:alert(1)", "#:~:text=a",
    "?q=<img src=x onerror=alert(1)>", "?q=__proto__", "?q=\"><script>alert(1)</script>",
    "?filter=<b>&sort=constructor",
    "?q=" + "(" * 500, "#" + "%00" * 9, "#%E0%A4%A", "#fig.%E0%A4%A", "?q=%E0%A4%A",
    "?theme=\"><script>alert(1)</script>",
)  # fmt: skip


def test_no_address_of_a_page_runs_anything(chromium: Browser, tmp_path: Path) -> None:
    site, seen = built(PAYLOADS[0], tmp_path / "project"), list[str]()
    with served(site) as begin, watched(chromium, begin, seen) as tab:
        tab.on("pageerror", lambda error: seen.append(f"error {error} at {tab.url}"))
        for name in ("index.html", "search.html", "f20.html", "sources.html", "figures.html", "404.html"):
            for more in ADDRESSES if (site / name).is_file() else ():
                visit(tab, begin, name, seen, more)

    assert seen == []


def test_nothing_of_a_hostile_source_runs_in_the_report_of_verify(chromium: Browser, tmp_path: Path) -> None:
    root, seen = tmp_path / "project", list[str]()
    payloads = [payload.replace("alert(1)", "window.ran=true,alert(1)") for payload in PAYLOADS]
    archived = "\n".join(f"{payload} 2% of sales {payload}" for payload in payloads)
    body = "\n\n".join(f"Margin was 2% of sales [@lantern, ¶{at}]." for at in range(1, len(payloads) + 1))
    Case("", "", {**note(body), "arch/lantern.txt": archived}).lay(root)
    report = root / "report.html"
    CliRunner().invoke(
        program, ["verify", "--project", str(root), *VERIFY[1:2], str(root / "arch"), "--report", str(report)]
    )
    with watched(chromium, report.as_uri(), seen) as tab:
        visit(tab, f"{root.as_uri()}/", "report.html", seen)

    assert seen == []
    assert "window.ran=true" in report.read_text("utf-8")
