"""What is measured: each function does one kind of work on the projects of a corpus, and yields its line of the table.

Tools take turns (A B C, A B C, …), so that whatever else the machine does hits all alike.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from . import server, serving
from .measure import ROOT, Taken, run
from .peers import RETITLED, Project
from .sources import make_sources
from .table import Row

QUICK: Final = 5
"""How many times as often work is done that takes a blink."""


class Plan(NamedTuple):
    """The projects on which work is done, and how often."""

    projects: Sequence[Project]
    runs: int
    slow_runs: int

    @property
    def ours(self) -> Project:
        """The project of `briefing`."""
        return self.projects[0]

    @property
    def size(self) -> int:
        """How many notes there are."""
        return self.ours.size

    def turns(self, once: Callable[[Project], Taken]) -> dict[str, list[Taken]]:
        """What each tool took, in turns."""
        taken: dict[str, list[Taken]] = {project.tool.name: [] for project in self.projects}
        for turn in range(self.runs):
            for project in self.projects:
                if turn < (self.slow_runs if project.tool.slow else self.runs):
                    taken[project.tool.name].append(once(project))
                    _say(project, f"run {turn + 1}", taken[project.tool.name][-1])
        return taken


def cold(plan: Plan) -> Iterator[Row]:
    """The first build, with nothing remembered."""

    def once(project: Project) -> Taken:
        project.clear()
        return project.build()

    yield Row("cold build", plan.size, plan.turns(once))


def edit(plan: Plan) -> Iterator[Row]:
    """A sentence is added to one note."""

    def once(project: Project) -> Taken:
        _stand(project)
        project.edit()
        return project.build_again()

    yield Row("one note edited", plan.size, plan.turns(once))


def nothing(plan: Plan) -> Iterator[Row]:
    """Nothing changed since the last build."""

    def once(project: Project) -> Taken:
        _stand(project)
        return project.build_again()

    yield Row("nothing changed", plan.size, plan.turns(once))


def source(plan: Plan) -> Iterator[Row]:
    """The title of one source is edited; of `briefing`'s files, those change that hold it, and no other."""
    # Titles that no other source has, so that the files that hold them are known.
    titles = [f"A title like no other, told {words}" for words in ("first", "anew", "again", "once more", "at last")]
    for project in plan.projects:
        _stand(project)
        project.retitle(make_sources(RETITLED + 1, "bench")[RETITLED].title, titles[0])
        project.build_again()
    edits = {project.tool.name: 0 for project in plan.projects}
    found: list[tuple[set[Path], set[Path]]] = []

    def once(project: Project) -> Taken:
        at = edits[project.tool.name] = edits[project.tool.name] + 1
        before, after = titles[(at - 1) % len(titles)], titles[at % len(titles)]
        project.retitle(before, after)
        if not project.ours:
            return project.build_again()
        holding, stamps = _holding(project.site, before), _stamps(project.site)
        taken = project.build_again()
        found.append((holding, {path for path, stamp in _stamps(project.site).items() if stamps.get(path) != stamp}))
        return taken

    taken = plan.turns(once)
    holding, written = found[-1]
    remark = f"{len(written)} files written, {len(holding)} hold the title, of {len(_stamps(plan.ours.site)):,}"
    held = all(written == holding for holding, written in found)
    yield Row("one source's title edited", plan.size, taken, remark=remark, held=held)


def verify(plan: Plan) -> Iterator[Row]:
    """Every figure is looked up for the first time, beside a cold build of the same notes."""
    taken: dict[str, list[Taken]] = {"briefing": [], "a cold build": []}
    lock = plan.ours.folder / "notes" / "figures.lock"
    for turn in range(plan.runs):
        plan.ours.clear()
        taken["a cold build"].append(plan.ours.build())
        _say(plan.ours, f"cold build {turn + 1}", taken["a cold build"][-1])
        plan.ours.clear()
        lock.unlink(missing_ok=True)
        taken["briefing"].append(verify_site(plan.ours))
        _say(plan.ours, f"verify {turn + 1}", taken["briefing"][-1])
    summary = _output(plan.ours).splitlines()[-1]
    yield Row("verify", plan.size, taken, "a cold build", summary)


