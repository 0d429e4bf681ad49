"""Sources on their way into the archive: fetched from a server on this machine, or from a file."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import sleep

import pytest
from click.testing import CliRunner, Result
from conftest import NOTE, SITE
from office_files import docx, ods, run, xlsx
from pdf_files import Set, paper

from briefing.cli import main
from briefing.model import Name, Text
from briefing.notes import parse_bibliography
from briefing.verification.archive.html_metadata import read_head
from briefing.verification.archiving import (
    BibliographyEntry,
    UnsupportedFile,
    parse_records,
    readable,
    with_entry,
    with_record,
)
from briefing.verification.archiving.index import Record
from briefing.verification.fetching import FetchError, fetch
from tests.reliability.file_readers import zipped

PAGE = (
    '<!doctype html><html><head><title>Ports | Tern News</title><meta property="og:title" content="Ports under strain">'
    '<meta name="author" content="Ada Lund"><meta property="og:site_name" content="Tern News">'
    '<meta property="article:published_time" content="2026-01-10T08:00:00Z"></head>'
    "<body><p>It moved 1,250 boxes.</p></body></html>"
)
PDF = paper([Set("It takes 480 MW.", 40, 700)])
SOURCES = """\
# Ours, by hand.
references:
  - id: iea-2024 # the outlook
    type: report
    title: World Energy Outlook
    issued: 2024

