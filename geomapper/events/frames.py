"""Who did what to which place: the arguments of a trigger, read off the tree."""

from __future__ import annotations

from dataclasses import dataclass

from geomapper.events.copulas import DECLARED, TIMES, through_copula
from geomapper.events.lexicon import lexicon
from geomapper.events.syntax import Tree
from geomapper.events.triggers import Trigger

_UP = {
    "conj",
    "appos",
    "compound",
    "nmod",
    "poss",
    "amod",
    "dep",
    "npadvmod",
    "nummod",
    "advmod",
    "attr",
    "oprd",
}
_WH = {"which", "who", "that", "whom", "where", "whose"}
_NO_SUBJECT = {"xcomp", "ccomp", "conj", "advcl", "pcomp", "acl", "dep", "relcl", "parataxis"}


@dataclass(frozen=True, slots=True)
class Relation:
    """How a place hangs on a trigger: its role, and the words passed on the way."""

    role: str
    via: tuple[str, ...]  # lower-case nouns and prepositions passed
    conj: bool
    passed: tuple[int, ...] = ()  # nodes that the place only specifies ("area" of "the X area of P")


def is_passive(tree: Tree, t: int) -> bool:
    """Whether the verb at node `t` is in the passive, reduced relatives included."""
    node = tree.nodes[t]
    deps = {tree.nodes[c].dep for c in node.children}
    if "auxpass" in deps or "nsubjpass" in deps:
        return True
    if node.tag == "VBN" and node.dep == "acl":
        has = {tree.nodes[c].lower for c in node.children if tree.nodes[c].dep in {"aux", "nsubj"}}
        return not has
    if node.tag in {"VBN", "VBD"} and "agent" in deps and "dobj" not in deps:
        return True
    if node.tag == "VBN" and node.dep == "conj" and not deps & {"nsubj", "aux"}:
        return is_passive(tree, node.head)
    if node.dep in {"ccomp", "oprd", "xcomp", "acl"} and tree.nodes[node.head].lower in DECLARED:
        return node.tag in {"VBN", "VBD"} and not deps & {"dobj", "aux"}  # "declared P liberated"
    return False


def relation(tree: Tree, t: int, m: int) -> Relation:
    """The relation of the place at node `m` to the trigger at `t`; role "none" where the tree has none."""
    nodes = tree.nodes
    chain: list[int] = [m]
    via: list[str] = []
    passed: list[int] = []
    marks = [(0, 0)]  # how long `via` and `passed` were at each node of the chain
    conj = False
    cur = m
    role = "none"
    for _ in range(10):
        node = nodes[cur]
        if node.head == cur:
            break
        if node.head == t:
            role = node.dep
            break
        head = nodes[node.head]
        if node.dep == "pobj" or (head.dep in {"prep", "agent"} and node.dep in {"pcomp", "dep"}):
            if head.head == t:
                role = f"prep_{head.lower}"
                break
            up = nodes[head.head]
            if up.dep in {"prep", "agent"} or (head.dep == "prep" and up.tag in {"IN", "RB", "RP", "TO"}):
                if up.head == t:
                    role = f"prep_{up.lower}_{head.lower}"
                    break
                via.append(up.lower)
                cur = up.head
            elif up.tag.startswith(("N", "P", "J", "D", "C", "R")) or up.lower in {"control", "%"}:
                via += [head.lower, up.lower]
                cur = head.head
            else:
                break
            passed.append(cur)
        elif node.dep in _UP or (
            head.tag.startswith("N")
            and node.dep in {"nsubj", "dobj", "relcl"}
            and not node.tag.startswith("V")
        ):
            if node.dep in {"conj", "appos"}:
                conj = True
                if node.dep == "appos" and cur != m:  # "P, the home of Q": Q only says more of P
                    passed.append(node.head)
            else:
                via.append(head.lower)
            cur = node.head
        else:
            break
        chain.append(cur)
        marks.append((len(via), len(passed)))
    if role == "none":
        role = _raised(tree, t, cur) or through_copula(tree, t, cur)
    if role == "none":
        found, at = _relative(tree, t, chain)
        if found:
            n_via, n_passed = marks[at]
            return Relation(found, tuple(via[:n_via]), conj, tuple(passed[:n_passed]))
    return Relation(role, tuple(via), conj, tuple(passed))


