"""Checks of citations, links and URLs: errors between notes and sources."""

from collections.abc import Container, Iterator
from functools import lru_cache
from typing import Final

from briefing.model import INDEX, Caveat, Citation, Grade, Link, Note, NoteSummary, page_path
from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span
from briefing.model.suggestions import did_you_mean
from briefing.site import View
from briefing.site.urls import alias_path, is_device, is_url_path, nearest_url_path, source_path

# --- citations -------------------------------------------------------------------


def unknown_sources(note: Note, view: View) -> Iterator[Diagnostic]:
    """Each key, in the text or in the ledger, that is not in the bibliography.

    If the bibliography cannot be read, none is reported.
    """
    if not view.has_sources():
        return
    in_text = (item for cite in note.body.cites if view.is_citation(cite) for item in cite.items)
    in_ledger = (item for figure in note.ledger_claims for item in figure.citations)
    for item in (*in_text, *in_ledger):
        intended = view.other_key(item)
        if intended and not (view.source(item.key) and len(intended) < len(item.key)):
            yield _misread_key(item, intended)
        elif not (view.source(item.key) or view.is_defined(item.key)):
            near = view.nearest(item.key)
            hint = f"did you mean `{near}`?" if near else _unknown_key_hint(item.key, view)
            yield Diagnostic(Rule.UNKNOWN_SOURCE, f"no source is called `{item.key}`", item.span, hint)


def _misread_key(item: Citation, intended: str) -> Diagnostic:
    """The finding about a key that is only part of the intended one, or has prose glued to it."""
    message = f"`{item.key}` is not the whole key"
    if len(intended) < len(item.key):
        message = f"no source is called `{item.key}`; `{item.key[len(intended) :]}` touches the key `{intended}`"
    hint = f"a source is called `{intended}`: write `@{{{intended}}}`"
    return Diagnostic(Rule.UNREADABLE_CITATION, message, item.span, hint)


def _unknown_key_hint(key: str, view: View) -> str:
    return did_you_mean(key, view.sources()) or "add it to notes/sources.yaml, or write `\\@` for a plain @"


def uncited_sources(view: View) -> Iterator[Diagnostic]:
    """Each source that no note cites."""
    spans, sources, cited = view.bibliography_read().spans, set(view.sources()), set(view.named_keys())
    uncited = [key for key in spans if key in sources and key not in cited]
    hint = "cite it where a figure depends on it, or delete it"
    if len(uncited) > 1:
        hint += "; for a library shared by several projects: `rules: {uncited-source: off}` in notes/site.yaml"
    for key in uncited:
        yield Diagnostic(Rule.UNCITED_SOURCE, f"no note cites `{key}`", spans[key], hint)


def unused_caveats(view: View) -> Iterator[Diagnostic]:
    """Each caveat of a cited source that is about no figure: a mistake in it would go unnoticed."""
    read = view.bibliography_read()
    if any(problem.severity is Severity.ERROR for problem in read.problems):
        # A caveat with errors may well be about some.
        return
    for key, spans in read.caveats.items():
        source, citers = view.source(key), view.citers(key)
        if source is None or not citers or len(spans) != len(source.custom.caveats):
            continue
        met = {caveat for path in citers for caveat in view.matching_caveats(path).get(key, ())}
        for caveat, span in zip(source.custom.caveats, spans, strict=True):
            if caveat.grade is not Grade.CONTEXT and caveat not in met:
                yield Diagnostic(Rule.UNUSED_CAVEAT, _unused(caveat, key), span, _UNUSED_HINT)


_UNUSED_HINT: Final = "correct its `at` and `figures`, or give it `grade: context` if it is a remark on the source"


def _unused(caveat: Caveat, key: str) -> str:
    named = " or ".join(f"`{figure}`" for figure in caveat.figures)
    return f"no figure {f'{named} ' if named else ''}cites `{key}` at the places of this caveat"


def source_clashes(view: View) -> Iterator[Diagnostic]:
    """Keys whose pages would be the same file on a case-insensitive disk."""
    pages = {"sources/index.html": "the list of sources"}
    for key, span in view.bibliography_read().spans.items():
        page = source_path(key).casefold()
        if page in pages:
            message = f"the page of `{key}` would be the same file as {pages[page]}"
            yield Diagnostic(Rule.SOURCE_CLASH, message, span, "give the source another id")
        pages.setdefault(page, f"that of `{key}`")


def held_back(view: View) -> Iterator[Diagnostic]:
    """Each note that is not published yet, because of its `publish_at`."""
    for path in () if view.option("drafts") else view.held_back():
        day = view.index_entry(path).publish_at
        hint = f"from then on, build with `--as-of {day}` or a later day; or delete the line"
        yield Diagnostic(Rule.HELD_BACK, f"the note is not published before {day}", view.embargo(path), hint)


# --- between notes ---------------------------------------------------------------------


def unknown_segment(note: Note, view: View) -> Iterator[Diagnostic]:
    """A segment that is not in site.yaml."""
    known = [segment.id for segment in view.settings.segments]
    named = note.front.segment
    if named and named not in known:
        listed = f"the segments of site.yaml are {', '.join(f'`{segment}`' for segment in known)}"
        none = f"site.yaml has none yet: write `segments: [{{id: {named}, title: …}}]` there"
        hint = did_you_mean(named, known) or (listed if known else none)
        span = note.spans.get("segment", _start(note))
        yield Diagnostic(Rule.UNKNOWN_SEGMENT, f"no segment is called `{named}`", span, hint)


