"""Citations, links and addresses: what is wrong among notes and sources."""

from collections.abc import Iterator

from briefing.diagnostics import Diagnostic, Rule, Span
from briefing.model import Link, Note, Project, Site
from briefing.records import did_you_mean
from briefing.resolve import alias_address, cited, is_address, is_reserved, nearest_key, source_address

# --- citations -------------------------------------------------------------------


def unknown_sources(note: Note, site: Site) -> Iterator[Diagnostic]:
    """Each key, in the text or in the ledger, that the bibliography does not have.

    Where the bibliography cannot be read, none is missing.
    """
    known = site.bibliography.places
    if not known and site.bibliography.problems:
        return
    in_text = (item for _, _, item in cited(note, site.bibliography))
    in_ledger = (item for figure in note.booked for item in figure.grounds)
    for item in (*in_text, *in_ledger):
        if item.key not in known:
            near = nearest_key(item.key, site.bibliography)
            hint = f"did you mean `{near}`?" if near else _unknown_key_hint(item.key, site)
            yield Diagnostic(Rule.UNKNOWN_SOURCE, f"no source is called `{item.key}`", item.span, hint)


def _unknown_key_hint(key: str, site: Site) -> str:
    return did_you_mean(key, site.bibliography.sources) or "add it to notes/sources.yaml, or write `\\@` for a plain @"


def uncited_sources(site: Site) -> Iterator[Diagnostic]:
    """Each source that nothing rests on."""
    booked = {item.key for note in site.notes for figure in note.booked for item in figure.grounds}
    for key, span in site.bibliography.places.items():
        if key in site.bibliography.sources and key not in site.uses and key not in booked:
            yield Diagnostic(
                Rule.UNCITED_SOURCE,
                f"no note cites `{key}`",
                span,
                "cite it where it bears something out, or delete it",
            )


def source_clashes(site: Site) -> Iterator[Diagnostic]:
    """Keys whose pages would be one file, on a disk that takes `A` and `a` for the same."""
    pages = {"sources/index.html": "the list of sources"}
    for key, span in site.bibliography.places.items():
        address = source_address(key).casefold()
        if address in pages:
            message = f"the page of `{key}` would be the same file as {pages[address]}"
            yield Diagnostic(Rule.SOURCE_CLASH, message, span, "give the source another id")
        pages.setdefault(address, f"that of `{key}`")


# --- notes among each other ------------------------------------------------------------


def unknown_segment(note: Note, site: Site) -> Iterator[Diagnostic]:
    """A segment that site.yaml does not have."""
    known = [segment.id for segment in site.settings.segments]
    named = note.front.segment
    if named and named not in known:
        hint = did_you_mean(named, known) or f"the segments of site.yaml are {', '.join(f'`{s}`' for s in known)}"
        span = note.places.get("segment", _start(note))
        yield Diagnostic(Rule.UNKNOWN_SEGMENT, f"no segment is called `{named}`", span, hint)


def broken_links(note: Note, site: Site) -> Iterator[Diagnostic]:
    """Links and images that lead nowhere."""
    for link in note.body.links:
        if fault := _fault(link, note, site):
            yield Diagnostic(Rule.BROKEN_LINK, fault[0], link.span, fault[1])


def _fault(link: Link, note: Note, site: Site) -> tuple[str, str] | None:
    """What is wrong with a link, and what to do, if anything is."""
    target = site.by_path.get(link.target or note.path)
    if target:
        return _anchor_fault(link, target)
    if link.target in site.files:
        return None
    if link.target in site.unpublished:
        return f"`{link.written}` is a draft, which readers do not get", "publish it, or leave the link out"
    if link.target.startswith(("/", "..")):
        return f"`{link.written}` leads out of the notes", "link relative to this file, to a file under notes/"
    known = [_from(note, path) for path in (*site.by_path, *site.files)]
    hint = (
        did_you_mean(link.target and _from(note, link.target), known)
        or "link to a file under notes/, relative to this one"
    )
    return f"`{link.written}` leads to no file", hint


def _anchor_fault(link: Link, target: Note) -> tuple[str, str] | None:
    if not link.fragment or link.fragment in target.body.anchors:
        return None
    known = sorted(target.body.anchors)
    listed = ", ".join(f"`#{name}`" for name in known[:8])
    hint = did_you_mean(link.fragment, known) or (f"it has {listed}" if known else "it has no headings")
    return f"`{target.path}` has no heading `#{link.fragment}`", hint


def _from(note: Note, path: str) -> str:
    """A path under `notes/` as a link from a note would write it."""
    here, there = note.path.split("/")[:-1], path.split("/")
    while here and len(there) > 1 and here[0] == there[0]:
        here, there = here[1:], there[1:]
    return "/".join([*([".."] * len(here)), *there])


# --- addresses -----------------------------------------------------------------------------


def bad_addresses(note: Note, site: Site) -> Iterator[Diagnostic]:
    """Names that cannot be an address, of the note or of an alias, or that the site needs itself."""
    named = [(note.path, _start(note)), *_aliases(note)]
    for path, span in named:
        if not is_address(path):
            hint = "use letters a to z, digits, `-`, `_` and `.`; the title may hold anything"
            yield Diagnostic(Rule.BAD_ADDRESS, f"`{path}` cannot be an address", span, hint)
    for path, span in (*named, *_copied(note, site)):
        if is_reserved(path):
            hint = "choose another name"
            yield Diagnostic(Rule.BAD_ADDRESS, f"`{path}` is an address of the site's own pages", span, hint)


def taken_addresses(site: Site) -> Iterator[Diagnostic]:
    """Two notes, a note and an alias, or a note and a file that is linked, with one address."""
    taken: dict[str, str] = {}
    for address, span in _claims(site):
        folded = address.casefold()
        if folded in taken:
            message = f"the address `{address}` is taken by {taken[folded]}"
            yield Diagnostic(Rule.ADDRESS_TAKEN, message, span, "rename the file, or the alias")
        taken.setdefault(folded, f"{span.path}:{span.line}")


def _claims(site: Site) -> Iterator[tuple[str, Span]]:
    """The addresses of all notes first, then their aliases: a note goes before an alias, and both before a file."""
    for note in site.notes:
        yield note.address, _start(note)
    for note in site.notes:
        yield from _aliases(note)
    copied = [claim for note in site.notes for claim in _copied(note, site)]
    yield from dict(reversed(copied)).items()


def _copied(note: Note, site: Site) -> list[tuple[str, Span]]:
    """The files that are copied because the note links to them, and where it does."""
    return [(link.target, link.span) for link in note.body.links if link.target in site.files]


def _aliases(note: Note) -> Iterator[tuple[str, Span]]:
    for i, alias in enumerate(note.front.aliases):
        yield alias_address(alias), note.places.get(f"aliases[{i}]", _start(note))


# --- the project ------------------------------------------------------------------------------


def missing_overview(site: Site) -> Iterator[Diagnostic]:
    """A site needs a first page."""
    if site.overview is None:
        hint = "it is the first page: the whole call in brief"
        yield Diagnostic(Rule.MISSING_FILE, "there is no `notes/index.md`", Span("notes/index.md"), hint)


def no_base_url(project: Project) -> Iterator[Diagnostic]:
    """Without the site's address, what needs absolute links is left out."""
    if not project.settings.base_url:
        hint = "give `base_url` in notes/site.yaml, or --base-url"
        message = "without `base_url` there is no feed, no sitemap and no canonical link"
        yield Diagnostic(Rule.NO_BASE_URL, message, Span("notes/site.yaml"), hint)


def _start(note: Note) -> Span:
    return Span(f"notes/{note.path}")
