"""Whom a place was taken from, where no argument of the trigger says so: weighed by what the story tells."""

from __future__ import annotations

from collections.abc import Mapping

from geomapper.events.candidates import Candidate
from geomapper.events.fallback import Options, in_sentence, in_story
from geomapper.events.lexicon import lexicon
from geomapper.events.phrases import Named
from geomapper.events.scene import Scene, place_key
from geomapper.events.weights import logistic, total

_PLAIN = 0.5  # from here on it is plain enough to be told


def loser_options(c: Candidate, scene: Scene, here: Named, gainers: tuple[str, ...]) -> Options:
    """Each side that could have lost the place to the first of `gainers`, with what speaks for it.

    `here` holds the sides of the sentence.
    """
    holder = scene.holders.get(place_key(c.mention.name), "")
    actor = gainers[0]
    others = [(side, n) for side, n in scene.story.present if side not in gainers]
    sides = dict.fromkeys(
        s
        for s in (*(side for _, side in here), *(side for side, _ in others), holder)
        if s and s not in gainers
    )
    foes = [side for side, _ in scene.story.foes.get(actor, ())]
    beaten = _beaten(c, here)
    kind = "narrative" if scene.narrative else "news"
    dated = "year" if _tells_year(c) else "no year"
    out = {}
    for side in sides:
        f = [f"pair {actor}<{side}", f"pair {actor}<{side}, {scene.cast.home}"]
        f += _standing(side, others)
        if side in foes:
            f += [f"foe {min(foes.index(side), 2)}", "foe of old"]
        elif foes:
            f.append("not the foe")
        f += [*in_story(c, scene, side), *in_sentence(c, here, side)]
        if side in beaten:
            f.append("beaten here")
        elif beaten:
            f.append("not the beaten")
        out[side] = (
            "from: bias",
            *(f"from: {x}" for x in f),
            *(f"from, {kind}: {x}" for x in (*f, dated)),
            f"from, {dated}: pair {actor}<{side}",
        )
    return out


def _standing(side: str, others: list[tuple[str, int]]) -> list[str]:
    """How much of a story's talk of sides other than those that gained is of this one."""
    talk = sum(n for _, n in others) or 1
    rank = next((k for k, (other, _) in enumerate(others) if other == side), -1)
    if rank < 0:
        return ["not in the story"]
    share = others[rank][1] / talk
    much = "all" if share == 1 else "most" if share > 0.6 else "some" if share > 0.3 else "little"
    return [f"other {min(rank, 2)}", f"talk {much}", f"other {min(rank, 2)}, talk {much}"]


def _beaten(c: Candidate, here: Named) -> set[str]:
    """The sides that the sentence shows as fought or fleeing: behind "against", before "fled"."""
    words = lexicon()
    toks = c.reading.sentence.tokens
    return {
        side
        for s, side in here
        if side
        and not s.person
        and (
            not words.against.isdisjoint(t.lower for t in toks[max(0, s.i - 3) : s.i])
            or not words.beaten.isdisjoint(t.lower for t in toks[s.j : s.j + 3])
        )
    }


def _tells_year(c: Candidate) -> bool:
    """Whether a date of the sentence has its year, as that of a change long past has in news."""
    toks = c.reading.sentence.tokens
    return any(
        len(toks[k].text) == 4 and toks[k].text.isdigit() for i, j in c.reading.dates for k in range(i, j)
    )


def likely_loser(options: Options, who: Mapping[str, float]) -> str:
    """The side that most likely lost the place; empty where it is not plain."""
    sums = {side: total(fs, who) for side, fs in options.items()}
    best = max(sums, key=lambda side: sums[side], default="")
    return best if best and logistic(sums[best]) > _PLAIN else ""


def is_left_in(c: Candidate) -> bool:
    """Whether a place is left in some state, and by nobody: "left P in rebel hands", "under siege"."""
    behind = [t.lower for t in c.reading.sentence.tokens[c.mention.j : c.mention.j + 7]]
    words = lexicon()
    state = words.held_in | words.siege_nouns | {"ruins", "rubble", "tatters"}
    return behind[:1] in (["in"], ["under"]) and not state.isdisjoint(behind)