def _raised(tree: Tree, t: int, n: int) -> str:
    """ "P was reported to have been taken": the subject of the verb above is that of the infinitive."""
    nodes = tree.nodes
    if nodes[n].dep in {"nsubj", "nsubjpass"} and nodes[t].dep == "xcomp" and nodes[t].head == nodes[n].head:
        return "nsubjpass" if is_passive(tree, t) else "nsubj"
    return ""


def _relative(tree: Tree, t: int, chain: list[int]) -> tuple[str, int]:
    """The role of an antecedent in the relative clause whose verb is, or is joined to, the trigger.

    Also says which node of the chain is the antecedent.
    """
    nodes = tree.nodes
    cur = t
    for _ in range(4):
        node = nodes[cur]
        if node.dep in {"relcl", "acl"}:
            if node.head not in chain:
                return "", 0
            at = chain.index(node.head)
            prep = next((p for p in ("from", "into", "in", "of") if _leads_to_wh(tree, t, p)), "")
            if prep:  # "P, from which Y was driven"
                return f"prep_{prep}", at
            kids = {nodes[c].dep: nodes[c] for c in nodes[t].children}
            if node.dep == "acl" and cur == t:
                return ("obj_rel" if nodes[t].tag == "VBN" else "subj_rel"), at
            if is_passive(tree, t):
                person = kids.get("nsubjpass")  # "people of P who were later freed"
                return ("" if person is not None and person.lower == "who" else "obj_rel"), at
            subject = kids.get("nsubj")
            if subject is not None and subject.lower not in _WH:
                if _has_object(tree, t):
                    return "", 0  # "P is in range and that X took tanks"
                where = any(nodes[c].lower == "where" for c in nodes[t].children)
                return ("where_rel" if where else "obj_rel"), at
            return "subj_rel", at
        if node.dep in {"conj", "xcomp", "ccomp", "advcl"}:
            cur = node.head
            continue
        return "", 0
    return "", 0


def _has_object(tree: Tree, t: int) -> bool:
    """Whether the verb at `t` has a thing behind it: what its clause belongs to is not its object then."""
    words = lexicon()
    return any(
        tree.nodes[c].dep == "dobj"
        and tree.nodes[c].i > tree.nodes[t].i
        and tree.nodes[c].tag in {"NN", "NNS"}
        and tree.nodes[c].lower not in words.light_nouns | words.part | TIMES
        for c in tree.nodes[t].children
    )


def _leads_to_wh(tree: Tree, t: int, preposition: str) -> bool:
    """Whether a preposition on the word at `t` has "which" or "where" behind it: "from which"."""
    return any(tree.nodes[n].lower in _WH for n in behind(tree, t, preposition))


def subject(tree: Tree, t: int, depth: int = 0) -> tuple[int | None, bool]:
    """The node of the logical subject of the verb at `t`, and whether that verb's own clause is passive."""
    nodes = tree.nodes
    node = nodes[t]
    for c in node.children:
        child = nodes[c]
        if child.dep in {"nsubj", "nsubjpass", "csubj"}:
            if child.lower in _WH and node.dep in {"relcl", "ccomp", "acl", "conj", "advcl"}:
                up = t
                while nodes[up].dep == "conj" and nodes[up].head != up:
                    up = nodes[up].head
                if nodes[up].dep == "relcl":
                    led = nodes[up].lower in lexicon().resulting
                    doer = _above(tree, nodes[up].head, depth) if led else None
                    return doer or nodes[up].head, child.dep == "nsubjpass"
            return c, child.dep == "nsubjpass"
    if depth > 6 or node.head == t:
        return None, False
    if node.dep == "pcomp" and nodes[node.head].lower == "from":  # "prevented Islamic State from taking P"
        stopper = nodes[nodes[node.head].head]
        if stopper.lower.startswith(("prevent", "stop", "keep", "kept", "block", "deter", "halt")):
            for c in stopper.children:
                if nodes[c].dep == "dobj":
                    return c, False
    if node.dep == "acl":
        having = any(nodes[c].lower == "having" for c in node.children)
        if node.tag in {"VBG", "VB"} or having:
            head = nodes[node.head]
            doer = by_agent(tree, node.head) if head.tag.startswith("N") else None
            if doer is not None and doer != t:  # "an attempt by rebels to seize P"
                return doer, False
            if head.dep in {"dobj", "pobj", "attr"} and head.head != node.head:
                up = head.head
                while nodes[up].dep == "prep" and nodes[up].head != up:
                    up = nodes[up].head
                if nodes[up].tag.startswith("V"):  # "scored a victory overrunning P": who scored it
                    found = subject(tree, up, depth + 1)
                    if found[0] is not None and head.lower in lexicon().deeds:
                        return found
            if head.tag.startswith("N"):
                return node.head, False
        return None, False
    if node.dep in _NO_SUBJECT:
        head = nodes[node.head]
        if head.dep in {"acomp", "oprd"} and head.head != node.head:  # "was able to take P"
            return subject(tree, head.head, depth + 1)
        if head.tag.startswith("V") or head.dep in {"ROOT", "conj", "ccomp", "relcl", "advcl"}:
            if node.dep == "xcomp":
                for c in head.children:  # "forced the army to withdraw": the object acts
                    if nodes[c].dep == "dobj" and nodes[c].i < node.i and node.tag == "VB":
                        return c, False
            found = subject(tree, node.head, depth + 1)
            told = node.dep == "xcomp" and head.lower in lexicon().says
            return (found[0], False) if told else found  # "is said to have taken P"
        if head.dep == "prep" or head.tag == "IN":
            return subject(tree, head.head, depth + 1) if head.head != node.head else (None, False)
        if head.tag.startswith("N"):
            return node.head, False
    if node.dep in {"prep", "pcomp"}:
        return subject(tree, node.head, depth + 1)
    return None, False


