"""Who gained and who lost, for a candidate: from its arguments, else from what the story has just said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from geomapper.events import copulas, frames
from geomapper.events.actors import (
    after_to,
    behind_attack,
    behind_to,
    given_to,
    is_own,
    led_to,
    near,
    only_leads,
    right_before,
    sides_here,
    whose_deed,
)
from geomapper.events.candidates import Candidate
from geomapper.events.fallback import Options, from_story
from geomapper.events.lexicon import lexicon
from geomapper.events.losers import is_left_in, likely_loser, loser_options
from geomapper.events.phrases import Named, governing_subject, sides_in
from geomapper.events.scene import Scene, place_key
from geomapper.events.sides import SideMention


@dataclass(frozen=True)
class Roles:
    """The change that a candidate would report. `how` tells where the actor came from."""

    change: str  # gain or loss
    actor: str
    from_actor: str
    actor_text: str = ""
    from_text: str = ""
    how: str = ""
    others: tuple[str, ...] = ()  # further sides that gained together with the actor
    told_from: str = ""  # the loser, where the sentence itself tells
    losers: Options = field(default_factory=dict)  # where it does not: all that were weighed
    options: Options = field(default_factory=dict)  # where only the story tells who: all that were weighed


@dataclass(frozen=True)
class _Told:
    """What the arguments of a trigger tell."""

    gain: Named
    lose: Named
    how: str
    change: str = "gain"


def roles(c: Candidate, scene: Scene) -> Roles:
    """The roles of a candidate in what the story has said so far; an actor that nothing tells is empty."""
    tree = c.reading.tree
    t = frames.trigger_node(tree, c.trigger)
    here = sides_here(c.reading, scene)

    before = _echoed(c)
    if before is not None:
        return roles(before, scene)
    if _tells_nothing(c, t, here, scene):
        return Roles("loss", "", "", how="unknown")
    subject = None if c.trigger.noun else frames.subject(tree, t)[0]
    if c.trigger.noun:
        told = _told_by_noun(c, t, here)
    elif c.trigger.cls in {"take", "enter", "hold", "siege", "unsiege"}:
        told = _told_by_taking(c, t, here)
    else:
        told = _told_by_losing(c, t, here, scene)
    return _settle(c, scene, here, told, subject)


_GOALS = frozenset({"way", "foothold", "toehold", "bridgehead", "ground", "progress"})


_MAKE = frozenset({"make", "makes", "made", "making"})
_REPEATED = frozenset({"take", "fall", "lose"})


def _echoed(c: Candidate) -> Candidate | None:
    """The candidate that a pro-form stands for: "P was taken by X, and so was Q", "X took P; Q followed"."""
    if not c.trigger.lemma.startswith("so_") and c.trigger.lemma != "follow":
        return None
    classes = _REPEATED if c.trigger.lemma == "follow" else {c.trigger.cls}
    meant = [
        x
        for x in c.reading.triggers
        if x.i < c.trigger.i and x.cls in classes and not x.noun and x.lemma != "follow"
    ]
    if not meant:
        return None
    passive = frames.is_passive(c.reading.tree, frames.trigger_node(c.reading.tree, meant[-1]))
    return replace(c, trigger=meant[-1], passive=passive)


def _tells_nothing(c: Candidate, t: int, here: Named, scene: Scene) -> bool:
    """Whether a common verb lacks the side that makes it a change: "the convoy left P", "it passed to P"."""
    tree = c.reading.tree
    if c.trigger.lemma == "leave":
        if c.role.startswith("prep"):  # "left the army no way out of P"
            return frames.child(tree, t, "dobj") is not None
        if is_left_in(c):
            return True
        beside = tree.nodes[t].tag == "VBG" and tree.nodes[t].dep != "pcomp"  # "leaving P surrounded"
        if beside and behind_to(c, here, True):
            return False  # "retreated, leaving P to X"
        return beside or not _at(c, frames.subject(tree, t)[0], here)
    if c.trigger.lemma in {"fall_back", "slip_away", "follow"}:  # "pulled its units back", "followed them"
        return frames.child(tree, t, "dobj") is not None
    if c.trigger.cls == "enter" and c.trigger.lemma not in lexicon().enter_free:  # "was driven into P"
        goal = frames.child(tree, t, "dobj")
        return c.passive or (goal is not None and tree.nodes[goal].lower not in _GOALS)
    if c.trigger.lemma == "occupy" and c.passive and tree.nodes[t].dep in {"relcl", "acl"}:
        # "P, which is occupied by X": held, and not taken then
        return not any(i > c.trigger.i for i, _ in c.reading.dates)
    if c.trigger.lemma == "add":  # "took P and added Q"
        taken = any(x.cls == "take" and x.i < c.trigger.i for x in c.reading.triggers)
        return not (taken or bool(scene.actors)) or not _at(c, frames.subject(tree, t)[0], here)
    if c.trigger.lemma in {"gain", "win"}:  # "won the battle in P"
        goal = frames.child(tree, t, "dobj")
        other = goal is not None and tree.nodes[goal].lower in lexicon().prizes
        return other or not c.fit.startswith("core")
    if c.trigger.lemma in {"go_over", "become_whose"}:
        return not (_first(c, t, here, "to") or _at(c, frames.child(tree, t, "attr"), here))
    return False


def _at(c: Candidate, n: int | None, here: Named) -> Named:
    """The sides at a node that may be missing."""
    return [] if n is None else sides_in(c.reading, n, here)


def _first(c: Candidate, t: int, here: Named, *prepositions: str, but: int = -1) -> Named:
    """The sides of the first object of these prepositions that names any, the node `but` left out."""
    nodes = (n for n in frames.behind(c.reading.tree, t, *prepositions) if n != but)
    return next((found for n in nodes if (found := sides_in(c.reading, n, here))), [])


_CLEARING = frozenset({"clear", "cleanse", "purge", "sweep"})


def _taken_from(c: Candidate, t: int, here: Named) -> Named:
    """The sides behind "from", "off" and "of", the place itself left out."""
    place = c.reading.tree.at[c.mention.head]
    found = _first(c, t, here, "from", "off", "of", but=place)
    if not found and c.trigger.lemma in lexicon().of_whom | _CLEARING:  # "rid P of Y"
        found = _first(c, place, here, "of")
    return found


def _told_by_noun(c: Candidate, t: int, here: Named) -> _Told:
    """ "The capture of P by X", "X's loss of P to Y", "P is under X's control"."""
    tree, lemma = c.reading.tree, c.trigger.lemma
    lost_to = _first(c, t, here, "to") or (behind_to(c, here) if lemma in _FALLS else [])
    gain, how = _at(c, frames.by_agent(tree, t), here), "by"
    if not gain:
        gain, how = _at(c, frames.child(tree, t, "poss", "compound", "amod"), here), "possessor"
    if not gain and lemma in {"in_hands", "out_of_hands", "be_back"}:
        gain = _first(c, t, here, "of", "with", "under")
        if gain and lemma != "out_of_hands":
            return _Told(gain, [], how)
    if not gain and (lemma == "be_theirs" or (lemma == "in_hands" and is_own(c))):
        gain, how = _subject_before(c, here), "pronoun here"
    if lemma == "out_of_hands":
        return _Told(_first(c, t, here, "to"), gain, how, "loss")
    if c.trigger.cls == "lose":
        place = tree.at[c.mention.head]
        gain = gain or _first(c, t, here, "of", but=place)  # "the withdrawal of X from P"
        if not gain:
            gain = governing_subject(c.reading, t, here, lexicon().performing)[0]
        lost_to = lost_to or behind_to(c, here)
        gain = [x for x in gain if x not in lost_to]
        return _Told(lost_to, gain, "to") if lost_to else _Told([], gain, "possessor" if gain else "", "loss")
    lose = _taken_from(c, t, here)
    if lemma in {"fall", "falls"}:
        gain, how = (lost_to, "to") if lost_to else (gain, how)
    elif not gain and (given := given_to(c, here)):
        return _Told(given, lose, "to")
    elif lemma in {"under_control", "in_hands", "in_control", "control"} and not gain:
        gain, how = near(c, here), "near noun"
    if not gain:
        gain, how = led_to(c, here) or whose_deed(c, here), "governing"
    if not gain and lemma not in {"fall", "under_control", "in_hands"}:
        gain, how = governing_subject(c.reading, t, here, _MAKE if lemma == "be_theirs" else None)
    return _Told(gain, lose, how)


_FALLS = frozenset({"fall", "falls", "loss", "surrender", "handover"})


def _subject_before(c: Candidate, here: Named) -> Named:
    """The last side before a trigger that is the subject of a verb, of the sentence's own if it has one."""
    nodes, at = c.reading.tree.nodes, c.reading.tree.at
    ahead = [(x, nodes[at[k]]) for x in here if x[0].j <= c.trigger.i for k in range(x[0].i, x[0].j)]
    found = [(x, nodes[n.head].dep == "ROOT") for x, n in ahead if n.dep == "nsubj"]
    return ([x for x, main in found if main] or [x for x, _ in found])[-1:]


