"""Helpers for commands that only read a project: its archive, its view and its words."""

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
    """The given archive, else the folder `archive` next to the notes, if there is one."""
    beside = root / "archive"
    return given or (beside if beside.is_dir() else None)


def with_view(root: Path, work: Callable[[View], Result]) -> Result:
    """Run a function on the view of a project; parsed files are cached."""
    require_project(root)
    folder = target(root, None)
    begin(root, folder)
    return disk.with_store(folder, lambda store: work(_view(root, store)))


def _view(root: Path, store: Store) -> View:
    session = compose(load(root, store, {}), store)
    session.database.commit()
    return session.view


def words_of(view: View) -> Words:
    """The site's own words; English ones if there is no translation for its language."""
    words = view.words() or view.words_in("en")[0]
    if words is None:
        raise click.ClickException("the words of the site cannot be read: `briefing check` says why")
    return words


def keys(context: click.Context, _: Any, incomplete: str) -> list[str]:
    """Shell completion: the keys of sources that begin with `incomplete`; none if there is no project."""
    root = context.params.get("root") or Path(".")
    try:
        return [key for key in with_view(root, View.sources) if key.startswith(incomplete)]
    except (click.ClickException, OSError):
        return []
