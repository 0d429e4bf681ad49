"""The site's own words, and how things are counted in letters."""

from msgspec import Struct, field

from briefing.model.sources import LocatorKind


class Count(Struct, frozen=True):
    """A word for one thing and for several, with `{}` for which."""

    one: str
    several: str


class Words(Struct, frozen=True, kw_only=True, rename="kebab"):
    """The site's own words in one language: `templates/words/<language>.yaml`.

    `{}` stands for what is filled in.
    """

    months: tuple[str, ...]
    """The twelve, for `date` and `month`."""
    date: str
    """A day, of `{day}`, `{month}` and `{year}`."""
    month: str
    """A month, of `{month}` and `{year}`."""
    locators: dict[LocatorKind, Count]

    accessed: str
    alert_caution: str
    alert_important: str
    alert_note: str
    alert_tip: str
    alert_warning: str
    and_: str = field(name="and")
    as_of: str
    back_to_text: str
    by: str
    caveat_at: str
    caveat_reading: str
    caveats: str
    circa: str
    contents: str
    correction: str
    draft: str
    edited_by: str
    et_al: str
    footnotes: str
    history: str
    latest_changes: str
    licence: str
    markdown: str
    moved: str
    navigation: str
    next: str
    no_date: str
    not_found: str
    not_found_hint: str
    note: str
    nothing_rests: str
    overview: str
    previous: str
    references: str
    reliability: str
    rests_on_it: str
    segments: str
    skip: str
    sources: str
    sources_hint: str
    stop: str
    tags: str
    update: str
    updated: str
    via: str


def letters(index: int) -> str:
    """a, b … z, aa: how things of one kind are told apart, counted from 0."""
    quotient, rest = divmod(index, 26)
    return (letters(quotient - 1) if quotient else "") + chr(ord("a") + rest)
