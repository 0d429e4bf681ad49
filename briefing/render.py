"""Pages and templates into files. Pure: gives bytes, and touches no disk.

A fault of a template is a diagnostic at the template's own file and line.
"""

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from jinja2.exceptions import TemplateError, TemplateSyntaxError, UndefinedError
from msgspec import structs

from briefing.diagnostics import Diagnostic, Rule, Span
from briefing.exports import as_csv, as_json, as_package
from briefing.model import Copy, File, Site, Text, Words
from briefing.pages import NotePage, Page, SiteContext, context, pages, pieces, site_context
from briefing.parse import clean
from briefing.records import did_you_mean

Made = File | Copy | Diagnostic

_MISSING: Final = re.compile(r"'briefing\.[\w.]+\.(\w+) object' has no attribute '(\w+)'")


class _Templates(BaseLoader):
    """Templates by name, under their real file names, so that faults have a place."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self.texts = texts

    def get_source(self, _: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.texts:
            raise TemplateNotFound(template)
        text = self.texts[template]
        return text.content, text.path, lambda: True


def render(site: Site, words: Words, templates: Mapping[str, Text], static: Mapping[str, str]) -> Iterator[Made]:
    """Every file of a site, one after the other, and the faults of its templates between them."""
    cleaned = {name: clean(text) for name, text in templates.items()}
    yield from (fault for _, faults in cleaned.values() for fault in faults)
    templates = {name: text for name, (text, _) in cleaned.items()}
    environment = Environment(
        loader=_Templates(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    shared = site_context(site, words)
    for page in pages(site, words):
        yield _page(page, shared, environment, templates)
        if isinstance(page, NotePage):
            yield File(page.markdown, site.by_path[page.markdown].markdown.encode())
    if site.books.definitions:
        yield from (File(f"figures/{name}", export(site).encode()) for name, export in _EXPORTS.items())
    yield from _copies(site, static)


_EXPORTS: Final = {"figures.csv": as_csv, "figures.json": as_json, "datapackage.json": as_package}


def _page(page: Page, shared: SiteContext, environment: Environment, templates: Mapping[str, Text]) -> Made:
    try:
        html = environment.get_template(page.template).render(site=shared, page=page)
    except Exception as error:
        fault = _fault(error, page.template, templates)
        if fault is None:
            raise
        return fault
    return File(page.path, html.encode())


def _copies(site: Site, static: Mapping[str, str]) -> Iterator[Copy]:
    """The designer's own files, and what notes link to and nothing else that lies beside them."""
    for name, origin in static.items():
        yield Copy(f"static/{name}", origin)
    wanted = {link.target for note in site.notes for link in note.body.links}
    for path in sorted(wanted & site.files.keys()):
        yield Copy(path, site.files[path])


# --- faults of templates --------------------------------------------------------------


def _fault(error: Exception, name: str, templates: Mapping[str, Text]) -> Diagnostic | None:
    """What a template did wrong and where, or nothing if the fault is ours."""
    span = _place(error, name, templates)
    if span is None:
        return None
    message, hint = _said(error)
    return Diagnostic(Rule.BAD_TEMPLATE, message, span, hint)


def _place(error: Exception, name: str, templates: Mapping[str, Text]) -> Span | None:
    if isinstance(error, TemplateSyntaxError):
        return Span(error.filename or name, error.lineno)
    if isinstance(error, TemplateNotFound) and error.name == name:
        return Span(f"templates/{name}")
    files = {text.path for text in templates.values()}
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
    if not frames:
        return None
    return Span(frames[-1].filename, frames[-1].lineno or 1)


def _said(error: Exception) -> tuple[str, str]:
    if isinstance(error, TemplateNotFound):
        return f"there is no template `{error.name}`", "templates/README.md lists the templates"
    if match := _MISSING.search(str(error)):
        return f"`{match.group(1)}` has no field `{match.group(2)}`", _nearest_field(*match.groups())
    if "is undefined" in str(error):
        return str(error), "a template has two names: `site` and `page`"
    if isinstance(error, TemplateError) and not isinstance(error, UndefinedError):
        return str(error.message).rstrip("."), "see the Jinja documentation"
    if isinstance(error, UndefinedError):
        return str(error), "templates/README.md says what each field holds"
    return f"{type(error).__name__}: {error}", "templates/README.md says what each field holds"


def _nearest_field(record: str, name: str) -> str:
    known = getattr(context, record, None) or getattr(pieces, record, None)
    fields = [item.name for item in structs.fields(known)] if known else []
    return did_you_mean(name, fields) or "templates/README.md lists what it has"
