"""The stages, in order: the program's table of contents.

Nothing between reading and writing touches the disk.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, structs

from briefing.archive import Archived, Unreadable, read_archived
from briefing.check import apply_rules, check
from briefing.diagnostics import Diagnostic, Rule, in_order
from briefing.lock import parse_lock
from briefing.model import Copy, File, Inputs, Note, Paragraphs, Project, Site, Text, Words
from briefing.parse import parse_bibliography, parse_note, parse_settings, parse_words
from briefing.render import render
from briefing.resolve import file_name, resolve
from briefing.verify import Verified, verify


class Built(Struct, frozen=True):
    """A site, the words it is shown in, and what is wrong with either."""

    site: Site
    project: Project
    words: Words | None
    problems: tuple[Diagnostic, ...]

    def findings(self, more: tuple[Diagnostic, ...] = ()) -> tuple[Diagnostic, ...]:
        """All findings with the weight that the project gives them, by place."""
        return in_order(apply_rules((*self.problems, *more), self.site.settings))


def compose(inputs: Inputs, read: Callable[[Text, Sequence[str]], Note] = parse_note) -> Built:
    """Turn all that a project holds into a site, and find what is wrong with it."""
    project = _settings(inputs)
    bibliography = parse_bibliography(inputs.sources)
    notes = tuple(read(text, project.settings.names) for text in inputs.notes)
    lock, broken = parse_lock(inputs.lock) if inputs.lock else (None, ())
    site = resolve(
        project.settings, bibliography, notes, inputs.files, lock=lock, drafts=inputs.drafts, as_of=inputs.as_of
    )
    words, faults = _words(project, inputs.templates)
    return Built(site, project, words, (*check(site, project), *broken, *faults))


def files(built: Built, inputs: Inputs) -> Iterator[File | Copy | Diagnostic]:
    """Every file of the site as it is made, and the faults of templates between them."""
    if built.words:
        yield from render(built.site, built.words, inputs.templates, inputs.static)


def look_up(built: Built, read: Callable[[str], tuple[bytes, str] | None], today: date) -> Verified:
    """Every figure of a site against the archive, whose files `read` gives by name."""
    sources = built.site.bibliography.sources

    def archive(key: str) -> Archived | None:
        found = read(file_name(key))
        if found is None:
            return None
        content, suffix = found
        try:
            return read_archived(content, suffix, sources[key].custom.paragraphs is Paragraphs.BLOCKS)
        except Unreadable as error:
            raise Unreadable(f"{file_name(key)}{suffix}: {error}") from error

    return verify(built.site, archive, today)


def _settings(inputs: Inputs) -> Project:
    """The project's settings; the command line's address goes before that of site.yaml."""
    project = parse_settings(inputs.settings)
    if not inputs.base_url:
        return project
    settings = structs.replace(project.settings, base_url=inputs.base_url)
    return structs.replace(project, settings=settings)


def _words(project: Project, templates: Mapping[str, Text]) -> tuple[Words | None, tuple[Diagnostic, ...]]:
    """The site's own words: `zh-Hant`, else `zh`."""
    language = project.settings.language
    names = [f"words/{language}.yaml", f"words/{language.partition('-')[0]}.yaml"]
    text = next((templates[name] for name in names if name in templates), None)
    if text:
        return parse_words(text)
    shipped = sorted(n.removeprefix("words/").removesuffix(".yaml") for n in templates if n.startswith("words/"))
    hint = f"there are {', '.join(f'`{name}`' for name in shipped)}; add templates/words/{language}.yaml for another"
    message = f"the site has no words in `{language}`"
    return None, (Diagnostic(Rule.UNKNOWN_LANGUAGE, message, project.place("language"), hint),)
