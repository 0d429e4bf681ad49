"""The site's own words: their plurals, direction and letters."""

from typing import Final

from msgspec import Struct, field

from briefing.model.figures import FigureKind, GuidanceStatus, Outcome, State
from briefing.model.sources import Grade, LocatorKind


class Count(Struct, frozen=True):
    """A phrase for one thing and for several, with `{}` for the number."""

    one: str
    several: str


class ReferenceWords(Struct, frozen=True, kw_only=True, rename="kebab"):
    """The words within a reference; `{}` is replaced by the number, name or date."""

    available: str
    chapter: str
    edition: str
    """Of an edition that is named: `Revised ed.`"""
    edition_number: str
    """Of one that is counted; an ordinal in English, where it begins with `{}`."""
    first_issue: str
    issue: str
    own_volume: str
    """Where a sentence begins with it."""
    pages: str
    part: str
    printing: str
    review: str
    """Of a title and, after it, `review-by`."""
    review_by: str
    roles: dict[str, str]
    """The contributors other than authors, by CSL's names, in the order of printing."""
    section: str
    submitted: str
    supplement: str
    version: str
    volume: str
    volumes: str


class Words(Struct, frozen=True, kw_only=True, rename="kebab"):
    """The site's own words in one language: `templates/words/<language>.yaml`.

    `{}` is replaced.
    """

    months: tuple[str, ...]
    """The twelve, for `date` and `month`."""
    date: str
    """A day, of `{day}`, `{month}` and `{year}`."""
    month: str
    """A month, of `{month}` and `{year}`."""
    seasons: tuple[str, ...]
    """The four from spring on, for `season`."""
    season: str
    """A season, of `{season}` and `{year}`."""
    before_christ: str
    between: str
    """A span, of its first and its last day."""
    since: str
    """A span without an end."""
    locators: dict[LocatorKind, Count]
    in_reference: ReferenceWords
    kinds: dict[FigureKind, str]
    standings: dict[GuidanceStatus, str]
    states: dict[State, str]
    """The word of each state of a figure; its symbol is the same in every language."""
    details: dict[Outcome, str]
    """The verification result, where the state alone does not imply it."""
    doubtful_inputs: dict[State, str]
    """What is said of a calculation from a figure that we read otherwise, or that was not checked."""
    grades: dict[Grade, str]

    accessed: str
    alert_caution: str
    alert_important: str
    alert_note: str
    alert_tip: str
    alert_warning: str
    all_guidance: str
    all_notes: Count
    also_cited: str
    and_: str = field(name="and")
    archive: str
    as_of: str
    back_to_text: str
    basis: str
    by: str
    caveat_at: str
    caveat_reading: str
    caveats: str
    caveats_of: Count
    chart_ahead: str
    chart_data: str
    chart_source: str
    changes: str
    changes_hint: str
    checks: str
    circa: str
    cite: str
    clear: str
    close: str
    colon: str
    comma: str
    contents: str
    copied: str
    copy: str
    copy_by_hand: str
    copy_figure: str
    copy_link: str
    copy_reference: str
    correction: str
    corrections: str
    count_figures: Count
    dark: str
    data_files: str
    doubts: str
    draft: str
    due: str
    et_al: str
    figure: str
    figure_of: str
    figures: str
    figures_exempt: Count
    figures_found: Count
    figures_hint: str
    figures_otherwise: Count
    figures_ours: Count
    figures_unchecked: Count
    filter: str
    filter_all: str
    footnote: str
    footnotes: str
    formula: str
    guidance: str
    guidance_hint: str
    headline: str
    history: str
    inputs: str
    kind: str
    latest_changes: str
    licence: str
    link: str
    markdown: str
    menu: str
    moved: str
    navigation: str
    newest: str
    next: str
    next_figure: str
    no_date: str
    not_found: str
    not_found_hint: str
    note: str
    notes: Count
    notes_found: str
    nothing_rests: str
    only_source: str
    open_source: str
    our_calculations: str
    outcome: str
    overdue: str
    overview: str
    page_of: str
    period: str
    place: str
    previous: str
    previous_figure: str
    reference: str
    references: str
    reliability: str
    rests_on_it: str
    rows_shown: str
    search: str
    search_all: str
    search_failed: str
    search_found: Count
    search_hint: str
    search_keys: str
    search_more: str
    search_needs_script: str
    search_none: str
    search_older: str
    search_since: str
    searching: str
    segment: str
    segments: str
    semicolon: str
    series: str
    skip: str
    source_prints: str
    sources: str
    sources_hint: str
    standing: str
    stop: str
    table: str
    tags: str
    trail: str
    update: str
    updated: str
    value: str
    via: str
    watch: str
    whole_source: str
    why: str
    year: str
    """A year, or years from one to another, as a period."""


_RIGHT_TO_LEFT: Final = frozenset(("ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"))
_SCRIPTS_RIGHT_TO_LEFT: Final = frozenset(("adlm", "arab", "hebr", "nkoo", "syrc", "thaa"))


def direction(language: str) -> str:
    """The direction of a language (BCP 47) for `dir`: `rtl` or `ltr`. A script in the tag decides: `ur-Latn`."""
    code, *subtags = language.casefold().split("-")
    script = next((tag for tag in subtags if len(tag) == 4 and tag.isalpha()), "")
    is_right_to_left = script in _SCRIPTS_RIGHT_TO_LEFT if script else code in _RIGHT_TO_LEFT
    return "rtl" if is_right_to_left else "ltr"


def letters(index: int) -> str:
    """a, b … z, aa: suffixes that distinguish things of one kind, counted from 0."""
    quotient, rest = divmod(index, 26)
    return (letters(quotient - 1) if quotient else "") + chr(ord("a") + rest)


def words_for(count: Count, number: int, *fills: int) -> str:
    """A phrase for one thing or for several, with its numbers filled in."""
    return (count.one if number == 1 else count.several).format(*fills)
