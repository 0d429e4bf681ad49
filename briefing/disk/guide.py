"""The pages of the guide that comes with the program, one Markdown file per topic."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

_GUIDE: Final = Path(__file__).resolve().parent.parent / "guide"


def guide_pages() -> Mapping[str, str]:
    """The text of each page by its topic; `index` is the table of contents."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_GUIDE.glob("*.md"))}
