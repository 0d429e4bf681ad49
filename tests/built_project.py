"""A project on the disk that is built again and again, and compared each time with a build from scratch."""

import copy
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from click.testing import CliRunner, Result
from edited_project import Sketch

from briefing import disk
from briefing.build import publish, report, session, targets
from briefing.build.file_states import OutputCache
from briefing.build.session import compose, files
from briefing.cli import main
from briefing.evidence.lock import PATH, format_lock
from briefing.exports.cards import as_svg
from briefing.incremental import Pool, Store
from briefing.model import Copy, File, Inputs
from briefing.model.diagnostics import Diagnostic
from briefing.verification.archive_texts import verify_site

ALONE: Final = Pool()

LATER: Final = 10 * 10**9
"""Nanoseconds by which a build runs late, so that what was just written has settled."""

ARCHIVE: Final = {
    "iea-2024": "Power\nBuilt were 4.2 GW in 2025.\nIt aims at 5 GW.\n",
    "bnef": "Of 5.1 GW and of 91.26%, 30%.\n",
}

Action = Callable[["Studio", int, int], None]
"""Something that is done outside the notes; two numbers say what."""


class Studio:
    """A folder with a project, and the site that was built of it."""

    def __init__(self, root: Path, sketch: Sketch) -> None:
        self.root = root
        self.site = root / "site"
        self.sketch = sketch
        self.sound = copy.deepcopy(sketch)
        """As it was when it was last published."""
        self.clock = 10**18

    # the project

    def lay(self) -> None:
        """Write what differs from what is there."""
        wanted = {self.root / path: _bytes(text) for path, text in self.sketch.files.items()}
        there = [file for name in ("notes", "templates") for file in (self.root / name).rglob("*") if file.is_file()]
        for file in there:
            if file not in wanted:
                file.unlink()
        for file, content in wanted.items():
            if not file.is_file() or file.read_bytes() != content:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
                self.touch(file)

    def touch(self, file: Path) -> None:
        """Give a file a time that no other has."""
        self.clock += 10**9 + 1
        os.utime(file, ns=(self.clock, self.clock))

    def verify(self) -> None:
        """Verify the notes as they are now, and write the lock."""
        inputs = self.inputs
        lock = verify_site(compose(inputs).view, _archived, date(2026, 2, 20)).lock
        self.sketch.others[PATH] = format_lock(lock)

    @property
    def inputs(self) -> Inputs:
        """The project, as a clean build reads it."""
        options = self.sketch.options
        day = options.get("--as-of")
        return disk.load(
            self.root,
            options.get("--base-url", ""),
            drafts="--drafts" in options,
            as_of=date.fromisoformat(day) if day else None,
        )

    # the site

    @property
    def site_files(self) -> dict[str, bytes]:
        """The files of the site that readers get, by path."""
        there = (file for file in self.site.rglob("*") if file.is_file() and not file.name.startswith("."))
        return {file.relative_to(self.site).as_posix(): file.read_bytes() for file in there}

    def run(self, command: str, *more: str) -> Result:
        """Run a command on the project, some time after it was written."""
        with later():
            return CliRunner().invoke(main, [command, "--project", str(self.root), *self.sketch.arguments, *more])

    def publish(self, *more: str) -> Result:
        """Build the project, and compare the result with that of a clean build."""
        self.lay()
        before = self.site_files
        result = self.run("build", "--format", "json", *more)
        with later():
            findings, made = clean(self.inputs)
        wrong = report.exit_code(findings, "--strict" in self.sketch.options)

        assert findings_of(result) == json.loads(report.as_json(findings, {}))["findings"]
        assert result.exit_code == wrong
        assert differing(self.site_files, before if wrong else made) == {}
        if not wrong:
            self.sound = copy.deepcopy(self.sketch)
        return result

    def mend(self) -> None:
        """Go back to what was last published."""
        self.sketch = copy.deepcopy(self.sound)


class Answer(NamedTuple):
    """The result of a build without a command line: the part of click's `Result` that is read."""

    stdout: str
    exit_code: int
    stderr: str = ""
    exception: BaseException | None = None
    output: str = ""


