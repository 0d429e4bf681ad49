"""Writes what the designers' guide repeats of the code: `python -m tests.designers_guide` after a change of it.

In `templates/README.md`, the files of each template come from the table of page
kinds; what a template is given comes from the records, whose every field has a
sentence below it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from briefing.pages import KINDS, table

ROOT: Final = Path(__file__).resolve().parent.parent
GUIDE: Final = ROOT / "templates" / "README.md"
SHARED: Final = tuple(f"briefing.pages.{name}" for name in ("context", "evidence", "lists", "pieces", "printed"))
RECORDS: Final = "## Template variables\n"


def records() -> Iterator[ast.ClassDef]:
    """The records that templates see, in the order of their modules: what pages share, then what one kind has."""
    own = (record.__module__ for kind in KINDS for record in kind.files)
    for module in dict.fromkeys((*SHARED, *own)):
        parsed = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
        yield from (node for node in parsed.body if isinstance(node, ast.ClassDef))


def fields(record: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Each field of a record that templates see: its name, its type and its sentence."""
    for field, below in zip(record.body, [*record.body[1:], ast.Pass()], strict=True):
        if isinstance(field, ast.AnnAssign) and "ClassVar" not in (kind := ast.unparse(field.annotation)):
            constant = below.value if isinstance(below, ast.Expr) else None
            yield ast.unparse(field.target), kind, getattr(constant, "value", "")


def section(record: ast.ClassDef) -> str:
    """What the guide says of a record."""
    rows = [f"| `{name}` | `{kind.replace('|', chr(92) + '|')}` | {text} |\n" for name, kind, text in fields(record)]
    head = "\n| field | type | |\n|---|---|---|\n" if rows else ""
    return f"### {record.name}\n\n{ast.get_docstring(record)}{_inherited(record)}\n{head}{''.join(rows)}"


def _inherited(record: ast.ClassDef) -> str:
    (base,) = map(ast.unparse, record.bases)
    return "" if base == "Struct" else f" Has all that `{base}` has."


def written(guide: str) -> str:
    """The guide with its tables as the code has them."""
    rows = "".join(f"{row}\n" for row in table())
    guide = re.sub(r"^\| `overview\.html` .*?(?=^\| `inline\.html`)", lambda _: rows, guide, count=1, flags=re.M | re.S)
    before = guide.partition(RECORDS)[0]
    return f"{before}{RECORDS}\n" + "\n".join(map(section, records()))


if __name__ == "__main__":
    GUIDE.write_text(written(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
