"""Who holds a place by the words beside its name: "rebel-held Daraya", "Raqqa, the de facto IS capital".

These phrases stand outside the verbs of a sentence: the order of the words tells them, no tree is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.line import Line
from geomapper.events.mentions import Mention
from geomapper.events.sides import SideMention
from geomapper.events.text import Tok, where_lower

_HELD = ("held", "controlled", "run", "occupied")
_INSIDE = frozenset({"in", "within", "inside"})
_AREAS = frozenset("area zone zones territory territories side sector".split())  # parts, where they are in P
_OUTSIDE = frozenset("suburbs outskirts countryside suburb".split())  # behind P: not P
_FORMER = frozenset({"former", "formerly", "once", "erstwhile"})
_LINKS = frozenset(
    ", the a an is was remains remained still one of which also believed to be de facto".split()
)
_ARTICLES = frozenset({"the", "a", "an", "one"})
_JOINS = frozenset({",", "and", "&"})
_ENDS = frozenset({".", ";", ":", "(", ")", "who", "that"})
_REACH = 9  # tokens from "rebel-held" to the name


@dataclass(frozen=True)
class Held:
    """A place that the words beside it give to a side; `part` where only a part of it is the side's."""

    mention: Mention
    side: SideMention
    word: str  # the one that says so
    part: bool


def held_places(line: Line) -> list[Held]:
    """The places that a sentence gives to a side by the words beside their names."""
    toks, words = line.sentence.tokens, lexicon()
    out: list[Held] = []
    for side in line.sides:
        end = _held_up_to(toks, side, words)
        bastion = 0 if end else _bastion(toks, side, words)
        owned = 0 if end or bastion else _owned_bastion(toks, side, words)
        if end:
            ahead = end < len(toks) and (toks[end].lower in {*words.kind_of, *words.bastions})
            out += _behind(line, side, end) or (_before(line, side, side.i, end - 1) if ahead else [])
        elif bastion:
            out += _of(line, side, bastion) or _before(line, side, side.i, bastion - 1)
        elif owned:
            out += _before(line, side, owned, owned)
    return out + list(_shared(line))


def _is_place(mention: Mention) -> bool:
    """Whether a mention has a name, its own or the one that it stands for."""
    return mention.form in {"named", "numbered", "reference"} and bool(mention.name) and not mention.abroad


def _held_up_to(toks: Sequence[Tok], side: SideMention, words: Lexicon) -> int:
    """Where "rebel-held" or "opposition held" ends that begins with this side; 0 where it is neither."""
    if side.suffix:
        return side.j if side.suffix.startswith(_HELD) else 0
    if side.j + 1 < len(toks) and toks[side.j].lower in {"held", "controlled"} and not side.person:
        noun = toks[side.j + 1].lower
        if noun in words.kind_of or noun in words.part or noun in words.directions:
            return side.j + 1  # a source without hyphens
    return 0


def _bastion(toks: Sequence[Tok], side: SideMention, words: Lexicon) -> int:
    """Where "the IS group's main stronghold" ends that begins with this side; 0 where it is none."""
    for k in range(side.j, min(side.j + 6, len(toks))):
        low = toks[k].lower
        if low in words.bastions:
            return k + 1
        if low not in words.before_bastions:
            break
    return 0


def _owned_bastion(toks: Sequence[Tok], side: SideMention, words: Lexicon) -> int:
    """The noun of "the last stronghold of Daesh" that this side ends; 0 where it is none."""
    k = side.i - 1
    while k > 1 and toks[k].lower in {"the", "so-called"}:
        k -= 1
    return k - 1 if k > 0 and toks[k].lower in {"of", "for"} and toks[k - 1].lower in words.bastions else 0


def _behind(line: Line, side: SideMention, k: int) -> list[Held]:
    """The places of "rebel-held Daraya", "rebel-held districts of Aleppo", "IS-held towns of P and Q".

    `k` is the token behind "held".
    """
    toks, words = line.sentence.tokens, lexicon()
    at = {m.i: m for m in line.mentions if _is_place(m)}
    noun = prep = ""  # the noun that is held, and what ties the place to it
    for i in range(k, min(k + _REACH, len(toks))):
        low = toks[i].lower
        if i in at:
            return _found(line, side, at[i], noun, prep)
        if low == "of" or low in _INSIDE:
            prep = prep or low
            noun = noun or toks[i - 1].lower  # "the rebel-held east of P"
        elif low in words.kind_of or low in words.part:
            noun = noun if prep else low
        elif low in words.directions:
            if noun and not prep:
                return []  # "the rebel-held town east of Damascus"
        elif low not in _ARTICLES and (
            noun or not low[0].isalpha() or low in words.verb_forms or low in words.nearness or low in _JOINS
        ):
            return []
    return []


