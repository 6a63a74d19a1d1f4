"""The places that a sentence names: by name, by number, by what they are, or by "the town"."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from geomapper.events.descriptions import begins_description, described
from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.mentions import WIDE, Mention, singular
from geomapper.events.name_runs import parted
from geomapper.events.place_names import begins_name, begins_number, named, numbered
from geomapper.events.text import Tok, where

_NAMES = frozenset({"called", "named", "known as", "dubbed", "nicknamed"})
_CLAUSES = frozenset("which that where whose it they he".split())
_AT = frozenset(
    {"crossing", "border-crossing", "prison", "port", "junction"}
)  # with bases, what has the name of its town
_OPENING = frozenset("in near at around outside from across inside".split())
_ONLY = frozenset("last largest biggest main only first second third provincial regional capital".split())
_JOINS = frozenset({",", "and", "as", "well", "&", "both", "/"})


def find_mentions(
    toks: Sequence[Tok],
    blocked: Sequence[bool],
    known: Callable[[str], bool],
    lower: Set[str],
    bare: bool = False,
) -> list[Mention]:
    """The places of one sentence in order, none overlapping.

    `blocked` marks tokens that name sides, speakers or dates; `known` says whether the gazetteer has a name;
    `lower` holds the words that the story writes small, and those that it writes inside its sentences; `bare`
    says that it has lost its commas.
    """
    words = lexicon()
    out: list[Mention] = []
    end = 0
    for i in where(_can_begin, toks):
        if i < end or blocked[i]:
            continue
        by_name, by_number, by_description = _ways_to_begin(toks[i].text)
        found = (
            (by_name and named(toks, i, blocked, words, known, lower))
            or (by_number and numbered(toks, i, blocked, words))
            or (by_description and described(toks, i, blocked, words))
        )
        if found:
            if found.form == "person":
                listed = out and {t.lower for t in toks[out[-1].j : i]} <= _JOINS and i > out[-1].j
                if listed and out[-1].kind:  # "the villages of P, Q and Khaled Hilal"
                    out.append(replace(found, form="named"))
            else:
                found = _of_province(toks, found, words)
                out += parted(toks, found, known, bare)
            end = found.j
    if len(out) > 1 and out[0].i == 0 and toks[out[0].j].text == ":":
        out = out[1:]  # "Aleppo: rebels took …" only says where the report is from
    return _named_by_town(toks, _kinds_of_lists(toks, _without_apposed(toks, out), words))


def _of_province(toks: Sequence[Tok], m: Mention, words: Lexicon) -> Mention:
    """A place as it is, but "the Homs province town" is a town named before, "a Homs province town" any."""
    noun = toks[m.j].lower if m.j < len(toks) and m.kind in words.regions else ""
    kind = words.kind_of.get(noun, "")
    if m.form != "named" or toks[m.head].lower != m.kind or kind not in {"settlement", "base", "airfield"}:
        return m
    follows = toks[m.j + 1] if m.j + 1 < len(toks) else None
    if follows is None or follows.lower == "of" or follows.text[0].isupper():
        return m
    the = m.i > 0 and toks[m.i - 1].lower == "the"
    if the:
        return replace(m, i=m.i - 1, j=m.j + 1, name="", form="reference", kind=noun, feature=kind)
    return replace(
        m,
        j=m.j + 1,
        name="",
        form="unnamed",
        kind=singular(noun),
        feature=kind,
        near=m.name,
        n_places=1 if singular(noun) == noun else None,
    )


@lru_cache(maxsize=50_000)
def _ways_to_begin(word: str) -> tuple[bool, bool, bool]:
    """Whether a place can begin with a word: by its name, by its number, by a description."""
    return begins_name(word), begins_number(word), begins_description(word)


@lru_cache(maxsize=50_000)
def _can_begin(word: str) -> bool:
    """Whether any place can begin with a word; most words are settled by this quick look."""
    return any(_ways_to_begin(word))


def _without_apposed(toks: Sequence[Tok], mentions: list[Mention]) -> list[Mention]:
    """ "Morek, a town in Hama province", "a strategic town, Mahin," "a hill called Tal X" are one place.

    The named one stays, and learns what it is. Where a clause hangs on the phrase ("Mahin, a town which the
    army took"), that stands for it too.
    """
    out: list[Mention] = []
    for n, m in enumerate(mentions):
        if out and _is_apposed(toks, out[-1], m):
            out[-1] = _of_kind(out[-1], m)
            if _has_clause(toks, m.j):
                out.append(replace(m, form="reference", name=out[-1].name, n_places=None))
            continue
        if m.form in {"unnamed", "definite", "reference"} and m.kind and m.n_places in {1, None}:
            then = mentions[n + 1] if n + 1 < len(mentions) else None
            gap = [t.lower for t in toks[m.j : then.i]] if then and then.form == "named" else ["-"]
            called = " ".join(w for w in gap if w not in {",", "locally"})
            closed = then is not None and then.j < len(toks) and toks[then.j].text == ","
            apposed = gap == [","] and (toks[m.i].lower in {"a", "an"} or (closed and m.kind == "capital"))
            if then and (called in _NAMES or apposed):
                # The phrase has the place's role in the clause, the name only stands beside it.
                mentions[n + 1] = replace(_of_kind(then, m), i=m.i, j=m.j)
                continue
        out.append(m)
    return out


def _has_clause(toks: Sequence[Tok], k: int) -> bool:
    """Whether a relative clause begins at `k`: "which", "from which", "it"."""
    return any(t.lower in _CLAUSES for t in toks[k : k + 1]) or any(
        t.lower == "which" for t in toks[k + 1 : k + 2]
    )


def _is_apposed(toks: Sequence[Tok], last: Mention, m: Mention) -> bool:
    """Whether a phrase says what the place right before it is: "P, a town", "P the last base there"."""
    if (
        last.form != "named"
        or m.form not in {"unnamed", "reference", "definite"}
        or not m.kind
        or m.name == "it"
    ):
        return False
    gap = [t.text for t in toks[last.j : m.i]]
    comma = gap == [","]
    if (gap and not comma) or (toks[0].lower in _OPENING and last.i <= 3):  # "In P, a town was hit"
        return False
    start = toks[m.i].lower
    if start in {"a", "an"}:
        return m.form == "unnamed" and (m.feature in WIDE or comma)
    inside = {t.lower for t in toks[m.i + 1 : m.j]}
    return start == "the" and (not inside.isdisjoint(_ONLY) or (comma and m.feature == "settlement"))


def _named_by_town(toks: Sequence[Tok], mentions: list[Mention]) -> list[Mention]:
    """In "the academy at P" the base has the name of P, which says no more than where it is."""
    out = list(mentions)
    for n, (m, then) in enumerate(pairwise(mentions)):
        gap = [t.lower for t in toks[m.j : then.i]]
        sort = m.kind in _AT or m.feature in {"base", "airfield"}
        lone = m.form in {"definite", "titled", "reference"} or (m.form == "unnamed" and m.n_places == 1)
        if (
            sort
            and lone
            and not m.kind.endswith("s")
            and then.form == "named"
            and gap in (["at"], ["at", "the"])
        ):
            out[n] = replace(m, form="reference", name=then.name, n_places=None)
    return out


def _of_kind(named: Mention, m: Mention) -> Mention:
    """A named place with the common noun of the phrase beside it, where it has none of its own."""
    return named if named.kind else replace(named, kind=m.kind, feature=m.feature)


def _kinds_of_lists(toks: Sequence[Tok], mentions: list[Mention], words: Lexicon) -> list[Mention]:
    """In "the villages of A, B and C" each is a village."""
    out: list[Mention] = []
    for m in mentions:
        if out and m.form == "named" and not m.kind and out[-1].kind:
            last = out[-1]
            between = [t.lower for t in toks[last.j : m.i]]
            noun = toks[last.i - 2].lower if last.i >= 2 else ""
            plural = noun in words.kind_of and noun.endswith("s")
            listed = len(out) > 1 and out[-2].kind == last.kind
            if between and all(b in _JOINS for b in between) and (plural or listed):
                m = replace(m, kind=last.kind, feature=last.feature)
        out.append(m)
    return out
