"""What `--help` shows, and what a shell completes: an example for every command, which the command understands."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from conftest import commands

from briefing.cli import main
from briefing.model.diagnostics import Rule


def walk(names: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and those below it, each with the words that call it."""
    yield names, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from walk((*names, name), below)


ALL = {(): main} | dict(found for name, command in commands().items() for found in walk((name,), command))


def example(names: tuple[str, ...]) -> str:
    """What the help of a command shows as an example."""
    return CliRunner().invoke(main, [*names, "--help"], terminal_width=200).output.partition("Example")[2]


def examples(names: tuple[str, ...]) -> list[list[str]]:
    """The commands in it, without what a shell does with them."""
    lines = re.findall(r"^ +(briefing .*)$", example(names), re.M)
    return [shlex.split(re.split(" [>|] ", line)[0], comments=True)[1:] for line in lines]


@pytest.mark.parametrize("names", ALL, ids=" ".join)
def test_the_help_of_every_command_has_an_example_which_it_understands(names: tuple[str, ...]) -> None:
    found = examples(names)

    # An editor, not a person, calls `lsp`.
    assert any(line[: len(names)] == list(names) for line in found) or '{"briefing", "lsp"}' in example(names)
    for line in found:
        parse(line)


def test_what_no_command_understands_is_no_example() -> None:
    with pytest.raises(click.UsageError):
        parse(["explain", "--loudly"])
    with pytest.raises(click.UsageError):
        parse(["explian"])


def parse(line: list[str]) -> None:
    """Read a command line as the program would, without doing what it says; raises what is wrong with it."""
    depth = max(n for n in range(len(line) + 1) if tuple(line[:n]) in ALL)
    if not depth:
        raise click.UsageError(f"there is no command {line[0]}")
    command = ALL[tuple(line[:depth])]
    try:
        command.make_context(" ".join(line[:depth]), list(line[depth:]))
    except click.BadParameter as error:
        # A folder of the example's own.
        if "does not exist" not in error.message:
            raise


# --- completion ---------------------------------------------------------------------------------


def completed(*words: str) -> list[str]:
    """What bash would complete the last word to."""
    variables = {
        "_BRIEFING_COMPLETE": "bash_complete",
        "COMP_WORDS": shlex.join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    run = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'briefing'; from briefing.cli import run; run()"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.partition(",")[2] for line in run.stdout.splitlines() if line]


def test_a_shell_completes_commands_those_below_them_options_and_rules() -> None:
    assert completed("briefing", "che") == ["check"]
    assert completed("briefing", "archive", "") == ["add", "status"]
    assert completed("briefing", "check", "--stri") == ["--strict"]
    assert completed("briefing", "check", "--format", "s") == ["sarif"]
    assert completed("briefing", "explain", "unc") == [rule for rule in Rule if rule.startswith("unc")]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_asks_the_program(shell: str) -> None:
    result = CliRunner().invoke(main, ["completion", shell])

    assert f"_BRIEFING_COMPLETE={shell}_complete" in result.output
    assert result.exit_code == 0


def test_bash_takes_the_script() -> None:
    script = CliRunner().invoke(main, ["completion", "bash"]).stdout
    run = subprocess.run(["bash", "-c", f"{script}\ncomplete -p briefing"], capture_output=True, text=True, check=True)

    assert "_briefing_completion" in run.stdout
