"""`briefing pdf`: one document of many pages, and a browser that is missing, fails or hangs."""

import os
import re
import select
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import INDEX, NOTE, ROOT, SITE, SOURCES

from briefing.cli import main
from briefing.cli import pdf as cli_pdf
from briefing.disk.browser import find_browser
from briefing.pages.printing.merging import Links, alone, excerpt
from briefing.pages.printing.sheets import count, sheets

LINKED = """\
---
title: 'Storage: the "plan" \\ the <grid>'
segment: power
date: 2026-02-03
summary: Where the batteries went.
figures:
  built: {label: Built in a year, kind: actual, value: 310 GW, cite: iea-2024}
---
## Costs

As [the call](index.md#the-call) says, [310 GW]{#built} were built [@iea-2024]. See [costs](#costs).
"""

ECHO = """\
#!/bin/sh
for word; do
  case "$word" in
    --print-to-pdf=*) made="${word#*=}" ;;
    file:*) page="${word#file://}" ;;
  esac
done
{ printf '%%PDF-1.4\\n'; cat "$page"; } > "$made"
printf '%s\\n' "$@" > "$0.asked"
"""
"""A browser whose PDF is the page itself."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of two notes."""
    folder = tmp_path / "project"
    (folder / "notes").mkdir(parents=True)
    texts = {"site.yaml": SITE, "sources.yaml": SOURCES, "index.md": INDEX, "note.md": LINKED}
    for name, text in texts.items():
        (folder / "notes" / name).write_text(text, encoding="utf-8")
    return folder


def browser(folder: Path, script: str) -> str:
    """A program that stands in for a browser."""
    file = folder / "browser"
    file.write_text(script, encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def pdf(root: Path, *arguments: str, script: str = ECHO, environment: Mapping[str, str] | None = None) -> Result:
    """What the command says; its PDF is `out.pdf` beside the project."""
    output = str(root.parent / "out.pdf")
    given = ["pdf", "--project", str(root), "--browser", browser(root.parent, script), "--output", output, *arguments]
    return CliRunner().invoke(main, given, env=dict(environment or {}))


def printed(root: Path, *arguments: str) -> str:
    """The page that a browser is given."""
    result = pdf(root, *arguments)
    assert result.exit_code == 0, result.output
    return (root.parent / "out.pdf").read_text(encoding="utf-8")


def left(root: Path) -> list[str]:
    """What printing left beside the site."""
    return [file.name for file in (root / ".briefing").iterdir() if file.name.startswith("print-")]


# --- pages as parts of one document ---------------------------------------------------------------

PAGE = """\
<!DOCTYPE html><html lang="en" data-title="Storage" data-day="As of today"><head><script src="a.js"></script>
<meta http-equiv="refresh" content="0;url=https://example.org/"><link rel="stylesheet" href="../static/style.css">
</head><body><main id="content." lang="ar" dir="rtl"><h1 id="top">T</h1><h3>Deep</h3><img src="map.png">
<a href="#top">here</a><a href="../index.html#call">there</a><a href="../figures/">out</a>
<a href="https://example.org/x">away</a><label for="top"></label><p aria-labelledby="top other"></p>
<button>No</button><template><p id="in"></p></template></main></body></html>
"""
LINKS = Links({"deep/note.html": "p2.", "index.html": "p1."}, "https://example.org/power/")


def test_ids_of_a_part_begin_with_its_own_and_links_lead_to_other_parts_or_to_the_site() -> None:
    part = excerpt(PAGE, "deep/note.html", LINKS).html

    assert '<h1 id="p2.top" data-id="top">' in part
    assert re.findall('href="([^"]*)"', part) == [
        "#p2.top",
        "#p1.call",
        "https://example.org/power/figures",
        "https://example.org/x",
    ]
    assert 'for="p2.top"' in part
    assert 'aria-labelledby="p2.top p2.other"' in part
    assert 'src="deep/map.png"' in part


def test_without_an_address_of_the_site_a_link_out_of_the_document_is_text() -> None:
    part = excerpt(PAGE, "deep/note.html", Links(LINKS.parts, "")).html

    assert "<a>out</a>" in part
    assert 'href="https://example.org/x"' in part


def test_what_does_nothing_on_paper_or_might_load_something_is_left_out() -> None:
    page = alone(PAGE, "deep/note.html", Links({"deep/note.html": ""}, ""))

    assert not re.search("<(script|button|template)|http-equiv", page)
    assert 'href="static/style.css"' in page
    assert 'id="top"' in page


def test_a_part_of_a_chapter_has_its_title_a_level_lower() -> None:
    part = excerpt(PAGE, "deep/note.html", LINKS, is_demoted=True)

    assert '<h2 id="p2.top" data-id="top">T</h2>' in part.html
    assert "<h3>Deep</h3>" in part.html
    assert (part.title, part.day, part.lang, part.direction) == ("Storage", "As of today", "ar", "rtl")


PDF = b"""%PDF-1.4
3 0 obj
<</Type /Page
/Parent 9 0 R>>
endobj
4 0 obj
<</Type /Page
/Parent 8 0 R>>
endobj
5 0 obj
<</Type /Page
/Parent 8 0 R>>
endobj
8 0 obj
<</Type /Pages
/Parent 9 0 R
/Kids [5 0 R 4 0 R]>>
endobj
9 0 obj
<</Type /Pages
/Kids [3 0 R 8 0 R]>>
endobj
7 0 obj
<</c1 [3 0 R /XYZ 0 800 0]
/c2 [4 0 R /XYZ 0 800 0]
/c3 [6 0 R /XYZ 0 800 0]>>
endobj
"""


def test_the_sheet_of_an_anchor_follows_the_order_of_the_pages() -> None:
    assert sheets(PDF) == {"c1": 1, "c2": 3}
    assert count(PDF) == 3


@pytest.mark.parametrize("strange", [b"", b"%PDF-1.7", PDF.replace(b"/Kids", b"/Children"), PDF[:200]])
def test_a_pdf_of_another_form_has_no_sheets(strange: bytes) -> None:
    assert sheets(strange) == {}


# --- the command ----------------------------------------------------------------------------------


@pytest.mark.posix
def test_the_whole_briefing_has_its_notes_figures_and_sources_in_order(root: Path) -> None:
    page = printed(root)

    titles = re.findall('<a href="#c[0-9]+"><span lang="en" dir="auto">(.*?)</span>', page)
    assert titles == ["Power in brief", 'Storage: the "plan" \\ the &lt;grid&gt;', "Figures", "Sources"]
    assert [*re.findall("<h1[^>]*>([^<]*)", page)][:2] == ["Power", "Power in brief"]
    assert '<a href="#p1.the-call">the call</a>' in page
    assert '@page c2 { @top-left { content: "Storage: the \\22 plan\\22  \\5c  the \\3c grid>"' in page


@pytest.mark.posix
def test_no_id_stands_twice_and_every_link_within_leads_somewhere(root: Path) -> None:
    page = printed(root)

    ids = re.findall(' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {link for link in re.findall(' href="#([^"]*)"', page) if link not in ids} == set()
    assert re.findall('href="(?!#|https:|static/)([^"]*)"', page) == []


