"""What verbs of being and becoming lead to: "P came under X's control", "P was among the towns taken"."""

from __future__ import annotations

from geomapper.events.lexicon import lexicon
from geomapper.events.masks import DAY
from geomapper.events.syntax import Tree

_WH = frozenset({"which", "who", "that", "whom", "where", "whose"})
_HAD = frozenset({"had", "have", "has"})
DECLARED = frozenset({"declare", "declares", "declared", "declaring"})
_AMONG = frozenset(
    {"became", "becomes", "is", "are", "was", "were", "include", "includes", "included", "including"}
)


def through_copula(tree: Tree, t: int, n: int) -> str:
    """The role of a subject at node `n` whose verb only leads to the trigger.

    "P and Q were among the villages captured by X" (the trigger stands behind the verb), and "P came under
    X's control", "P fell into X's hands" (the trigger is a noun behind the verb).
    """
    nodes = tree.nodes
    if nodes[n].dep not in {"nsubj", "nsubjpass", "dobj"}:
        return "none"
    words = lexicon()
    verb = nodes[n].head
    cur = t
    for _ in range(6):
        node = nodes[cur]
        if node.head == cur:
            return "none"
        if node.head == verb:
            had = nodes[verb].lower in _HAD and nodes[n].dep == "dobj"
            if had and _anew(tree, verb):
                return "brought under"  # "by noon the army had P in its hands"
            if nodes[verb].lower in words.coming and not nodes[t].tag.startswith("V"):
                return "brought under"
            if nodes[verb].lower in words.staying and not nodes[t].tag.startswith("V"):
                anew = not nodes[t].tag.startswith("N") or _anew(tree, verb)
                return "brought under" if anew else "kept under"
            if nodes[verb].lower in DECLARED and node.dep in {"oprd", "xcomp", "ccomp", "acl"}:
                return "brought under"  # "P was declared free of X"
            if nodes[verb].lower in _AMONG and nodes[t].tag == "VBN" and nodes[n].dep == "nsubj":
                kids = tree.nodes[t].children
                # "P became X's, and Q was taken"
                own = next((c for c in kids if nodes[c].dep in {"nsubjpass", "nsubj"}), None)
                return "obj_rel" if own is None or nodes[own].lower in _WH else "none"
            if nodes[verb].lower in _AMONG and node.dep == "attr":
                if _is_told_by(tree, t):
                    return "obj_rel"  # "P became the first town that X took"
                return _first_to(tree, cur, t)
            return "none"
        if node.dep not in _DOWN and node.lower not in _AGAIN:
            return "none"
        cur = node.head
    return "none"


_ORDINALS = frozenset("first second third last latest only next".split())


def _first_to(tree: Tree, n: int, t: int) -> str:
    """The role of what is called "the first town to fall", "the last one to be taken", at node `n`."""
    nodes = tree.nodes
    verb = nodes[t]
    kids = [nodes[c].lower for c in verb.children if nodes[c].dep in {"aux", "auxpass"}]
    counted = any(nodes[c].lower in _ORDINALS for c in nodes[n].children)
    if not counted or "to" not in kids or verb.dep not in {"relcl", "acl"}:
        return "none"
    return "obj_rel" if verb.tag == "VBN" else "subj_rel"


def is_kept(tree: Tree, t: int) -> bool:
    """Whether a noun of control stands behind a verb of being: "X is in control of P"."""
    nodes, cur = tree.nodes, t
    for _ in range(4):
        if nodes[cur].lower in lexicon().staying:
            return not _anew(tree, cur)
        if nodes[cur].head == cur or nodes[cur].dep not in _DOWN:
            return False
        cur = nodes[cur].head
    return False


_DOWN = frozenset("pobj prep attr acl relcl compound conj dobj acomp".split())
_AGAIN = frozenset({"back", "again", "more", "now"})  # "once more"
TIMES = frozenset(
    {
        DAY.lower(),
        *"noon midday midnight dawn dusk sunset sunrise nightfall evening morning days hours".split(),
    }
)


def _is_told_by(tree: Tree, t: int) -> bool:
    """Whether the verb at `t` tells in a relative clause what somebody did with what it belongs to."""
    deps = {tree.nodes[c].dep: tree.nodes[c].lower for c in tree.nodes[t].children}
    return tree.nodes[t].dep == "relcl" and deps.get("nsubj", "which") not in _WH


def _anew(tree: Tree, verb: int) -> bool:
    """Whether what a verb of being tells is new: "was back in X's hands", "by Monday was in X's hands"."""
    nodes = tree.nodes
    for c in nodes[verb].children:
        timed = nodes[c].lower in {"by", "before", "after", "within"}
        if nodes[c].lower in _AGAIN or (timed and any(nodes[g].lower in TIMES for g in nodes[c].children)):
            return True
    return False
