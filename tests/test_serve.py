"""The preview follows every save, shows what a clean build makes, and nothing else."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import hypothesis
import pytest
from built_project import Studio, clean, differing, later
from conftest import examples
from edited_project import begun
from hypothesis import given
from test_incremental import SEQUENCES, Step

from briefing.incremental import Store
from briefing.model import Note
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.notes import parse_note
from briefing.resident.serve import server as serving
from briefing.resident.serve.messages import message
from briefing.resident.serve.page_cache import CachedFile, PageCache
from briefing.resident.serve.preview import Preview, Shown
from briefing.resident.serve.program import Clock, Listener, Program, Stage
from briefing.resident.serve.server import Server, is_own_name, media_type
from briefing.site import input_queries as site_inputs
from tests.reliability import storm

PATIENCE: Final = 60.0
CLOCK: Final = Clock(time.time_ns, time.monotonic)


@contextmanager
def program(root: Path, **options: Any) -> Iterator[Server]:
    """The project of a folder, served from this process."""
    preview = Preview(root, Store(), {"drafts": True, **options})
    running = Program(preview, CLOCK, Listener(), Stage())
    server = Server("127.0.0.1", 8000, running)
    thread = threading.Thread(target=running.run, args=(server,))
    thread.start()
    try:
        until(lambda: running.is_ready or not thread.is_alive())
        yield server
    finally:
        running.stop()
        thread.join()


def until(holds: Callable[[], Any]) -> Any:
    """Wait until something holds."""
    began = time.monotonic()
    while not (found := holds()):
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.01)
    return found


class Answered:
    """What a server answered."""

    def __init__(self, server: Server | int, path: str, method: str = "GET", **headers: str) -> None:
        port = server if isinstance(server, int) else server.port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        self.status, self.type, self.location = (
            answer.status,
            answer.headers["Content-Type"],
            answer.headers["Location"],
        )
        self.length = int(answer.headers["Content-Length"])
        self.content = answer.read()
        self.text = self.content.decode()
        connection.close()


@contextmanager
def events(server: Server, page: str) -> Iterator[Callable[[], dict[str, Any]]]:
    """The stream of events of an open page; gives what reads the next one."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", f"/.briefing/events?page={page}")
    answer = connection.getresponse()

    def following() -> dict[str, Any]:
        while not (line := answer.readline()).startswith(b"data: "):
            assert line, "the stream ended"
        event: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
        return event

    try:
        yield following
    finally:
        answer.close()
        connection.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project."""
    storm.lay(tmp_path / "project")
    return tmp_path / "project"


def save(root: Path, body: str, title: str = "Cells", more: str = "") -> None:
    text = storm.NOTE.format(title=title, day=2, body=body)
    storm.write(root / "notes/cells.md", text.replace("summary:", f"{more}summary:"))


# --- any sequence of edits ------------------------------------------------------------------------


class Previewed(Studio):
    """A studio whose project is held by a preview, which begins anew where it is asked otherwise."""

    preview: Preview | None = None
    store: Store
    options: dict[str, str]
    laid: dict[str, str]

    def publish(self, *_: str) -> Any:
        """Bring the preview up to what is on the disk, and see that it comes to what a clean build comes to."""
        self.lay()
        with later():
            return self._followed()

    def _followed(self) -> int:
        inputs = self.inputs
        if self.preview is None or self.options != self.sketch.options:
            self.store = self.store if self.preview else Store()
            options = {name: getattr(inputs, name) for name in ("base_url", "drafts", "as_of")}
            self.preview, self.laid = Preview(self.root, self.store, options), {}
            self.options = dict(self.sketch.options)
        files = self.sketch.files
        # As the system tells it.
        changed = {path for path, _ in self.laid.items() ^ files.items()}
        self.preview.refresh(time.time_ns(), changed if self.laid else ())
        self.laid = files
        self.preview.commit()
        findings, made = clean(inputs)

        assert self.preview.findings == findings
        assert (
            differing(dict(self.preview.plain()), {p: c for p, c in made.items() if p not in self.preview.copies}) == {}
        )
        assert {path: self.preview.content(path) for path in self.preview.copies} == {
            path: content for path, content in made.items() if path in self.preview.copies
        }
        return 0


@hypothesis.settings(max_examples=examples(30))
@given(SEQUENCES)
def test_any_sequence_of_edits_shows_what_a_clean_build_makes(sequence: list[tuple[Step, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        studio = Previewed(Path(folder), begun())
        studio.publish()
        for step, a, b in sequence:
            step.do(studio, a, b)
            studio.publish()


def test_a_page_is_shown_as_a_build_writes_it_but_for_the_numbers_of_its_lines(tmp_path: Path) -> None:
    studio = Previewed(tmp_path, begun())
    studio.publish()
    assert studio.preview
    shown = {path: studio.preview.content(path) or b"" for path in studio.preview.index}

    built = {path: content for path, content in studio.preview.plain() if path in shown}

    assert b'data-line="' in shown["b.html"]
    assert b'data-line="' not in built["b.html"]
    assert differing({path: storm.plain(content) for path, content in shown.items()}, built) == {}


# --- what is served -------------------------------------------------------------------------------


def test_each_file_of_the_site_is_served_with_its_type(root: Path) -> None:
    with program(root) as server:
        types = {
            path: Answered(server, path) for path in ("/", "/cells.html", "/cells.md", "/static/own.css", "/map.png")
        }

    assert {path: (answer.status, answer.type) for path, answer in types.items()} == {
        "/": (200, "text/html; charset=utf-8"),
        "/cells.html": (200, "text/html; charset=utf-8"),
        "/cells.md": (200, "text/markdown; charset=utf-8"),
        "/static/own.css": (200, "text/css; charset=utf-8"),
        "/map.png": (200, "image/png"),
    }
    assert types["/map.png"].content == b"PNG"


@pytest.mark.parametrize("folder", ["sources", "%E5%A2%9E%E9%95%BF"])
def test_a_folder_is_its_first_page_and_leads_there(root: Path, folder: str) -> None:
    (root / "notes/增长").mkdir()
    shutil.copyfile(root / "notes/cells.md", root / "notes/增长/index.md")
    with program(root) as server:
        page, bare = Answered(server, f"/{folder}/"), Answered(server, f"/{folder}")

    assert page.status == 200
    assert (bare.status, bare.location) == (301, f"/{folder}/")


def test_an_invalid_address_is_a_bad_request(root: Path) -> None:
    with program(root) as server:
        assert Answered(server, "http://[a/", Host="127.0.0.1").status == 400


def test_what_is_only_made_when_it_is_asked_for_is_there(root: Path) -> None:
    with program(root) as server:
        page = Answered(server, "/search.html").text
        name = re.findall(r'data-notes="(\S+)"', page)[0]
        found = Answered(server, f"/search/{name}.js")

    assert (found.status, found.type) == (200, "text/javascript; charset=utf-8")
    assert b"Batteries" in found.content


def test_a_head_request_gets_no_body(root: Path) -> None:
    with program(root) as server:
        page, head = Answered(server, "/cells.html"), Answered(server, "/cells.html", "HEAD")

    assert (head.status, head.length, head.content) == (200, page.length, b"")


def test_for_a_missing_page_the_sites_own_404_page_is_served(root: Path) -> None:
    with program(root) as server:
        answer = Answered(server, "/nothing/here.html")

    assert answer.status == 404
    assert "<h1>Page not found</h1>" in answer.text


def test_the_site_is_found_below_the_path_of_its_address_too(root: Path) -> None:
    with program(root, base_url="https://example.org/power/") as server:
        assert Answered(server, "/power/cells.html").status == 200
        assert 'href="/power/index.html"' in Answered(server, "/nothing.html").text


@pytest.mark.parametrize(
    "path",
    [
        "/../project/notes/site.yaml",
        "/..%2fproject/notes/site.yaml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/notes/site.yaml",
        "/site.yaml",
        "/.briefing/../../notes/site.yaml",
        "/.briefing/program.py",
        "/static/../../notes/site.yaml",
        "/C:/Windows/win.ini",
        "/%00",
        "/%ff",
    ],
)
def test_no_path_leads_out_of_the_site(root: Path, path: str) -> None:
    with program(root) as server:
        assert Answered(server, path).status == 404


def test_a_file_that_became_a_link_out_of_the_project_is_not_served(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    preview = Preview(root, Store(), {})
    preview.refresh(time.time_ns())
    (root / "notes/map.png").unlink()
    (root / "notes/map.png").symlink_to(tmp_path / "secret")

    assert preview.content("map.png") is None


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "", "127.0.0.1.nip.io"]
)
def test_a_host_that_is_not_the_servers_is_refused(root: Path, host: str) -> None:
    with program(root) as server:
        answers = [
            Answered(server, path, Host=host) for path in ("/", "/.briefing/events?page=/", "/.briefing/preview.js")
        ]

    assert {answer.status for answer in answers} == {403}
    assert not any("<html" in answer.text for answer in answers)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "app.localhost", "[::1]:8000", "10.0.0.7"]
)
def test_an_address_and_localhost_are_hosts_of_the_server(host: str) -> None:
    assert is_own_name(host, "127.0.0.1")


def test_the_given_host_name_is_one_of_the_server() -> None:
    assert is_own_name("desk.lan:8000", "Desk.lan")
    assert not is_own_name("other.lan", "Desk.lan")
    assert not is_own_name("[bad", "desk.lan")


def test_a_type_does_not_depend_on_the_system() -> None:
    assert media_type("a/b.JS") == "text/javascript; charset=utf-8"
    assert media_type("b.unheard") == media_type("b") == "application/octet-stream"


def test_a_method_that_would_change_something_is_refused(root: Path) -> None:
    with program(root) as server:
        assert Answered(server, "/", "POST").status == 501


# --- what follows ---------------------------------------------------------------------------------


def test_an_open_page_is_notified_of_a_save_and_reloads(root: Path) -> None:
    with program(root) as server, events(server, "/cells.html") as following:
        before = following()["version"]
        save(root, "Packs lead now [@iea].")
        after = following()["version"]

        assert before != after
        assert f'data-version="{after}"' in (page := Answered(server, "/cells.html").text)
        assert "Packs lead now" in page


def test_a_page_that_shows_nothing_of_a_save_is_not_loaded_again(root: Path) -> None:
    with program(root) as server, events(server, "/sub/wind.html") as wind, events(server, "/cells.html") as cells:
        before, _ = wind(), cells()
        save(root, "Packs lead now [@iea].")
        cells()
        save(root, "An unknown [@nobody].")

        assert wind()["version"] == before["version"]


OWN_FOOTER: Final = '{% extends "default/note.html" %}{% block footer %}Ours.{% endblock %}'
OTHER_SITE: Final = "title: Plants\nsegments: [{id: power, title: Power}]\n"
OTHER_SOURCES: Final = "references:\n  - {id: iea, type: report, title: Survey}\n"
NEW: Final = storm.NOTE.format(title="Tides", day=9, body="Text.")

CHANGES: Final[dict[str, tuple[str, str | None, str, str]]] = {
    "template": ("templates/note.html", OWN_FOOTER, "/cells.html", "Ours."),
    "settings": ("notes/site.yaml", OTHER_SITE, "/cells.html", "Plants"),
    "sources": ("notes/sources.yaml", OTHER_SOURCES, "/cells.html", "Survey"),
    "asset": ("templates/static/own.css", "p { color: blue }", "/static/own.css", "blue"),
    "new note": ("notes/new/tides.md", NEW, "/new/tides.html", "Tides"),
    "deleted note": ("notes/sub/wind.md", None, "/sub/wind.html", "Page not found"),
    "draft": ("notes/tides.md", NEW.replace("summary", "status: draft\nsummary"), "/tides.html", "Tides"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_kind_of_file_is_followed(root: Path, name: str) -> None:
    path, text, page, words = CHANGES[name]
    with program(root) as server:
        assert words not in Answered(server, page).text
        if text is None:
            (root / path).unlink()
        else:
            storm.write(root / path, text)
        until(lambda: words in Answered(server, page).text)


def test_a_lock_is_followed(root: Path) -> None:
    with program(root) as server, events(server, "/cells.html") as following:
        following()
        storm.write(root / "notes/figures.lock", "no lock\n")

        assert {found["rule"] for found in following()["elsewhere"]} == {"invalid-lock"}


def test_a_folder_that_is_gone_leaves_the_last_pages_up_and_is_followed_when_it_is_back(root: Path) -> None:
    with program(root) as server, events(server, "/cells.html") as following:
        following()
        (root / "notes").rename(root / "away")
        assert "notes is gone" in until(lambda: following()["trouble"])
        assert "Batteries lead" in Answered(server, "/cells.html").text
        (root / "away").rename(root / "notes")
        until(lambda: not following()["trouble"])
        save(root, "Packs lead now [@iea].")
        until(lambda: "Packs lead now" in Answered(server, "/cells.html").text)


# --- faults -----------------------------------------------------------------------------------------


def test_a_finding_is_told_with_its_place_and_the_line_of_its_block(root: Path) -> None:
    with program(root) as server, events(server, "/cells.html") as following:
        following()
        save(root, "First.\n\nBatteries lead [@iee].")
        event = following()
        page = Answered(server, "/cells.html").text

    (found,) = event["here"]
    assert (found["rule"], found["place"], found["line"]) == ("unknown-source", "notes/cells.md:10:17", 10)
    assert 'data-line="10">Batteries lead' in page
    assert not event["is_held"]


BROKEN: Final = "statsu: draft\n"


def test_a_page_with_an_error_in_its_note_stays_as_it_was_until_that_is_mended(root: Path) -> None:
    with program(root) as server, events(server, "/cells.html") as following:
        before = following()
        Answered(server, "/cells.html")
        save(root, "Above.\n\nBatteries lead [@iea].\n\nBelow.", more=BROKEN)
        event = following()
        held = Answered(server, "/cells.html").text
        assert (event["is_held"], event["version"], event["counts"]["error"]) == (True, before["version"], 1)
        assert "A map" in held
        assert "Below." not in held
        save(root, "Below.")
        mended = following()

        assert (mended["is_held"], mended["counts"]["error"]) == (False, 0)
        assert "Below." in Answered(server, "/cells.html").text


def test_an_error_of_another_note_holds_no_page_but_lists(root: Path) -> None:
    with program(root) as server, events(server, "/sub/wind.html") as following:
        following()
        Answered(server, "/segments/power.html")
        save(root, "Text.", title="Packs", more=BROKEN)
        (error,) = following()["elsewhere"]
        assert error["place"].startswith("notes/cells.md:")
        text = storm.NOTE.format(title="Wind", day=3, body="It blew on [@iea].")
        storm.write(root / "notes/sub/wind.md", text)
        until(lambda: "It blew on" in Answered(server, "/sub/wind.html").text)


def test_a_broken_template_leaves_the_last_good_page_up(root: Path) -> None:
    with program(root) as server, events(server, "/cells.html") as following:
        following()
        Answered(server, "/cells.html")
        storm.write(root / "templates/note.html", "{{ page.titel }}")
        event = following()

        assert event["is_held"]
        assert {found["rule"] for found in event["elsewhere"]} == {"invalid-template"}
        assert "Batteries lead" in Answered(server, "/cells.html").text


def test_a_project_that_begins_with_an_error_is_shown_as_it_is(root: Path) -> None:
    save(root, "Text.", more=BROKEN)
    with program(root) as server, events(server, "/cells.html") as following:
        assert not following()["is_held"]
        assert "<p data-line=" in Answered(server, "/cells.html").text


@pytest.mark.parametrize(
    ("then", "now", "line", "shown"),
    [
        ("a\nb\nc", "a\nb\nc", 2, 2),
        ("a\nb\nc", "new\na\nb\nc", 3, 2),
        ("a\nb\nc", "a\nB\nc", 2, 2),
        ("a\nb\nc", "a\nb\nnew\nc", 3, 2),
        ("a\nb\nc", "b\nc", 1, 2),
        ("", "a", 1, 1),
    ],
)
def test_a_finding_stands_where_its_line_was_in_a_page_that_is_held(then: str, now: str, line: int, shown: int) -> None:
    found = Diagnostic(Rule.UNKNOWN_SOURCE, "no", Span("notes/a.md", line))
    event = json.loads(message(Shown("v", "notes/a.md", is_held=True, then=then, now=now), [found]))

    assert event["here"][0]["line"] == shown


def test_a_file_that_vanishes_while_it_is_read_causes_another_try(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def vanishing(text: Any, names: Any) -> Note:
        calls.append(text.path)
        if len(calls) == 2:
            raise FileNotFoundError(2, "No such file", text.path)
        return parse_note(text, names)

    monkeypatch.setattr(site_inputs, "parse_note", vanishing)
    with program(root) as server:
        assert "Batteries lead" in Answered(server, "/cells.html").text
        assert len(calls) > 2


# --- the program ------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="a system that does not tell which files are open")
def test_at_the_end_no_thread_and_no_file_is_left(root: Path) -> None:
    threads, files = threading.active_count(), len(os.listdir("/proc/self/fd"))
    with program(root) as server, events(server, "/cells.html") as following:
        following()
        # A client that says nothing.
        idle = socket.create_connection(("127.0.0.1", server.port))
        save(root, "Text.")
        following()
    idle.close()

    assert (threading.active_count(), len(os.listdir("/proc/self/fd"))) == (threads, files)


def test_a_port_that_is_taken_is_no_error(root: Path) -> None:
    with program(root) as first, program(root) as second:
        assert second.port > first.port
        assert Answered(second, "/").status == 200


def test_without_a_free_port_the_command_says_why() -> None:
    with pytest.raises(OSError, match=r"[Aa]ssign"):
        serving.listen("192.0.2.1", 8000)


def test_the_cache_is_bounded_and_evicts_the_least_recently_used_first() -> None:
    cache = PageCache(max_bytes=10)
    for name in (b"a", b"b", b"c"):
        cache.put(name, CachedFile(b"1234", ""))

    assert (cache.get(b"a"), cache.size) == (None, 8)
    cache.get(b"b")
    cache.put(b"d", CachedFile(b"1234", ""))
    assert cache.get(b"c") is None
    assert cache.get(b"b")


def test_the_command_says_its_address_first_and_ends_with_an_interrupt(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with storm.served(root, "--port", str(port)) as server:
            assert server.url.startswith("http://127.0.0.1:")
            assert b"Batteries" in (server.get("cells.html") or b"")
            save(root, "An unknown [@nobody].")
            until(lambda: "unknown-source" in server.log.read_text(encoding="utf-8"))
            code = server.stop()
    output = server.log.read_text(encoding="utf-8")

    assert code in storm.INTERRUPTED
    assert f"port {port} is taken" in output
    assert "Traceback" not in output
    assert not (root / "site").exists()


def test_a_second_preview_of_a_project_has_a_store_in_memory(root: Path) -> None:
    with storm.served(root) as first, storm.served(root) as second:
        save(root, "Both follow.")
        until(
            lambda: b"Both follow" in (first.get("cells.html") or b"") and b"Both" in (second.get("cells.html") or b"")
        )


def test_a_preview_starts_with_the_store_of_the_last_build(root: Path) -> None:
    build = [sys.executable, "-m", "briefing", "build", "--project", str(root), "--quiet"]
    subprocess.run(build, check=True, capture_output=True)
    with storm.served(root) as server:
        assert server.get("cells.html")
    copied = (root / ".briefing/preview.sqlite").stat().st_size

    assert copied > 0


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that is watched cannot be renamed there")
def test_a_storm_of_saves_ends_on_the_right_pages(tmp_path: Path) -> None:
    assert storm.faults_of_storm(tmp_path, 40, 2.0, seed=1) == []


def test_edits_leave_no_memory_thread_or_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storm, "WARM", 20)
    assert storm.faults_of_memory(tmp_path, 30) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a console interrupt cannot be sent to one process")
def test_an_interrupt_ends_the_first_build_too(root: Path) -> None:
    for number in range(300):
        storm.write(root / f"notes/many/{number}.md", storm.NOTE.format(title="Many", day=4, body="Text [@iea]. " * 20))
    command = [sys.executable, "-m", "briefing", "serve", "--project", str(root), "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        waiting = Answered(int(address.rstrip("/").rpartition(":")[2]), "/")
        process.send_signal(signal.SIGINT)
        output = process.stdout.read()

    assert waiting.status in (200, 503)
    assert process.returncode in storm.INTERRUPTED
    assert "Traceback" not in output


def test_many_notes_are_made_by_processes_that_share_no_thread(root: Path) -> None:
    for number in range(70):
        storm.write(root / f"notes/many/{number}.md", storm.NOTE.format(title=f"Many {number}", day=4, body="Text."))
    with storm.served(root, "--jobs", "2") as server:
        assert b"Many 69" in (server.get("many/69.html") or b"")
        storm.write(root / "templates/note.html", OWN_FOOTER)
        until(lambda: b"Ours." in (server.get("many/69.html") or b""))
        assert server.stop() in storm.INTERRUPTED
