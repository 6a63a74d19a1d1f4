"""Candidates: every pair of a trigger and a place in a sentence, with what the grammar says of the pair.

A candidate is no event yet. `features` are short strings, each true of the pair; the scorer weighs them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from geomapper.events import frames
from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.mentions import Mention
from geomapper.events.sides import SideMention
from geomapper.events.syntax import Node, Tree
from geomapper.events.text import Sentence
from geomapper.events.triggers import Trigger

_LIST_WORDS = frozenset(
    ", and or as well the both of & also including alongside along with plus then".split()
)
_JOINS = frozenset(", and as alongside along including also addition plus".split())
_LANDMARK = frozenset(
    "near outside overlooking towards toward between beside vicinity opposite kilometers kilometres km miles".split()
)
_POINTS = frozenset("north south east west northeast northwest southeast southwest".split())
_FILLERS = frozenset(
    "in addition to nearby settlements surrounding strategic key small large main town".split()
)
_NEAR = frozenset(
    "near towards toward around outside overlooking against between to for at via linking until beside".split()
)


@dataclass(frozen=True)
class Reading:
    """A sentence with everything found in it before its candidates are weighed."""

    sentence: Sentence
    sides: tuple[SideMention, ...]
    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    tree: Tree
    title: bool = False


@dataclass(frozen=True)
class Candidate:
    """A trigger and a place of one sentence."""

    reading: Reading
    trigger: Trigger
    mention: Mention
    role: str
    passive: bool
    fit: str  # core, core part, in part, in, near, inside, other role, other none
    features: tuple[str, ...]


def candidates(reading: Reading) -> list[Candidate]:
    """All candidates of a sentence, in the order of its triggers and places."""
    out = []
    for trigger in reading.triggers:
        t = frames.trigger_node(reading.tree, trigger)
        if reading.tree.nodes[t].tag.startswith("N" if not trigger.noun else "V") and not _verb_form(
            trigger, reading
        ):
            continue
        trigger = _as_told(trigger, reading.tree.nodes[t], reading)
        passive = not trigger.noun and frames.is_passive(reading.tree, t)
        clause = _clause_features(reading, trigger, t, passive)
        last: Candidate | None = None
        for mention in reading.mentions:
            if mention.i <= trigger.i < mention.j:
                continue
            m = reading.tree.at[mention.head]
            if m == t:
                continue
            last = _candidate(reading, trigger, mention, t, m, passive, clause, last)
            out.append(last)
    linked = {c.mention.i for c in out if c.fit not in _UNLINKED}
    return [c for c in out if c.fit not in _UNLINKED or c.mention.i not in linked]


def _as_told(trigger: Trigger, node: Node, reading: Reading) -> Trigger:
    """ "Forces controlled P after clashes" tells a change; "controls", "is controlled by" and "once controlled" do not."""
    if (
        trigger.lemma == "control"
        and trigger.cls == "hold"
        and node.tag == "VBD"
        and node.dep in {"ROOT", "ccomp", "conj"}
    ):
        later = {t.lower for t in reading.sentence.tokens[trigger.i + 1 :]}
        if later & {"after", "following", "from"}:
            return replace(trigger, cls="take")
    return trigger


def _verb_form(trigger: Trigger, reading: Reading) -> bool:
    """Whether a verb's form can be nothing else, whatever the tagger says ("has since seized")."""
    return not trigger.noun and reading.sentence.tokens[trigger.i].lower.endswith(_VERB_ENDINGS)


