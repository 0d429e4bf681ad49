"""What is worked out again only when what it depends on changed, such as what the project's own files say."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec
from msgspec import structs
from msgspec.msgpack import Decoder

from briefing.diagnostics import Diagnostic, Rule
from briefing.lock import parse_claims
from briefing.memory import Memory
from briefing.model import Bibliography, Inputs, Locked, Project, Readable, Text, Words
from briefing.parse import parse_bibliography, parse_settings, parse_words

Kept = TypeVar("Kept")


def kept(memory: Memory, name: str, key: bytes, decoder: Decoder[Kept], work_out: Callable[[], Kept]) -> Kept:
    """What is remembered by a name, if its key is still this one; else what it is now, which is remembered."""
    known = memory.read("things", name, decoder, key)
    if known is not None:
        return known
    value = work_out()
    memory.put("things", [(name, key, msgspec.msgpack.encode(value, enc_hook=str))])
    return value


# --- the project's own files --------------------------------------------------------------------

_Words = tuple[Words | None, tuple[Diagnostic, ...]]
_Claims = tuple[Locked | None, tuple[Diagnostic, ...]]


def settings(inputs: Inputs, memory: Memory) -> Project:
    """The project's settings; the command line's address goes before that of site.yaml."""
    project = _read(memory, inputs.settings, parse_settings, _PROJECT)
    if not inputs.base_url:
        return project
    addressed = structs.replace(project.settings, base_url=inputs.base_url)
    return structs.replace(project, settings=addressed)


def bibliography(inputs: Inputs, memory: Memory) -> Bibliography:
    """Its sources."""
    texts = inputs.sources
    if not texts:
        return _without_sources(inputs)
    key = " ".join(f"{text.path} {text.key}" for text in texts).encode()
    return kept(
        memory,
        "bibliography",
        key,
        _BIBLIOGRAPHY,
        lambda: parse_bibliography(*(Text(text.path, text.content) for text in texts)),
    )


def _without_sources(inputs: Inputs) -> Bibliography:
    """No bibliography, and what could be one under another name."""
    empty = parse_bibliography()
    found = next((path for path in inputs.files if path.endswith((".bib", ".bibtex", ".ris", ".enl"))), "")
    if not found:
        return empty
    hint = f"rename notes/{found} as notes/sources.bib"
    if not found.endswith((".bib", ".bibtex")):
        hint = f"export notes/{found} as CSL-JSON or BibTeX, to notes/sources.json or notes/sources.bib"
    return structs.replace(empty, problems=(structs.replace(empty.problems[0], hint=hint),))


def claims(inputs: Inputs, memory: Memory) -> _Claims:
    """What was verified, nothing where there is no lock, and what is wrong with the lock."""
    return _read(memory, inputs.lock, parse_claims, _CLAIMS) if inputs.lock else (None, ())


def words(inputs: Inputs, project: Project, memory: Memory) -> _Words:
    """The site's own words: `zh-Hant`, else `zh`."""
    language, templates = project.settings.language, inputs.templates
    names = [f"words/{language}.yaml", f"words/{language.partition('-')[0]}.yaml"]
    text = next((templates[name] for name in names if name in templates), None)
    if text:
        return _read(memory, text, lambda text: parse_words(text) if text else (None, ()), _WORDS)
    shipped = sorted(n.removeprefix("words/").removesuffix(".yaml") for n in templates if n.startswith("words/"))
    hint = f"there are {', '.join(f'`{name}`' for name in shipped)}; add templates/words/{language}.yaml for another"
    message = f"the site has no words in `{language}`"
    return None, (Diagnostic(Rule.UNKNOWN_LANGUAGE, message, project.place("language"), hint),)


def _decoder(kind: Any) -> Decoder[Any]:
    # Some texts have a type that says how they were read.
    return Decoder(kind, dec_hook=lambda own, value: own(value))


_BIBLIOGRAPHY: Final[Decoder[Bibliography]] = _decoder(Bibliography)
_CLAIMS: Final[Decoder[_Claims]] = _decoder(_Claims)
_PROJECT: Final[Decoder[Project]] = _decoder(Project)
_WORDS: Final[Decoder[_Words]] = _decoder(_Words)


def _read(memory: Memory, text: Readable | None, parse: Callable[[Text | None], Kept], decoder: Decoder[Kept]) -> Kept:
    """What a file says, parsed again only when it changed."""
    if text is None:
        return parse(None)
    return kept(memory, text.path, text.key.encode(), decoder, lambda: parse(Text(text.path, text.content)))
