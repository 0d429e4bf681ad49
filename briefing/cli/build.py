"""`briefing build`."""

import importlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from briefing import disk
from briefing.build.file_states import known_texts, load, load_changed
from briefing.build.up_to_date import Settled, is_settled, look_before, recall, settle
from briefing.cli.asking import EXITS, Request, asked, begin, demand_project, target, with_store
from briefing.cli.leaving import say
from briefing.cli.telling import NO_CARDS, Shown, end, some, stood, unwritten, wrote
from briefing.incremental.pool import Pool, in_background, processors
from briefing.incremental.store import Store
from briefing.model import Inputs
from briefing.model.diagnostics import Diagnostic

Findings = tuple[Diagnostic, ...]


_EXAMPLE: Final = """\b
Example, for the address at which the site will be:
  briefing build --base-url https://example.org/ferries/"""


@click.command(epilog=f"{EXITS}\n\n{_EXAMPLE}")
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
    findings, line = with_store(request, folder, lambda store: _published(request, folder, store, jobs, shown))
    end(request, findings, line, shown)


def _published(request: Request, folder: Path, store: Store, jobs: int | None, shown: Shown) -> tuple[Findings, str]:
    with disk.Staging(folder) as staging:
        if not staging.is_locked:
            say(f"{staging.folder} keeps no locks: let no other briefing write {folder} meanwhile", err=True)
        return _brought_up_to_date(request, staging, store, jobs, shown)


def _brought_up_to_date(
    request: Request, staging: disk.Staging, store: Store, jobs: int | None, shown: Shown
) -> tuple[Findings, str]:
    """What is wrong, and in a line what was done."""
    shown.begin("look at the files")
    now, output, site = time.time_ns(), staging.output, staging.there
    look = disk.looked(request.root)
    before = look_before(look, {**request.options, "strict": request.strict})
    settled = recall(store, before, site)
    if settled:
        return settled.findings, stood(settled.findings, output, settled.made_of)
    shown.begin("look at the notes")
    pool = Pool(jobs or processors())
    # First of all, since it takes longest.
    known = known_texts(store)
    changed = load_changed(request.root, look, known, request.options)
    ahead = _parse_ahead(changed) if 0 < len(changed.notes) < pool.worth_it and pool.processes > 1 else None
    inputs = load(request.root, store, request.options, look, known)
    shown.begin("load the program")
    # Only now, since loading it takes longer than all that an unchanged site needs.
    publish = importlib.import_module("briefing.build.publish")
    published = publish.publish(inputs, staging, store, publish.How(now, request.strict, pool, shown, ahead))
    if published.written and is_settled(look, now):
        settle(store, before, site, Settled(published.findings, _made_of(published.session.view)))
        store.commit()
    return published.findings, _said(published, output)


def _parse_ahead(changed: Inputs) -> Callable[[], bytes]:
    """Begin to parse the notes that changed, which are few: another process does while this one loads the rest.

    It has a store of its own, in memory: SQLite's locks are shared with the process that it was forked from, so that
    to open the same file there waits for ten seconds and fails.
    """
    return in_background(lambda: importlib.import_module("briefing.build.reading").parse_ahead(changed, Store()))


def _said(published: Any, output: Path) -> str:
    if published.written is None:
        return unwritten(published.findings, output)
    view = published.session.view
    line = wrote(published.findings, output, _made_of(view), published.written)
    lacks_cards = bool(view.settings.base_url) and not view.has_cards()
    return f"{NO_CARDS}\n{line}" if lacks_cards else line


def _made_of(view: Any) -> str:
    return f"{some(len(view.order()), 'note')} and {some(len(view.sources()), 'source')}"