def _candidate(
    reading: Reading,
    trigger: Trigger,
    mention: Mention,
    t: int,
    m: int,
    passive: bool,
    clause: Sequence[str],
    before_it: Candidate | None,
) -> Candidate:
    words = lexicon()
    toks = reading.sentence.tokens
    rel = frames.relation(reading.tree, t, m)
    role = rel.role
    if role == "none" and trigger.hinge >= 0:  # "control of P" where the noun is the trigger's object
        hinge = frames.relation(reading.tree, reading.tree.at[trigger.hinge], m)
        if hinge.role != "none":
            rel, role = hinge, f"hinge_{hinge.role}"
    if role == "none":
        role = _surface_role(reading, trigger, mention)
    voice = "pas" if passive else "act"
    cls = trigger.cls
    f = list(clause)
    fit = _fit(trigger, role, passive, rel.via, words)
    if fit.startswith(("core", "in")) and _only_locates(reading, mention):
        fit = "near"
    if trigger.cls == "expel" and not passive and frames.child(reading.tree, t, "dobj") is None:
        fit = "other role"  # "the army pushed out of P in three directions" left nobody behind
    others = {
        reading.tree.at[k]
        for o in reading.mentions
        if o is not mention and o.form in {"named", "numbered"}
        for k in range(o.i, o.j)
    }
    if fit.startswith(("core", "in")) and others & set(rel.passed):
        fit = "inside"
    if fit.startswith("other") and before_it is not None and _continues(reading, before_it, mention):
        fit, role = before_it.fit, f"listed {before_it.role.removeprefix('listed ')}"
    broad = "named" if mention.form in {"named", "numbered", "titled"} else mention.form
    f += [
        f"fit:{fit}",
        f"fit:{fit}|{broad}",
        f"fit:{fit}|{cls}",
        f"fit:{fit}|{broad}|{mention.feature or 'none'}",
        f"{cls}|{voice}|{role}",
        f"{trigger.lemma}|{role}",
        f"role:{role}",
        f"form:{mention.form}",
        f"{cls}|form:{mention.form}|{role}",
        f"feature:{mention.feature or 'none'}",
        f"{mention.form}|{mention.feature or 'none'}",
    ]
    if mention.form == "reference":
        f.append(f"reference {min(mention.ago, 3)} back")
        f.append(f"reference {mention.kind or 'it'}")
    if mention.known:
        f.append("known")
    if mention.abroad:
        f.append("abroad")
    if mention.direction:
        f.append("direction")
    for prep, noun in zip(rel.via[::2], rel.via[1::2], strict=False):
        f.append(
            f"{cls} through {prep} {words.kind_of.get(noun) or ('part' if noun in words.part else 'control' if noun in words.light_nouns else 'x')}"
        )
    if _passes_near(rel.via, words):
        f.append("through near")
    if rel.via:
        f.append(f"via {len(rel.via)}|{role}")
    if rel.conj:
        f.append("conj")
        f.append(f"conj|{cls}|{role}")
    before = toks[mention.i - 1].lower if mention.i else "^"
    before2 = toks[mention.i - 2].lower if mention.i > 1 else "^"
    if before in {"the", ",", "and"} and mention.i > 1:
        before = f"{before2} {before}" if before == "the" else before
    f.append(
        f"before:{before if before in _KEPT or before.split()[0] in _NEAR else 'x'}|{'after' if mention.i > trigger.i else 'ahead'}"
    )
    if before.split()[0] in _NEAR or before in words.directions:
        f.append("near")
    if (
        before2 in words.directions
        and before == "of"
        or before2 in {"km", "miles", "kilometres", "kilometers"}
    ):
        f.append("bearing")
    after = toks[mention.j].lower if mention.j < len(toks) else "$"
    f.append(f"next:{after if after in _KEPT else 'x'}")
    if after in {"-", "'s", "’s"}:
        f.append("possessor")
    if not fit.startswith("core"):  # where the tree links the two, their distance says nothing more
        f += _distance(reading, trigger, mention)
    if _claimed_elsewhere(reading, trigger, m):
        f.append("object of another")
    return Candidate(reading, trigger, mention, role, passive, fit, tuple(f))


def _continues(reading: Reading, last: Candidate, mention: Mention) -> bool:
    """Whether a place goes on a list that the place before it, itself what the trigger is about, began."""
    if last.fit not in {"core", "core part"} or mention.form in {"reference", "plural"}:
        return False
    words = lexicon()
    gap = [t.lower for t in reading.sentence.tokens[last.mention.j : mention.i]]
    joins = any(w in _JOINS for w in gap)
    return joins and all(
        w in _LIST_WORDS | _FILLERS or w in words.kind_of or w in words.directions for w in gap
    )


def _distance(reading: Reading, trigger: Trigger, mention: Mention) -> list[str]:
    """How far apart trigger and place stand, and what stands between them."""
    gap = mention.i - trigger.i if mention.i > trigger.i else mention.j - 1 - trigger.i
    lo, hi = min(trigger.i, mention.i), max(trigger.i, mention.i)
    between = {x.i for x in reading.triggers if lo < x.i < hi}
    nearest = min((abs(x.i - mention.i) for x in reading.triggers), default=0)
    return [
        f"gap:{'+' if gap > 0 else '-'}{_bucket(abs(gap))}",
        f"between:{min(len(between), 3)}",
        f"places:{min(sum(lo < o.i < hi for o in reading.mentions), 4)}",
        "closest" if nearest == abs(trigger.i - mention.i) else "not closest",
    ]


