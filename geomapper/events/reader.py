"""One story, read from its first sentence to its last: every candidate with its roles in the story so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geomapper.events.actors import leads_clause
from geomapper.events.candidates import Candidate
from geomapper.events.document import Document
from geomapper.events.line import Line
from geomapper.events.offensives import assailed, attacks
from geomapper.events.roles import Roles, roles
from geomapper.events.scene import Often, Scene, Story, opening_scene, place_key, side_meant
from geomapper.events.sides import SideMention
from geomapper.events.triggers import STATES

# Where an actor can come from: an argument of the trigger; or a subject that refers back to it.
EXPLICIT = frozenset({"subject", "by", "agent", "to", "possessor"})
RESOLVED = EXPLICIT | {"teller", "governing", "owner", "pronoun here", "lead", "pronoun"}
SURE = frozenset({"core", "core part"})  # fits in which a place is what its trigger is about


@dataclass(frozen=True)
class Proposal:
    """A candidate and the change that it would report."""

    line: int
    candidate: Candidate
    roles: Roles


def proposals(doc: Document, who: Mapping[str, float]) -> list[Proposal]:
    """Every proposal of a story in the order of its sentences.

    The story is read twice: first for who gains by the plain grammar of its sentences, then with that known.
    `who` are weights of what speaks for a side where only the story tells who gained.
    """
    told, scenes = _scenes(doc, who)
    first = _read(doc, replace(told, whole=False), scenes)
    pairs = Counter(
        (p.roles.actor, p.roles.told_from)
        for p in first
        if p.roles.actor and p.roles.told_from and p.candidate.fit in SURE
    )
    foes: dict[str, Often] = {}
    for (actor, loser), n in pairs.most_common():
        foes[actor] = (*foes.get(actor, ()), (loser, n))
    gains = Counter(
        p.roles.actor
        for p in first
        if p.roles.how in EXPLICIT and p.roles.change == "gain" and p.candidate.fit in SURE
    )
    return _read(doc, replace(told, gains=tuple(gains.most_common()), foes=foes), scenes)


def _scenes(doc: Document, who: Mapping[str, float]) -> tuple[Story, dict[int, Scene]]:
    """How often a story names each side, and how often each attacks, most often first.

    With that, for each sentence that may hold a change, what is named and attacks before it.
    """
    opening = replace(opening_scene(doc.cast, doc.article.published is None), who=who)
    counts: Counter[str] = Counter()
    attackers: Counter[str] = Counter()
    attacking: Often = ()
    attacked: Often = ()
    assailants: dict[str, str] = {}
    named: tuple[str, ...] = ()
    lead = ""
    scenes: dict[int, Scene] = {}
    for n, line in enumerate(doc.lines):
        if line.sides:
            meant = {s: side_meant(s, doc.cast, named) for s in line.sides}
            for_, against = attacks(line)
            counts.update(meant.values())
            attackers.update(meant[s] for s in for_)
            attacking = _later(attacking, n, [meant[s] for s in for_])
            attacked = _later(attacked, n, [meant[s] for s in against])
            assailants |= {place_key(name): meant[s] for name, s in assailed(line, for_) if meant[s]}
        if doc.candidates.get(n):
            scenes[n] = replace(
                opening,
                attackers=tuple((side, n - at) for side, at in attacking),
                attacked=tuple((side, n - at) for side, at in attacked),
                assailants=dict(assailants),
                named=named,
                lead=lead,
            )
        if line.sides:
            lead = _lead(line, meant) or lead
            named = _newest(line, meant, named)
    del counts[""], attackers[""]
    return Story(tuple(counts.most_common()), tuple(attackers.most_common())), scenes


def _newest(line: Line, meant: Mapping[SideMention, str], named: tuple[str, ...]) -> tuple[str, ...]:
    """The sides named so far, newest first, those of a sentence included."""
    for mention in reversed(line.sides):
        side = "" if mention.person else meant[mention]
        if side:
            named = (side, *(x for x in named if x != side))
    return named


def _read(doc: Document, told: Story, scenes: Mapping[int, Scene]) -> list[Proposal]:
    """The proposals of a story of which so much is known."""
    actors: Often = ()
    holders: dict[str, str] = {}
    former: dict[str, str] = {}
    out: list[Proposal] = []
    for n, before_it in scenes.items():
        scene = replace(
            before_it,
            actors=tuple((side, n - at) for side, at in actors),
            holders=dict(holders),
            former=dict(former),
            story=told,
        )
        acted: list[str] = []
        for c in doc.candidates[n]:
            if c.trigger.cls in STATES:
                continue  # who holds or besieges is no change of hands: `statements` reads that
            r = roles(c, scene)
            out.append(Proposal(n, c, r))
            if r.actor and r.how in EXPLICIT and r.change == "gain" and c.fit in SURE:
                acted.append(r.actor)
                scene = replace(scene, now=(*scene.now, (r.actor, r.told_from)))
                key = place_key(c.mention.name)
                before = r.told_from or holders.get(key, "")
                if before and before != r.actor:
                    former[key] = before
                holders[key] = r.actor
        actors = _later(actors, n, acted)
    return out


def _later(so_far: Often, n: int, sides: Sequence[str]) -> Often:
    """Sides with the sentence of their last deed, newest first, those of sentence `n` added."""
    for side in reversed(list(dict.fromkeys(s for s in sides if s))):
        so_far = ((side, n), *(x for x in so_far if x[0] != side))
    return so_far


def _lead(line: Line, meant: Mapping[SideMention, str]) -> str:
    """The side that a sentence is about: the first that is named as one that acts."""
    toks = line.sentence.tokens
    for s in line.sides:
        if not s.suffix and not s.person and leads_clause(toks, s):
            return meant[s]
    return ""
