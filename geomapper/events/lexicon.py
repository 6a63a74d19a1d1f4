"""The reader's vocabulary, from lexicon.toml: which word fires, what it needs, what a common noun means."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Idiom:
    """A trigger of several words: one that begins it, and those that follow in order."""

    lemma: str
    cls: str
    then: tuple[frozenset[str], ...]
    reach: int  # how many words further on each of them may stand
    noun: bool
    hinged: bool  # the first of `then` is the noun that the place hangs on: "raised its flag over P"
    before: frozenset[str]  # of which one must stand before
    back: int  # how far
    last: bool  # whether its phrase must end with it


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word tables, all in lower case."""

    verb_forms: dict[str, tuple[str, tuple[str, ...]]]  # inflected form -> (base, classes)
    noun_forms: dict[str, str]  # noun -> class
    light: frozenset[str]  # bases that make a trigger with a noun of control
    light_nouns: frozenset[str]
    need_noun: frozenset[str]
    need: dict[str, frozenset[str]]
    enter_free: frozenset[str]
    free: frozenset[str]
    bare: frozenset[str]
    of_whom: frozenset[str]
    held_in: frozenset[str]
    ruled_by: frozenset[str]
    after_phrase: frozenset[str]
    idioms: dict[str, tuple[Idiom, ...]]  # by the form that begins them
    modality: dict[str, frozenset[str]]
    kind_of: dict[str, str]  # common noun -> feature
    titles: frozenset[str]
    demonyms: frozenset[str]
    organisations: frozenset[str]
    capitals: frozenset[str]
    elsewhere: frozenset[str]
    waters: frozenset[str]
    directions: frozenset[str]
    part: frozenset[str]
    force_nouns: frozenset[str]
    # [verb_words] and the like: lexicon.toml says what each is for
    modifiers: frozenset[str]
    institutional: frozenset[str]
    military_units: frozenset[str]
    provincial: frozenset[str]
    numbered: frozenset[str]
    parts_of_towns: frozenset[str]
    vague: frozenset[str]
    lead_in: frozenset[str]
    same_in_plural: frozenset[str]
    common_things: frozenset[str]
    given: frozenset[str]  # names of persons
    landmark: frozenset[str]
    name_heads: frozenset[str]
    name_tails: frozenset[str]
    nearness: frozenset[str]
    list_fillers: frozenset[str]
    movables: frozenset[str]
    visitors: frozenset[str]
    regions: frozenset[str]
    actions: frozenset[str]
    referring: frozenset[str]
    against: frozenset[str]
    beaten: frozenset[str]
    no_adjectives: frozenset[str]
    unnamed_allies: frozenset[str]
    backdrop: frozenset[str]
    resulting: frozenset[str]
    irregulars: frozenset[str]
    attacking: frozenset[str]
    bastions: frozenset[str]
    before_bastions: frozenset[str]
    divided: frozenset[str]
    plural_forces: frozenset[str]
    says: frozenset[str]
    denying: frozenset[str]
    averting: frozenset[str]
    thoughts: frozenset[str]
    commoner: dict[str, str]  # a verb that the parser seldom met -> one of the same form
    driving: frozenset[str]
    seeing: frozenset[str]
    prizes: frozenset[str]
    announcing: frozenset[str]
    performing: frozenset[str]
    leading_to: frozenset[str]
    factual: frozenset[str]
    deeds: frozenset[str]
    coming: frozenset[str]
    staying: frozenset[str]
    adverbs: frozenset[str]
    siege_nouns: frozenset[str]
    letters: dict[str, str]  # word -> what the shorthand writes for it
    letters_of_phrases: dict[str, str]
    small: frozenset[str]
    past: dict[str, str]  # a verb's form in the present -> its past


