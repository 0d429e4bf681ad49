"""Projects in memory, so that most tests need no folder."""

import gc
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import click
import hypothesis
import pytest
from jinja2 import Environment

from briefing import disk
from briefing.build import report
from briefing.build import session as sessions
from briefing.build.changes import compare, edition, unexplained
from briefing.build.session import Session, compose, files
from briefing.build.targets import Targets
from briefing.check import apply_rules
from briefing.citations.references import Style
from briefing.cli import COMMANDS
from briefing.cli import load as load_command
from briefing.incremental import Store
from briefing.model import File, Inputs, Text
from briefing.model.diagnostics import Diagnostic, in_order
from briefing.pages import Base, make
from briefing.pages import plan as plan_of_pages
from briefing.verification.archive import SUFFIXES
from briefing.verification.archive_texts import verify_site
from briefing.verification.results import VerificationRun

ROOT = Path(__file__).parent.parent

# The same examples on every run and machine, and none that fails for being slow.
# `pytest --hypothesis-profile=deep` looks further, and elsewhere each time.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None, database=None)
# `--hypothesis-profile=nightly`: ten times as many, elsewhere each time, such as 300 sequences of edits for 30.
hypothesis.settings.register_profile("nightly", max_examples=1000, deadline=None, database=None)
hypothesis.settings.register_profile("deep", max_examples=3000, deadline=None, database=None)
hypothesis.settings.load_profile("suite")


def examples(count: int) -> int:
    """How many examples a slow test has: so many in the suite, and more where the profile has more."""
    default = hypothesis.settings.default
    return count * default.max_examples // 100 if default else count


# Tests start some 300 commands: each would compile the program anew if it must not write what is compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# jsonschema compiles 38 grammars for addresses with letters of all the world, if they are there; no schema has any.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect without the garbage collector, which would look through all tests again and again, then and later."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def pytest_sessionstart() -> None:
    """Forget what was read before: `mutmut` runs each change in a copy of a process that has run all tests."""
    for name, module in list(sys.modules.items()):
        if name.startswith("briefing."):
            for each in vars(module).values():
                if clear := getattr(each, "cache_clear", None):
                    clear()


SITE = """\
title: Power
language: en
base_url: https://example.org/power/
segments:
  - id: power
    title: Power
"""
SOURCES = """\
references:
  - id: iea-2024
    type: report
    title: Power
    author: [{family: Lund, given: Ada}]
    issued: 2024-06
"""
INDEX = """\
---
title: Power in brief
date: 2026-02-01
summary: What matters.
---
## The call

Batteries lead [@iea-2024].
"""
NOTE = """\
---
title: Storage
segment: power
date: 2026-02-03
summary: Where the batteries went.
---
"""

Texts = Mapping[str, str]


def project(texts: Texts | None = None, *, drafts: bool = False) -> Inputs:
    """A project in memory; `texts` by path replace or add to three small files, "(none)" takes one away."""
    given = {"notes/site.yaml": SITE, "notes/sources.yaml": SOURCES, "notes/index.md": INDEX, **(texts or {})}
    linked = [path for path, content in given.items() if content.startswith("(a symbolic link to ")]
    there = {
        path: Text(path, content)
        for path, content in given.items()
        if content.strip() != "(none)" and path not in linked and not _sizes(content)
    }
    own = {path.removeprefix("templates/"): text for path, text in there.items() if path.startswith("templates/")}
    return Inputs(
        settings=there.get("notes/site.yaml"),
        sources=tuple(
            there[name] for name in sorted(there) if re.match(r"notes/sources[.\w-]*\.(ya?ml|json|bib)$", name)
        ),
        styles={path.removeprefix("notes/"): text for path, text in there.items() if path.endswith(".csl")},
        lock=there.get("notes/figures.lock"),
        notes=tuple(text for path, text in sorted(there.items()) if path.endswith(".md")),
        files={"map.png": "map.png", **{path.removeprefix("notes/"): path for path in there if _is_file(path)}},
        refused=tuple(linked),
        oversized={path: sizes for path in given if (sizes := _sizes(given[path]))},
        drawings={path.removeprefix("notes/"): text for path, text in there.items() if path.endswith(".svg")},
        templates={**packaged(), **own},
        drafts=drafts,
    )


def _is_file(path: str) -> bool:
    """Whether a file under `notes/` is copied and not read."""
    return path.startswith("notes/") and not path.endswith((".md", ".yaml", ".lock"))


def _sizes(content: str) -> tuple[int, int] | None:
    """The size of a file that stands there as `(40 MB of text)`, and how much is read."""
    found = re.fullmatch(r"\((\d+) MB of text\)\n?", content)
    return (int(found[1]) * 2**20, disk.MAX_TEXT_BYTES) if found else None


@cache
def packaged() -> Mapping[str, Text]:
    """The templates that come with the program."""
    return disk.load(ROOT).templates