@pytest.mark.posix
def test_a_note_alone_is_its_own_page(root: Path) -> None:
    page = printed(root, "note")

    assert '<a href="https://example.org/power/index.html#the-call">the call</a>' in page
    assert '<a href="#costs">costs</a>' in page
    assert "Power in brief" not in page.partition("<body>")[2].partition("</article>")[0]


@pytest.mark.posix
@pytest.mark.parametrize("name", ["note", "note.md", "notes/note.md"])
def test_a_note_is_named_by_its_file_or_without_its_suffix(root: Path, name: str) -> None:
    assert "out.pdf: 0 pages from 1 note" in pdf(root, name).output


@pytest.mark.posix
def test_nothing_is_printed_where_there_is_an_error(root: Path) -> None:
    (root / "notes/note.md").write_text(f"{NOTE}Prices fell [@nobody-2024].\n", encoding="utf-8")
    result = pdf(root)

    assert result.exit_code == 1
    assert "error[unknown-source]" in result.output
    assert "1 error; no PDF was written" in result.output
    assert not (root.parent / "out.pdf").exists()


@pytest.mark.posix
def test_a_draft_is_printed_if_it_is_asked_for_and_says_so_on_each_sheet(root: Path) -> None:
    text = LINKED.replace("segment:", "status: draft\nsegment:")
    (root / "notes/note.md").write_text(text, encoding="utf-8")

    assert "Storage" not in printed(root)
    assert 'data-day="As of 3 February 2026 · Draft"' in printed(root, "note", "--drafts")
    assert "notes/note.md is a draft: give --drafts." in pdf(root, "note").output


@pytest.mark.posix
def test_a_note_that_waits_for_its_day_is_printed_on_that_day(root: Path) -> None:
    text = LINKED.replace("segment:", "publish_at: 2026-06-01\nsegment:")
    (root / "notes/note.md").write_text(text, encoding="utf-8")

    assert "notes/note.md is held back: give --as-of or --drafts." in pdf(root, "note").output
    assert pdf(root, "note", "--as-of", "2026-06-01").exit_code == 0


@pytest.mark.posix
def test_a_fault_of_the_cover_is_a_finding_of_its_template(root: Path) -> None:
    (root / "templates").mkdir()
    (root / "templates/printed.html").write_text("{{ page.cover }}", encoding="utf-8")
    result = pdf(root)

    assert "templates/printed.html:1:1: error[invalid-template] `PrintedPage` has no field `cover`" in result.output
    assert (result.exit_code, (root.parent / "out.pdf").exists()) == (1, False)


@pytest.mark.posix
def test_site_stays_as_it_is_and_a_later_build_makes_all_of_it(root: Path) -> None:
    printed(root)
    assert not (root / "site").exists()

    built = CliRunner().invoke(main, ["build", "--project", str(root), "--quiet"])
    assert built.exit_code == 0
    assert (root / "site/note.html").is_file()


