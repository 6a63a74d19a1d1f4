"""The sides that a noun phrase of a sentence names, or acts for."""

from __future__ import annotations

from geomapper.events import frames
from geomapper.events.lexicon import lexicon
from geomapper.events.reading import Reading
from geomapper.events.sides import SideMention

Named = list[tuple[SideMention, str]]  # mentions of sides in a sentence, each with the side that it means


def sides_in(r: Reading, n: int, here: Named) -> Named:
    """The sides of the noun phrase at node `n`, its head's first: X's of "an offensive by X", "forces of X".

    `here` holds all the sides of the sentence.
    """
    if not here:
        return []
    nodes = r.tree.nodes
    inside: set[int] = set()
    for k in frames.phrase(r.tree, n):
        inside.update(range(nodes[k].i, nodes[k].j))
    head = nodes[n]
    found: Named = []
    lead: Named = []
    for x in here:
        s = x[0]
        if s.suffix.startswith(("held", "controlled", "backed")) or inside.isdisjoint(range(s.i, s.j)):
            continue
        found.append(x)
        if s.i <= head.i < s.j:
            lead.append(x)
    if found:
        return lead + [x for x in found if x not in lead] if lead else found[:1]
    words = lexicon()
    if head.lower in words.actions:
        by = frames.by_agent(r.tree, n)
        if by is not None:
            return sides_in(r, by, here)
    if head.lower in words.force_nouns:
        for k in frames.behind(r.tree, n, "of", "from", "to"):
            found = sides_in(r, k, here)
            if found:
                return found
    return []


_WITH = frozenset({"with", "by", "through"})


def governing_subject(
    r: Reading, t: int, here: Named, verbs: frozenset[str] | None = None
) -> tuple[Named, str]:
    """The sides of the subject whose verb a noun is an object of ("the army announced the capture of P").

    `verbs` are those that can govern it; None: verbs that announce or complete it.
    """
    nodes = r.tree.nodes
    cur = t
    for _ in range(4):
        node = nodes[cur]
        if node.head == cur:
            break
        if nodes[node.head].tag.startswith("V"):
            subject, passive = frames.subject(r.tree, node.head)
            tells = nodes[node.head].lower in (lexicon().announcing if verbs is None else verbs)
            led_by = node.dep == "prep" and node.lower in _WITH and cur != t
            if led_by and verbs is None and nodes[node.head].lower not in lexicon().beaten:
                tells = not passive  # "with the capture of P the army has cut the road"
            if tells and passive:  # "the liberation of P was completed by X"
                subject = frames.by_agent(r.tree, node.head)
            if subject is None and nodes[node.head].dep == "acl":  # no "offensive that was led"
                subject = nodes[node.head].head
            ends = verbs is None and nodes[node.head].lower in lexicon().resulting
            if ends and subject is not None and nodes[subject].lower in lexicon().actions:
                tells = True  # "a rebel offensive led to the capture of P"
            if tells and subject is not None and subject != cur:
                return sides_in(r, subject, here), "governing"
            break
        cur = node.head
    return [], ""


def teller(r: Reading, t: int, here: Named) -> str:
    """The side that tells of itself what the verb at `t` says: "the army said it captured P"; "" for none."""
    nodes = r.tree.nodes
    cur = t
    for _ in range(5):
        node = nodes[cur]
        if node.head == cur:
            return ""
        if node.dep == "ccomp":
            subject, _ = frames.subject(r.tree, node.head)
            found = sides_in(r, subject, here) if subject is not None else []
            return found[0][1] if found else ""
        if node.dep not in {"xcomp", "conj", "advcl"}:
            return ""
        cur = node.head
    return ""
