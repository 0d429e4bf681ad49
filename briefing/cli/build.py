"""`briefing build`."""

import importlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from briefing import disk
from briefing.build.file_states import load, load_changed_notes, load_text_index
from briefing.build.up_to_date import LastBuild, is_racy, load_build, project_fingerprint, save_build
from briefing.cli.console import say
from briefing.cli.options import EXITS, Request, begin, require_project, shared_options, target, with_store
from briefing.cli.output import NO_CARDS, ProgressLine, end, plural, unchanged_line, unwritten_line, written_line
from briefing.incremental.pool import Pool, in_background, processors
from briefing.incremental.store import Store
from briefing.model import Inputs
from briefing.model.diagnostics import Diagnostic

Findings = tuple[Diagnostic, ...]


_EXAMPLE: Final = """\b
Example, for the address at which the site will be:
  briefing build --base-url https://example.org/ferries/"""


@click.command(epilog=f"{EXITS}\n\n{_EXAMPLE}")
@shared_options
@click.option("--output", type=click.Path(path_type=Path), help="Folder to write to [site/ in the project].")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Number of worker processes [one per processor].")
@click.option("--timings", is_flag=True, help="Print the time of each stage.")
def command(request: Request, output: Path | None, jobs: int | None, timings: bool) -> None:
    """Check the notes, then write the site.

    Nothing is written when there is an error: the last good site stays as it
    was. Files that differ are replaced, files that are no longer made are
    removed, and files that briefing did not write are never touched.
    Unchanged pages are reused; delete .briefing/ beside the site to rebuild
    from scratch.
    """
    shown = ProgressLine(request, timings)
    require_project(request.root, request.base_url)
    folder = target(request.root, output)
    if request.restricted:
        begin(request.root, folder, request.restricted)
    findings, line = with_store(request, folder, lambda store: _publish(request, folder, store, jobs, shown))
    end(request, findings, line, shown)


def _publish(
    request: Request, folder: Path, store: Store, jobs: int | None, shown: ProgressLine
) -> tuple[Findings, str]:
    with disk.Staging(folder) as staging:
        if not staging.is_locked:
            say(f"{staging.folder} keeps no locks: let no other briefing write {folder} meanwhile", err=True)
        return _update(request, staging, store, jobs, shown)


def _update(
    request: Request, staging: disk.Staging, store: Store, jobs: int | None, shown: ProgressLine
) -> tuple[Findings, str]:
    """Build the site unless it is up to date; returns the findings, and a line with the result."""
    shown.begin("scan files")
    now, output, site = time.time_ns(), staging.output, staging.snapshot
    snapshot = disk.take_snapshot(request.root)
    before = project_fingerprint(snapshot, {**request.options, "strict": request.strict})
    last = load_build(store, before, site)
    if last:
        return last.findings, unchanged_line(last.findings, output, last.made_of)
    shown.begin("find changed notes")
    pool = Pool(jobs or processors())
    # Parsing is started before everything else, since it takes longest.
    known = load_text_index(store)
    changed = load_changed_notes(request.root, snapshot, known, request.options)
    prefetched = _prefetch(changed) if 0 < len(changed.notes) < pool.parallel_threshold and pool.processes > 1 else None
    inputs = load(request.root, store, request.options, snapshot, known)
    shown.begin("load the program")
    # Imported only now: this takes longer than detecting that a site is unchanged.
    publish = importlib.import_module("briefing.build.publish")
    published = publish.publish(
        inputs, staging, store, publish.BuildOptions(now, request.strict, pool, shown, prefetched)
    )
    if published.written and not is_racy(snapshot, now):
        save_build(store, before, site, LastBuild(published.findings, _note_counts(published.session.view)))
        store.commit()
    return published.findings, _last_line(published, output)


def _prefetch(changed: Inputs) -> Callable[[], bytes]:
    """Start parsing the notes that changed, which are few, in another process while this one imports the rest.

    That process has its own store in memory: a fork shares SQLite's locks, so that opening the same file there would
    wait for ten seconds and fail.
    """
    return in_background(lambda: importlib.import_module("briefing.build.prefetch").prefetch(changed, Store()))


def _last_line(published: Any, output: Path) -> str:
    if published.written is None:
        return unwritten_line(published.findings, output)
    view = published.session.view
    line = written_line(published.findings, output, _note_counts(view), published.written)
    lacks_cards = bool(view.settings.base_url) and not view.has_cards()
    return f"{NO_CARDS}\n{line}" if lacks_cards else line


def _note_counts(view: Any) -> str:
    return f"{plural(len(view.order()), 'note')} and {plural(len(view.sources()), 'source')}"
