"""Whether the text says that it happened: one of the design's seven values, from the grammar above a trigger."""

from __future__ import annotations

from geomapper.events.candidates import Reading
from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.syntax import Node
from geomapper.events.triggers import Trigger
from geomapper.model import Modality

_WOULD = frozenset({"will", "wo", "shall", "'ll", "would"})
_MAY = frozenset({"may", "might", "could", "can", "ca", "should", "must"})
_LINKS = frozenset(
    "xcomp ccomp acl advcl pcomp pobj dobj relcl prep conj dep parataxis csubj nsubj nsubjpass attr appos nmod compound oprd npadvmod agent amod".split()
)
_GLUED = frozenset(
    "havent hasnt hadnt didnt wasnt werent dont doesnt wont couldnt cannot".split()
)  # commas went, so did these
_NONE = frozenset({"no", "none", "neither", "nobody"})
_AVOID = frozenset(
    "avoid avoids avoided avoiding prevent prevents prevented preventing stop stopped stopping without refused refuse halted".split()
)
_IF = frozenset({"if", "unless", "whether"})
_UNTIL_DONE = frozenset({"until", "before"})
_ACTED = frozenset({"after", "when", "once", "since", "as", "while", "by"})


def modality(reading: Reading, trigger: Trigger) -> Modality:
    """The modality of what a trigger reports; `asserted` where nothing in the grammar speaks against it.

    The clauses above the trigger are walked to the root. Each step asks what the word above makes of the one below:
    an attempt, a plan, a condition, a denial. Success ("managed to") lets the walk go on.
    """
    words = lexicon()
    nodes = reading.tree.nodes
    cur = reading.tree.at[trigger.i]
    own = nodes[cur]
    found = _own(nodes, own, words)
    if found is not None:
        return found
    infinitive = own.tag in {"VB", "VBN"} and any(nodes[c].lower == "to" for c in own.children)
    for _ in range(10):
        node = nodes[cur]
        if node.head == cur or node.dep not in _LINKS:
            break
        head = nodes[node.head]
        link = node.dep
        if link == "conj":
            shares = not any(nodes[c].dep in {"nsubj", "nsubjpass"} for c in node.children)
            if shares and node.tag == head.tag:  # "planned to storm and take": both hang on the plan
                infinitive = infinitive or any(nodes[c].lower == "to" for c in head.children)
                aux = _own(nodes, head, words) if node.tag in {"VB", "VBN"} else None
                if aux is not None:
                    return aux
                cur = node.head
                continue
            if head.tag.startswith("V") and node.tag.startswith("V"):
                break
            cur = node.head
            continue
        word = head.lower
        if link == "appos" or (link == "relcl" and not infinitive):
            break
        complement = (
            link
            in {
                "xcomp",
                "ccomp",
                "acl",
                "pcomp",
                "pobj",
                "dobj",
                "csubj",
                "oprd",
                "attr",
                "nsubj",
                "nsubjpass",
                "compound",
                "nmod",
                "prep",
                "dep",
            }
            or infinitive
        )
        purpose = link == "advcl" and infinitive
        if complement or purpose:
            if word in {"deny", "denied", "denies", "denying", "refute", "refuted", "dismissed", "rejected"}:
                return Modality.DENIED
            if word in _AVOID:
                return Modality.NEGATED
            if word in words.modality["success"] and link in {
                "xcomp",
                "acl",
                "pcomp",
                "prep",
                "ccomp",
                "advcl",
            }:
                negated = any(nodes[c].lower in words.modality["negative"] for c in head.children)
                if negated:
                    return Modality.ATTEMPTED
                infinitive = False
            elif word in words.modality["attempt"] and _is_aim(link, infinitive, own, head):
                return Modality.ATTEMPTED
            elif word in words.modality["intent"] and _is_aim(link, infinitive, own, head):
                return Modality.FUTURE
            elif (
                infinitive
                and link in {"xcomp", "advcl", "acl", "ccomp"}
                and cur == reading.tree.at[trigger.i]
            ):
                if not _reported_fact(word):
                    return Modality.FUTURE
        if head.lower in _IF:
            return Modality.HYPOTHETICAL
        above = (
            _own(nodes, head, words)
            if link not in {"advcl", "relcl"} and head.tag.startswith(("V", "M"))
            else None
        )
        if above is not None and (
            link in {"csubj", "nsubj", "nsubjpass"} or link in {"xcomp", "pobj", "pcomp", "prep"}
        ):
            return above
        if link == "advcl" and not infinitive:
            break
        cur = node.head
    if reading.sentence.text.rstrip().endswith("?"):
        return Modality.HYPOTHETICAL
    return Modality.ASSERTED


def _own(nodes: tuple[Node, ...], node: Node, words: Lexicon) -> Modality | None:
    """What a verb's own auxiliaries, negations and conjunctions make of it."""
    for c in node.children:
        child = nodes[c]
        word = child.lower
        if (
            child.dep == "neg"
            and child.i < node.i
            or word in {"n't", "nt", "never"}
            and child.dep in {"neg", "advmod", "aux"}
        ):
            return Modality.NEGATED
        if word in _GLUED:
            return Modality.NEGATED
        if child.dep in {"nsubj", "nsubjpass"} and (
            word in _NONE or any(nodes[g].lower in _NONE for g in child.children if nodes[g].i < child.i)
        ):
            return Modality.NEGATED
        if child.dep == "aux":
            if word in _WOULD:
                return Modality.FUTURE
            if word in _MAY and node.tag in {"VB", "VBN"}:
                return Modality.HYPOTHETICAL
        if child.dep == "mark" and word in _IF:
            return Modality.HYPOTHETICAL
        if child.dep == "mark" and word in _UNTIL_DONE and node.tag in {"VB", "VBP", "VBZ"}:
            return Modality.FUTURE
        if child.dep == "advmod" and word in {"nearly", "almost"} and child.i == node.i - 1:
            return Modality.ATTEMPTED
        if child.dep == "det" and word == "no":
            return Modality.NEGATED
    return None


def _is_aim(link: str, infinitive: bool, own: Node, head: Node) -> bool:
    """Whether a word of attempt or plan governs the trigger as its aim, and not as a fact beside it."""
    if infinitive or link in {"xcomp", "acl"}:
        return own.tag in {"VB", "VBG", "NN"} or infinitive
    return link in {"pcomp", "pobj", "prep", "dobj", "compound", "nmod"} and own.tag in {"VBG", "NN", "VB"}


def _reported_fact(word: str) -> bool:
    """Verbs whose infinitive tells a fact: "were said to have taken", "went on to seize"."""
    return word in {
        "went",
        "going",
        "go",
        "goes",
        "said",
        "reported",
        "proceeded",
        "continued",
        "able",
        "managed",
        "came",
        "helped",
        "helping",
        "believed",
        "known",
        "claimed",
        "allowed",
        "allowing",
        "enabled",
        "enabling",
        "led",
        "leading",
        "appeared",
        "returned",
        "advanced",
        "succeeded",
        "moved",
        "pushed",
        "turned",
        "regrouped",
        "rallied",
        "forced",
        "forcing",
    }
