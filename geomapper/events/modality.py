"""Whether the text says that it happened: one of seven values, from the grammar above a trigger."""

from __future__ import annotations

import re

from geomapper.events import copulas
from geomapper.events.lexicon import lexicon
from geomapper.events.reading import Reading
from geomapper.events.syntax import Node
from geomapper.events.triggers import Trigger
from geomapper.model import Modality

_WOULD = frozenset({"will", "wo", "shall", "'ll", "would"})
_MAY = frozenset({"may", "might", "could", "can", "ca", "should", "must"})
_LINKS = frozenset(  # from a clause up to what says whether it is so
    "xcomp ccomp acl advcl pcomp pobj dobj relcl prep conj dep parataxis csubj nsubj nsubjpass attr appos "
    "nmod compound oprd npadvmod agent amod".split()
)
_COMPLEMENTS = frozenset(  # of these, those that are part of what the word above says
    "xcomp ccomp acl pcomp pobj dobj csubj oprd attr nsubj nsubjpass compound nmod prep dep".split()
)
_SUCCEEDS = frozenset("xcomp acl pcomp prep ccomp advcl".split())
_INFINITIVES = frozenset("xcomp advcl acl ccomp relcl".split())
_AIMS = frozenset("xcomp acl pcomp pobj prep dobj compound nmod".split())
_ORDINALS = frozenset("first second third fourth fifth last latest only".split())
_STATED = frozenset("ccomp oprd acl".split())  # "would see P fall", "will be declared free"
_SHARES_MOOD = frozenset("csubj nsubj nsubjpass xcomp pobj pcomp prep".split())  # with the verb above
_GLUED = frozenset(  # where a source lost its apostrophes
    "havent hasnt hadnt didnt wasnt werent dont doesnt wont couldnt cannot".split()
)
_NONE = frozenset({"no", "none", "neither", "nobody"})
_UNTRUE = frozenset(
    "false untrue wrong incorrect baseless unfounded fabricated premature exaggerated".split()
)
_THINKS = frozenset("consider considers considered regard regards regarded deem deems deemed".split())
_LETS = frozenset("see let make have".split())
_TRUE = frozenset("true correct confirmed accurate".split())
_FALSELY = frozenset("wrongly falsely mistakenly erroneously prematurely".split())
_WORD_OF = frozenset("confirmation sign signs evidence indication proof word".split())
_EARNED = frozenset(  # words behind which "for the capture of P" looks back
    "praised thanked credited blamed rewarded honoured decorated congratulated celebrated responsible "
    "responsibility credit praise thanks revenge retaliation punished except accounts account".split()
)
_GOALS = frozenset("goal aim objective target priority ambition dream matter question".split())
_NEEDED = frozenset(  # words behind which "for taking P" looks ahead
    "prerequisite precondition condition necessary essential crucial vital key important preparation "
    "preparations plan plans battle push drive bid campaign base launchpad springboard platform".split()
)
_PLANS = frozenset("plan plans planned vow vows vowed intention bid bids preparing prepares battle".split())
_IS = frozenset("is are was were be been remain remains remained prove proves proved proven turned".split())
_IF = frozenset({"if", "unless", "whether"})
_WHEN = frozenset(
    {"before", "after", "since", "following", "upon", "when", "while"}
)  # "fought before taking P"
_UNTIL_DONE = frozenset({"until", "before"})