def _inflect(base: str) -> list[str]:
    """Regular forms of an English verb."""
    stem, dash, last = base.rpartition("-")
    stem += dash
    if last.endswith("e"):
        forms = [last + "s", last + "d", last[:-1] + "ing"]
    elif last.endswith("y") and last[-2] not in "aeiou":
        forms = [last[:-1] + "ies", last[:-1] + "ied", last + "ing"]
    elif last.endswith(("s", "sh", "ch", "x", "z")):
        forms = [last + "es", last + "ed", last + "ing"]
    else:
        forms = [last + "s", last + "ed", last + "ing"]
    return [base, *(stem + form for form in forms)]


def _idioms(rows: list[dict[str, Any]], irregular: dict[str, list[str]]) -> dict[str, tuple[Idiom, ...]]:
    """The idioms by each form of the words that begin them."""
    out: dict[str, tuple[Idiom, ...]] = {}
    for row in rows:
        idiom = Idiom(
            row["lemma"],
            row["class"],
            tuple(frozenset(group) for group in row.get("then", [])),
            row.get("reach", 4),
            row.get("noun", False),
            row.get("hinged", False),
            frozenset(row.get("before", [])),
            row.get("back", 1),
            row.get("last", False),
        )
        forms = [
            *row.get("words", []),
            *(f for base in row.get("verbs", []) for f in _forms(base, irregular)),
        ]
        for form in forms:
            out[form] = (*out.get(form, ()), idiom)
    return out


def _forms(base: str, irregular: dict[str, list[str]]) -> list[str]:
    """All forms of a verb."""
    return [base, *irregular[base]] if base in irregular else _inflect(base)


@cache
def lexicon() -> Lexicon:
    """The reader's vocabulary; read once."""
    raw = tomllib.loads((resources.files("geomapper.events") / "lexicon.toml").read_text(encoding="utf-8"))
    irregular = raw["irregular"]
    verbs: dict[str, tuple[str, tuple[str, ...]]] = {}
    bases: dict[str, list[str]] = {}
    for cls, words in raw["verbs"].items():
        for base in words:
            bases.setdefault(base, []).append(cls)
    for base in raw["light"]["verbs"]:
        bases.setdefault(base, [])
    for base, classes in bases.items():
        for form in _forms(base, irregular):
            verbs.setdefault(form, (base, tuple(classes)))
    past: dict[str, str] = {}
    for base in bases:
        third, before = irregular[base][:2] if base in irregular else _inflect(base)[1:3]
        past |= {base: before, third: before}
    sets = {k: frozenset(v) for k, v in raw["roles"].items()}
    kinds = {w: feature for feature, words in reversed(raw["kinds"].items()) for w in words}
    sections = ("persons", "verb_words", "control_words", "place_words", "side_words", "clause_words")
    around = {k: frozenset(v) for section in sections for k, v in raw[section].items()}
    return Lexicon(
        verb_forms=verbs,
        noun_forms={w: cls for cls, words in raw["nouns"].items() for w in words},
        light=frozenset(raw["light"]["verbs"]),
        light_nouns=frozenset(raw["light"]["nouns"]),
        need_noun=frozenset(raw["light"]["need_noun"]),
        need={k: frozenset(v) for k, v in raw["need"].items()},
        enter_free=frozenset(raw["enter_free"]["verbs"]),
        idioms=_idioms(raw["idioms"], irregular),
        modality={k: frozenset(v) for k, v in raw["modality"].items()},
        kind_of=kinds,
        titles=sets["titles"],
        demonyms=sets["demonyms"],
        organisations=sets["organisations"],
        capitals=sets["common_capitals"] | (verbs.keys() - kinds.keys()),
        elsewhere=sets["elsewhere"],
        waters=sets["waters"],
        directions=frozenset(raw["directions"]["words"]),
        part=frozenset(raw["part"]["words"]),
        force_nouns=frozenset(raw["forces"]["nouns"]),
        commoner=raw["commoner"],
        letters={w: letter for letter, words in raw["letters"].items() for w in words},
        letters_of_phrases=raw["letters_of_phrases"],
        past=past,
        **around,
    )
