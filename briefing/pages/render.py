"""Renders pages to files. Pure: returns bytes, and does not touch the disk.

A fault of a template is a diagnostic at the template's own file and line.
"""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import nullcontext, suppress
from typing import Final

from jinja2 import TemplateNotFound
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from msgspec import structs

from briefing import lazy_re
from briefing.incremental import Store
from briefing.incremental.store import Broken
from briefing.limits import PAGE_SECONDS, TimeExceeded, page_time
from briefing.model import File, Readable, Text
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.model.suggestions import did_you_mean
from briefing.notes import clean
from briefing.pages import SiteContext, records
from briefing.pages.context import Base
from briefing.pages.environment import environment, sandboxed_environment
from briefing.pages.template_blocks import unshown_parts

_MISSING: Final = lazy_re.compile(r"'briefing\.[\w.]+\.(\w+) object' has no attribute '(\w+)'")

_NOT_IN_XML: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
"""What XML 1.0 (§2.2) allows in no form: one of these makes a whole feed unreadable."""


class Renderer:
    """Renders pages one by one; `restricted`: in a sandbox, with untrusted templates."""

    def __init__(
        self, shared: SiteContext, templates: Mapping[str, Readable], store: Store, restricted: bool = False
    ) -> None:
        self.shared = shared
        self.templates = {name: clean(text)[0] for name, text in templates.items()}
        self.restricted = restricted
        self.environment = (sandboxed_environment if restricted else environment)(self.templates, store)

    def compile(self) -> None:
        """Compile the templates; failures are reported when a page needs the template."""
        # Of equal texts the last: a packaged template that the project does not replace is also there as `default/…`.
        names = {text.content: name for name, text in self.templates.items()}
        for name in () if self.restricted else names.values():
            if name.endswith((".html", ".xml")):
                # A template that cannot be compiled, or is nested too deeply, is a fault of the page that needs it.
                with suppress(TemplateError, RecursionError):
                    self.environment.get_template(name)

    def render(self, page: Base) -> File | Diagnostic:
        """The file of a page, or the fault of its template."""
        try:
            return File(page.path, self.content(page))
        except Broken:  # the store, which holds compiled templates
            raise
        except Exception as error:
            fault = _fault(error, page.template, self.templates)
            if fault is None:
                raise
            return fault

    def content(self, page: Base) -> bytes:
        """The rendered page, in UTF-8."""
        with page_time() if self.restricted else nullcontext():
            return self._rendered(page)

    def _rendered(self, page: Base) -> bytes:
        template = self.environment.get_template(page.template)
        # Piece by piece: a single non-ASCII letter makes encoding the joined text slower.
        content = b"".join(map(str.encode, template.generate(site=self.shared, page=page)))
        return content.translate(None, _NOT_IN_XML) if page.template.endswith(".xml") else content


def template_faults(templates: Mapping[str, Readable]) -> Iterator[Diagnostic]:
    """Templates that cannot be read as text, and parts of them that are never shown."""
    cleaned = {name: clean(text) for name, text in templates.items()}
    for _, problems in cleaned.values():
        yield from problems
    yield from unshown_parts({name: text for name, (text, _) in cleaned.items()})


# --- faults of templates --------------------------------------------------------------


def _fault(error: Exception, name: str, templates: Mapping[str, Text]) -> Diagnostic | None:
    """The fault of a template; None if the fault is in the program."""
    span = _place(error, name, templates)
    if span is None and isinstance(error, RecursionError | TimeExceeded | MemoryError):
        span = Span(templates[name].path if name in templates else f"templates/{name}")
    if span is None:
        return None
    message, hint = _message(error)
    return Diagnostic(Rule.INVALID_TEMPLATE, message, span, hint)


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


def _message(error: Exception) -> tuple[str, str]:
    if isinstance(error, SecurityError):
        return f"{str(error).rstrip('.')} in --restricted", "a template may use what `site` and `page` hold"
    return next((message for kind, message in _LIMITS.items() if isinstance(error, kind)), None) or _jinja_message(
        error
    )


_LIMITS: Final[Mapping[type[Exception], tuple[str, str]]] = {
    RecursionError: (
        "the template is nested too deeply, or includes itself",
        "split it into macros or other templates",
    ),
    MemoryError: ("the template uses more memory than there is", "make its texts shorter"),
    TimeExceeded: (
        f"the page takes more than {PAGE_SECONDS} seconds of CPU time",
        "a template that is not your own may loop for ever on purpose",
    ),
}


def _jinja_message(error: Exception) -> tuple[str, str]:
    if isinstance(error, TemplateNotFound):
        return f"there is no template `{error.name}`", "templates/README.md lists the templates"
    if match := _MISSING.search(str(error)):
        return f"`{match.group(1)}` has no field `{match.group(2)}`", _nearest_field(*match.groups())
    if "is undefined" in str(error):
        return str(error), "a template has two variables: `site` and `page`"
    if isinstance(error, TemplateError) and not isinstance(error, UndefinedError):
        return str(error.message).rstrip("."), "see the Jinja documentation"
    if isinstance(error, UndefinedError):
        return str(error), "templates/README.md says what each field holds"
    return f"{type(error).__name__}: {error}", "templates/README.md says what each field holds"


def _nearest_field(record: str, name: str) -> str:
    known = records().get(record)
    fields = [item.name for item in structs.fields(known)] if known else []
    return did_you_mean(name, fields) or "templates/README.md lists what it has"
