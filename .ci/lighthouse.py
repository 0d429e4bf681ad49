"""Runs Lighthouse, as for a phone, on each kind of page that is large or much used, and prints the medians.

`.venv/bin/python .ci/lighthouse.py [--runs 5] [PAGE ...]` builds the site, serves it compressed and
asks npm for Lighthouse. Needs Node and Chromium; no part of CI, since scores depend on the machine.
"""

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
LIGHTHOUSE: Final = "lighthouse@12.8.2"
PAGES: Final = ("index.html", "evs.html", "many/figures/index.html", "sources/gs-xiaomi-2026.html", "search.html")
"""`many/` is a site of an invented ledger of 500 rows."""
SOURCE: Final = "references: [{id: north, type: report, title: Report of the north, issued: 2025-03-01}]\n"
ROW: Final = (
    "  f{0}: {{label: Output of district {0}, kind: actual, value: '{1} MW', period: {2}, cite: 'north, p. {3}'}}\n"
)
OVERVIEW: Final = "---\ntitle: Output\ndate: 2026-01-05\nsummary: Output of each district.\nfigures:\n{}---\nText.\n"
CHROME: Final = "--headless=new --no-sandbox --disable-gpu"
TIMES: Final = ("first-contentful-paint", "largest-contentful-paint", "speed-index", "total-blocking-time")


class Compressed(SimpleHTTPRequestHandler):
    """Serves a folder as hosts do: texts compressed, with a lifetime."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file."""
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file():
            return self.send_error(404)
        is_text = file.suffix != ".png"
        content = gzip.compress(file.read_bytes(), 9) if is_text else file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=31536000")
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, *_: object) -> None:
        """Nobody reads what this server says."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressed, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def build(project: Path, output: Path, address: str) -> None:
    """Build the site of a project."""
    briefing = Path(sys.executable).with_name("briefing")
    command = [str(briefing), "build", "--quiet", "--output", str(output), "--base-url", address]
    subprocess.run(command, cwd=project, check=True)


def ledger(project: Path) -> Path:
    """Write a project with a ledger of 500 rows."""
    rows = "".join(ROW.format(n, 30 + n * 37 % 900, 2015 + n % 11, n % 90 + 1) for n in range(500))
    (project / "notes").mkdir(parents=True)
    for name, text in (
        ("site.yaml", "title: Output\nlanguage: en\nrules: {unsupported-figure: off}\n"),
        ("sources.yaml", SOURCE),
        ("index.md", OVERVIEW.format(rows)),
    ):
        (project / "notes" / name).write_text(text, encoding="utf-8")
    return project


def measured(folder: Path, address: str) -> dict[str, float]:
    """What one run says of a page: four scores, and times in milliseconds."""
    tool = folder / "node_modules/.bin/lighthouse"
    report = folder / "report.json"
    chrome = shutil.which("chromium") or shutil.which("google-chrome") or ""
    command = [str(tool), address, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={CHROME}"]
    subprocess.run(command, env={**os.environ, "CHROME_PATH": chrome}, check=True)
    told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    scores = {name: round(100 * each["score"]) for name, each in told["categories"].items()}
    return {**scores, **{name: round(told["audits"][name]["numericValue"]) for name in TIMES}}


def main() -> None:
    """Build, serve, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pages", nargs="*", default=PAGES, metavar="PAGE", help="those of each kind, if none")
    parser.add_argument("--runs", type=int, default=5, help="how many of which to take the median")
    asked = parser.parse_args()
    with TemporaryDirectory() as name, served(Path(name) / "site") as address:
        folder = Path(name)
        build(ROOT, folder / "site", address)
        build(ledger(folder / "ledger"), folder / "site/many", f"{address}many/")
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", name, LIGHTHOUSE]
        subprocess.run(install, check=True)
        for page in asked.pages:
            runs = [measured(folder, address + page.removesuffix("index.html")) for _ in range(asked.runs)]
            for each in runs[0]:
                values = [run[each] for run in runs]
                sys.stdout.write(f"{page} {each}: {median(values):g} ({', '.join(f'{value:g}' for value in values)})\n")


if __name__ == "__main__":
    main()
