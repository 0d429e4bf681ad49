"""`briefing check`."""

from contextlib import closing
from pathlib import Path

import click

from briefing import disk
from briefing.cli.asking import EXITS, Request, asked, begin, demand_project, remembered, target
from briefing.cli.telling import Shown, counts, end, some
from briefing.looks import load
from briefing.publish import Examined, examine
from briefing.workers import processors


@click.command(epilog=EXITS)
@asked
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes to work in [one a processor].")
@click.option("--timings", is_flag=True, help="Say where the time went, stage by stage.")
def command(request: Request, jobs: int | None, timings: bool) -> None:
    """Report all findings, and write nothing."""
    shown = Shown(request, timings)
    demand_project(request.root, request.base_url)
    folder = target(request.root, None)
    begin(request.root, folder, request.restricted)
    examined = disk.retry_if_broken(folder, lambda: _examined(request, folder, jobs, shown))
    exempt = sum(done.exempt for done in examined.done)
    line = counts(examined.findings) + (f"; {some(exempt, 'figure')} exempt from a source" if exempt else "")
    end(request, examined.findings, line, shown)


def _examined(request: Request, folder: Path, jobs: int | None, shown: Shown) -> Examined:
    shown.begin("look at the notes")
    with closing(remembered(request, folder)) as memory:
        inputs = load(request.root, memory, request.options)
        return examine(inputs, memory, processes=jobs or processors(), progress=shown)
