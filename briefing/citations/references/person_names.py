"""Names of persons in reading order, and lists of names, by the conventions of their script."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from briefing import lazy_re
from briefing.model import Name, Words

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA: Final = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HANGUL: Final = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_FORMS: Final = {
    "ja": lazy_re.compile(f"[{_KANA}]"),
    "ko": lazy_re.compile(f"[{_HANGUL}]"),
    "zh": lazy_re.compile(f"[{_HAN}]"),
}
_ONLY_KATAKANA: Final = lazy_re.compile("[\u30a0-\u30ff\uff66-\uff9f\\s]+")


class Script(StrEnum):
    """The script of a text, which determines its punctuation and the order of names."""

    CHINESE = "zh"
    JAPANESE = "ja"
    KOREAN = "ko"
    OTHER = ""


def script_of(text: str, language: str = "") -> Script:
    """The script of a text; Han characters alone are Chinese, unless `language` is Japanese or Korean."""
    if text.isascii():
        return Script.OTHER
    found = next((name for name, form in _FORMS.items() if form.search(text)), "")
    code = language.partition("-")[0].lower()
    return Script(code if found == "zh" and code in ("ja", "ko") else found)


def full_name(name: Name) -> str:
    """A name in reading order: `Simone de Beauvoir`, `王小明`, `김민수`."""
    if name.literal:
        return name.literal
    if _is_eastern(name):
        return _in_eastern_order(name)
    parts = (name.given, name.dropping_particle, name.non_dropping_particle, name.family)
    whole = " ".join(part for part in parts if part)
    return (f"{whole}, " if name.comma_suffix else f"{whole} ").lstrip(", ") + name.suffix if name.suffix else whole


def _is_eastern(name: Name) -> bool:
    """Whether all parts of a name are in an East Asian script, unlike `Kim, 철수`."""
    parts = [part for part in (name.family, name.given) if part]
    return bool(parts) and all(map(script_of, parts))


def _in_eastern_order(name: Name) -> str:
    """The family name first, without a space; a foreign name in katakana keeps its own order."""
    if name.given and _ONLY_KATAKANA.fullmatch(name.family + name.given):
        return f"{name.given}・{name.family}".strip("・")
    return name.family + name.given


def short_name(name: Name) -> str:
    """A name in a narrative citation: the family name, or the whole name if it has no parts or is East Asian."""
    if name.literal or not name.family or _is_eastern(name):
        return full_name(name)
    return " ".join(part for part in (name.non_dropping_particle, name.family) if part)


_OTHERS: Final = {Script.CHINESE: "等", Script.JAPANESE: "ほか", Script.KOREAN: " 외"}


def listed(names: Sequence[str], words: Words, maximum: int) -> str:
    """Names as a list; if there are more than `maximum`, only the first and “et al.”."""
    if names and names[-1] == "others":
        names, maximum = names[:-1], min(maximum, max(len(names) - 2, 0))
    if not names:
        return ""
    script = script_of(names[0])
    if len(names) > maximum:
        return names[0] + _OTHERS.get(script, f" {words.et_al}")
    if script and all(map(script_of, names)):
        return ("、" if script is not Script.KOREAN else ", ").join(names)
    if len(names) < 3:
        return f" {words.and_} ".join(names)
    return ", ".join(names[:-1]) + f" {words.and_} {names[-1]}"