def broken_links(note: Note, view: View) -> Iterator[Diagnostic]:
    """Links and images that lead nowhere."""
    for link in note.body.links:
        if fault := _fault(link, note, view):
            yield Diagnostic(Rule.BROKEN_LINK, fault[0], link.span, fault[1])


def _fault(link: Link, note: Note, view: View) -> tuple[str, str] | None:
    """The message and hint for a link, if it is broken."""
    target = link.target or note.path
    kind = view.leads_to(target)
    if kind == "note":
        return _anchor_fault(link, target, view)
    if kind == "file":
        return None
    if kind == "draft":
        return f"`{link.written}` is a draft, which is not published", "publish it, or remove the link"
    if link.target.startswith(("/", "..")):
        return f"`{link.written}` leads out of the notes", "link relative to this file, to a file under notes/"
    here = note.path.rpartition("/")[0]
    hint = (
        did_you_mean(link.target and _from(here, link.target), _all_from(here, view.paths()))
        or "link to a file under notes/, relative to this one"
    )
    return f"`{link.written}` leads to no file", hint


def _anchor_fault(link: Link, target: str, view: View) -> tuple[str, str] | None:
    if not link.fragment or view.has_anchor(f"{target}\0{link.fragment}"):
        return None
    known = view.anchors(target)
    listed = ", ".join(f"`#{name}`" for name in known[:8])
    hint = did_you_mean(link.fragment, known) or (f"it has {listed}" if known else "it has no headings")
    return f"`{target}` has no heading `#{link.fragment}`", hint


def _from(folder: str, path: str) -> str:
    """A path under `notes/` as a link from a note in a folder would write it."""
    here, there = folder.split("/") if folder else [], path.split("/")
    while here and len(there) > 1 and here[0] == there[0]:
        here, there = here[1:], there[1:]
    return "/".join([*([".."] * len(here)), *there])


@lru_cache(4)
def _all_from(folder: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """All paths so: of many links that are broken, most are in few folders."""
    return tuple(_from(folder, path) for path in paths)


# --- URLs ----------------------------------------------------------------------------------


def invalid_urls(note: Note) -> Iterator[Diagnostic]:
    """Names of the note or its aliases that cannot be URLs."""
    for path, span in ((note.path, _start(note)), *_aliases(note)):
        if not is_url_path(path):
            near = f", as in `{found}`" if (found := nearest_url_path(path)) else ""
            hint = f"use letters a to z, digits, `-`, `_` and `.`{near}; the title may hold anything"
            message = f"`{path}` cannot be a URL"
            if is_device(path):
                message, hint = f"Windows keeps the name `{path}` for a device", f"use another name{near}"
            yield Diagnostic(Rule.INVALID_URL, message, span, hint)


def reserved_urls(note: Note, view: View, reserved: Container[str]) -> Iterator[Diagnostic]:
    """URLs in the folders of the site's own files: of a note, its page, an alias, a copied file."""
    copied = ((link.target, link.span) for link in note.files if view.leads_to(link.target) == "file")
    for path, span in ((note.path, _start(note)), (note.page_path, _start(note)), *_aliases(note), *copied):
        folder, slash, _ = path.casefold().partition("/")
        if folder in reserved:
            message = f"the folder `{folder}/` is reserved for the site's own files" if slash else _own_file(path)
            yield Diagnostic(Rule.INVALID_URL, message, span, "choose another name")
            return


def _own_file(path: str) -> str:
    return f"`{path}` is one of the site's own files"


def duplicate_urls(view: View) -> Iterator[Diagnostic]:
    """Two notes, a note and an alias, or a note and a linked file, with one URL."""
    taken: dict[str, Span] = {}
    for url, span in _claims(view):
        folded = url.casefold()
        if folded in taken:
            first = taken[folded]
            message = f"the URL `{url}` is already used by {first.path}:{first.line}"
            yield Diagnostic(Rule.ADDRESS_TAKEN, message, span, "rename the file, or the alias")
        taken.setdefault(folded, span)


def _claims(view: View) -> Iterator[tuple[str, Span]]:
    """The URLs of notes, aliases and files, in this order; the first claim of a URL counts."""
    yield from ((page_path(path), Span(f"notes/{path}")) for path in view.order())
    more, files = [view.claimed_paths(path) for path, entry in view.index() if entry.has_claimed_paths], view.files()
    yield from ((alias_path(alias), span) for each in more for alias, span in each.aliases)
    copied = [(link.target, link.span) for each in more for link in each.files if link.target in files]
    yield from dict(reversed(copied)).items()


def _aliases(note: NoteSummary) -> Iterator[tuple[str, Span]]:
    for alias, span in zip(note.front.aliases, note.aliased, strict=True):
        yield alias_path(alias), span


# --- the project ------------------------------------------------------------------------------


def missing_overview(view: View) -> Iterator[Diagnostic]:
    """A site needs a first page."""
    if not view.is_published(INDEX):
        hint = "it is the first page, the whole call in brief; `briefing explain missing-file` shows one"
        yield Diagnostic(Rule.MISSING_FILE, "there is no `notes/index.md`", Span("notes/index.md"), hint)


def no_base_url(view: View) -> Iterator[Diagnostic]:
    """The notice that without a base URL, everything that needs absolute links is left out."""
    if not view.settings.base_url:
        hint = "give `base_url` in notes/site.yaml, or --base-url"
        message = "without `base_url` there is no feed, no sitemap and no canonical link"
        yield Diagnostic(Rule.NO_BASE_URL, message, Span("notes/site.yaml"), hint)


def _start(note: NoteSummary) -> Span:
    return Span(f"notes/{note.path}")