# The roles in which a place is what the trigger is about, by class and voice.
_CORE = {
    "take": ({"dobj", "obj_rel", "oprd", "hinge_prep_of", "hinge_prep_over", "hinge_prep_in", "prep_over", "list"}, {"nsubjpass", "obj_rel", "nsubj", "prep_of"}),
    "enter": ({"dobj", "prep_into", "prep_in", "prep_inside", "obj_rel", "where_rel", "prep_through"}, {"nsubjpass", "obj_rel"}),
    "expel": ({"prep_from", "prep_of", "prep_out_of", "prep_off", "prep_outside"}, {"prep_from", "prep_of", "prep_out_of", "prep_off", "prep_outside"}),
    "leave": ({"prep_from", "prep_of", "prep_out_of", "dobj"}, {"nsubjpass", "prep_from", "obj_rel"}),
    "lose": ({"dobj", "obj_rel", "hinge_prep_of", "hinge_prep_over", "list"}, {"nsubjpass", "obj_rel", "nsubj"}),
    "hand": ({"dobj", "obj_rel"}, {"nsubjpass", "obj_rel"}),
    "fall": ({"nsubj", "subj_rel", "obj_rel"}, {"nsubj", "nsubjpass"}),
    "hold": ({"dobj", "obj_rel", "hinge_prep_of"}, {"nsubjpass", "obj_rel"}),
    "siege": (
        {"dobj", "obj_rel", "prep_to", "prep_on", "hinge_prep_to", "hinge_prep_on", "hinge_prep_of"},
        {"nsubjpass", "obj_rel"},
    ),
    "unsiege": ({"dobj", "hinge_prep_of", "hinge_prep_on"}, {"nsubjpass", "hinge_prep_of"}),
}  # fmt: skip
_NOUN_CORE = frozenset(
    {"brought under", "prep_of", "poss", "prep_over", "prep_from", "compound", "nmod", "list"}
)


def _passes_near(via: tuple[str, ...], words: Lexicon) -> bool:
    """Whether the way from a place to its trigger leads over "near" or "southwest of"."""
    pairs = list(zip(via, via[1:], strict=False))
    return any(w in _NEAR for w in via) or any(a == "of" and b in words.directions for a, b in pairs)


_VERB_ENDINGS = ("ed", "ing", "took", "taken", "overran", "overrun", "driven", "swept", "withdrew")
_UNLINKED = frozenset({"other none"})


def _only_locates(reading: Reading, mention: Mention) -> bool:
    """Whether the words right before a place make it a landmark: "south of P", "near the town of P", "between P"."""
    words = lexicon()
    toks = reading.sentence.tokens
    k = mention.i - 1
    if k >= 1 and toks[k].lower == "of" and toks[k - 1].lower in words.kind_of:
        k -= 2
    while k >= 0 and (toks[k].lower in {"the", "nearby", "a"} or toks[k].lower in words.kind_of):
        k -= 1
    if k < 0:
        return False
    word = toks[k].lower
    if word in _LANDMARK:
        return True
    return word == "of" and k > 0 and (toks[k - 1].lower in _POINTS or toks[k - 1].lower in _LANDMARK)


def _fit(trigger: Trigger, role: str, passive: bool, via: tuple[str, ...], words: Lexicon) -> str:
    """How well a role fits what the trigger asks for: core, part, near or none."""
    core = _NOUN_CORE if trigger.noun else _CORE[trigger.cls][1 if passive else 0]
    if role not in core and not (role.startswith("hinge_") and role in _CORE[trigger.cls][0]):
        return "other " + ("none" if role in {"after", "ahead", "loose list"} else "role")
    if _passes_near(via, words):
        return "near"
    preps = {w for w in via if w in {"in", "within", "inside", "at", "on", "from", "with", "by"}}
    if not preps:
        return "core part" if any(w in words.part for w in via) else "core"
    return "in part" if any(w in words.part for w in via) else "in"


_KEPT = frozenset(
    "of in from at near to towards , and the a over into on for through inside by between around outside against within ( ) . ; : - and/or also $ ^ 's".split()
)


def _bucket(n: int) -> str:
    return str(n) if n <= 3 else "4-6" if n <= 6 else "7-12" if n <= 12 else "13-25" if n <= 25 else "26+"


