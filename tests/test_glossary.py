"""The map of the code, `briefing/README.md`, is true: its wings, its floors, and the words of its glossary."""

import re
from typing import Final

import pytest
from conftest import ROOT
from test_architecture import FLOORS

MAP: Final = (ROOT / "briefing/README.md").read_text(encoding="utf-8")
ENTRY: Final = re.compile(r"^\| (?P<word>[a-z ]+) \| [^|]+ \((?P<modules>`[^)]+`)\) \|$", re.M)
ROW: Final = re.compile(r"^\| (?P<floor>\d+) \| (?P<wings>[^|]+) \|", re.M)


def part(title: str) -> str:
    """The part of the map under a heading."""
    return MAP.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def entries(title: str) -> list[tuple[str, list[str]]]:
    """Each word of a glossary, with the modules that define it."""
    found = ENTRY.finditer(part(title))
    return [(entry["word"], re.findall(r"`([\w.]+)`", entry["modules"])) for entry in found]


GLOSSARY: Final = [*entries("Glossary: the product"), *entries("Glossary: the engine")]


def sources(module: str) -> str:
    """The code of a module, or of all modules of a package."""
    path = ROOT / "briefing" / module.replace(".", "/")
    files = path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_row_of_the_glossaries_is_a_word_with_its_modules() -> None:
    for title in ("Glossary: the product", "Glossary: the engine"):
        rows = [line for line in part(title).splitlines() if line.startswith("| ")][1:]
        assert len(rows) == len(entries(title)) >= 15


@pytest.mark.parametrize(("word", "modules"), GLOSSARY, ids=[word for word, _ in GLOSSARY])
def test_a_word_of_the_glossary_is_in_use_where_it_is_defined(word: str, modules: list[str]) -> None:
    # `page kind` is in use as `PageKind`, `page_kind` or in words.
    spelled = re.compile(r"[\s_]?".join(map(re.escape, word.split())), re.I)

    assert modules
    assert [module for module in modules if not spelled.search(sources(module))] == []


def test_no_word_is_explained_twice() -> None:
    words = [word for word, _ in GLOSSARY]

    assert len(words) == len(set(words))


def test_the_wings_are_on_the_floors_that_a_test_holds() -> None:
    rows = ((int(row["floor"]), re.findall(r"`(\w+)`", row["wings"])) for row in ROW.finditer(part("The wings")))

    assert {wing: floor for floor, wings in rows for wing in wings} == {
        wing: floor for wing, floor in FLOORS.items() if wing != "__main__"
    }


def test_the_modules_that_the_map_sends_to_are_there() -> None:
    named = re.findall(r"`((?:cli|build|notes|site)/[\w/]+\.py)`", MAP)

    assert named
    assert [name for name in named if not (ROOT / "briefing" / name).is_file()] == []
