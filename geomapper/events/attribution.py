"""Who says so: the speakers whose words a sentence reports, and the side that each of them speaks for."""

from __future__ import annotations

from geomapper.events.document import Line
from geomapper.events.lexicon import lexicon
from geomapper.events.reader import Proposal
from geomapper.events.roles import Scene, resolve_side
from geomapper.events.sides import Cast
from geomapper.events import frames

_SAYS = frozenset(
    "said say says told reported report reports announced announce claimed claim claims confirmed confirm confirms declared stated states added quoted according tweeted noted saying adding announcing claiming".split()
)


def speakers(line: Line, p: Proposal, cast: Cast) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the speakers of a proposal's sentence and the side of each, "" for neutral; both may be empty."""
    names: dict[str, str] = {}
    toks = line.sentence.tokens
    says = [k for k, t in enumerate(toks) if t.lower in _SAYS]
    if not says:
        return (), ()
    for s in line.speakers:
        if any(-8 <= k - s.i <= 25 for k in says):
            names.setdefault(s.speaker.name, s.speaker.side)
    tree = p.candidate.reading.tree
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
    return tuple(names), tuple(names.values())
