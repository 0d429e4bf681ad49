"""A project that a command only reads: its options, and its view."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from briefing import disk
from briefing.build.file_states import load
from briefing.build.session import compose
from briefing.cli.options import begin, require_project, target
from briefing.incremental import Store
from briefing.model import Words
from briefing.site import View

Result = TypeVar("Result")


def archive_of(given: Path | None, root: Path) -> Path | None:
    """The archive that is named, else the folder beside the notes, if there is one."""
    beside = root / "archive"
    return given or (beside if beside.is_dir() else None)


def with_view(root: Path, work: Callable[[View], Result]) -> Result:
    """The result of a function on the view of a project; parsed files are cached."""
    require_project(root)
    folder = target(root, None)
    begin(root, folder)
    return disk.with_store(folder, lambda store: work(_view(root, store)))


def _view(root: Path, store: Store) -> View:
    session = compose(load(root, store, {}), store)
    session.database.commit()
    return session.view


def words_of(view: View) -> Words:
    """The site's own words, in English where it has none in its language."""
    words = view.words() or view.words_in("en")[0]
    if words is None:
        raise click.ClickException("the words of the site cannot be read: `briefing check` says why")
    return words


def keys(context: click.Context, _: Any, incomplete: str) -> list[str]:
    """The keys of sources that a shell may complete; none where there is no project."""
    root = context.params.get("root") or Path(".")
    try:
        return [key for key in with_view(root, View.sources) if key.startswith(incomplete)]
    except (click.ClickException, OSError):
        return []
