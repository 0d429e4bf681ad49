"""`briefing check`."""

import click

from briefing.build.file_states import load
from briefing.build.publish import Examined, examine
from briefing.cli.asking import EXITS, Request, asked, begin, demand_project, target, with_store
from briefing.cli.telling import Shown, counts, end, some
from briefing.incremental import Pool, Store, processors


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
    examined = with_store(request, folder, lambda store: _examined(request, store, jobs, shown))
    exempt = sum(each.exempt for each in examined.outcomes.values())
    line = counts(examined.findings) + (f"; {some(exempt, 'figure')} exempt from a source" if exempt else "")
    end(request, examined.findings, line, shown)


def _examined(request: Request, store: Store, jobs: int | None, shown: Shown) -> Examined:
    shown.begin("look at the notes")
    inputs = load(request.root, store, request.options)
    return examine(inputs, store, Pool(jobs or processors()), shown)
