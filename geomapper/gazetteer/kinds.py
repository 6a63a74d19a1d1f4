"""The common nouns beside names, and the features of the table that they may mean (`data/kinds.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib import resources

from geomapper.gazetteer.fold import words

# Words that stand between a name and its noun and say nothing of where it is: "Tabqa *military* airport".
_FILLERS = frozenset(
    "the of main strategic key old new military nearby former abandoned so called local whole entire "
    "al el city town in at on near".split()
)
_SETTLED = frozenset(
    {"settlement", "quarter", "admin1", "country", "region", "admin2", "admin3", "water", "route"}
)


@cache
def _tables() -> tuple[dict[tuple[str, ...], str], dict[str, tuple[str, ...]], int]:
    raw = tomllib.loads((resources.files("geomapper") / "data" / "kinds.toml").read_text(encoding="utf-8"))
    groups: dict[tuple[str, ...], str] = {}
    for group, nouns in raw["words"].items():
        for noun in nouns:
            for form in {noun, noun + "s"}:
                groups.setdefault(tuple(words(form)), group)
    features = {group: tuple(names) for group, names in raw["features"].items()}
    return groups, features, max(map(len, groups))


@lru_cache(maxsize=10_000)
def group_of(noun: str) -> str:
    """The kind that a common noun means ("air base" → airfield); empty if it means none."""
    groups, _, longest = _tables()
    parts = list(words(noun))
    for start in range(len(parts)):
        for end in range(min(len(parts), start + longest), start, -1):
            if group := groups.get(tuple(parts[start:end])):
                return group
    return ""


def noun_group(noun: str) -> str:
    """The kind that a whole phrase names ("air base" → airfield); empty if it is no noun."""
    return _tables()[0].get(tuple(words(noun)), "")


def features_of(group: str) -> tuple[str, ...]:
    """The features that a kind may mean, best first; empty for no kind."""
    return _tables()[1].get(group, ())


def features_fit(group: str, feature: str) -> float:
    """How well a feature of the table fits a kind: 1 for the best down to 0.3, 0 for not at all."""
    fitting = features_of(group)
    if feature not in fitting:
        return 0.0
    return max(0.3, 1.0 - 0.15 * fitting.index(feature))


def is_area(feature: str) -> bool:
    """Whether a feature is a land or a line rather than a spot."""
    return feature in {"admin1", "admin2", "admin3", "country", "region", "route", "road", "water"}


@lru_cache(maxsize=50_000)
def split_kind(name: str) -> tuple[str, str]:
    """A name without the nouns that open or close it, and the kind that they mean.

    "Tabqa military airport" → ("tabqa", "airfield"); "Khanaser" → ("khanaser", ""); the name stays whole
    where nothing would be left of it ("Military Academy") or the noun is the name's own ("Tell Abyad").
    """
    groups, _, longest = _tables()
    parts = list(words(name))
    whole = " ".join(parts)
    for size in range(min(longest, len(parts) - 1), 0, -1):
        if group := groups.get(tuple(parts[-size:])):
            left = parts[:-size]
            while len(left) > 1 and left[-1] in _FILLERS:
                left.pop()
            return (" ".join(left), group) if left[-1] not in _FILLERS else (whole, "")
    for size in range(min(longest, len(parts) - 1), 0, -1):
        if group := groups.get(tuple(parts[:size])):
            left = parts[size:]
            while len(left) > 1 and left[0] in _FILLERS and left[0] not in {"al", "el"}:
                left.pop(0)
            return (" ".join(left), group) if left[-1] not in _FILLERS else (whole, "")
    return whole, ""


def kind_key(key: str, feature: str) -> str:
    """The key under which a place that is no town is found by its bare name and its kind."""
    return f"{key}#{feature}"


def takes_kind(feature: str) -> bool:
    """Whether places of a feature are also found by their bare name with the feature."""
    return feature not in _SETTLED