def _told_by_taking(c: Candidate, t: int, here: Named) -> _Told:
    """ "X took P from Y", "P was taken by X"."""
    tree = c.reading.tree
    by = frames.by_agent(tree, t)
    if c.passive:
        gain, how = _at(c, by, here), "by"
        if not gain:
            gain, how = _at(c, frames.child(tree, t, "agent"), here), "agent"
        if not gain:
            gain, how = _behind_by(c, here), "by"
        if not gain and c.trigger.lemma.startswith("restore_"):  # "control of P was restored to X"
            gain, how = _first(c, t, here, "to", but=tree.at[c.mention.head]), "to"
        if not gain and tree.nodes[tree.nodes[t].head].lower in copulas.DECLARED:  # "X declared P liberated"
            gain, how = _at(c, frames.subject(tree, tree.nodes[t].head)[0], here), "governing"
        if not gain and c.trigger.lemma == "raise_flag":  # "X's flag was raised over P"
            gain, how = _at(c, frames.subject(tree, t)[0], here), "subject"
    else:
        subject, passive = frames.subject(tree, t)
        gain, how = right_before(c, here) or whose_deed(c, here), "subject"
        if not gain and not passive:
            gain = _at(c, subject, here)
        wh = frames.wh_subject(tree, t)
        if not gain and c.doer >= 0:
            gain, how = [x for x in here if x[0].i == c.doer], "subject"
        if not gain and wh is not None and not only_leads(c, wh):
            gain, how = [x for x in here if 0 <= wh - x[0].j <= 2][-1:], "subject"
        if not gain and by is not None:
            gain, how = _at(c, by, here), "by"
    return _Told(gain, _taken_from(c, t, here), how)


