"""Holds every page, style sheet and drawing to the Nu HTML checker: no error and no warning.

`python .ci/nu.py VNU.JAR` builds this repository's site, that of an invented company, one of
generated notes, and one of all that tests/cases/syntax can say, and checks them where they lie.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parents[1]
ADDRESS: Final = "https://example.org/under/a/path/"
GENERATED: Final = "24"

# On a disk `'self'` is no origin, so the checker takes each file of ours for another's;
# that a browser loads them all is for tests/browser to show.
NO_ORIGIN: Final = "Resource violates Content Security Policy.*"

FRONT: Final = "---\ntitle: {}\nsegment: cases\ndate: 2026-01-01\nsummary: What may be written.\n{}---\n{}"
LEDGER: Final = "figures: {deliveries-2026: {label: Cars, kind: opinion, value: '550,000', basis: calls}}\n"
SETTINGS: Final = """\
title: All that can be written
language: zh
segments: [{id: cases, title: Cases}]
rules: {broken-link: "off", unsupported-figure: "off", uncited-figure: "off", unknown-source: "off"}
"""
DRAFT: Final = "status: draft\nlang: en\naliases: [old/address]\ntags: [one, two]\n"
INDEX: Final = "---\ntitle: Cases\ndate: 2026-01-01\nsummary: All of them.\n---\nText.\n"


def main(jar: str) -> int:
    """Build the sites and check them; the checker says what is wrong, and whether anything is."""
    with TemporaryDirectory() as folder:
        sites = [built(project, Path(folder)) for project in projects(Path(folder))]
        faults = [
            checked(jar, "--skip-non-html", "--filterpattern", NO_ORIGIN, *sites),
            checked(jar, "--css", f"{sites[0]}/static/style.css"),
            checked(jar, "--svg", f"{sites[0]}/static/icon.svg"),
        ]
        pages = sum(len(list(Path(site).rglob("*.html"))) for site in sites)
    sys.stdout.write(f"{pages} pages of {len(sites)} sites were checked\n")
    return int(any(faults))


def projects(folder: Path) -> Iterator[Path]:
    """The projects whose sites are checked."""
    yield ROOT
    yield ROOT / "tests/cases/archives/tern"
    generated = folder / "generated"
    run(sys.executable, "-m", "tests.bench.corpus", GENERATED, str(generated))
    yield generated
    yield written(folder / "cases")


def written(project: Path) -> Path:
    """A project with a note of each case of Markdown."""
    notes = project / "notes"
    notes.mkdir(parents=True)
    (notes / "site.yaml").write_text(SETTINGS, encoding="utf-8")
    (notes / "sources.yaml").write_text("references: []\n", encoding="utf-8")
    (notes / "index.md").write_text(INDEX, encoding="utf-8")
    (notes / "draft.md").write_text(FRONT.format("A draft", DRAFT + LEDGER, "Text."), encoding="utf-8")
    for file in sorted((ROOT / "tests/cases/syntax").glob("*.md")):
        cases = re.findall(r"^````markdown\n(.*?)^````$", file.read_text(encoding="utf-8"), re.S | re.M)
        for number, case in enumerate(cases):
            text = FRONT.format(f"{file.stem} {number}", "", case)
            (notes / f"{file.stem}-{number}.md").write_text(text, encoding="utf-8")
    return project


def built(project: Path, folder: Path) -> str:
    """The folder of a project's site, drafts included."""
    site = str(folder / "sites" / project.name)
    briefing = str(Path(sys.executable).with_name("briefing"))
    given = ("--project", str(project), "--output", site, "--base-url", ADDRESS)
    run(briefing, "build", "--quiet", "--drafts", *given)
    return site


def run(*command: str) -> None:
    """Run a command; one that fails ends all."""
    subprocess.run(command, cwd=ROOT, check=True)


def checked(jar: str, *arguments: str) -> int:
    """What the checker exits with: 0 without any error or warning."""
    return subprocess.run(["java", "-jar", jar, "--Werror", "--format", "gnu", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
