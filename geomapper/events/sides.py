"""Who is meant: names, common nouns and pronouns of a story resolved to the sides of a theatre."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.mentions import THINGS
from geomapper.events.names import NameTrie, beginner, trie
from geomapper.events.text import Tok, where
from geomapper.theatre import Speaker, Theatre

_THINGS = THINGS | {"route"}


@dataclass(frozen=True, slots=True)
class SideMention:
    """Tokens `i` to `j` of a sentence name one of `sides`; `strong` where it is a name of its own."""

    i: int
    j: int
    sides: tuple[str, ...]
    strong: bool
    suffix: str = ""  # "held" of "IS-held"
    person: bool = False


@dataclass(frozen=True, slots=True)
class SpeakerMention:
    """Tokens `i` to `j` of a sentence name a speaker."""

    i: int
    j: int
    speaker: Speaker


@dataclass(frozen=True)
class Tries:
    """The names of one theatre."""

    sides: NameTrie
    adjectives: NameTrie
    speakers: NameTrie
    begins_side: Callable[[str], bool]  # whether a word can begin any side's name or adjective
    begins_adjective: Callable[[str], bool]
    begins_speaker: Callable[[str], bool]
    land: Callable[[str], str]  # whose land a word speaks of: a side, or nothing


@cache
def tries(theatre: Theatre) -> Tries:
    """The names of a theatre, made ready once."""
    names: list[tuple[str, object, bool]] = []
    adjectives: list[tuple[str, object, bool]] = []
    for side in theatre.sides:
        names += [(n, (side.id, "name"), not n.islower()) for n in side.names]
        names += [(n, (side.id, "generic"), False) for n in side.generics]
        names += [(n, (side.id, "person"), True) for n in side.people]
        adjectives += [(n, side.id, n[0].isupper()) for n in side.adjectives]
    speakers: list[tuple[str, object, bool]] = []
    for speaker in theatre.speakers:
        speakers += [(n, speaker, n[0].isupper()) for n in (speaker.name, *speaker.aliases)]
    sides_, adjectives_ = trie(names), trie(adjectives)
    said = trie(speakers)
    return Tries(
        sides=sides_,
        adjectives=adjectives_,
        speakers=said,
        begins_side=beginner(sides_, adjectives_),
        begins_adjective=beginner(adjectives_),
        begins_speaker=beginner(said),
        land=_lands(theatre),
    )


def _lands(theatre: Theatre) -> Callable[[str], str]:
    """A function that tells whose land a word speaks of; its answers are kept."""
    starts = tuple((side.id, side.land) for side in theatre.sides if side.land)

    @lru_cache(maxsize=50_000)
    def land(word: str) -> str:
        return next((side for side, begins in starts if word.startswith(begins)), "")

    return land


_STATES = frozenset({"sdf", "opposition", "turkey_sna"})  # sides with others behind them


def find_sides(toks: Sequence[Tok], theatre: Theatre) -> list[SideMention]:
    """The sides named in a sentence, in order, none overlapping."""
    words, t = lexicon(), tries(theatre)
    out: list[SideMention] = []
    end = 0
    for i in where(t.begins_side, toks):
        if i < end:
            continue
        name = t.sides.find(toks, i)
        adjective = t.adjectives.find(toks, i) if t.begins_adjective(toks[i].text) else None
        by_adjective = None
        inner = None
        if adjective is not None and not adjective.suffix:
            j = adjective.j
            if j < len(toks) and toks[j].lower in {"'s", "’s"}:
                j += 1
            for k in range(j, min(j + 3, len(toks))):
                inner = t.sides.find(toks, k)
                if inner is not None and any(v[1] == "name" for v in inner.values):  # type: ignore[index]
                    break  # "US-backed Syrian Democratic Forces": the name inside says who
                inner = None
                word = toks[k].lower
                if word in words.force_nouns or (word in words.held_in and k == j):
                    named = k if word in words.held_in else k + 1  # "in Kurdish hands"
                    by_adjective = (named, tuple(dict.fromkeys(str(v) for v in adjective.values)))
                    break
                if not _may_be_adjective(toks[k], words):
                    break
        if inner is not None and (name is None or name.j <= inner.i):
            who = tuple(dict.fromkeys(str(v[0]) for v in inner.values))  # type: ignore[index]
            j = inner.j
            while j < len(toks) and j < inner.j + 2 and toks[j].lower in words.force_nouns:
                j += 1
            backed = tuple(dict.fromkeys(str(v) for v in adjective.values)) if adjective is not None else ()
            if who == ("opposition",) and "turkey_sna" in backed:
                who = ("turkey_sna",)
            elif who == ("government",) and not _STATES.isdisjoint(backed):
                who = backed  # "US-backed Syrian forces"
            out.append(SideMention(i, j, who, True, inner.suffix))
            end = j
            continue
        if name is not None and (
            by_adjective is None
            or name.j >= by_adjective[0]
            or (adjective is not None and name.j > adjective.j)
        ):
            kinds = {str(v[1]) for v in name.values}  # type: ignore[index]
            sides = tuple(dict.fromkeys(str(v[0]) for v in name.values))  # type: ignore[index]
            j = name.j
            noun = toks[j].lower if j < len(toks) and not name.suffix else ""
            if kinds == {"generic"} and words.kind_of.get(noun) in _THINGS and noun not in words.bastions:
                continue  # "military airport", "police station"
            owned = _owned_force(toks, j, words) if "person" in kinds else 0
            if owned:  # "Baghdad's troops"
                out.append(SideMention(i, owned, sides, True))
                end = owned
                continue
            if not name.suffix and "person" not in kinds:
                while j < len(toks) and j < name.j + 2 and toks[j].lower in words.force_nouns:
                    j += 1  # "ISIS fighters"
                j = _with_allies(toks, j, words)
            out.append(
                SideMention(
                    i,
                    j,
                    sides,
                    "name" in kinds or _abbreviated(toks[i].text),
                    name.suffix,
                    "person" in kinds and "name" not in kinds,
                )
            )
            end = j
        elif by_adjective is not None:
            j, sides = by_adjective
            strong = name is not None and any(v[1] == "name" for v in name.values)  # type: ignore[index]
            out.append(SideMention(i, j, sides, strong or "turkey_sna" in sides))
            end = j
        elif adjective is not None and (shared := _shared_forces(toks, adjective.j, t, words)):
            force = next(x for x in toks[adjective.j :] if x.lower in words.force_nouns)
            whole = t.sides.find((*toks[i : adjective.j], force))  # "Kurdish forces" may be two sides
            values = whole.values if whole else tuple((v, "") for v in adjective.values)
            who = tuple(dict.fromkeys(str(v[0]) for v in values))  # type: ignore[index]
            out.append(SideMention(i, shared, who, False))
            end = shared
        elif adjective is not None and _stands_alone(toks, i, adjective.j, words):
            out.append(SideMention(i, adjective.j, tuple(str(v) for v in adjective.values), False))
            end = adjective.j
    return _explained(toks, _with_forces(toks, out, words))


_TIES = {  # what ties a force to the one whom it follows: "loyal to", "led by"
    "to": frozenset({"loyal", "allied", "aligned", "linked", "belonging", "answering", "affiliated"}),
    "with": frozenset({"allied", "aligned", "affiliated"}),
    "by": frozenset({"led", "commanded", "headed"}),
}


def _with_forces(toks: Sequence[Tok], found: Sequence[SideMention], words: Lexicon) -> list[SideMention]:
    """ "Forces loyal to President X", "fighters led by General Y" act for X and Y: they are one mention."""
    out: list[SideMention] = []
    for side in found:
        noun = -1 if side.suffix else _force_tied(toks, side.i, words)
        loyal = noun >= 0 and toks[noun + 2].lower != "by"
        while loyal and out and out[-1].i >= noun and not out[-1].strong:
            out.pop()  # "militants loyal to X"; "rebels led by X" are more than X
        if noun < 0 or (out and out[-1].j > noun):
            out.append(side)
        else:
            out.append(SideMention(noun, side.j, side.sides, True))
    return out


def _force_tied(toks: Sequence[Tok], i: int, words: Lexicon) -> int:
    """The noun of a force that follows whom is named at `i`; -1 for none."""
    for k in range(i - 1, max(1, i - 6), -1):
        tie = _TIES.get(toks[k].lower)
        if tie is not None:
            tied = toks[k - 1].lower in tie and toks[k - 2].lower in words.force_nouns
            return k - 2 if tied else -1
        word = toks[k].lower
        if word in words.verb_forms or (not word[0].isalpha() and word not in {".", "-", "'s", "’s"}):
            return -1
    return -1


def _with_allies(toks: Sequence[Tok], j: int, words: Lexicon) -> int:
    """Where a name that ends at `j` ends with those beside it: "the SDF and allied forces"."""
    low = [t.lower for t in toks[j : j + 4]]
    if low[:1] == ["and"] and low[1:2] in (["allied"], ["affiliated"]) and low[2:3]:
        return j + 3 if low[2] in words.force_nouns else j
    return j


def _shared_forces(toks: Sequence[Tok], j: int, t: Tries, words: Lexicon) -> int:
    """Where an adjective that ends at `j` ends if it shares its noun: "Kurdish and Arab forces"; else 0.

    Of "Kurdish and rebel forces" it is the adjective alone: the rebels are a side of their own.
    """
    if j + 2 >= len(toks) or toks[j].lower != "and":
        return 0
    other = t.adjectives.find(toks, j + 1) if t.begins_adjective(toks[j + 1].text) else None
    if other is not None and not other.suffix:
        return j if any(x.lower in words.force_nouns for x in toks[other.j : other.j + 2]) else 0
    demonym = toks[j + 1].lower in words.demonyms and toks[j + 2].lower in words.force_nouns
    return j + 3 if demonym else 0


def _stands_alone(toks: Sequence[Tok], i: int, j: int, words: Lexicon) -> bool:
    """Whether an adjective is a noun here: "went over to the state", "was taken by the state"."""
    ahead = [t.lower for t in toks[max(0, i - 2) : i]]
    ends = j >= len(toks) or toks[j].lower in words.after_phrase
    return ends and ahead[1:] == ["the"] and ahead[0] in {"to", "by"}


def _may_be_adjective(tok: Tok, words: Lexicon) -> bool:
    """Whether a word can stand between an adjective of a side and the noun of its forces."""
    word = tok.lower
    if not word[0].isalpha() or word in words.no_adjectives or word in words.verb_forms:
        return False
    return (
        not word.endswith("ed")
        or "-" in word
        or word in {"allied", "armed", "united", "combined", "armoured", "armored"}
    )


def _abbreviated(word: str) -> bool:
    """Whether a word is an abbreviation by its spelling."""
    return word.isupper() and 2 <= len(word) <= 5


def _owned_force(toks: Sequence[Tok], j: int, words: Lexicon) -> int:
    """Where "'s troops" ends that begins at `j`; 0 where nothing of the kind stands there."""
    if j + 1 < len(toks) and toks[j].lower in {"'s", "’s"}:
        for k in range(j + 1, min(j + 3, len(toks))):
            if toks[k].lower in words.force_nouns:
                return k + 1
    return 0


_OWNED = (
    ("loyal", "to"),
    ("belonging", "to"),
    ("linked", "to"),
    ("affiliated", "with"),
    ("allied", "with"),
    ("from",),
    ("of",),
)


def _explained(toks: Sequence[Tok], found: list[SideMention]) -> list[SideMention]:
    """ "Jihadists from the Islamic State group", "militants loyal to X": the name takes the noun over."""
    out: list[SideMention] = []
    for side in found:
        if (
            out
            and (side.strong or side.person)
            and not side.suffix
            and not out[-1].strong
            and not out[-1].suffix
            and not out[-1].person
        ):
            gap = tuple(t.lower for t in toks[out[-1].j : side.i] if t.lower not in {"the", "a"})
            if gap in _OWNED:
                out[-1] = SideMention(out[-1].i, side.j, side.sides, True)
                continue
        out.append(side)
    return out


_OUTLETS = frozenset(
    "tv television channel network correspondent reporter news agency website outlet".split()
)


def find_speakers(
    toks: Sequence[Tok], theatre: Theatre, known: Callable[[str], bool]
) -> list[SpeakerMention]:
    """The speakers named in a sentence, in order; one that is called like a place only where it speaks."""
    t = tries(theatre)
    out: list[SpeakerMention] = []
    end = 0
    for i in where(t.begins_speaker, toks):
        match = t.speakers.find(toks, i) if i >= end else None
        if match is not None and not match.suffix:
            end = match.j
            name = " ".join(t.text for t in toks[i:end])
            if name.isupper() or _speaks(toks, i, end) or not known(name):
                out.append(SpeakerMention(i, end, match.values[0]))  # type: ignore[arg-type]
    return out


def _speaks(toks: Sequence[Tok], i: int, j: int) -> bool:
    """Whether the words beside a name tell of an outlet: "Al-Mayadeen TV reported", "told Al-Mayadeen"."""
    behind = {t.lower for t in toks[j : j + 3]}
    before = {t.lower for t in toks[max(0, i - 2) : i]}
    said = lexicon().says
    return not behind.isdisjoint(_OUTLETS | said) or not before.isdisjoint({"told", "according", "quoted"})
