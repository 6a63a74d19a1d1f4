"""The actor where no argument of the trigger names one: whom a pronoun means, or the side that last acted."""

from __future__ import annotations

from geomapper.events import frames
from geomapper.events.candidates import Candidate
from geomapper.events.lexicon import lexicon
from geomapper.events.phrases import Named, sides_in, teller
from geomapper.events.scene import Scene, place_key

_PRONOUNS = frozenset("they them it he who which their its the".split())
_PERSONAL = frozenset("they their them it who which".split())
_JOINED = frozenset("advcl ccomp xcomp conj acl pcomp prep".split())
_OBLIQUE = frozenset("by from against targeting of between including attacking among".split())


def from_story(c: Candidate, scene: Scene, here: Named, loser: str, subject: int | None) -> tuple[str, str]:
    """The actor and how it was found; ("", "unknown") where the story tells nothing.

    `here` holds the sides of the sentence, `subject` the node of the trigger's subject.
    """
    found = _referred(c, scene, here, loser, subject) if subject is not None else ("", "")
    if found[1]:
        return found
    free = [(s, side) for s, side in here if side and side != loser and not s.suffix]
    holder = scene.holders.get(place_key(c.mention.name))
    if c.trigger.noun and holder is not None and holder != loser:
        return holder, "as before"
    before = [(s, side) for s, side in free if s.j <= c.trigger.i and not s.person]
    if before and not c.passive and not c.trigger.noun and c.trigger.cls != "fall":
        toks = c.reading.sentence.tokens
        clear = [
            side for s, side in before if _OBLIQUE.isdisjoint(t.lower for t in toks[max(0, s.i - 2) : s.i])
        ]
        return (clear[-1] if clear else before[-1][1]), "before"
    for side, ago in scene.actors:
        if side != loser and ago <= 3 and holder != side:
            return side, "last actor"
    for side, n in scene.gains:
        if side != loser and n >= 2 and holder != side:
            return side, "main actor"
    others = [side for s, side in free if not s.person]
    if others:
        return others[0], "in sentence"
    acted = [side for side, _ in scene.actors if side != loser]
    if acted:
        return acted[0], "old actor"
    named = next((side for side in scene.named if side != loser), "")
    return (named, "last named") if named else ("", "unknown")


def _matrix_side(c: Candidate, here: Named) -> str:
    """The side that is the subject of the clause above: "X has gained ground since it seized P"."""
    tree = c.reading.tree
    cur = tree.at[c.trigger.i]
    for _ in range(4):
        node = tree.nodes[cur]
        if node.head == cur or node.dep not in _JOINED:
            return ""
        cur = node.head
        if node.dep == "advcl" and tree.nodes[cur].tag.startswith("V"):
            subject, _ = frames.subject(tree, cur)
            found = sides_in(c.reading, subject, here) if subject is not None else []
            return found[0][1] if found else ""
    return ""


def _referred(c: Candidate, scene: Scene, here: Named, loser: str, subject: int) -> tuple[str, str]:
    """Whom a subject without a name means: "they", "its troops", "the attackers"; ("", "") for nobody."""
    words = lexicon()
    nodes = c.reading.tree.nodes
    node = nodes[subject]
    owner = next((nodes[k].lower for k in node.children if nodes[k].dep == "poss"), "")
    ahead = [(s, side) for s, side in here if s.i < node.i and side != loser]
    if owner == "his":
        people = [side for s, side in ahead if s.person]
        if people:
            return people[-1], "owner"
    if owner in {"his", "its", "their"} and node.lower in words.force_nouns:
        earlier = [side for _, side in ahead if side]
        if earlier or scene.lead:
            return (earlier[-1] if earlier else scene.lead), "owner"
    if node.lower not in _PRONOUNS and node.lower not in words.referring and node.lower not in words.actions:
        return "", ""
    told = teller(c.reading, c.reading.tree.at[c.trigger.i], here)
    if told and told != loser:
        return told, "teller"
    earlier = [side for s, side in ahead if side and not s.suffix]
    acted = [(side, ago) for side, ago in scene.actors if side != loser]
    matrix = _matrix_side(c, here)
    if node.lower in {"they", "it"} and matrix and matrix != loser:
        return matrix, "pronoun here"
    if node.lower in _PERSONAL and earlier:
        return earlier[-1], "pronoun here"
    if acted and acted[0] == scene.actors[0] and acted[0][1] == 1:
        return acted[0][0], "pronoun"
    if scene.lead and scene.lead != loser:
        return scene.lead, "lead"
    if acted:
        return acted[0][0], "pronoun"
    return (earlier[-1], "pronoun here") if earlier else ("", "")