def _told_by_losing(c: Candidate, t: int, here: Named, scene: Scene) -> _Told:
    """ "X drove Y out of P", "Y withdrew from P", "Y lost P to X", "Y handed P to X", "P fell to X"."""
    tree, cls = c.reading.tree, c.trigger.cls
    told = right_before(c, here) or [x for x in here if x[0].i == c.doer]
    subject = told or _at(c, frames.subject(tree, t)[0], here)
    if c.trigger.lemma == "cost":  # "cost Y P": an attack by X if its subject says so
        lose = [x for x in here if 0 < x[0].i - c.trigger.i <= 3][:1]
        return _Told(subject, lose, "subject", "gain" if subject else "loss")
    if c.trigger.lemma in {"follow", "go"}:
        return _Told([], [], "", "gain" if scene.actors and scene.actors[0][1] <= 3 else "loss")
    if c.trigger.lemma in {"leave", "vacate", "abandon"} and c.role in {"dobj", "obj_rel"}:
        left_to = _first(c, t, here, "to", "for") or behind_to(c, here, True)
        return _Told(left_to, subject, "to") if left_to else _Told([], subject, "", "loss")
    if cls == "leave" and c.passive and frames.by_agent(tree, t) is not None:  # "P was evacuated by Y"
        return _Told([], _at(c, frames.by_agent(tree, t), here), "by", "loss")
    if cls == "leave":
        driven = _driver(c, t, here)
        return _Told(driven, subject, "subject") if driven else _Told([], subject, "", "loss")
    if cls == "expel" and not c.passive:
        return _Told(subject, _expelled(c, t, here, subject), "subject")
    if cls == "expel":
        low = [x.lower for x in c.reading.sentence.tokens[max(0, c.trigger.i - 4) : c.trigger.i]]
        if not subject and "only" in low and "be" in low:  # "X took P, only to be driven out of it"
            subject = _subject_before(c, here)
        gain = _at(c, frames.by_agent(tree, t), here) or _behind_by(c, here)
        loser = subject[0][1] if subject else None
        recent = any((ago <= 2 or scene.narrative) and side != loser for side, ago in scene.actors)
        recent = recent or any(side != loser for side, _ in scene.now)  # "X took P, Y driven from Q"
        return _Told(gain, subject, "by", "gain" if gain or recent else "loss")
    if cls == "fall":
        gain = _first(c, t, here, "to", "into", "under", "in") or after_to(c, here)
        if gain and "out" in {x.lower for x in c.reading.sentence.tokens[c.trigger.i : gain[0][0].i]}:
            return _Told([], gain, "noun", "loss")  # "P has fallen out of X's control"
        if c.trigger.lemma == "become_whose":
            gain = _at(c, frames.child(tree, t, "attr"), here)
        taker = c.trigger.lemma == "change_hands" or any(
            tree.nodes[n].lower in {"them", "it", "him"} for n in frames.behind(tree, t, "to")
        )
        node = tree.nodes[t]
        saw = node.dep == "ccomp" and tree.nodes[node.head].lower in lexicon().seeing
        lose = _at(c, frames.subject(tree, node.head)[0], here) if saw else _taken_from(c, t, here)
        # "P fell on Friday" in a story of somebody's advance: who took the places before took this one
        known = scene.story.gains or place_key(c.mention.name) in scene.assailants
        attacked = bool(known) and c.trigger.lemma not in {"slip", "go"}
        change = "gain" if gain or taker or (attacked and not lose) else "loss"
        return _Told(gain, lose, "to", change)
    lose = _at(c, frames.by_agent(tree, t), here) if c.passive else subject
    attacker = behind_attack(c, here) if cls == "lose" and lose else []
    if attacker and attacker[0][1] != lose[0][1]:  # "Y lost P after an attack by X"
        return _Told(attacker, lose, "by")
    gain = _first(c, t, here, "to") or (behind_to(c, here) if cls == "lose" else [])
    lose = [x for x in lose if x not in gain]
    how = "to" if gain else ""
    return _Told(gain, lose, how, "gain" if gain or cls == "hand" else "loss")