def _surface_role(reading: Reading, trigger: Trigger, mention: Mention) -> str:
    """Where the tree has no answer: whether only a list of places stands between trigger and place."""
    toks = reading.sentence.tokens
    if 0 <= trigger.i - mention.j <= 1 and toks[mention.j].text in {",", toks[trigger.i].text}:
        if any(t.lower == "by" for t in toks[trigger.i + 1 : trigger.i + 4]):
            return "obj_rel"  # "P, retaken by the army in February"
    covered = {k for o in reading.mentions for k in range(o.i, o.j)}
    words = lexicon()
    if mention.i > trigger.i:
        gap = [k for k in range(max(trigger.i, trigger.hinge) + 1, mention.i) if k not in covered]
        if all(
            toks[k].lower in _LIST_WORDS
            or toks[k].lower in words.kind_of
            or toks[k].lower in words.directions
            for k in gap
        ):
            return "list"
        last = trigger.i
        for o in reading.mentions:
            if trigger.i < o.i < mention.i:
                last = o.j
        tail = [toks[k].lower for k in range(last, mention.i)]
        if last != trigger.i and all(w in _LIST_WORDS or w in words.kind_of for w in tail):
            return "loose list"
        return "after"
    return "ahead"


def _claimed_elsewhere(reading: Reading, trigger: Trigger, m: int) -> bool:
    """Whether the place is the direct object of some other trigger."""
    for other in reading.triggers:
        if other.i != trigger.i and not other.noun:
            t = frames.trigger_node(reading.tree, other)
            if t != m and frames.relation(reading.tree, t, m).role in {"dobj", "nsubjpass"}:
                return True
    return False


def _clause_features(reading: Reading, trigger: Trigger, t: int, passive: bool) -> list[str]:
    """What is true of a trigger whichever place it is paired with."""
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
    ]
    f.append("passive" if passive else "active")
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
    if passive or trigger.noun:
        return f
    subject = frames.subject(tree, t)[0]
    named = any(_covers(s, tree.nodes[subject]) for s in reading.sides) if subject is not None else False
    pronoun = subject is not None and tree.nodes[subject].lower in {"it", "they", "he", "who", "which", "we"}
    f.append(
        "subject side"
        if named
        else "subject pronoun"
        if pronoun
        else "subject"
        if subject is not None
        else "no subject"
    )
    return f


def _covers(side: SideMention, node: object) -> bool:
    return side.i <= node.i < side.j  # type: ignore[attr-defined]


def _cue_class(word: str, words: object) -> str:
    for name, table in words.modality.items():  # type: ignore[attr-defined]
        if name not in {"near", "condition"} and word in table:
            return str(name)
    return ""


def cues(reading: Reading, trigger: Trigger) -> list[str]:
    """Cues of modality that govern a trigger: its auxiliaries, the verbs above it, its conjunctions."""
    words = lexicon()
    nodes = reading.tree.nodes
    t = reading.tree.at[trigger.i]
    out: list[str] = []
    cur = t
    for level in range(5):
        node = nodes[cur]
        for c in node.children:
            child = nodes[c]
            if child.dep in {"neg", "aux", "auxpass", "advmod", "mark", "det", "prep", "amod"} and (
                child.i < node.i or child.dep == "neg"
            ):
                w = child.lower
                if w in words.modality["negative"]:
                    out.append(f"negative@{min(level, 2)}")
                elif w in words.modality["future"]:
                    out.append(f"future@{min(level, 2)}")
                elif w in words.modality["condition"]:
                    out.append(f"condition:{w}@{min(level, 1)}")
                elif w in {
                    "nearly",
                    "almost",
                    "reportedly",
                    "allegedly",
                    "again",
                    "briefly",
                    "already",
                    "temporarily",
                    "still",
                    "remain",
                    "currently",
                }:
                    out.append(f"adverb:{w}")
        if node.head == cur:
            break
        head = nodes[node.head]
        link = node.dep
        cls = _cue_class(head.lower, words)
        if cls and link in {
            "xcomp",
            "ccomp",
            "acl",
            "advcl",
            "pcomp",
            "pobj",
            "dobj",
            "relcl",
            "nmod",
            "compound",
            "prep",
            "amod",
            "nsubj",
            "nsubjpass",
        }:
            out.append(f"under {cls}:{link}")
            if level == 0:
                out.append(f"under word {head.lower}")
        elif head.dep == "prep" or head.tag in {"IN", "TO"}:
            up = nodes[head.head]
            cls = _cue_class(up.lower, words)
            out.append(f"under prep {head.lower}")
            if cls:
                out.append(f"under {cls}:{head.lower}")
        if link in {
            "conj",
            "xcomp",
            "ccomp",
            "pcomp",
            "prep",
            "acl",
            "advcl",
            "pobj",
            "dobj",
            "dep",
            "relcl",
            "parataxis",
            "csubj",
        } or (trigger.noun and link in {"nsubj", "nsubjpass"}):
            cur = node.head
            if link == "relcl":
                break
            continue
        break
    return list(dict.fromkeys(out))


Known = Callable[[str], bool]
