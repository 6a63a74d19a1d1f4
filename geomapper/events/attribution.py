"""Who says so: the speakers whose words a sentence reports, and the side that each of them speaks for."""

from __future__ import annotations

from geomapper.events import frames
from geomapper.events.document import Line
from geomapper.events.lexicon import lexicon
from geomapper.events.reader import Proposal
from geomapper.events.roles import Scene, resolve_side
from geomapper.events.sides import Cast
from geomapper.events.syntax import Tree

_SAYS = frozenset(
    "said say says told reported report reports announced announce claimed claim claims confirmed confirm confirms declared stated states added quoted according tweeted noted saying adding announcing claiming".split()
)


def speakers(line: Line, p: Proposal, cast: Cast) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the speakers of a proposal's sentence and the side of each, "" for neutral; both may be empty."""
    names: dict[str, str] = {}
    toks = line.sentence.tokens
    tree = p.candidate.reading.tree
    for s in line.speakers:
        if _speaks(tree, line, s.i, s.j):
            names.setdefault(s.speaker.name, s.speaker.side)
    cur = frames.trigger_node(tree, p.candidate.trigger)
    scene = Scene(cast, (), (), "", (), {}, {}, False)
    for _ in range(6):  # "the SDF said it captured P": a side speaks for itself
        node = tree.nodes[cur]
        if node.head == cur:
            break
        head = tree.nodes[node.head]
        if node.dep == "ccomp" and head.lower in _SAYS | lexicon().modality["claim"]:
            subject, _ = frames.subject(tree, node.head)
            if subject is not None:
                at = tree.nodes[subject]
                for side in line.sides:
                    if side.i < at.j and at.i < side.j:
                        text = line.sentence.text[
                            toks[side.i].start - line.sentence.start : toks[side.j - 1].end
                            - line.sentence.start
                        ]
                        names.setdefault(text, resolve_side(side, scene))
            break
        cur = node.head
    for side in line.sides:  # "according to a statement by the Southern Front"
        before = [t.lower for t in toks[max(0, side.i - 7) : side.i]]
        if "according" in before and not any(w in _SAYS for w in before[before.index("according") + 1 :]):
            text = line.sentence.text[
                toks[side.i].start - line.sentence.start : toks[side.j - 1].end - line.sentence.start
            ]
            names.setdefault(text, resolve_side(side, scene))
    return tuple(names), tuple(names.values())


def _speaks(tree: Tree, line: Line, i: int, j: int) -> bool:
    """Whether tokens `i` to `j` are who says it: the subject of a verb of saying, or behind "according to"."""
    toks = line.sentence.tokens
    before = [t.lower for t in toks[max(0, i - 8) : i]]
    if "according" in before or "citing" in before or "quoted" in before:
        return True
    cur = tree.at[j - 1]
    for _ in range(4):
        node = tree.nodes[cur]
        if node.head == cur:
            return False
        head = tree.nodes[node.head]
        if node.dep in {"nsubj", "nsubjpass"}:
            return head.lower in _SAYS
        if node.dep == "pobj" and head.lower == "by" and tree.nodes[head.head].lower in _SAYS:
            return True
        if node.dep not in {"conj", "appos", "compound", "poss", "nmod"}:
            return False
        cur = node.head
    return False