def _expelled(c: Candidate, t: int, here: Named, subject: Named) -> Named:
    """Whom a side drove out: the object of the verb; for "them" the last other side before."""
    goal = frames.child(c.reading.tree, t, "dobj")
    if goal is not None and c.reading.tree.nodes[goal].lower in {"them", "it"}:
        own = {side for _, side in subject}
        return [x for x in here if x[0].j <= c.trigger.i and x[1] not in own][-1:]
    return _at(c, goal, here)


def _driver(c: Candidate, t: int, here: Named) -> Named:
    """Who made the loser leave: "the army forced the militants to retreat from P"."""
    tree = c.reading.tree
    node = tree.nodes[t]
    if node.dep not in {"xcomp", "ccomp"} or tree.nodes[node.head].lower not in lexicon().driving:
        return []
    subject, passive = frames.subject(tree, node.head)
    return _at(c, frames.by_agent(tree, node.head) if passive else subject, here)


def _behind_by(c: Candidate, here: Named) -> Named:
    """The side right behind a "by" that follows the trigger: "was cleared of rebels by the army"."""
    toks = c.reading.sentence.tokens
    for s, side in here:
        if 1 < s.i - c.trigger.i <= 8:
            ahead = [t.lower for t in toks[s.i - 2 : s.i]]
            if ahead[-1] == "by" or (ahead[0] == "by" and ahead[-1] in {"the", "a", "an"}):
                return [(s, side)]
    return []


