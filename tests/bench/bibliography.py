"""The bibliography of the corpus in the formats that the tools read."""

import json
from collections.abc import Iterable, Iterator

from .sources import Source


def csl_yaml(sources: Iterable[Source]) -> Iterator[str]:
    """CSL-YAML, a source at a time; each value is JSON, which YAML reads."""
    yield "references:\n"
    for source in sources:
        (first, *rest) = _csl(source).items()
        yield f"  - {first[0]}: {json.dumps(first[1])}\n"
        yield from (f"    {name}: {json.dumps(value)}\n" for name, value in rest)


def csl_json_by_key(sources: Iterable[Source]) -> Iterator[str]:
    """One JSON object, in which a template looks a key up."""
    yield json.dumps({source.key: _csl(source) for source in sources}, indent=1)


def bibtex(sources: Iterable[Source]) -> Iterator[str]:
    """BibTeX, a source at a time."""
    kinds = {"report": "techreport", "article-journal": "article", "book": "book"}
    for source in sources:
        kind = kinds.get(source.kind, "misc")
        fields = {
            "title": f"{{{source.title}}}",
            "author": " and ".join(f"{family}, {given}" for family, given in source.authors),
            "year": str(source.issued[0]),
            **{_BIBTEX[kind, name]: value.replace("-", "--") if name == "page" else value
               for name, value in source.fields.items() if (kind, name) in _BIBTEX},
        }  # fmt: skip
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        yield f"@{kind}{{{source.key},\n{lines}\n}}\n\n"


_BIBTEX = {
    ("article", "container-title"): "journal",
    ("article", "volume"): "volume",
    ("article", "page"): "pages",
    ("book", "publisher"): "publisher",
    ("misc", "container-title"): "howpublished",
    ("misc", "URL"): "url",
    ("techreport", "publisher"): "institution",
    ("techreport", "URL"): "url",
}


def _csl(source: Source) -> dict[str, object]:
    return {
        "id": source.key,
        "type": source.kind,
        "title": source.title,
        "author": [{"family": family, "given": given} for family, given in source.authors],
        "issued": {"date-parts": [list(source.issued)]},
        **source.fields,
    }
