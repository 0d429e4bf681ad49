"""Measure `briefing` beside its peers: `python -m tests.bench`.

    python -m tests.bench --setup                    install the peers that PyPI has, once
    python -m tests.bench                            1,000 notes, every kind of work, every peer that is there
    python -m tests.bench --notes 1000,10000 --peers hugo --runs 5 --report table.md
    python -m tests.bench --only serve --notes 5,1000,10000 --peers hugo,mkdocs --busy   from a save to the page
    python -m tests.bench --only 100k                100,000 notes, `briefing` alone

It needs `briefing` installed beside the Python that runs it, Linux or macOS, and for
each peer what `--setup` says. Hugo comes from the system (`apt install hugo`). The
corpora, the sites and the peers' own environments stand in the work folder: with 10,000
notes some 2 GB, with 100,000 some 10 GB.
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .measure import ROOT, Failed
from .peers import TOOLS, Absent, Project, Tool, prepared, program, set_up, version
from .scenarios import QUICK, SCENARIOS, Plan, hundred_thousand, repository, verify_site
from .table import Row, table

LARGEST: int = 100_000


def main() -> None:
    """Measure what the command line asks for, and write the table."""
    arguments = _arguments()
    if arguments.setup:
        for name in arguments.peers:
            if TOOLS[name].packages:
                set_up(TOOLS[name], arguments.work)
    tools = list(_present(["briefing", *arguments.peers], arguments.work))
    if not tools or tools[0].name != "briefing":
        sys.exit(1)
    if not arguments.setup:
        _measure(arguments, tools)


def _measure(arguments: argparse.Namespace, tools: Sequence[Tool]) -> None:
    rows: list[Row] = []
    names = [tool.name for tool in tools]
    header = _header(arguments.work, tools, arguments.runs)
    try:
        for row in _rows(arguments, tools):
            rows.append(row)
            if arguments.report:
                # As far as it is; a run at 10,000 notes takes long.
                arguments.report.write_text(header + table(rows, names, arguments.busy), encoding="utf-8")
    except Failed as failed:
        sys.exit(str(failed))
    finally:
        sys.stdout.write(header + table(rows, names, arguments.busy))


def _rows(arguments: argparse.Namespace, tools: Sequence[Tool]) -> Iterator[Row]:
    """Each line of the table as it is measured."""
    chosen = [SCENARIOS[name] for name in SCENARIOS if name in arguments.only]
    for size in arguments.notes if chosen else ():
        plan = _plan(arguments, tools, size)
        for scenario in chosen:
            yield from scenario(plan)
    if "repository" in arguments.only:
        yield from repository(_repository(arguments, tools[0]))
    if "100k" in arguments.only:
        yield from hundred_thousand(_plan(arguments, tools[:1], LARGEST, verified=False))


def _plan(arguments: argparse.Namespace, tools: Sequence[Tool], size: int, verified: bool = True) -> Plan:
    """The corpora of one size, verified, since nobody publishes without a lock."""
    projects = [
        prepared(tool, size, arguments.work, _options(arguments))
        for tool in tools
        if not tool.slow or size <= arguments.slow_notes
    ]
    if verified and not (projects[0].folder / "notes" / "figures.lock").exists():
        verify_site(projects[0])
    return Plan(projects, arguments.runs, arguments.slow_runs)


def _repository(arguments: argparse.Namespace, tool: Tool) -> Plan:
    """A copy of this repository's own briefing."""
    folder = arguments.work / "repository"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("notes", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    project = Project(tool, program(tool, arguments.work), folder, 0, _options(arguments))
    return Plan([project], arguments.runs * QUICK, 1)


def _options(arguments: argparse.Namespace) -> tuple[str, ...]:
    return ("--jobs", str(arguments.jobs)) if arguments.jobs else ()


def _present(names: Sequence[str], work: Path) -> Iterator[Tool]:
    """The tools that are installed; of the others, how they would be."""
    for name in names:
        try:
            program(TOOLS[name], work)
        except Absent as absent:
            sys.stderr.write(f"{absent}\n")
        else:
            yield TOOLS[name]


def _header(work: Path, tools: Sequence[Tool], runs: int) -> str:
    """What the numbers are, and of what."""
    versions = "; ".join(version(tool, work) for tool in tools)
    return (
        f"Median of at most {runs} runs (slow peers and 100,000 notes have fewer), seconds of the whole process "
        f"and the megabytes of its largest one; a ratio is the median over runs that stood beside each other. "
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}. {versions}.\n\n"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    peers = [name for name in TOOLS if name != "briefing"]
    every = [*SCENARIOS, "repository"]
    add = parser.add_argument
    add("--notes", type=_sizes, default=[1_000], help="sizes of the corpus [1000]")
    add("--peers", type=_chosen(peers), default=peers, help=f"of {', '.join(peers)} [all that are installed]")
    add("--only", type=_chosen([*every, "100k"]), default=every, help=f"of {', '.join(every)}, 100k [all but 100k]")
    add("--runs", type=int, default=3, help="how often each is run [3]")
    add("--slow-runs", type=int, default=1, help="how often the peers in Python are [1]")
    add("--slow-notes", type=int, default=1_000, help="the largest corpus that they are given [1000]")
    add("--jobs", type=int, help="as `briefing build --jobs`")
    add("--busy", action="store_true", help="show the seconds of all processors too, as (…)")
    add("--work", type=Path, default=Path(tempfile.gettempdir()) / "briefing-bench", help="the work folder")
    add("--report", type=Path, help="a file for the table, beside standard output")
    add("--setup", action="store_true", help="install the peers that PyPI has into the work folder, and end")
    arguments = parser.parse_args()
    arguments.work = arguments.work.resolve()
    arguments.work.mkdir(parents=True, exist_ok=True)
    return arguments


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _chosen(known: Sequence[str]) -> Callable[[str], list[str]]:
    """Reads a list of known words, one between two commas."""

    def read(text: str) -> list[str]:
        words = [word for word in text.split(",") if word]
        unknown = [word for word in words if word not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not one of {', '.join(known)}")
        return words

    return read


if __name__ == "__main__":
    main()
