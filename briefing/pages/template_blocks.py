"""Finds what no page shows of a project's own templates: blocks that the extended template lacks, text outside blocks.

Jinja says nothing of them: a designer who misspells `{% block main %}`, or the name of a file, sees the page as it was.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from briefing import lazy_re
from briefing.model import Text
from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span
from briefing.model.suggestions import did_you_mean, nearest

_PAGES: Final = (".html", ".htm", ".xml")
_COMMENT: Final = lazy_re.compile(r"<!--.*?-->", re.DOTALL)


def unshown_parts(templates: Mapping[str, Text]) -> Iterator[Diagnostic]:
    """What the project's own templates contain and no page shows."""
    yield from _unused(templates)
    own = [name for name, text in templates.items() if _is_own(name, text, templates)]
    reader = _Reader(templates)
    for name in own:
        yield from _unshown(templates[name].path, reader, name)


def _unused(templates: Mapping[str, Text]) -> Iterator[Diagnostic]:
    """Templates that make no page, and that none of the others names."""
    packaged = {name.removeprefix("default/") for name in templates if name.startswith("default/")}
    by_stem = {name.partition(".")[0]: name for name in packaged if name.endswith(_PAGES)}
    added = {name for name in templates if name.endswith(_PAGES) and not name.startswith("default/")} - packaged
    for name in sorted(added):
        quoted = (f'"{name}"', f"'{name}'")
        if not any(each in text.content for text in templates.values() for each in quoted):
            near = by_stem.get(nearest(name.rpartition(".")[0], by_stem))
            meant = f"did you mean `{near}`?" if near else ""
            hint = meant or "extend, include or import it; templates/README.md lists the templates"
            message = f"no page uses the template `{name}`"
            yield Diagnostic(Rule.INVALID_TEMPLATE, message, Span(templates[name].path), hint, Severity.WARNING)


def _is_own(name: str, text: Text, templates: Mapping[str, Text]) -> bool:
    packaged = templates.get(f"default/{name}")
    is_page = name.endswith((".html", ".xml")) and not name.startswith("default/")
    return is_page and "extends" in text.content and (packaged is None or packaged.content != text.content)


class _Reader:
    """Parses templates, each once."""

    def __init__(self, templates: Mapping[str, Text]) -> None:
        self.templates = templates
        self.environment = Environment(autoescape=True)
        self.parsed: dict[str, nodes.Template | None] = {}

    def tree(self, name: str) -> nodes.Template | None:
        """The syntax tree of a template; None if there is none, or it has a fault that its page reports."""
        if name not in self.parsed:
            try:
                self.parsed[name] = self.environment.parse(self.templates[name].content)
            except (KeyError, TemplateSyntaxError, RecursionError):
                self.parsed[name] = None
        return self.parsed[name]

    def parent(self, name: str) -> str:
        """The name of the template that a template extends; empty if there is none, or a variable gives it."""
        tree = self.tree(name)
        extends = next((node for node in tree.body if isinstance(node, nodes.Extends)), None) if tree else None
        found = extends.template if extends else None
        return str(found.value) if isinstance(found, nodes.Const) else ""

    def blocks(self, name: str) -> frozenset[str]:
        """The blocks of a template and of those that it extends."""
        found: set[str] = set()
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            tree = self.tree(name)
            found.update(block.name for block in (tree.find_all(nodes.Block) if tree else ()))
            name = self.parent(name)
        return frozenset(found)


def _unshown(path: str, reader: _Reader, name: str) -> Iterator[Diagnostic]:
    parent, tree = reader.parent(name), reader.tree(name)
    if not tree or not parent or not reader.tree(parent):
        return
    known = reader.blocks(parent)
    for node in tree.body:
        if isinstance(node, nodes.Block) and node.name not in known:
            message = f"`{parent}` has no block `{node.name}`, so it is never shown"
            hint = (
                did_you_mean(node.name, known) or f"its blocks are {', '.join(f'`{each}`' for each in sorted(known))}"
            )
            yield Diagnostic(Rule.INVALID_TEMPLATE, message, Span(path, node.lineno), hint)
        elif isinstance(node, nodes.Output) and (line := _first_line(node)):
            message = f"text outside a block is never shown, since the template extends `{parent}`"
            yield Diagnostic(Rule.INVALID_TEMPLATE, message, Span(path, line), "put it into a block", Severity.WARNING)


def _first_line(output: nodes.Output) -> int:
    """The line of the first visible text or expression; 0 if there is only white space or a comment."""
    for node in output.nodes:
        if not isinstance(node, nodes.TemplateData):
            return node.lineno
        text = _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), node.data)
        if visible := text.lstrip():
            return node.lineno + text[: -len(visible)].count("\n")
    return 0