# More to come.
"""

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/page.html": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "/latin.html": (200, {"Content-Type": "text/html; charset=iso-8859-1"}, "<html><p>Café, 64 €".encode("cp1252")),
    "/report.pdf": (200, {"Content-Type": "application/pdf"}, PDF),
    "/download": (200, {"Content-Type": "application/octet-stream"}, PDF),
    "/login.pdf": (200, {"Content-Type": "text/html"}, PAGE.encode()),
    "/photo.png": (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n\0\0\0"),
    "/values.csv": (200, {"Content-Type": "text/plain"}, b"Year,Mean\n2023,421.08\n"),
    "/packed.html": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE.encode())),
    "/half.html": (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(PAGE.encode() * 9)[:-40],
    ),
    "/bomb.html": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(bytes(3_000_000))),
    "/large.txt": (200, {"Content-Type": "text/plain"}, b"a" * 2_000_000),
    "/empty.txt": (200, {"Content-Type": "text/plain"}, b""),
    "/moved": (302, {"Location": "/page.html"}, b""),
    "/circle": (302, {"Location": "/circle"}, b""),
    "/out": (302, {"Location": "file:///etc/hostname"}, b""),
    "/ftp": (302, {"Location": "ftp://127.0.0.1/a"}, b""),
    "/secret": (403, {}, b""),
    "/cut": (200, {"Content-Type": "text/plain"}, b"It moved 1,250"),
    "/brotli.html": (200, {"Content-Type": "text/html", "Content-Encoding": "br"}, b"abcd"),
}


class Server(BaseHTTPRequestHandler):
    """Answers as it is told to."""

    def do_GET(self) -> None:
        if self.path.startswith("/slow"):
            self.drip()
            return
        code, headers, content = ANSWERS.get(self.path, (404, {}, b""))
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) + (9 if self.path == "/cut" else 0)))
        self.end_headers()
        self.wfile.write(content)

    def drip(self) -> None:
        """A sign now and then, without end."""
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"a")
                self.wfile.flush()
                sleep(0.05)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the class gives it
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server on this machine."""
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()
    thread.join()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a bibliography, and an archive beside it."""
    (tmp_path / "notes").mkdir()
    for name, text in {
        "site.yaml": SITE,
        "sources.yaml": SOURCES,
        "note.md": f"{NOTE}It was 4.2 GW [@iea-2024].\n",
    }.items():
        (tmp_path / "notes" / name).write_text(text, encoding="utf-8")
    return tmp_path


def archive(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["archive", arguments[0], "--project", str(root), "--archive", str(root / "archive"), *arguments[1:]]
    )


# --- add -----------------------------------------------------------------------------------------


def test_a_page_comes_into_the_archive_and_its_entry_into_the_bibliography(root: Path, server: str) -> None:
    result = archive(root, "add", f"{server}/moved", "--as", "lund-2026")

    assert result.exit_code == 0, result.output
    assert f"fetching {server}/moved over the network" in result.output
    assert (root / "archive" / "lund-2026.html").read_text(encoding="utf-8") == PAGE
    record = parse_records((root / "archive" / "index.jsonl").read_text(encoding="utf-8"))["lund-2026"]
    assert (record.file, record.url, record.came_from) == ("lund-2026.html", f"{server}/moved", f"{server}/page.html")
    assert (record.media_type, record.bytes, len(record.sha256)) == ("text/html", len(PAGE), 64)
    text = (root / "notes" / "sources.yaml").read_text(encoding="utf-8")
    assert text.startswith(SOURCES.rpartition("\n# More")[0])
    assert text.endswith("\n# More to come.\n")
    source = parse_bibliography(Text("notes/sources.yaml", text)).sources["lund-2026"]
    assert (source.type, source.title, source.container_title) == ("webpage", "Ports under strain", "Tern News")
    assert (source.issued.iso, source.author) == ("2026-01-10", (Name(family="Lund", given="Ada"),))
    assert (source.URL, source.accessed.iso) == (f"{server}/moved", record.added)


def meta(**content: str) -> str:
    return "".join(f'<meta name="{name}" content="{text}">' for name, text in content.items())


def linked(author: object, **more: object) -> str:
    thing = {"@context": "https://schema.org", "@type": "NewsArticle", "author": author, **more}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


ADA, BO = Name(family="Lund", given="Ada"), Name(family="Berg", given="Bo")
AUTHORS = {
    "in reading order": (meta(author="Ada Lund"), [ADA]),
    "family first": (meta(author="Lund, Ada"), [ADA]),
    "by": (meta(author="By Ada Lund"), [ADA]),
    "two of a journal": (meta(citation_author="Lund, Ada") + meta(citation_author="Bo Berg"), [ADA, BO]),
    "with a particle": (meta(citation_author="Vincent van Gogh"), [Name(family="van Gogh", given="Vincent")]),
    "a journal before others": (meta(author="admin", citation_author="Ada Lund") + linked("Bo Berg"), [ADA]),
    "parts": (linked({"@type": "Person", "name": "A. Lund", "givenName": "Ada", "familyName": "Lund"}), [ADA]),
    "persons": (linked([{"@type": "Person", "name": "Ada Lund"}, {"@type": "Person", "name": "Bo Berg"}]), [ADA, BO]),
    "in a graph": (linked("", **{"@type": "WebSite", "@graph": [{"@type": "Report", "author": "Ada Lund"}]}), [ADA]),
    "an organisation": (linked({"@type": "Organization", "name": "Ada Lund"}), [Name(literal="Ada Lund")]),
    "its publisher": (linked("Goldman Sachs", publisher={"name": "Goldman Sachs"}), [Name(literal="Goldman Sachs")]),
    "its site": (meta(author="Gull Tern", citation_publisher="Gull Tern"), [Name(literal="Gull Tern")]),
    "not its own": (linked({"@type": "Person", "name": "Ada Lund"}, **{"@type": "WebSite"}), []),
    "no JSON": ('<script type="application/ld+json">{"author": </script>' + meta(author="Ada Lund"), [ADA]),
    "an address": (meta(author="https://tern.example/lund"), []),
    **{
        name: (meta(author=name), [Name(literal=name)])
        for name in ("Tern News", "Deutsche Welle", "Financial Times", "The Harbour Survey", "Bank of Delft", "admin",
                     "ada lund", "Ada Lund and Bo Berg", "Ada Lund, Bo Berg", "Gull Power Market Desk", "王小明",
                     "Office for National Statistics", "Ada", "Web Editor")
    },
}  # fmt: skip


@pytest.mark.parametrize(("head", "authors"), AUTHORS.values(), ids=AUTHORS)
def test_a_person_who_wrote_a_page_has_a_family_name_and_a_body_has_none(head: str, authors: list[Name]) -> None:
    assert read_head(f"<html><head>{head}</head><body>Text.</body></html>")["authors"] == tuple(authors)


def test_names_are_written_as_the_bibliography_reads_them() -> None:
    names = (Name(family="d'Or: “A”", given="É."), Name(literal="Tern & Co: {x}"), Name(family="King", suffix="Jr."))

    text = with_entry(SOURCES, BibliographyEntry("b", "webpage", "B", authors=names))

    assert text
    assert parse_bibliography(Text("notes/sources.yaml", text)).sources["b"].author == names


def test_what_its_author_says_goes_before_what_the_page_says(root: Path, server: str) -> None:
    given = ["--title", "A: title", "--author", "Bo Okoro", "--issued", "2025", "--type", "report"]

    archive(root, "add", f"{server}/page.html", "--as", "okoro-2025", *given)

    text = (root / "notes" / "sources.yaml").read_text(encoding="utf-8")
    source = parse_bibliography(Text("notes/sources.yaml", text)).sources["okoro-2025"]
    assert (source.title, source.type, source.issued.iso) == ("A: title", "report", "2025")


def test_nothing_is_asked_or_written_twice(root: Path, server: str) -> None:
    first = archive(root, "add", f"{server}/report.pdf", "--as", "iea-2024")
    before = (root / "notes" / "sources.yaml").read_text(encoding="utf-8")
    second = archive(root, "add", f"{server}/report.pdf", "--as", "iea-2024")

    assert "was put into the archive" in first.output
    assert "is already in the archive" in second.output
    assert "the bibliography has `iea-2024`, which was left unchanged" in second.output
    assert before == SOURCES == (root / "notes" / "sources.yaml").read_text(encoding="utf-8")


def test_another_text_of_a_source_is_replaced_only_on_purpose(root: Path, server: str) -> None:
    archive(root, "add", f"{server}/report.pdf", "--as", "iea-2024")
    refused = archive(root, "add", f"{server}/values.csv", "--as", "iea-2024")
    replaced = archive(root, "add", f"{server}/values.csv", "--as", "iea-2024", "--replace")

    assert refused.exit_code == 2
    assert "already has a different text, iea-2024.pdf. Give --replace" in refused.output
    assert replaced.exit_code == 0
    assert sorted(file.name for file in (root / "archive").iterdir()) == ["iea-2024.csv", "index.jsonl"]


def test_a_file_is_copied_without_the_network(root: Path) -> None:
    (root / "Ports in 2025.xlsx").write_bytes(xlsx({"Ports": [["Port", "MW"], ["Tern", 480.0]]}))

    result = archive(root, "add", str(root / "Ports in 2025.xlsx"), "--as", "ports")

    assert "network" not in result.output
    assert (root / "archive" / "ports.xlsx").is_file()
    assert (
        "  - id: ports\n    type: dataset\n    title: Ports in 2025\n" in (root / "notes" / "sources.yaml").read_text()
    )


REFUSED = {
    "/nowhere": "the server answers 404: nothing is there",
    "/secret": "the server answers 403: it is not open to programs",
    "/circle": "it redirects in a circle",
    "/out": "it redirects to something that is not a web address",
    "/ftp": "it redirects to something that is not a web address",
    "/cut": "it ended 9 bytes early",
    "/brotli.html": "it comes compressed as `br`, which is not read; save the file by hand, and add that",
    "/half.html": "it ended early",
    "/large.txt": "it is larger than 1 MB",
    "/bomb.html": "it is larger than 1 MB",
    "/slow": "it did not arrive within 0.3 seconds",
    "/empty.txt": "it is empty",
    "/photo.png": "image/png is not readable text",
    "/login.pdf": "a web page came where .pdf was promised",
}


@pytest.mark.parametrize(("path", "message"), REFUSED.items())
def test_what_does_not_come_is_a_sentence_and_leaves_nothing(root: Path, server: str, path: str, message: str) -> None:
    result = archive(root, "add", f"{server}{path}", "--as", "lund-2026", "--most", "1", "--timeout", "0.3")

    assert result.exit_code == 1
    assert f"Error: {server}{path}: {message}" in result.output
    assert not (root / "archive").exists()
    assert (root / "notes" / "sources.yaml").read_text(encoding="utf-8") == SOURCES


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(FetchError, match="refused"):
        fetch("http://127.0.0.1:9/", 1000, 1)


@pytest.mark.parametrize("url", ["ftp://a.example/b", "http://", "file:///etc/hosts", "http://a b/", "javascript:1"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(FetchError, match="not a web address"):
        fetch(url, 1000, 1)


def test_an_address_of_another_scheme_is_no_file(root: Path) -> None:
    arguments = ["--as", "x", "--project", str(root), "--archive", str(root / "texts")]
    result = CliRunner().invoke(main, ["archive", "add", "ftp://example.org/a.txt", *arguments])

    assert result.exit_code == 2
    assert "ftp: a text comes by http or https" in result.output


@pytest.mark.parametrize("folder", ["notes/archive", "site/archive"])
def test_an_archive_that_would_be_published_is_refused(root: Path, server: str, folder: str) -> None:
    arguments = ["--project", str(root), "--archive", str(root / folder), "--as", "a"]

    result = CliRunner().invoke(main, ["archive", "add", f"{server}/page.html", *arguments])

    assert (result.exit_code, "which is published" in result.output) == (2, True)


# --- kinds ---------------------------------------------------------------------------------------

KINDS = {
    "a PDF whatever its server says": (PDF, "text/plain", "a.txt", ".pdf"),
    "a workbook without a name": (xlsx({"A": [["a", 1.0]]}), "application/octet-stream", "download", ".xlsx"),
    "a document": (docx(f"<w:p>{run('a')}</w:p>"), "application/zip", "a.zip", ".docx"),
    "a page without a name": (PAGE.encode(), "", "", ".html"),
    "values by their name": (b"a,b\n1,2\n", "text/plain", "a.csv", ".csv"),
    "values by their type": (b"a,b\n1,2\n", "text/csv", "export", ".csv"),
    "plain text": (b"It was 64.", "text/plain", "a", ".txt"),
    "Markdown": (b"# A\n", "", "a.md", ".md"),
}


@pytest.mark.parametrize(("content", "media_type", "name", "suffix"), KINDS.values(), ids=KINDS)
def test_a_kind_is_known_by_how_a_file_begins_then_by_what_is_said(
    content: bytes, media_type: str, name: str, suffix: str
) -> None:
    assert readable(content, media_type, "", name).suffix == suffix


def test_a_page_of_many_comments_is_told_apart_at_once() -> None:
    comments = b"<!-- a -->\n" * 60

    assert readable(comments + b"<html>It is so.", "", "", "").suffix == ".html"
    assert readable(comments + b"It is so.", "text/plain", "", "a.txt").suffix == ".txt"


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (b"\xd0\xcf\x11\xe0\0\0", "application/msword", "a.doc"),
        (b"{}", "application/json", "a.json"),
        (ods("")[:40], "", "a"),
        (b"a\0b", "", "a.txt"),
        (zipped({"mimetype": " " * 30_000_000}), "", "a.ods"),
    ],
    ids=["an old document", "JSON", "half of an archive", "what is no text", "a mimetype without end"],
)
def test_other_kinds_are_refused(content: bytes, media_type: str, name: str) -> None:
    with pytest.raises(UnsupportedFile):
        readable(content, media_type, "", name)


def test_a_text_becomes_utf8(server: str) -> None:
    came = fetch(f"{server}/latin.html", 1000, 5)

    assert readable(came.content, came.media_type, came.charset, "").content.decode() == "<html><p>Café, 64 €"
    assert readable("标题".encode("utf-16"), "text/plain", "", "a.txt").content.decode() == "标题"
    assert readable('<html><meta charset="gbk">标题'.encode("gbk"), "", "", "").content.decode().endswith("标题")


@pytest.mark.parametrize("label", ["unicode_escape", "punycode", "utf-7", "rot13", "no-such", "a\0b"])
def test_an_encoding_that_no_browser_reads_is_not_read(label: str) -> None:
    content = b"<html><p>Caf\xe9 " + rb"\u0034"

    assert readable(content, "text/html", label, "").content.decode() == r"<html><p>Café \u0034"


def test_what_a_server_compresses_is_read(server: str) -> None:
    assert fetch(f"{server}/packed.html", 10_000, 5).content.decode() == PAGE


# --- entries -------------------------------------------------------------------------------------

ENTRY = BibliographyEntry("b", "webpage", "B, and more", issued="2026")
ADDED = ["- id: b", "  type: webpage", "  title: B, and more", '  issued: "2026"']
NOTED = "references:\n  - id: a\n    note: |\n      one\n\n      two\n"


def added(indent: str) -> str:
    """The lines of the entry so far to the right."""
    return "".join(f"{indent}{line}\n" for line in ADDED)


LISTS = {
    "references:\n  - id: a\n": f"references:\n  - id: a\n{added('  ')}",
    "references:\n- id: a\n  title: A\n\n# end\n": f"references:\n- id: a\n  title: A\n{added('')}\n# end\n",
    "references: []\n": f"references:\n{added('  ')}",
    "": f"references:\n{added('  ')}",
    "- id: a\n": f"- id: a\n{added('')}",
    f"{NOTED}nocite: x\n": f"{NOTED}{added('  ')}nocite: x\n",
}


@pytest.mark.parametrize(("content", "found"), LISTS.items())
def test_an_entry_is_put_behind_the_others_and_all_else_is_left(content: str, found: str) -> None:
    assert with_entry(content, ENTRY) == found


@pytest.mark.parametrize("content", ["references: [{id: a}]\n", "title: a\n", "references: {a: b}\n"])
def test_a_list_of_another_form_is_left_to_its_author(content: str) -> None:
    assert with_entry(content, ENTRY) is None


@pytest.mark.parametrize(
    "title", ["A: b", "yes", "- a", "2026", 'He said "no"', "#1", "a\\b", "{a}", "标题", "it's", "a:", "@x", "%"]
)
def test_any_title_is_read_back_as_it_was(title: str) -> None:
    text = with_entry(SOURCES, BibliographyEntry("b", "webpage", title, authors=(Name(literal=title),)))

    assert text is not None
    source = parse_bibliography(Text("notes/sources.yaml", text)).sources["b"]
    assert (source.title, source.author[0].literal) == (title, title)


def test_nothing_is_written_through_a_link_that_lies_where_a_file_is_written_first(root: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.txt"
    theirs.write_text("precious", encoding="utf-8")
    (root / "archive").mkdir()
    for name in ("notes/.sources.yaml.new", "archive/.index.jsonl.new", "archive/.lund-2026.txt.new"):
        (root / name).symlink_to(theirs)
    result = archive(root, "add", str(theirs), "--as", "lund-2026")

    assert result.exit_code == 0
    assert theirs.read_text(encoding="utf-8") == "precious"
    assert not any(path.is_symlink() for path in root.rglob("*"))


def test_an_index_that_is_no_utf8_is_read_as_far_as_it_is(root: Path, tmp_path: Path) -> None:
    (root / "archive").mkdir()
    (root / "archive/index.jsonl").write_bytes(b"\xff\n")
    (tmp_path / "a.txt").write_text("It was 4.2 GW.", encoding="utf-8")

    assert archive(root, "add", str(tmp_path / "a.txt"), "--as", "lund-2026").exit_code == 0
    assert "lund-2026" in parse_records((root / "archive/index.jsonl").read_text(encoding="utf-8"))


def test_records_outlive_a_bad_merge() -> None:
    record = Record("a", "a.pdf", "2026-02-03", "0" * 64, 5)
    text = f"<<<<<<< ours\n{with_record({}, record)}=======\n"

    assert parse_records(text) == {"a": record}
    assert [
        json.loads(line)["key"] for line in with_record(parse_records(text), Record("0", "", "", "", 0)).splitlines()
    ] == ["0", "a"]


# --- status --------------------------------------------------------------------------------------


def test_status_tells_what_lacks_a_text_what_changed_and_what_rests_on_it(root: Path) -> None:
    more = "".join(f"  - {{id: {key}, type: report, title: {key}}}\n" for key in ("tern", "gull", "jay"))
    (root / "notes" / "sources.yaml").write_text(SOURCES.replace("\n# More", f"{more}# More"), encoding="utf-8")
    (root / "notes" / "note.md").write_text(
        f"{NOTE}It was 4.2 GW and 31 MW [@iea-2024], then 64 MW [@tern] and 65 MW [@gull].\n", encoding="utf-8"
    )
    (root / "archive").mkdir()
    for name, text in {
        "iea-2024.txt": "It was 4.2 GW and 31 MW.",
        "tern.txt": "It was 64 MW.",
        "stray.txt": "a",
        "jay.pdf": "a",
    }.items():
        (root / "archive" / name).write_text(text, encoding="utf-8")
    CliRunner().invoke(main, ["verify", "--project", str(root), "--archive", str(root / "archive")])
    (root / "archive" / "tern.txt").write_text("It was 66 MW.", encoding="utf-8")

    result = archive(root, "status")

    assert result.output.splitlines() == [
        "gull      no text           -  (1 figure in notes/note.md)",
        "jay       unreadable        jay.pdf: it is not a PDF, or is broken  (no figure)",
        "tern      changed           tern.txt  (1 figure in notes/note.md)",
        "iea-2024  as verified       iea-2024.txt  (2 figures in notes/note.md)",
        "stray.txt: no source has this key",
        "4 sources: 1 no text, 1 unreadable, 1 changed, 1 as verified",
    ]


def test_a_text_of_a_kind_that_is_not_read_is_named(root: Path) -> None:
    (root / "archive").mkdir()
    (root / "archive" / "iea-2024.xls").write_bytes(b"a")

    assert "iea-2024.xls: this kind of file is not read" in archive(root, "status").output


@pytest.mark.parametrize("name", ["iea-2024.HTM", "iea-2024.htm", "iea-2024.TXT"])
def test_a_text_is_known_by_another_spelling_of_its_suffix(root: Path, name: str) -> None:
    (root / "archive").mkdir()
    (root / "archive" / name).write_text("<p>It was 4.2 GW.")

    assert f"{name}" in archive(root, "status").output
    assert "cannot be read" not in archive(root, "status").output


def test_a_text_under_another_spelling_is_replaced(root: Path) -> None:
    (root / "archive").mkdir()
    (root / "archive" / "iea-2024.TXT").write_text("It was 4 GW.")
    (root / "new.txt").write_text("It was 4.2 GW.")

    archive(root, "add", str(root / "new.txt"), "--as", "iea-2024", "--replace")

    texts = [file.read_text() for file in (root / "archive").glob("iea-2024.*")]
    assert texts == ["It was 4.2 GW."]
