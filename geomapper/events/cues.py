"""What is true of a trigger whichever place it is paired with: its form, its subject, the cues above it."""

from __future__ import annotations

from dataclasses import replace

from geomapper.events import frames
from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.reading import Reading
from geomapper.events.syntax import Node
from geomapper.events.triggers import Trigger, was_managed

_PRONOUNS = frozenset({"it", "they", "he", "who", "which", "we"})
_MODIFIERS = frozenset("neg aux auxpass advmod mark det prep amod".split())
_GOVERNED = frozenset(
    "xcomp ccomp acl advcl pcomp pobj dobj relcl nmod compound prep amod nsubj nsubjpass".split()
)
_UP = frozenset("conj xcomp ccomp pcomp prep acl advcl pobj dobj dep relcl parataxis csubj".split())


def clause_features(reading: Reading, trigger: Trigger, t: int, passive: bool) -> list[str]:
    """The features of a trigger, whose node is `t`, that hold for every place it is paired with."""
    words = lexicon()
    tree = reading.tree
    node = tree.nodes[t]
    f = [
        "bias",
        f"cls:{trigger.cls}",
        f"lemma:{trigger.lemma}",
        f"tag:{node.tag}",
        f"{trigger.cls}|tag:{node.tag}",
        f"dep:{node.dep}",
        "passive" if passive else "active",
    ]
    if trigger.noun:
        f.append("noun")
        if frames.by_agent(tree, t) is not None:
            f.append("noun by")
    f += [f"cue:{c}" for c in cues(reading, trigger)]
    if reading.sentence.heading:
        f.append("heading")
    if "?" in reading.sentence.text[-3:]:
        f.append("question")
    if node.tag == "VB" and any(tree.nodes[c].lower == "to" for c in node.children):
        f.append(f"to under:{_cue_class(tree.nodes[node.head].lower, words) or node.dep}")
    if not passive and not trigger.noun:
        f.append(_subject(reading, t))
    return f


def is_bare_passive(reading: Reading, trigger: Trigger, t: int) -> bool:
    """Whether a headline leaves "was" out: "IS driven from P", "P Recaptured"."""
    tree = reading.tree
    word = reading.sentence.tokens[trigger.i].lower
    if not reading.sentence.heading or not word.endswith(("ed", "en", "overrun")):
        return False
    subject = frames.child(tree, t, "nsubj")
    if trigger.cls not in {"take", "expel"} or subject is None or frames.child(tree, t, "dobj") is not None:
        return False
    at = tree.nodes[subject].i
    taken = any(m.i <= at < m.j for m in reading.mentions)
    return taken if trigger.cls == "take" else not taken


def moves_things(reading: Reading, trigger: Trigger, t: int, passive: bool) -> bool:
    """Whether a verb of leaving has an object other than the forces of the side that leaves."""
    tree = reading.tree
    moved = frames.child(tree, t, "nsubjpass" if passive else "dobj")
    if moved is None:
        return passive
    if passive and trigger.lemma == "redeploy":
        return True
    kids = {tree.nodes[c].lower for c in tree.nodes[moved].children}
    forces = tree.nodes[moved].lower in lexicon().force_nouns and not kids & {"some", "part", "several"}
    return not (forces and (passive or kids & {"its", "their", "all", "his", "'s"}))


def comes_to_visit(reading: Reading, t: int) -> bool:
    """Whether what enters is nobody who takes a place: "an aid convoy entered P"."""
    n = frames.subject(reading.tree, t)[0]
    return n is not None and reading.tree.nodes[n].lower in lexicon().visitors


def _subject(reading: Reading, t: int) -> str:
    """The feature that says what the subject of an active verb is."""
    n = frames.subject(reading.tree, t)[0]
    if n is None:
        return "no subject"
    node = reading.tree.nodes[n]
    if any(s.i <= node.i < s.j for s in reading.sides):
        return "subject side"
    return "subject pronoun" if node.lower in _PRONOUNS else "subject"


def _cue_class(word: str, words: Lexicon) -> str:
    """The class of modality that a word above a trigger gives it; empty where it gives none."""
    for name, table in words.modality.items():
        if word in table and name != "condition":
            return name
    return ""


def cues(reading: Reading, trigger: Trigger) -> list[str]:
    """Cues of modality that govern a trigger, each once: auxiliaries, the verbs above it, conjunctions."""
    words = lexicon()
    nodes = reading.tree.nodes
    out: list[str] = []
    cur = reading.tree.at[trigger.i]
    for level in range(5):
        node = nodes[cur]
        for c in node.children:
            child = nodes[c]
            if child.dep in _MODIFIERS and (child.i < node.i or child.dep == "neg"):
                w = child.lower
                if w in words.modality["negative"]:
                    out.append(f"negative@{min(level, 2)}")
                elif w in words.modality["future"]:
                    out.append(f"future@{min(level, 2)}")
                elif w in words.modality["condition"]:
                    out.append(f"condition:{w}@{min(level, 1)}")
                elif w in words.adverbs:
                    out.append(f"adverb:{w}")
        if node.head == cur:
            break
        head = nodes[node.head]
        link = node.dep
        cls = _cue_class(head.lower, words)
        if cls and link in _GOVERNED:
            out.append(f"under {cls}:{link}")
            if level == 0:
                out.append(f"under word {head.lower}")
        elif head.dep == "prep" or head.tag in {"IN", "TO"}:
            cls = _cue_class(nodes[head.head].lower, words)
            out.append(f"under prep {head.lower}")
            if cls:
                out.append(f"under {cls}:{head.lower}")
        if link not in _UP and not (trigger.noun and link in {"nsubj", "nsubjpass"}):
            break
        cur = node.head
        if link == "relcl":
            break
    return list(dict.fromkeys(out))


_TELLING = frozenset({"ROOT", "ccomp", "conj"})
_KEEPING = frozenset({"occupy", "secure"})
_BEING = frozenset({"was", "were", "is", "are"})
_HAVING = frozenset({"has", "have", "had", "been"})


def as_told(trigger: Trigger, node: Node, reading: Reading) -> Trigger:
    """A trigger with the class that its clause gives it.

    "Controlled P after clashes" and "managed to control P" tell a change; "controls", "once controlled" do
    not. "Have occupied P since May" and "were securing P" tell who holds it.
    """
    if trigger.lemma in _KEEPING and trigger.cls == "take" and _is_kept(trigger, reading):
        return replace(trigger, cls="hold")
    if trigger.lemma != "control" or trigger.cls != "hold":
        return trigger
    low = [t.lower for t in reading.sentence.tokens]
    told = node.tag == "VBD" and node.dep in _TELLING
    ended = told and not {"after", "following", "from"}.isdisjoint(low[trigger.i + 1 :])
    if ended or (node.tag == "VB" and was_managed(low, trigger.i)):
        return replace(trigger, cls="take")
    return trigger


def _is_kept(trigger: Trigger, reading: Reading) -> bool:
    """Whether a verb that can mean holding tells what goes on, and not what came about."""
    low = [t.lower for t in reading.sentence.tokens]
    before = low[max(0, trigger.i - 3) : trigger.i]
    if trigger.lemma == "secure":
        return low[trigger.i].endswith("ing") and not _BEING.isdisjoint(before[-2:])
    return "since" in low[trigger.i + 1 : trigger.i + 9] and not _HAVING.isdisjoint(before)
