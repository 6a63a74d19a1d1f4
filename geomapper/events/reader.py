"""One story, read from its first sentence to its last: every candidate with its roles in the story so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from geomapper.events.candidates import Candidate
from geomapper.events.document import Document
from geomapper.events.line import Line
from geomapper.events.roles import Roles, roles
from geomapper.events.scene import Often, Scene, opening_scene, place_key, resolve_side

# Where an actor can come from: an argument of the trigger; or a subject that refers back to it.
EXPLICIT = frozenset({"subject", "by", "agent", "to", "possessor"})
RESOLVED = EXPLICIT | {"teller", "governing", "owner", "pronoun here", "lead", "pronoun"}
SURE = frozenset({"core", "core part"})  # fits in which a place is what its trigger is about
_STATES = frozenset({"hold", "siege", "unsiege"})
_OBLIQUE = frozenset("by from against of with on to".split())


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
    present = _present(doc, who)
    first = _read(doc, (), {}, present, who)
    pairs = Counter(
        (p.roles.actor, p.roles.told_from)
        for p in first
        if p.roles.actor and p.roles.told_from and p.candidate.fit in SURE
    )
    foes: dict[str, tuple[tuple[str, int], ...]] = {}
    for (actor, loser), n in pairs.most_common():
        foes[actor] = (*foes.get(actor, ()), (loser, n))
    gains = Counter(
        p.roles.actor
        for p in first
        if p.roles.how in EXPLICIT and p.roles.change == "gain" and p.candidate.fit in SURE
    )
    return _read(doc, tuple(gains.most_common()), foes, present, who)


def _present(doc: Document, who: Mapping[str, float]) -> Often:
    """How often a story names each side, those named most first."""
    counts: Counter[str] = Counter()
    named: tuple[str, ...] = ()
    for line in doc.lines:
        scene = replace(opening_scene(doc.cast), named=named)
        for mention in line.sides:
            side = resolve_side(mention, scene)
            counts[side] += 1
            if not mention.person:
                named = (side, *(x for x in named if x != side))
    return tuple((side, n) for side, n in counts.most_common() if side)


def _read(
    doc: Document, gains: Often, foes: Mapping[str, Often], present: Often, who: Mapping[str, float]
) -> list[Proposal]:
    """The proposals of a story whose sides gain so often, are named so often, and fight these foes."""
    actors: list[tuple[str, int]] = []  # side, line
    named: tuple[str, ...] = ()
    holders: dict[str, str] = {}
    former: dict[str, str] = {}
    lead = ""
    narrative = doc.article.published is None
    out: list[Proposal] = []
    for n, line in enumerate(doc.lines):
        recent = tuple((side, n - at) for side, at in actors)
        scene = Scene(
            doc.cast, recent, named, lead, gains, dict(holders), dict(former), foes, present, narrative, who
        )
        acted: list[str] = []
        for c in doc.candidates.get(n, ()):
            if c.trigger.cls in _STATES:
                continue  # who holds or besieges is no change of hands: `statements` reads that
            r = roles(c, scene)
            out.append(Proposal(n, c, r))
            if r.actor and r.how in EXPLICIT and r.change == "gain" and c.fit in SURE:
                acted.append(r.actor)
                key = place_key(c.mention.name)
                before = r.told_from or holders.get(key, "")
                if before and before != r.actor:
                    former[key] = before
                holders[key] = r.actor
        for side in reversed(list(dict.fromkeys(acted))):
            actors = [(side, n), *(x for x in actors if x[0] != side)]
        lead = _lead(line, scene) or lead
        for mention in reversed(line.sides):
            side = "" if mention.person else resolve_side(mention, scene)
            if side:
                named = (side, *(x for x in named if x != side))
    return out


def _lead(line: Line, scene: Scene) -> str:
    """The side that a sentence is about: the first that is named outside a by-phrase or the like."""
    toks = line.sentence.tokens
    for s in line.sides:
        before = (t.lower for t in toks[max(0, s.i - 2) : s.i])
        if not s.suffix and not s.person and _OBLIQUE.isdisjoint(before):
            return resolve_side(s, scene)
    return ""
