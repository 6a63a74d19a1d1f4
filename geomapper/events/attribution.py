"""Who says so: the speakers whose words a sentence reports, and the side that each of them speaks for."""

from __future__ import annotations

from geomapper.events import frames
from geomapper.events.cast import Cast
from geomapper.events.lexicon import lexicon
from geomapper.events.line import Line
from geomapper.events.reader import Proposal
from geomapper.events.scene import opening_scene, resolve_side
from geomapper.events.syntax import Tree


def speakers(line: Line, p: Proposal, cast: Cast) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the speakers of a proposal's sentence, and the side of each, "" for neutral."""
    names: dict[str, str] = {}
    words = lexicon()
    toks = line.sentence.tokens
    tree = p.candidate.reading.tree
    for s in line.speakers:
        if _speaks(tree, line, s.i, s.j):
            names.setdefault(s.speaker.name, s.speaker.side)
    cur = frames.trigger_node(tree, p.candidate.trigger)
    scene = opening_scene(cast)
    for _ in range(6):  # "the SDF said it captured P": a side speaks for itself
        node = tree.nodes[cur]
        if node.head == cur:
            break
        word = tree.nodes[node.head].lower
        if node.dep == "ccomp" and (word in words.says or word in words.modality["claim"]):
            subject, _ = frames.subject(tree, node.head)
            if subject is not None:
                at = tree.nodes[subject]
                for side in line.sides:
                    if side.i < at.j and at.i < side.j:
                        names.setdefault(line.sentence.words(side.i, side.j), resolve_side(side, scene))
            break
        cur = node.head
    for side in line.sides:  # "according to a statement by the Southern Front"
        before = [t.lower for t in toks[max(0, side.i - 7) : side.i]]
        if "according" in before and words.says.isdisjoint(before[before.index("according") + 1 :]):
            names.setdefault(line.sentence.words(side.i, side.j), resolve_side(side, scene))
    return tuple(names), tuple(names.values())


def _speaks(tree: Tree, line: Line, i: int, j: int) -> bool:
    """Whether tokens `i` to `j` say it: the subject of a verb of saying, or behind "according to"."""
    says = lexicon().says
    before = {t.lower for t in line.sentence.tokens[max(0, i - 8) : i]}
    if before & {"according", "citing", "quoted"} or _says_next(line, j):
        return True
    cur = tree.at[j - 1]
    for _ in range(4):
        node = tree.nodes[cur]
        if node.head == cur:
            return False
        head = tree.nodes[node.head]
        if node.dep in {"nsubj", "nsubjpass"}:
            return head.lower in says
        if node.dep == "pobj" and head.lower == "by" and tree.nodes[head.head].lower in says:
            return True
        if node.dep not in {"conj", "appos", "compound", "poss", "nmod"}:
            return False
        cur = node.head
    return False


def _says_next(line: Line, j: int) -> bool:
    """Whether a verb of saying follows a speaker, or two of them: "state TV and residents said"."""
    behind = [t.lower for t in line.sentence.tokens[j : j + 6]]
    said = next((n for n, word in enumerate(behind) if word in lexicon().says), -1)
    return said == 0 or (said > 1 and behind[0] == "and" and all(word.isalpha() for word in behind[:said]))
