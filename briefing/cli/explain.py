"""`briefing explain`."""

from typing import Final

import click

from briefing import disk
from briefing.cli.console import say
from briefing.model.diagnostics import RENAMED, RETIRED, Rule
from briefing.model.suggestions import suggestion

_EXAMPLE: Final = """\b
Example:
  briefing explain uncited-figure"""


def _rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Shell completion: the rules that begin with `incomplete`."""
    return [rule for rule in Rule if rule.startswith(incomplete)]


@click.command(epilog=_EXAMPLE)
@click.argument("rule", required=False, shell_complete=_rules)
def command(rule: str | None) -> None:
    """Explain a RULE, with a wrong and a right example; without RULE, list them."""
    if rule is None:
        for each in Rule:
            say(f"{each:22} {_first_sentence(disk.rule_page(each))}")
    elif rule in RENAMED or rule in set(Rule):
        say(disk.rule_page(RENAMED.get(rule, rule)), nl=False)
    elif rule in RETIRED:
        say(f"The rule {rule} is gone: {RETIRED[rule]}.")
    else:
        hint = suggestion(rule, list(Rule))
        raise click.UsageError(f"No rule is called {rule!r}.{hint} 'briefing explain' lists them.")


def _first_sentence(page: str) -> str:
    lines = [line for line in page.splitlines() if line and not line.startswith("#")]
    return lines[0] if lines else ""
