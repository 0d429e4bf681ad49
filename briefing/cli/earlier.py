"""The project now and at a revision of git, which `changes` and `check --since` compare."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from briefing.build.changes import Edition, compare, edition, unexplained
from briefing.build.file_states import load
from briefing.build.session import compose
from briefing.check import apply_rules
from briefing.disk import git
from briefing.incremental import Pool, Store, processors
from briefing.incremental.store import Overlay
from briefing.model.diagnostics import Diagnostic
from briefing.site import View


def revision_of(root: Path, name: str) -> git.Revision:
    """The revision with this name; ends the command with a message if there is none."""
    try:
        return git.revision(root, name)
    except git.NoRevision as error:
        raise click.ClickException(f"{error}.") from error


def unexplained_since(
    root: Path, since: git.Revision, store: Store, options: Mapping[str, Any]
) -> tuple[Diagnostic, ...]:
    """Findings about published figures that changed since a revision without an entry in `history`.

    They have the severities that the project sets.
    """
    before, after, view = editions(root, since, store, options)
    return tuple(apply_rules(unexplained(compare(before, after), before, after), view.settings))


def editions(
    root: Path, since: git.Revision, store: Store, options: Mapping[str, Any] | None = None
) -> tuple[Edition, Edition, View]:
    """The edition at a revision, the current edition, and the current view.

    Notes that are the same in both are parsed only once.
    """
    inputs = load(root, store, dict(options or {}))
    session = compose(inputs, store, Pool(processors()))
    session.database.commit()
    after = edition(session.view)
    earlier = compose(git.load_revision(root, since.commit, inputs), Overlay(store))
    return edition(earlier.view), after, session.view