def findings(inputs: Inputs) -> tuple[Diagnostic, ...]:
    """All that `check` would find."""
    return tuple(made for made in files(compose(inputs)) if isinstance(made, Diagnostic))


def unrendered(inputs: Inputs, store: Store | None = None) -> tuple[Diagnostic, ...]:
    """All that `check` would find but for templates; much faster, since no page is made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Targets, "words", lambda _: None)
        session = compose(inputs, store)
        return session.findings(dict(session.work(session.plan().todo, _nowhere)))


def _nowhere(file: File) -> None:
    raise AssertionError(f"{file.path} was made, though no page was asked for")


def reported(texts: Texts) -> str:
    """What `check` would print of a project, `verify` where there is an archive, and `changes` where it had a past."""
    own = {path: text for path, text in texts.items() if not path.startswith(("archive/", "before/"))}
    inputs = project(own)
    past = {path.removeprefix("before/"): text for path, text in texts.items() if path.startswith("before/")}
    archive = {path.removeprefix("archive/"): text for path, text in texts.items() if path.startswith("archive/")}
    found = verified(inputs, archive).problems if archive else findings(inputs)
    found = (*found, *unexplained_since({**own, **past}, own)) if past else found
    return report.as_text(in_order(apply_rules(found, compose(inputs).site.settings)), inputs.texts)


def unexplained_since(before: Texts, after: Texts) -> tuple[Diagnostic, ...]:
    """The published figures that changed from one project to another while nothing says so."""
    old, new = (edition(compose(project(texts)).view) for texts in (before, after))
    return tuple(unexplained(compare(old, new), old, new))


def verified(inputs: Inputs, archive: Texts, today: date = date(2026, 2, 3)) -> VerificationRun:
    """What `verify` finds with an archive of texts by file name."""

    def read(name: str) -> tuple[bytes, str] | None:
        found = ((archive[f"{name}{suffix}"].encode(), suffix) for suffix in SUFFIXES if f"{name}{suffix}" in archive)
        return next(found, None)

    return verify_site(compose(inputs).view, read, today)


def checked(texts: Texts) -> tuple[Diagnostic, ...]:
    """All that `check` would find before it makes the pages; much faster than making them."""
    return unrendered(project(texts))


def place(finding: Diagnostic) -> str:
    """A finding's line, column and rule: `7:23 unknown-source`."""
    return f"{finding.span.line}:{finding.span.column} {finding.rule}"


def underlined(finding: Diagnostic, text: str) -> str:
    """The stretch of a text that a finding is about."""
    line = text.split("\n")[finding.span.line - 1]
    return line[finding.span.column - 1 :][: finding.span.length]


def pages(texts: Texts) -> dict[str, str]:
    """Every file that is made for a site, by its path."""
    inputs = project(texts)
    made = (item for item in files(compose(inputs)) if isinstance(item, File))
    return {item.path: item.content.decode() for item in made}


def records(inputs: Inputs) -> Iterator[Base]:
    """What each page of a site is given, before any template."""
    built = compose(inputs)
    words = built.view.words()
    assert words
    style = Style(words)
    for job in plan_of_pages(built.view.extent()):
        yield from (made for made in make(job, built.view, style, built.view.note) if not isinstance(made, File))


def page(texts: Texts, path: str = "note.html") -> str:
    """One page of a site, as HTML."""
    return pages(texts)[path]


def note(body: str, front: str = "") -> dict[str, str]:
    """A project whose `note.md` has this body, and more front matter."""
    return {"notes/note.md": NOTE.replace("\n---\n", f"\n{front}\n---\n" if front else "\n---\n") + body}


def blocks(markdown: str) -> dict[str, str]:
    """The fenced blocks of a page of `briefing/rules`, by what stands behind the fence."""
    found = re.findall(r"^(````?)(\S+)\n(.*?)^\1$", markdown, re.S | re.M)
    return {name: content.replace(r"\xff", "\udcff") for _, name, content in found}


def commands() -> Mapping[str, click.Command]:
    """The commands by name, each loaded."""
    return {name: load_command(name) for name in COMMANDS}


# A card takes longer than all the rest of a small site, and its bytes are no text: none is drawn but where
# a test asks for it, be the extra installed or not.
pytest.MonkeyPatch().setattr(sessions, "can_draw", lambda: False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs a POSIX system where there is none."""
    for item in items if os.name == "nt" else ():
        if item.get_closest_marker("posix"):
            item.add_marker(pytest.mark.skip(reason="needs a POSIX system"))


@pytest.fixture
def built() -> Callable[[Texts], Session]:
    """A site in memory."""
    return lambda texts: compose(project(texts))


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> Iterator[None]:
    """Most of the time that a small site takes goes into compiling the same templates again."""
    compiled: dict[tuple[object, ...], object] = {}
    plain: Callable[..., object] = Environment.compile

    def compile_once(environment: Environment, *source: object, **more: object) -> object:
        key = (type(environment), *source, *more.items())
        if key not in compiled:
            compiled[key] = plain(environment, *source, **more)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", compile_once)
        yield