@pytest.mark.posix
def test_a_page_may_load_what_lies_beside_it_and_no_script(root: Path) -> None:
    page = printed(root)

    policy = re.search('<head><meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'self'")
    assert "script" not in policy[1]
    arguments = (root.parent / "browser.asked").read_text(encoding="utf-8").splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in arguments
    assert [word for word in arguments if word.startswith("--user-data-dir=") and "/print-" not in word] == []


# --- browsers -------------------------------------------------------------------------------------


def test_without_a_browser_a_sentence_says_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_pdf, "find_browser", lambda _: "")
    result = CliRunner().invoke(main, ["pdf", "--project", str(root)], env={"BRIEFING_BROWSER": ""})

    assert result.exit_code == 1
    assert "Error: printing a PDF needs Chromium, Chrome or Edge" in result.output
    assert "--browser PATH" in result.output


def test_a_browser_that_is_not_there_is_a_mistake_in_the_command(root: Path) -> None:
    result = CliRunner().invoke(main, ["pdf", "--project", str(root)], env={"BRIEFING_BROWSER": "/opt/none"})

    assert result.exit_code == 2
    assert "There is no browser /opt/none." in result.output


@pytest.mark.posix
def test_a_browser_is_found_by_its_name_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"relative{os.pathsep}{tmp_path}")
    shutil.move(browser(tmp_path, ECHO), tmp_path / "google-chrome")

    assert find_browser() == str(tmp_path / "google-chrome")
    assert find_browser("google-chrome") == str(tmp_path / "google-chrome")
    assert find_browser("chrome-of-nobody") == ""


NOISY = '#!/bin/sh\necho "No usable sandbox! Update it." >&2\necho "[1] ERROR:dbus/bus.cc no bus" >&2\nexit 7\n'
FAILING = [
    (NOISY, "it ended with exit code 7 and without a PDF: No usable sandbox! Update it."),
    ("#!/bin/sh\n", "it ended with exit code 0 and without a PDF"),
    ("#!/bin/sh\nkill -9 $$\n", "it ended with exit code -9 and without a PDF"),
    ("#!/no/such/program\n", "it could not be started: No such file or directory"),
]


@pytest.mark.posix
@pytest.mark.parametrize(("script", "reason"), FAILING)
def test_a_browser_that_fails_is_a_sentence_with_its_last_words(root: Path, script: str, reason: str) -> None:
    (root.parent / "out.pdf").write_bytes(b"%PDF the one before")
    result = pdf(root, script=script)

    assert result.exit_code == 1
    assert f"printed nothing: {reason}. Try another --browser" in result.output
    assert (root.parent / "out.pdf").read_bytes() == b"%PDF the one before"
    assert left(root) == []


@pytest.mark.posix
def test_a_browser_that_hangs_is_ended_with_all_that_it_began(root: Path) -> None:
    pipe = root.parent / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    result = pdf(root, "--timeout", "1", script=f"#!/bin/sh\nsleep 600 > '{pipe}' &\nsleep 600\n")

    assert "printed nothing: it did not finish within 1 seconds, and was stopped." in result.output
    # The end of the pipe, which comes when nobody holds its other end any more.
    assert select.select([reader], [], [], 60)[0]
    assert os.read(reader, 1) == b""
    os.close(reader)
    assert left(root) == []


# --- where it is written --------------------------------------------------------------------------

PLACES = [
    ("out.txt", "out.txt does not end in .pdf. Give --output a name such as out.pdf."),
    ("none/out.pdf", "There is no folder none."),
    ("notes/out.pdf", "lies in notes/, whose files are published."),
]


@pytest.mark.posix
@pytest.mark.parametrize(("place", "reason"), PLACES)
def test_a_place_that_cannot_be_meant_is_refused(
    root: Path, place: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    result = pdf(root, "--output", place)

    assert (result.exit_code, reason in result.output) == (2, True)


@pytest.mark.posix
@pytest.mark.parametrize(("note", "name"), [((), "briefing.pdf"), (("note",), "note.pdf")])
def test_without_a_name_it_is_written_here(
    root: Path, note: tuple[str, ...], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    result = CliRunner().invoke(main, ["pdf", *note, "--browser", browser(root.parent, ECHO)])

    assert f"wrote {name}: " in result.output
    assert (root / name).read_bytes().startswith(b"%PDF")


def test_a_note_that_is_none_earns_the_one_that_was_meant(root: Path) -> None:
    result = CliRunner().invoke(main, ["pdf", "nose", "--project", str(root), "--browser", str(ROOT / "README.md")])

    assert result.exit_code == 2
    assert "There is no note nose.md in notes/. Did you mean `note.md`?" in result.output


@pytest.mark.posix
def test_a_file_that_is_open_elsewhere_is_a_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr("briefing.disk.atomic_write.replace", refuse)
    result = pdf(root)

    assert result.exit_code == 1
    assert "out.pdf cannot be written: Access is denied. Close it where it is open, or give --output" in result.output
    assert [file.name for file in root.parent.iterdir() if file.name.endswith(".new")] == []
