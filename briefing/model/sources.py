"""Places in a source, and our extensions of CSL: caveats, and how its text is read."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class LocatorKind(StrEnum):
    """The CSL locator types that a citation may use."""

    PAGE = "page"
    PARAGRAPH = "paragraph"
    SECTION = "section"
    CHAPTER = "chapter"
    FIGURE = "figure"
    TABLE = "table"
    LINE = "line"
    COLUMN = "column"
    ROW = "row"
    SHEET = "sheet"
    NOTE = "note"
    VOLUME = "volume"
    ISSUE = "issue"
    BOOK = "book"
    PART = "part"
    ARTICLE = "article-locator"
    APPENDIX = "appendix"
    SUPPLEMENT = "supplement"
    TITLE = "title-locator"
    RULE = "rule"
    CANON = "canon"
    EQUATION = "equation"
    FOLIO = "folio"
    VERSE = "verse"
    ACT = "act"
    SCENE = "scene"
    OPUS = "opus"
    SUB_VERBO = "sub-verbo"
    ELOCATION = "elocation"
    TIMESTAMP = "timestamp"


class Locator(Struct, frozen=True, array_like=True):
    """Places of one kind in a source: `pp. 3–5, 9` is `((3, 5), (9, 9))`."""

    kind: LocatorKind
    ranges: tuple[tuple[str, str], ...]

    @property
    def plural(self) -> bool:
        """Whether it names more than one place."""
        return len(self.ranges) > 1 or any(first != last for first, last in self.ranges)

    @property
    def numbers(self) -> str:
        """The places alone: `3–5, 9`."""
        return self.listed(", ")

    def listed(self, between: str) -> str:
        """The places alone, with a separator of another script: `3–5、9`."""
        return between.join([first if first == last else f"{first}–{last}" for first, last in self.ranges])

    def meets(self, other: "Locator") -> bool:
        """Whether the two have a place in common; places that are not numbers must be equal."""
        return self.kind == other.kind and any(
            _overlap(mine, theirs) for mine in self.ranges for theirs in other.ranges
        )


def _overlap(mine: tuple[str, str], theirs: tuple[str, str]) -> bool:
    if not all(end.isdecimal() for end in (*mine, *theirs)):
        return mine == theirs
    return int(mine[0]) <= int(theirs[1]) and int(theirs[0]) <= int(mine[1])


class Printed(str):
    """A figure as it is printed: `RMB 200 billion`."""


class Grade(StrEnum):
    """The grade of a caveat: how it affects the figures that cite its places."""

    DIFFERS = "differs"
    DOUBTFUL = "doubtful"
    CONTEXT = "context"


class Caveat(Struct, frozen=True):
    """Where a source contradicts itself or is doubtful, and how we read it."""

    at: Annotated[tuple[Locator, ...], Meta(description="the places: `¶2, ¶28`")]
    says: Annotated[str, Meta(description="what the source says, in our words")]
    reading: Annotated[str, Meta(description="how we read it, and why")]
    figures: Annotated[
        tuple[Printed, ...], Meta(description="the figures it is about; all of the places without it")
    ] = ()
    grade: Annotated[
        Grade,
        Meta(
            description="`differs` where we read another value, `doubtful` where the source contradicts itself, "
            "`context` for a remark that is shown with the source only"
        ),
    ] = Grade.DOUBTFUL
    value: Annotated[
        Printed, Meta(description="the value that we read, if the grade is `differs`: `RMB 32–33 billion`")
    ] = Printed("")

    def concerns(self, locators: tuple[Locator, ...]) -> bool:
        """Whether it is about one of these places; without a place it is about the whole source."""
        return not locators or any(about.meets(locator) for about in self.at for locator in locators)


class Paragraphs(StrEnum):
    """The separator of paragraphs in a plain text: each line's end, or an empty line."""

    LINES = "lines"
    BLOCKS = "blocks"


class CurrencySymbols(Struct, frozen=True, array_like=True):
    """Currency symbols with an unusual meaning in a source."""

    pairs: tuple[tuple[str, str], ...] = ()
    """Each printed symbol, with its currency of ISO 4217: `$` and `HKD`."""


class Pages(Struct, frozen=True):
    """The page numbering of a source, if its file does not give it."""

    offset: Annotated[
        int, Meta(description="sheets of the file before page 1: 2 where p. 6 is sheet 8; 0 where sheets are cited")
    ]


class Custom(Struct, frozen=True, omit_defaults=True):
    """Our extensions of CSL for a source."""

    via: Annotated[str, Meta(description="through whom the words came to us")] = ""
    reliability: Annotated[str, Meta(description="how far it can be trusted")] = ""
    licence: Annotated[str, Meta(description="on what terms we hold and quote it")] = ""
    paragraphs: Annotated[Paragraphs, Meta(description="what a paragraph of its archived plain text is")] = (
        Paragraphs.LINES
    )
    pages: Annotated[Pages | None, Meta(description="how its pages are numbered: {offset: 2}")] = None
    caveats: tuple[Caveat, ...] = ()
    currency: Annotated[
        CurrencySymbols, Meta(description="the currency of a sign, where `$` is no US dollar: {$: HKD}")
    ] = CurrencySymbols()

    @property
    def currencies(self) -> dict[str, str]:
        """The ISO 4217 currency of each symbol with an unusual meaning in this source."""
        return dict(self.currency.pairs)
