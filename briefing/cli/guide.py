"""`briefing guide`: the pages of the guide, in a terminal."""

import re
import sys
from collections.abc import Iterator, Mapping

import click

from briefing import lazy_re
from briefing.cli.console import say
from briefing.disk.guide import guide_pages
from briefing.model.suggestions import suggestion

_EXAMPLE = """\b
Example:
  briefing guide writing"""

_HIDDEN = lazy_re.compile(r"^<!-- .*? -->\n\n?", re.S | re.M)


def _topics(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Shell completion: the topics that begin with `incomplete`."""
    return [topic for topic in guide_pages() if topic.startswith(incomplete)]


@click.command(epilog=_EXAMPLE)
@click.argument("topic", required=False, shell_complete=_topics)
def command(topic: str | None) -> None:
    """Print the page of the guide about TOPIC; without TOPIC, list them."""
    pages = guide_pages()
    if topic is None:
        say("\n".join(_contents(pages)).lstrip())
    elif (name := topic.lower().removesuffix(".md")) in pages:
        _show(_readable(pages[name]))
    else:
        hint = suggestion(topic.lower(), list(pages))
        raise click.UsageError(f"The guide has no page {topic!r}.{hint} 'briefing guide' lists them.")


def _contents(pages: Mapping[str, str]) -> Iterator[str]:
    """The table of contents: a line for each page, in order, with headings."""
    for heading, link, sentence in re.findall(r"^## (.+)$|^- \[(\w+)\]\(\w+\.md\): (.+)$", pages["index"], re.M):
        yield f"\n{heading}" if heading else f"  {link:16} {sentence}"
    yield "\n'briefing guide TOPIC' prints a page."


def _readable(page: str) -> str:
    """A page as Markdown with its title as a heading, without front matter and comments for the tests."""
    _, front, body = page.split("---\n", 2)
    title = re.search(r"^title: (.+)$", front, re.M)
    return f"# {title[1] if title else ''}\n{_HIDDEN.sub('', body)}"


def _show(text: str) -> None:
    """Print a page; in a terminal, through a pager."""
    if _is_terminal():
        click.echo_via_pager(text)
    else:
        say(text, nl=False)


def _is_terminal() -> bool:
    return sys.stdout.isatty()