def _settle(c: Candidate, scene: Scene, here: Named, told: _Told, subject: int | None) -> Roles:
    """The roles of a candidate whose sentence tells so much; what it leaves open comes from the story."""
    loser = told.lose[0][1] if told.lose else _holder(c, here)
    how = told.how
    options: Options = {}
    if told.change == "loss":
        if not loser and scene.story.whole:
            loser, how, options = from_story(c, scene, here, "", subject, "loss")
        return Roles("loss", loser, "", _text(c, told.lose), "", how or "subject", options=options)
    gain = told.gain
    sides = _sides(c, gain, loser)
    if not sides:
        gain = []
        actor, how, options = from_story(c, scene, here, loser, subject, "gain")
        sides = [actor]
    actor = sides[0]
    if loser in sides:
        loser = ""
    weigh = actor and not loser and scene.story.whole
    losers = loser_options(c, scene, here, tuple(sides)) if weigh else {}
    texts = _text(c, gain), _text(c, told.lose)
    return Roles(
        "gain",
        actor,
        loser or likely_loser(losers, scene.who),
        *texts,
        how,
        tuple(sides[1:]),
        loser or _opponent(c, here, set(sides)),
        losers,
        options,
    )


def _holder(c: Candidate, here: Named) -> str:
    """The side that the words before a place give it to: "rebel-held P"."""
    for s, side in here:
        if s.suffix.startswith(("held", "controlled")) and 0 <= c.mention.i - s.j <= 4:
            return side
    return ""


def _sides(c: Candidate, gain: Named, loser: str) -> list[str]:
    """The sides that gained, the one that leads first: allies count as the side that leads them."""
    sides = list(dict.fromkeys(side for _, side in gain if side))
    if sides == ["hts"] and _with_allies(c, gain[-1][0]):
        sides = ["opposition"]
    if "opposition" in sides and "hts" in sides:
        sides = ["opposition", *(s for s in sides if s not in {"opposition", "hts"})]
    if "government" in sides and "iraq" in sides:  # "the army and Iraqi militias", in Syria
        sides.remove("iraq")
    if "turkey_sna" in sides or sides[:1] == ["sdf"]:  # rebels who fight beside them
        sides = [s for s in sides if s != "opposition"]
    return [s for s in sides if s != loser] or sides


def _with_allies(c: Candidate, side: SideMention) -> bool:
    """Whether a side is named with others who stay unnamed: "the Nusra Front and its allies"."""
    after = [t.lower for t in c.reading.sentence.tokens[side.j : side.j + 6]]
    joined = {"and", "alongside", "with", "supported", "backed"} & set(after[:2])
    return bool(joined) and not lexicon().unnamed_allies.isdisjoint(after)


def _opponent(c: Candidate, here: Named, gainers: set[str]) -> str:
    """The one other side that the sentence shows as the loser: fought, fleeing, behind "from", "against"."""
    words = lexicon()
    toks = c.reading.sentence.tokens
    found = []
    for s, side in here:
        if not side or side in gainers or s.person:
            continue
        fought = not words.against.isdisjoint(t.lower for t in toks[max(0, s.i - 3) : s.i])
        if fought or not words.beaten.isdisjoint(t.lower for t in toks[s.j : s.j + 3]):
            found.append(side)
    return found[0] if len(set(found)) == 1 else ""


def _text(c: Candidate, found: Named) -> str:
    """The words that name these sides."""
    return "; ".join(c.reading.sentence.words(s.i, s.j) for s, _ in found)