def modality(reading: Reading, trigger: Trigger) -> Modality:
    """The modality of what a trigger reports; `asserted` where nothing in the grammar speaks against it.

    The clauses above the trigger are walked to the root. Each step asks what the word above makes of the one
    below: an attempt, a plan, a condition, a denial. Success ("managed to") lets the walk go on.
    """
    words = lexicon()
    nodes = reading.tree.nodes
    cur = first = reading.tree.at[trigger.i]
    own = nodes[cur]
    found = _own(nodes, own)
    if found is not None and not (found is Modality.HYPOTHETICAL and _could_in_fact(reading, trigger)):
        return found
    thought = _gerund(nodes, own) if own.tag == "VBG" else None
    if thought is not None:
        return thought
    if own.tag == "VBG" and trigger.cls in {"take", "enter"} and _is_under_way(nodes, own):
        return Modality.ATTEMPTED
    ahead = [t.lower for t in reading.sentence.tokens[max(0, trigger.i - 3) : trigger.i]]
    if "to" in ahead[1:] and ahead[ahead.index("to", 1) - 1] == "only" and not trigger.noun:
        return Modality.ASSERTED  # "took P, only to lose it again"
    infinitive = own.tag in {"VB", "VBN"} and any(
        nodes[c].lower == "to" and nodes[c].dep == "aux" for c in own.children
    )
    beside = False
    for _ in range(10):
        node = nodes[cur]
        if node.head == cur or node.dep not in _LINKS:
            break
        head = nodes[node.head]
        link = node.dep
        doubted = _doubted(nodes, head, link)
        if doubted is not None:
            return doubted
        if link == "conj":
            shares = not any(nodes[c].dep in {"nsubj", "nsubjpass"} for c in node.children)
            if shares and node.tag == head.tag:  # "planned to storm and take": both hang on the plan
                infinitive = infinitive or any(nodes[c].lower == "to" for c in head.children)
                aux = _own(nodes, head) if node.tag in {"VB", "VBN"} else None
                if aux is not None:
                    return aux
                cur = node.head
                continue
            if head.tag.startswith("V") and node.tag.startswith("V"):
                wished = _own(nodes, head) if shares and node.tag == "VBG" else None
                if wished is not None:  # "would focus on P and capturing Q"
                    return wished
                break
            cur = node.head
            continue
        word = head.lower
        if link == "appos" or (link == "relcl" and not infinitive):
            if head.dep == "attr" and _own(nodes, nodes[head.head]) is Modality.NEGATED:
                return Modality.NEGATED  # "they were not the ones who took P"
            break
        if link == "relcl" and any(nodes[c].lower in _ORDINALS for c in head.children):
            infinitive = False  # "the first town to be taken"
        if infinitive or link in _COMPLEMENTS:
            if word in words.denying:
                return Modality.DENIED
            if word in words.averting:
                return Modality.NEGATED
            aim = _is_aim(link, infinitive, own)
            beside = beside or (link == "prep" and node.lower in _WHEN)
            asked = word == "help" and head.tag.startswith("NN")  # "asked for help to take P"
            if word in words.modality["success"] and link in _SUCCEEDS and not asked:
                above_able = nodes[head.head].children if head.dep == "acomp" else ()
                if any(nodes[c].lower in words.modality["negative"] for c in (*head.children, *above_able)):
                    return Modality.ATTEMPTED
                infinitive = any(nodes[c].lower == "to" and nodes[c].dep == "aux" for c in head.children)
                first = node.head if infinitive else first  # "the operation to help them take P"
            elif aim and word in words.modality["attempt"]:
                if not beside:
                    return Modality.ATTEMPTED
            else:
                told = infinitive and cur == first and link in _INFINITIVES and word not in words.factual
                if told or (aim and word in words.modality["intent"]):
                    return Modality.FUTURE
        if word in _IF:
            return Modality.HYPOTHETICAL
        if trigger.noun and link == "pobj" and word == "for" and nodes[head.head].lower not in _EARNED:
            return Modality.FUTURE
        shared = link in _SHARES_MOOD or (trigger.noun and link == "dobj")
        shared = shared or (link in _STATED and (word in words.seeing or word in copulas.DECLARED))
        above = _own(nodes, head) if shared and head.tag.startswith(("V", "M")) else None
        if above is not None:
            return above
        if link == "advcl" and not infinitive:
            break
        cur = node.head
    if reading.sentence.text.rstrip().endswith("?"):
        return Modality.HYPOTHETICAL
    return _by_order(reading, trigger) or Modality.ASSERTED


_DOUBTS = frozenset("if unless would soon by within may might when whether should".split())
_FOUGHT = re.compile(r"\b(?:after|following) (?:\w+ ){0,4}(?:clashes|battles?|fighting|confrontations)\b")


def _could_in_fact(reading: Reading, trigger: Trigger) -> bool:
    """Whether "could" tells what was managed: "the rebels could take P on Monday after clashes"."""
    low = [t.lower for t in reading.sentence.tokens]
    ahead = low[max(0, trigger.i - 3) : trigger.i]
    if "could" not in ahead or "not" in ahead or not _DOUBTS.isdisjoint(low):
        return False
    on_day = any("on" in low[max(0, i - 1) : i + 1] for i, _ in reading.dates)
    return on_day or _FOUGHT.search(" ".join(low[trigger.i + 1 :])) is not None


def _by_order(reading: Reading, trigger: Trigger) -> Modality | None:
    """An aim by the order of words alone, where the tree missed it: "their offensive to take P"."""
    toks = [t.lower for t in reading.sentence.tokens]
    found = None if trigger.noun else _told_around(toks, trigger)
    if found is not None:
        return found
    low = toks[max(0, trigger.i - 3) : trigger.i]
    if low and low[-1].endswith("ly"):
        low.pop()
    if trigger.noun or len(low) < 2 or low[-1] != "to":
        return None
    attempt = low[-2] in lexicon().modality["attempt"]
    return Modality.ATTEMPTED if attempt else Modality.FUTURE if low[-2] in _GOALS | _PLANS else None


_REPORTS = frozenset("report reports claim claims rumour rumours rumor rumors news allegations".split())
_BEATEN_OFF = re.compile(
    r"(?:,? )?(?:but|before|only to)(?: \w+){0,3} (?:was|were|being|be) "
    r"(?:soon |quickly |later |again )?(?:repelled|repulsed|(?:beaten|driven|fought) (?:off|back))"
)


