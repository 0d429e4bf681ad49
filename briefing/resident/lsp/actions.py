"""Code actions for findings: the fixes of `check --fix`, and further ones from the local archive.

If a number has no citation, or is not found at its locator, the archived texts of the
sources are searched for it; the locators where it is printed are offered.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.check.fixes import Edit, Fix, certain_edits, fixes
from briefing.citations import as_written
from briefing.model import Figure, LocatorKind
from briefing.model.diagnostics import Diagnostic, Rule
from briefing.resident.lsp.desk import Desk
from briefing.resident.lsp.pages import Page
from briefing.resident.lsp.reading import has_several_pages
from briefing.verification.archive import ArchivedSource
from briefing.verification.other_places import locations_of
from briefing.verification.passages import Passages

_MAX_LOCATORS: Final = 3
"""How many locators in one source are offered."""
_PLACE: Final = lazy_re.compile(r"\}?(?P<gap>,\s*|\s*\[)(?P<place>[^\];\n\"'}]+)")
"""A locator after a citation key."""
_CLAUSE: Final = lazy_re.compile(r"(?:[^\n|.。;；\[]|\.(?=\S))*")


class Action(Struct, frozen=True):
    """An action that an editor offers for a finding."""

    finding: Diagnostic
    fix: Fix


def actions(desk: Desk, path: str, findings: Iterable[Diagnostic]) -> Iterator[Action]:
    """The actions for findings of a file, the most certain first."""
    page = desk.page(path)
    if page is None:
        return
    for finding in findings:
        for fix in (*fixes(finding, page.lines, desk.view), *_from_archive(desk, page, finding)):
            yield Action(finding, fix)


def everything_certain(desk: Desk, path: str, findings: Iterable[Diagnostic]) -> tuple[Edit, ...]:
    """The edits that the first round of `check --fix` would make in a file."""
    found = (action.fix for action in actions(desk, path, findings))
    return tuple(edit for edit in certain_edits(found) if edit.span.path == path)


# --- from the archive -----------------------------------------------------------------------------


def _from_archive(desk: Desk, page: Page, finding: Diagnostic) -> Iterator[Fix]:
    if (passages := desk.passages) is None:
        return
    if finding.rule is Rule.UNCITED_FIGURE:
        yield from _cited(desk, passages, page, finding)
    elif (verified := desk.verified_at(finding.span)) and finding.rule in _MISPLACED:
        yield from _relocated(passages, page, verified.figure)


_MISPLACED: Final = frozenset({Rule.FIGURE_NOT_FOUND, Rule.UNIT_DIFFERS, Rule.SCALE_SUSPECT, Rule.QUALIFIER_DIFFERS})


def _cited(desk: Desk, passages: Passages, page: Page, finding: Diagnostic) -> Iterator[Fix]:
    """Fixes that add a citation, for each locator where a source of the note prints the number."""
    name = page.path.removeprefix("notes/")
    statements = desk.view.note(name).body.statements
    figure = next((each.figure for each in statements if each.figure.span == finding.span), None)
    if figure is None:
        return
    at = _citation_offset(page, page.end(finding.span))
    for key in filter(desk.view.source, desk.view.cited(name)):
        for locator in _locators(passages, key, figure):
            edit = Edit(page.span(at, at), f" [{as_written(key)}, {locator}]")
            yield Fix(f"cite `{key}`, {locator}, where it is found", (edit,))


def _citation_offset(page: Page, end: int) -> int:
    """The offset for a citation: before the end of the sentence, or right after the number if others follow."""
    clause = _CLAUSE.match(page.text, end)
    stop = clause.end() if clause else end
    if page.text[stop : stop + 1] in (".", "。", ";", "；", "\n", ""):
        return end + len(page.text[end:stop].rstrip())
    return end + len(page.text[end:]) - len(page.text[end:].lstrip("*_]"))


def _relocated(passages: Passages, page: Page, figure: Figure) -> Iterator[Fix]:
    """Fixes that change a locator to another where the source prints the number."""
    for citation in figure.citations:
        start = page.text.find(citation.key, page.start(citation.span))
        end = start + len(citation.key)
        written = _PLACE.match(page.text, end)
        if start < 0 or not written or citation.suffix:
            continue
        is_bracket = written["gap"].strip() == "["
        for locator in _locators(passages, citation.key, figure, _by_page(figure)):
            edit = Edit(page.span(*written.span("place")), locator)
            shown = f"[{locator}]" if is_bracket else locator
            yield Fix(f"cite {shown} of `{citation.key}`, where it is found", (edit,))


def _by_page(figure: Figure) -> bool:
    return any(locator.kind is LocatorKind.PAGE for item in figure.citations for locator in item.locators)


def _locators(passages: Passages, key: str, figure: Figure, by_page: bool | None = None) -> list[str]:
    """The locators where a source prints a figure, as they are written in a citation."""
    text: ArchivedSource | None = passages.text(key)
    if text is None:
        return []
    pages = has_several_pages(text) if by_page is None else by_page
    found = locations_of(figure.quantity, passages, key, text)
    places = (text.place(each.paragraph, pages, each.cell).partition(" (")[0] for each in found if each.paragraph)
    return list(dict.fromkeys(places))[:_MAX_LOCATORS]
