"""One story, read from its first sentence to its last: every candidate with its roles in the story so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from geomapper.events.candidates import Candidate, candidates
from geomapper.events.document import Document, Line
from geomapper.events.roles import Roles, Scene, place_key, resolve_side, roles

EXPLICIT = frozenset({"subject", "by", "agent", "to", "possessor"})
RESOLVED = EXPLICIT | {"teller", "owner", "pronoun here", "lead", "pronoun"}
_SURE = frozenset({"core", "core part"})


@dataclass(frozen=True)
class Proposal:
    """A candidate and the change that it would report."""

    line: int
    candidate: Candidate
    roles: Roles


def proposals(doc: Document) -> list[Proposal]:
    """Every proposal of a story in the order of its sentences.

    The story is read twice: first for who gains by the plain grammar of its sentences, then with that known.
    """
    first = _read(doc, (), {})
    pairs = Counter(
        (p.roles.actor, p.roles.from_actor)
        for p in first
        if p.roles.actor and p.roles.from_actor and p.candidate.fit in _SURE
    )
    foes: dict[str, str] = {}
    for (actor, loser), n in pairs.most_common():
        if n > sum(k for (a, other), k in pairs.items() if a == actor and other != loser):
            foes.setdefault(actor, loser)
    gains = Counter(
        p.roles.actor
        for p in first
        if p.roles.how in EXPLICIT and p.roles.change == "gain" and p.candidate.fit in _SURE
    )
    return _read(doc, tuple(gains.most_common()), foes)


def _read(doc: Document, gains: tuple[tuple[str, int], ...], foes: dict[str, str]) -> list[Proposal]:
    actors: list[tuple[str, int]] = []  # side, line
    named: list[str] = []
    holders: dict[str, str] = {}
    lead = ""
    out: list[Proposal] = []
    for n, line in enumerate(doc.lines):
        recent = tuple((side, n - at) for side, at in actors)
        scene = Scene(
            doc.cast, recent, tuple(named), lead, gains, dict(holders), foes, doc.article.published is None
        )
        reading = doc.readings.get(n)
        if reading is not None:
            acted: list[str] = []
            for c in candidates(reading):
                r = roles(c, scene)
                out.append(Proposal(n, c, r))
                if r.actor and r.how in EXPLICIT and r.change == "gain" and c.fit in _SURE:
                    acted.append(r.actor)
                    holders[place_key(c.mention.name)] = r.actor
            for side in reversed(list(dict.fromkeys(acted))):
                actors = [(side, n), *(x for x in actors if x[0] != side)]
        lead = _lead(line, scene) or lead
        for mention in reversed(line.sides):
            if not mention.person:
                side = resolve_side(mention, scene)
                if side:
                    _front(named, side)
    return out


def _lead(line: Line, scene: Scene) -> str:
    """The side that a sentence is about: the first that is named outside a by-phrase or the like."""
    toks = line.sentence.tokens
    for s in line.sides:
        before = {t.lower for t in toks[max(0, s.i - 2) : s.i]}
        if not s.suffix and not s.person and not before & {"by", "from", "against", "of", "with", "on", "to"}:
            return resolve_side(s, scene)
    return ""


def _front(items: list[str], item: str) -> None:
    if item in items:
        items.remove(item)
    items.insert(0, item)
