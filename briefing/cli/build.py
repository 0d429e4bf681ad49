"""`briefing build`."""

import importlib
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from briefing import disk, workers
from briefing.cli.asking import EXITS, Request, asked, begin, demand_project, remembered, target
from briefing.cli.leaving import say
from briefing.cli.telling import NO_CARDS, Shown, end, some, stood, unwritten, wrote
from briefing.diagnostics import Diagnostic
from briefing.looks import known_texts, load, load_changed
from briefing.memory import Memory
from briefing.model import Inputs, Site
from briefing.settled import Settled, is_settled, look_before, recall, settle

Findings = tuple[Diagnostic, ...]


@click.command(epilog=EXITS)
@asked
@click.option("--output", type=click.Path(path_type=Path), help="Folder to write to [site/ in the project].")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes to work in [one a processor].")
@click.option("--timings", is_flag=True, help="Say where the time went, stage by stage.")
def command(request: Request, output: Path | None, jobs: int | None, timings: bool) -> None:
    """Check the notes, then write the site.

    Nothing is written when there is an error: the last good site stays as it
    was. Files that differ are replaced, files that are no longer made are
    removed, and files that briefing did not write are never touched.
    Unchanged pages are reused; delete .briefing/ beside the site to rebuild
    from scratch.
    """
    shown = Shown(request, timings)
    demand_project(request.root, request.base_url)
    folder = target(request.root, output)
    if request.restricted:
        begin(request.root, folder, request.restricted)
    findings, line = disk.retry_if_broken(folder, lambda: _published(request, folder, jobs, shown))
    end(request, findings, line, shown)


def _published(request: Request, folder: Path, jobs: int | None, shown: Shown) -> tuple[Findings, str]:
    with disk.Staging(folder) as staging, closing(remembered(request, folder)) as memory:
        if not staging.is_locked:
            say(f"{staging.folder} keeps no locks: let no other briefing write {folder} meanwhile", err=True)
        return _brought_up_to_date(request, staging, memory, jobs, shown)


def _brought_up_to_date(
    request: Request, staging: disk.Staging, memory: Memory, jobs: int | None, shown: Shown
) -> tuple[Findings, str]:
    """What is wrong, and in a line what was done."""
    shown.begin("look at the files")
    now, output, site = time.time_ns(), staging.output, staging.there
    look = disk.looked(request.root)
    before = look_before(look, {**request.options, "strict": request.strict})
    settled = recall(memory, before, site)
    if settled:
        return settled.findings, stood(settled.findings, output, settled.made_of)
    shown.begin("look at the notes")
    processes = jobs or workers.processors()
    # First of all, since it takes longest.
    known = known_texts(memory)
    ahead = _read_ahead(load_changed(request.root, look, known), memory) if processes > 1 else None
    inputs = load(request.root, memory, request.options, look, known)
    shown.begin("load the program")
    # Only now, since loading it takes longer than all that an unchanged site needs.
    publish = importlib.import_module("briefing.publish")
    how = publish.How(now=now, strict=request.strict, processes=processes, progress=shown, ahead=ahead)
    published = publish.publish(inputs, staging, memory, how)
    if published.written and is_settled(look, now):
        settle(memory, before, site, Settled(published.findings, _made_of(published.built.site)))
    memory.settle()
    return published.findings, _said(published, output)


def _read_ahead(changed: Inputs, memory: Memory) -> Callable[[], bytes] | None:
    """Begin to read the notes that changed, if they are few: another process does while this one loads the rest."""
    notes = changed.notes
    if not 0 < len(notes) < workers.WORTH_IT:
        return None
    # Not there: what is remembered cannot be asked by a process that was begun in the middle of something.
    names = importlib.import_module("briefing.kept").settings(changed, memory).settings.names
    return workers.meanwhile(lambda: importlib.import_module("briefing.known").read_few(notes, names))


def _said(published: Any, output: Path) -> str:
    if published.written is None:
        return unwritten(published.findings, output)
    site = published.built.site
    line = wrote(published.findings, output, _made_of(site), published.written)
    lacks_cards = bool(site.settings.base_url) and not site.has_cards
    return f"{NO_CARDS}\n{line}" if lacks_cards else line


def _made_of(site: Site) -> str:
    return f"{some(len(site.notes), 'note')} and {some(len(site.bibliography.sources), 'source')}"