def _above(tree: Tree, n: int, depth: int) -> int | None:
    """The node of who did what the noun at `n` is only part of: "struck Y's posts, which led to …"."""
    nodes = tree.nodes
    cur = n
    for _ in range(6):
        up = nodes[cur].head
        if up == cur or nodes[cur].dep not in _PART_OF:
            return None
        if nodes[up].tag.startswith("V"):
            found, passive = subject(tree, up, depth + 1)
            return None if passive or found == n else found
        cur = up
    return None


_PART_OF = frozenset("dobj pobj prep conj appos acl pcomp attr compound".split())


def wh_subject(tree: Tree, t: int) -> int | None:
    """The token of the "which" or "who" that is the subject of the verb at `t`, or of one joined to it."""
    cur = t
    for _ in range(3):
        for c in tree.nodes[cur].children:
            if tree.nodes[c].dep in {"nsubj", "nsubjpass"}:
                return tree.nodes[c].i if tree.nodes[c].lower in _WH else None
        if tree.nodes[cur].dep != "conj":
            return None
        cur = tree.nodes[cur].head
    return None


def by_agent(tree: Tree, t: int) -> int | None:
    """The node behind "by" of the passive verb or noun at `t`."""
    nodes = tree.nodes
    for c in nodes[t].children:
        if nodes[c].lower == "by":
            for g in nodes[c].children:
                if nodes[g].dep in {"pobj", "pcomp"}:
                    return g
    return None


def child(tree: Tree, t: int, *deps: str) -> int | None:
    """The first child of `t` with one of these labels."""
    for c in tree.nodes[t].children:
        if tree.nodes[c].dep in deps:
            return c
    return None


def behind(tree: Tree, t: int, *prepositions: str) -> list[int]:
    """The objects of the prepositions on the word at `t`, chains such as "out of" included."""
    nodes = tree.nodes
    out: list[int] = []
    stack = [(c, 0) for c in nodes[t].children]
    while stack:
        c, depth = stack.pop()
        node = nodes[c]
        if node.dep in {"prep", "agent", "dative", "prt", "advmod"} and depth < 3:
            for g in node.children:
                if nodes[g].dep in {"pobj", "pcomp"} and node.lower in prepositions:
                    out.append(g)
                elif nodes[g].dep in {"prep"}:
                    stack.append((g, depth + 1))
    return out


def phrase(tree: Tree, n: int) -> list[int]:
    """The nodes of the noun phrase headed by `n`, coordinated nouns included, its clauses not."""
    nodes = tree.nodes
    out: list[int] = []
    stack = [n]
    while stack:
        cur = stack.pop()
        out.append(cur)
        for c in nodes[cur].children:
            dep = nodes[c].dep
            if dep in {"relcl", "acl", "advcl", "punct", "det"}:
                continue
            if dep == "prep" and nodes[c].lower not in {"of", "from", "including"}:
                continue
            stack.append(c)
    return sorted(out)


def trigger_node(tree: Tree, trigger: Trigger) -> int:
    """The tree's node of a trigger."""
    return tree.at[trigger.i]
