"""Detects bibliographies in unsupported formats, by suffix, and in misnamed files, by content."""

from typing import Final

from briefing import lazy_re
from briefing.model import Text
from briefing.model.diagnostics import Diagnostic, Rule, Span

BIBTEX: Final = (".bib", ".bibtex")
LIBRARIES: Final = (*BIBTEX, ".ris", ".enl", ".enw", ".nbib")
"""Suffixes of files that reference managers export."""

_FORMATS: Final = (
    ("BibTeX", ".bib", lazy_re.compile(r"(?:[ \t]*+%(?!0 )[^\n]*+\n|\s)*+@[a-zA-Z]++\s*+[{(]")),
    ("JSON", ".json", lazy_re.compile(r"\s*+(?:\[\s*+\{|\{\s*+\")")),
    ("YAML", ".yaml", lazy_re.compile(r"(?:#[^\n]*+\n|\s)*+(?:---[ \t]*+\n)?(?:references:[ \t]*+\n|- id:)")),
    ("RIS", "", lazy_re.compile(r"\s*+TY {1,2}- ")),
    ("EndNote", "", lazy_re.compile(r"\s*+%0 [A-Z]")),
    ("XML", "", lazy_re.compile(r"\s*+<(?:\?xml|[a-zA-Z])")),
)
"""Name, suffix (empty if the format is not supported), and a pattern for the beginning."""

_ALLOWED: Final = {".bib": (".bib",), ".json": (".json",)}
_YAML_SUFFIXES: Final = (".yaml", ".json")
"""JSON is YAML."""


def misnamed(text: Text) -> Diagnostic | None:
    """A diagnostic if a file has another format than its suffix says."""
    suffix = text.path[text.path.rfind(".") :]
    for name, right, beginning in _FORMATS:
        if right not in _ALLOWED.get(suffix, _YAML_SUFFIXES) and beginning.match(text.content):
            stem = text.path.removesuffix(suffix)
            hint = f"rename it as {stem}{right}" if right else export_hint("it", stem)
            message = f"the content is {name}, but the file is named `{suffix}`"
            return Diagnostic(Rule.INVALID_VALUE, message, Span(text.path), hint)
    return _zotero_json_error(text) if suffix == ".json" else None


_CREATORS: Final = lazy_re.compile(r'"creatorType"\s*+:\s*+"')


def _zotero_json_error(text: Text) -> Diagnostic | None:
    """A diagnostic if a file is in Zotero's own JSON, whose creators are not a CSL variable."""
    found = _CREATORS.search(text.content)
    if not found:
        return None
    line, column = (
        text.content.count("\n", 0, found.start()),
        found.start() - text.content.rfind("\n", 0, found.start()),
    )
    span = Span(text.path, line + 1, column, len('"creatorType"'))
    hint = export_hint("it", text.path.removesuffix(".json"))
    return Diagnostic(Rule.INVALID_VALUE, "this is Zotero's own JSON, and not CSL-JSON", span, hint)


def export_hint(file: str, stem: str) -> str:
    """A hint for a file in an unsupported format; `stem` is the new path without its suffix."""
    return f"export {file} as CSL-JSON or BibTeX, to {stem}.json or {stem}.bib"
