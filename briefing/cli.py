"""Arguments in, exit code out; the only room that prints and exits."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from time import monotonic
from typing import Any, Final, TypeVar

import click

from briefing import disk, report
from briefing.check import levels
from briefing.diagnostics import Diagnostic, Rule
from briefing.model import BASE_URL, Inputs, Note, Text
from briefing.parse import parse_note
from briefing.pipeline import Built, compose, files

F = TypeVar("F", bound=Callable[..., Any])

A_MOMENT: Final = 1.0
"""Seconds after which a person wants to see that something goes on."""

EXITS: Final = """\b
Exit codes: 0 nothing wrong, 1 something is (with --strict, warnings too),
2 the command was not understood."""


def _options(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


reading_options = _options(
    click.option(
        "--project", "root", type=click.Path(path_type=Path), default=Path("."), help="Folder that holds notes/ [here]."
    ),
    click.option("--drafts", is_flag=True, help="Include notes whose status is draft."),
    click.option("--base-url", default="", metavar="URL", help="Address of the site, instead of site.yaml's."),
    click.option(
        "--format",
        "form",
        type=click.Choice(list(report.FORMATS)),
        default="text",
        help="How findings are written [text].",
    ),
    click.option("--strict", is_flag=True, help="Take warnings for errors."),
    click.option("--quiet", is_flag=True, help="Say nothing but findings."),
)


@click.group(epilog="First steps and the whole syntax: README.md. What a finding means: briefing explain RULE.")
@click.version_option(package_name="briefing")
def main() -> None:
    """Publish notes as a site whose statements can be traced to their sources."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console that lacks a character shows a stand-in; it never stops a build.
            stream.reconfigure(errors="replace")


@main.command(epilog=EXITS)
@reading_options
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder to write the site to [site/ in the project].",
)
def build(
    *, root: Path, drafts: bool, base_url: str, form: str, strict: bool, quiet: bool, output: Path | None
) -> None:
    """Check the notes, then write the site.

    Nothing is written when there is an error: the last good site stays as it
    was. Files that differ are replaced, files that are no longer made are
    removed, and files that briefing did not write are never touched.
    """
    with _world():
        inputs = _load(root, base_url, drafts)
        target = _target(root, output)
        built = compose(inputs, _counted(len(inputs.notes), quiet))
        findings, written = _publish(built, inputs, target, strict)
    click.echo(report.FORMATS[form](findings, inputs.texts), nl=False)
    if not quiet:
        click.echo(_summary(findings, written, built, target), err=form != "text")
    sys.exit(report.exit_code(findings, strict))


@main.command(epilog=EXITS)
@reading_options
def check(*, root: Path, drafts: bool, base_url: str, form: str, strict: bool, quiet: bool) -> None:
    """Report every fault of the notes, and write nothing."""
    with _world():
        inputs = _load(root, base_url, drafts)
        built = compose(inputs, _counted(len(inputs.notes), quiet))
        faults = tuple(made for made in files(built, inputs) if isinstance(made, Diagnostic))
    findings = built.findings(faults)
    click.echo(report.FORMATS[form](findings, inputs.texts), nl=False)
    if not quiet:
        click.echo(_counts(findings), err=form != "text")
    sys.exit(report.exit_code(findings, strict))


@main.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Say what a RULE means, with a wrong and a right example; without RULE, list them."""
    if rule is None:
        for each in Rule:
            click.echo(f"{each:22} {_first_sentence(disk.rule_page(each))}")
    elif rule in set(Rule):
        click.echo(disk.rule_page(rule), nl=False)
    else:
        raise click.UsageError(f"no rule is called {rule!r}. 'briefing explain' lists them.")


# --- what the commands share ------------------------------------------------------------


def _load(root: Path, base_url: str, drafts: bool) -> Inputs:
    if not disk.is_project(root):
        raise click.UsageError(f"{root.resolve()} holds no folder notes/. Run this where notes/ is, or give --project.")
    if base_url and not re.fullmatch(BASE_URL, base_url):
        raise click.UsageError(f"--base-url {base_url} is no address. Write it as https://example.org/briefing/.")
    return disk.load(root, base_url, drafts)


def _target(root: Path, output: Path | None) -> Path:
    """Where the site is written: never among the notes, which the next build would read again."""
    target = output or root / "site"
    if target.resolve().is_relative_to((root / "notes").resolve()):
        raise click.UsageError(f"{target} lies in notes/. Give --output a folder of its own.")
    return target


def _publish(
    built: Built, inputs: Inputs, output: Path, strict: bool
) -> tuple[tuple[Diagnostic, ...], disk.Written | None]:
    """Stage the site, and replace the old one if nothing is wrong."""
    findings = built.findings()
    with disk.Staging(output) as staging:
        faults = []
        for made in files(built, inputs):
            if isinstance(made, Diagnostic):
                faults.append(made)
            else:
                staging.add(made)
        findings = built.findings(tuple(faults))
        return findings, None if report.exit_code(findings, strict) else staging.commit()


@contextmanager
def _world() -> Iterator[None]:
    """The world failing is a sentence, not a traceback."""
    try:
        yield
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{place}{error.strerror or error}") from error


def _counted(total: int, quiet: bool) -> Callable[[Text], Note]:
    """A reader of notes that shows how far it is, once it takes longer than a moment."""
    began, done = monotonic(), 0
    shown = not quiet and sys.stderr.isatty()

    def read(text: Text) -> Note:
        nonlocal done
        done += 1
        if shown and monotonic() - began > A_MOMENT:
            click.echo(f"\rreading notes: {done} of {total} ", nl=done == total, err=True)
        return parse_note(text)

    return read


def _summary(findings: Sequence[Diagnostic], written: disk.Written | None, built: Built, output: Path) -> str:
    if written is None:
        return f"{_counts(findings)}; nothing was written, {output} is as it was"
    pages = f"{_some(len(built.site.notes), 'note')} and {_some(len(built.site.bibliography.sources), 'source')}"
    return (
        f"{_counts(findings)}; wrote {output}{_slash(output)}: {_some(written.files, 'file')} from {pages}, "
        f"{written.changed} changed, {written.removed} removed"
    )


def _slash(output: Path) -> str:
    return "/" if output.name else ""


def _counts(findings: Sequence[Diagnostic]) -> str:
    counts = levels(findings)
    said = [_some(count, level.value) for level, count in counts.items() if count]
    return ", ".join(said) or "nothing is wrong"


def _some(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _first_sentence(page: str) -> str:
    lines = [line for line in page.splitlines() if line and not line.startswith("#")]
    return lines[0] if lines else ""