def library(plan: Plan) -> Iterator[Row]:
    """One edit with the parsed notes in memory, beside Hugo's server."""
    taken = {"briefing": _in_memory(plan.ours, plan.runs)}
    hugo = next((project for project in plan.projects if project.tool.name == "hugo"), None)
    remark = ""
    if hugo:
        rebuilt = server.edits(hugo, plan.runs)
        taken["hugo"] = [Taken(one.printed, 0) for one in rebuilt]
        served = sorted(one.served for one in rebuilt)[len(rebuilt) // 2]
        remark = f"as `hugo server` prints it; {served:.2f} s until the page is served"
    yield Row("one edit in memory", plan.size, taken, remark=remark)


def serve(plan: Plan) -> Iterator[Row]:
    """A note is saved while its page is open, beside the servers of Hugo and MkDocs."""
    served = {
        project.tool.name: serving.edits(project, plan.slow_runs if project.tool.slow else plan.runs)
        for project in plan.projects
        if project.tool.name in serving.SERVERS
    }
    yield Row("save to page, as served", plan.size, {name: one.given for name, one in served.items()})
    if any(one.shown for one in served.values()):
        yield Row("save to page, in a browser", plan.size, {name: one.shown for name, one in served.items()})


def repository(plan: Plan) -> Iterator[Row]:
    """Nothing changed in this repository, beside Python's start with the imports alone."""
    plan.ours.build()
    taken: dict[str, list[Taken]] = {"briefing": [], "the imports": [], "of the command": []}
    for _ in range(plan.runs):
        taken["briefing"].append(plan.ours.build_again())
        # All that a build may need, whether or not the command loads it only when it does.
        taken["the imports"].append(_start("import briefing.cli, briefing.build.publish", plan.ours.folder))
        taken["of the command"].append(_start("import briefing.cli", plan.ours.folder))
    yield Row(
        "nothing changed, this repository", 0, taken, "the imports", "`import briefing.cli, briefing.build.publish`"
    )
    yield Row("the same", 0, taken, "of the command", "`import briefing.cli`")


def hundred_thousand(plan: Plan) -> Iterator[Row]:
    """How far it goes: time, memory and size of the largest corpus, with no peer beside it."""
    alone = plan._replace(projects=[plan.ours], runs=1)
    for scenario in (cold, nothing, edit):
        yield from scenario(alone)
    stamps = [path.stat().st_size for path in plan.ours.site.rglob("*") if path.is_file()]
    remark = f"{len(stamps):,} files, {sum(stamps) / 1e6:,.0f} MB"
    yield Row("size of the site", plan.size, {}, remark=remark)


SCENARIOS: Final[Mapping[str, Callable[[Plan], Iterator[Row]]]] = {
    "cold": cold,
    "nothing": nothing,
    "edit": edit,
    "source": source,
    "library": library,
    "verify": verify,
    "serve": serve,
}
"""By the name that `--only` takes, in an order in which one leaves to the next what it needs."""


def verify_site(project: Project) -> Taken:
    """Verify all figures, so that the lock has them."""
    return project.run("verify", "--archive", str(project.folder / "archive"))


def _stamps(site: Path) -> dict[Path, tuple[int, int]]:
    """What changes of a file that is written, even with the bytes it had."""
    found = ((path, path.stat()) for path in _served(site))
    return {path: (status.st_ino, status.st_mtime_ns) for path, status in found}


def _holding(site: Path, words: str) -> set[Path]:
    """The files that hold some words."""
    return {path for path in _served(site) if words.encode() in path.read_bytes()}


def _served(site: Path) -> Iterator[Path]:
    """The files that readers get; the list of them, which begins with a point, is ours."""
    return (path for path in site.rglob("[!.]*") if path.is_file())


def _stand(project: Project) -> None:
    """Build what was never built."""
    if not project.site.exists():
        _say(project, "to begin with", project.build())


def _in_memory(project: Project, runs: int) -> list[Taken]:
    command = [sys.executable, "-m", "tests.bench.library", str(project.folder), str(project.note), str(runs)]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [Taken(seconds, 0) for seconds in json.loads(output)]


def _start(statement: str, folder: Path) -> Taken:
    return run((sys.executable, "-c", statement), folder, {"PYTHONPATH": str(ROOT)})


def _output(project: Project) -> str:
    return (project.folder / ".log").read_text(encoding="utf-8", errors="replace")


def _say(project: Project, run: str, taken: Taken) -> None:
    """Say what a run took, since the table comes late."""
    numbers = f"{taken.seconds:.2f} s ({taken.busy:.2f}), {taken.megabytes:,.0f} MB"
    sys.stderr.write(f"{project.tool.name}, {project.size:,} notes, {run}: {numbers}\n")