class Program(Studio):
    """A studio whose builds are done by a resident program, or by several processes."""

    def __init__(self, root: Path, sketch: Sketch, pool: Pool = ALONE, *, stays: bool = False) -> None:
        super().__init__(root, sketch)
        self.pool = pool
        self.stays = stays
        self.session: session.Session | None = None

    def run(self, command: str, *more: str) -> Any:
        if command != "build":
            return super().run(command, *more)
        with later():
            return disk.with_store(self.site, self.build)

    def build(self, store: Store) -> Answer:
        """Bring the site up to date."""
        strict = "--strict" in self.sketch.options
        with disk.Staging(self.site) as staging:
            if self.session is None or not self.stays:
                self.session = session.compose(self.inputs, Store() if self.stays else store, self.pool)
            else:
                self.session.load(self.inputs)
            how = publish.BuildOptions(time.time_ns(), strict, self.pool)
            unchanged = OutputCache(self.session.database.store, staging.snapshot)
            published = publish.update_site(self.session, staging, unchanged, how)
        code = report.exit_code(published.findings, strict)
        return Answer(report.as_json(published.findings, {}), code)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _archived(key: str) -> tuple[bytes, str] | None:
    return (ARCHIVE[key].encode(), ".txt") if key in ARCHIVE else None


@contextmanager
def later() -> Iterator[None]:
    """Some time after the last write; files are not synced, and cards are SVG, which is quicker to draw."""
    now = time.time_ns
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time_ns", lambda: now() + LATER)
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(session, "can_draw", lambda: True)
        patch.setattr(targets, "draw", lambda card: as_svg(card).encode())
        yield


def clean(inputs: Inputs) -> tuple[tuple[Diagnostic, ...], dict[str, bytes]]:
    """The findings and the files of a clean build."""
    made = tuple(files(compose(inputs)))
    found = {item.path: item.content for item in made if isinstance(item, File)}
    copied = {item.path: Path(item.origin).read_bytes() for item in made if isinstance(item, Copy)}
    return tuple(item for item in made if isinstance(item, Diagnostic)), {**found, **copied}


def findings_of(result: Result) -> list[dict[str, Any]]:
    """The findings that a command printed."""
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.stdout, result.stderr
    findings: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return findings


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> dict[str, tuple[bytes | None, bytes | None]]:
    """Paths whose files are not the same, with both."""
    paths = sorted(one.keys() | other.keys())
    return {path: (one.get(path), other.get(path)) for path in paths if one.get(path) != other.get(path)}


# --- what is done outside the notes ---------------------------------------------------------------


def look_everything_up(studio: Studio, _: int, __: int) -> None:
    studio.lay()
    studio.verify()


def delete_a_page(studio: Studio, a: int, _: int) -> None:
    if pages := sorted(studio.site_files):
        (studio.site / pages[a % len(pages)]).unlink()


def alter_a_page(studio: Studio, a: int, b: int) -> None:
    if pages := sorted(studio.site_files):
        file = studio.site / pages[a % len(pages)]
        content = file.read_bytes()
        file.write_bytes((content + b"!", content[:-1] + b"!", b"")[b % 3])
        studio.touch(file)


def delete_the_site(studio: Studio, _: int, __: int) -> None:
    shutil.rmtree(studio.site, ignore_errors=True)


def delete_what_is_remembered(studio: Studio, _: int, __: int) -> None:
    shutil.rmtree(studio.root / ".briefing", ignore_errors=True)


def carry_everything_elsewhere(studio: Studio, _: int, __: int) -> None:
    """As a machine does that begins with what another one kept."""
    carried = studio.root.with_name(f"{studio.root.name}-carried")
    shutil.copytree(studio.root, carried)
    shutil.rmtree(studio.root)
    carried.rename(studio.root)


def touch_a_file(studio: Studio, a: int, _: int) -> None:
    files = sorted(file for file in (studio.root / "notes").rglob("*") if file.is_file())
    studio.touch(files[a % len(files)])


def check_the_project(studio: Studio, a: int, _: int) -> None:
    studio.lay()
    options = [(), ("--drafts",), ("--as-of", "2028-01-01"), ("--base-url", "https://example.org/c/")][a % 4]
    result = studio.run("check", *options, "--format", "json")
    findings_of(result)


def mend_what_was_broken(studio: Studio, _: int, __: int) -> None:
    studio.mend()


ACTIONS: Final[tuple[Action, ...]] = (
    look_everything_up, look_everything_up, delete_a_page, alter_a_page, delete_the_site, delete_what_is_remembered,
    touch_a_file, carry_everything_elsewhere, check_the_project, mend_what_was_broken, mend_what_was_broken,
)  # fmt: skip