def _found(line: Line, side: SideMention, place: Mention, noun: str, prep: str) -> list[Held]:
    """The place that follows "rebel-held", and those that are listed with it, as far as they are held."""
    toks, words = line.sentence.tokens, lexicon()
    wide = noun in words.part or noun in words.directions or noun in _AREAS or noun.endswith("s")
    follows = toks[place.j].lower if place.j < len(toks) else ""
    if prep in _INSIDE and (not wide or follows in _OUTSIDE or place.kind in _OUTSIDE):
        return []  # "a rebel-held town in Idlib": Idlib is where it lies
    if prep == "of" and noun.startswith("suburb"):
        return []
    listed = _listed(line, place)
    several = prep == "of" and len(listed) > 1 and words.kind_of.get(noun) in {"settlement", "quarter"}
    settled = words.kind_of.get(noun) == "settlement" or not prep
    part = wide and bool(prep) and not several and not settled
    return [Held(m, side, toks[side.j - 1].text, part or m.direction) for m in listed]


def _listed(line: Line, first: Mention) -> list[Mention]:
    """A place and those that are joined to it: "P", "P and Q", "P, Q and R"."""
    toks = line.sentence.tokens
    out = [first]
    for m in line.mentions:
        if m.i <= out[-1].i:
            continue
        gap = [t.lower for t in toks[out[-1].j : m.i]]
        sided = any(out[-1].j <= s.i < m.i for s in line.sides)
        if not _is_place(m) or sided or not _joins(gap):
            break
        out.append(m)
    joined = len(out) == 1 or toks[out[-1].i - 1].lower in {"and", "the"}
    return out if joined else out[:1]


def _joins(gap: Sequence[str]) -> bool:
    """Whether these words join two places of a list."""
    return any(w in _JOINS for w in gap) and all(w in _JOINS or w == "the" for w in gap)


def _of(line: Line, side: SideMention, k: int) -> list[Held]:
    """The place of "the IS stronghold of Raqqa", "IS-bastion city of Manbij"; `k` is behind the noun."""
    toks = line.sentence.tokens
    owner = False
    for i in range(k, min(k + 5, len(toks))):
        place = next((m for m in line.mentions if m.i <= i < m.j and m.form == "named"), None)
        if place is not None:
            tied = owner or i == k
            return [Held(place, side, toks[k - 1].text, place.direction)] if tied and _is_place(place) else []
        owner = owner or toks[i].lower == "of"
        if toks[i].lower not in {"of", "the", "city", "town", "village"}:
            break
    return []


def _before(line: Line, side: SideMention, first: int, noun: int) -> list[Held]:
    """The place of "Douma, a rebel-held town", "Raqqa is the group's de facto capital".

    `first` is the token with which the phrase of the holder begins, `noun` the one that says it.
    """
    toks, words = line.sentence.tokens, lexicon()
    k = first - 1
    while k >= 0 and (
        toks[k].lower in _LINKS or toks[k].lower in words.lead_in or toks[k].lower in words.before_bastions
    ):
        k -= 1
    between = {t.lower for t in toks[k + 1 : first]}
    place = next((m for m in line.mentions if m.j == k + 1 and m.form == "named"), None)
    if place is None or not _is_place(place) or between.isdisjoint(_ARTICLES) or between & _FORMER:
        return []
    return [Held(place, side, toks[noun].text, place.direction)]


def _shared(line: Line) -> Iterator[Held]:
    """The two holders of "Aleppo is divided between rebels and the government"."""
    toks = line.sentence.tokens
    for k in where_lower(lexicon().divided.__contains__, toks):
        until = next((n for n in range(k, len(toks)) if toks[n].text in _ENDS), len(toks))
        lead = {t.lower for t in toks[k + 1 : k + 6]}
        place = next((m for m in reversed(line.mentions) if m.j <= k and _is_place(m)), None)
        sides = [s for s in line.sides if k < s.i < until and not s.person]
        if place is None or len(sides) < 2 or lead.isdisjoint({"between", "into"}):
            continue
        if sides[0].sides != sides[1].sides:
            for side in sides[:2]:
                yield Held(place, side, toks[k].text, True)