def _told_around(low: list[str], trigger: Trigger) -> Modality | None:
    """What words far from a verb make of it: "rejected a report on Sunday that P was taken"."""
    ahead = low[max(0, trigger.i - 14) : trigger.i]
    if "that" in ahead:
        k = len(ahead) - 1 - ahead[::-1].index("that")
        said = ahead[:k]
        last = max((n for n, w in enumerate(said) if w in lexicon().denying), default=-1)
        if last >= 0 and said[last + 1 :] and not _REPORTS.isdisjoint(said[last + 1 : last + 5]):
            return Modality.DENIED
    if trigger.lemma in {"storm", "assault", "raid"} and _BEATEN_OFF.search(" ".join(low[trigger.i + 1 :])):
        return Modality.ATTEMPTED  # "stormed P, but were repelled"
    return None


def _gerund(nodes: tuple[Node, ...], node: Node) -> Modality | None:
    """What a preposition makes of the gerund behind it: "after taking P" is a fact, "close to it" is not."""
    words = lexicon()
    prep = nodes[node.head]
    if node.dep != "pcomp" or nodes[prep.head] is prep:
        return None
    above = nodes[prep.head].lower
    if prep.lower in {"without", "instead"} or (prep.lower == "of" and above in {"instead", "short"}):
        return Modality.NEGATED
    if prep.lower == "from" and (above in {"far", "away"} or above in words.averting):
        return Modality.NEGATED
    if prep.lower in {"to", "on", "towards", "toward"} and above not in words.leading_to:
        return Modality.FUTURE
    if prep.lower in {"of", "about", "in"} and above in words.thoughts:
        return Modality.FUTURE
    if prep.lower == "for" and above in _NEEDED:
        return Modality.FUTURE
    return None


def _is_under_way(nodes: tuple[Node, ...], node: Node) -> bool:
    """Whether a verb tells what goes on and is not done: "are storming P", "is now taking control of P"."""
    return any(
        nodes[c].dep in {"aux", "auxpass"} and nodes[c].lower in {"is", "are", "'s", "'re"}
        for c in node.children
    )


def _doubted(nodes: tuple[Node, ...], head: Node, link: str) -> Modality | None:
    """What a judgement above makes of it: "rumours that … were false", "no sign that", "remains the goal"."""
    under = [nodes[c] for c in head.children]
    if link in {"ccomp", "acl", "dobj"} and any(c.lower in _FALSELY for c in under):
        return Modality.DENIED
    if (
        link in {"ccomp", "acl", "relcl"}
        and head.tag.startswith("NN")
        and any(c.lower in _UNTRUE for c in under)
    ):
        return Modality.DENIED  # "premature reports that P had fallen"
    if head.lower in _THINKS and link in {"ccomp", "xcomp", "oprd"}:
        return Modality.HYPOTHETICAL  # "regard P as fallen"
    if head.lower in _LETS and link in {"ccomp", "xcomp"}:
        own = _own(nodes, head)  # "a deal that would see the army take P"
        if own is not None:
            return own
    if head.lower in _WORD_OF and any(c.dep == "det" and c.lower == "no" for c in under):
        return Modality.HYPOTHETICAL
    if head.lower in _TRUE and link in {"ccomp", "csubj"}:
        above = nodes[head.head]
        under = [*under, *(nodes[c] for c in above.children)]
        return Modality.DENIED if any(c.dep == "neg" for c in under) else None
    if head.lower not in _IS or link not in {"nsubj", "nsubjpass", "csubj", "ccomp"}:
        return None
    told = {c.lower for c in under if c.dep in {"acomp", "attr", "oprd", "xcomp"}}
    if told & _UNTRUE or (told & _TRUE and any(c.dep == "neg" for c in under)):
        return Modality.DENIED
    return Modality.FUTURE if told & _GOALS and link != "ccomp" else None


def _own(nodes: tuple[Node, ...], node: Node) -> Modality | None:
    """What a verb's own auxiliaries, negations and conjunctions make of it."""
    for c in node.children:
        child = nodes[c]
        word = child.lower
        if child.dep == "neg" and child.i < node.i:
            return Modality.NEGATED
        if word == "longer" and any(nodes[g].lower == "no" for g in child.children):
            return Modality.NEGATED
        if word in _GLUED or (word in {"n't", "nt", "never"} and child.dep in {"neg", "advmod", "aux"}):
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
        if child.dep == "mark" and word in _UNTIL_DONE and _is_present(nodes, node):
            return Modality.FUTURE
        if child.dep == "advmod" and word in {"nearly", "almost"} and child.i == node.i - 1:
            return Modality.ATTEMPTED
        if child.dep == "det" and word == "no":
            return Modality.NEGATED
    return None


def _is_present(nodes: tuple[Node, ...], node: Node) -> bool:
    """Whether a verb stands in the present: "until they leave", "until they have been thrown out"."""
    return node.tag in {"VB", "VBP", "VBZ"} or any(
        nodes[c].dep in {"aux", "auxpass"} and nodes[c].lower in {"has", "have", "is", "are"}
        for c in node.children
    )


def _is_aim(link: str, infinitive: bool, own: Node) -> bool:
    """Whether a word of attempt or plan governs the trigger as its aim, and not as a fact beside it."""
    return infinitive or (link in _AIMS and own.tag in {"VB", "VBG", "NN"})
