"""`briefing completion`."""

import click
from click.shell_completion import get_completion_class

from briefing.cli.console import say

_EXAMPLE = """\b
Example:
  briefing completion fish > ~/.config/fish/completions/briefing.fish
and for bash or zsh, as a line of ~/.bashrc or ~/.zshrc:
  eval "$(briefing completion bash)"
"""


@click.command(epilog=_EXAMPLE)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print a completion script for SHELL: commands, options, rules and keys of sources."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"completion is not supported for {shell}")
    say(kind(context.find_root().command, {}, "briefing", "_BRIEFING_COMPLETE").source(), is_data=True)
