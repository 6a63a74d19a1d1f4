"""Who gained and who lost, for a candidate: from its arguments, else from what the story has just said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geomapper.events import frames
from geomapper.events.candidates import Candidate, Reading
from geomapper.events.lexicon import lexicon
from geomapper.events.sides import Cast, SideMention
from geomapper.events.text import plain

_PRONOUNS = frozenset("they them it he who which their its the".split())
_REFER = frozenset(
    "group groups forces fighters troops militants latter attackers defenders organization organisation jihadists force".split()
)
_ACTIONS = frozenset(
    "offensive advance attack assault counterattack counter-attack counteroffensive counter-offensive operation campaign "
    "move push raid incursion drive victory forces fighting battle clashes".split()
)  # fmt: skip


_OBLIQUE = frozenset("by from against targeting of between including attacking among".split())


_AGAINST = frozenset(
    {
        "from",
        "against",
        "with",
        "to",
        "driving",
        "pushing",
        "forcing",
        "expelling",
        "fighting",
        "defeating",
        "killing",
        "after",
    }
)
_BEATEN = frozenset(
    {
        "withdrew",
        "retreated",
        "fled",
        "withdraw",
        "retreat",
        "flee",
        "fleeing",
        "retreating",
        "withdrawing",
        "surrendered",
        "lost",
        "collapsed",
        "abandoned",
        "evacuated",
        "out",
        "pulled",
        "withdrawal",
    }
)


def place_key(name: str) -> str:
    """A name folded far enough to tell whether two mentions in one story are the same place."""
    words = [
        w
        for w in plain(name).replace("-", " ").split()
        if w not in {"al", "el", "as", "ash", "the", "city", "town", "village"}
    ]
    return " ".join(words)


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
    usual_foe: str = ""  # where no loser is told: whom the story says the actor took ground from


@dataclass(frozen=True)
class Scene:
    """What the story has said before a sentence: sides by how recently they acted or were named, newest first."""

    cast: Cast
    actors: tuple[tuple[str, int], ...]  # sides that gained, each with how many sentences ago
    named: tuple[str, ...]  # sides named in earlier sentences, newest first
    lead: str  # the side that the sentence before was about
    gains: tuple[tuple[str, int], ...]  # how often each side gains, by its own subject, in the whole story
    holders: dict[str, str]  # place key -> the side that last gained it so far
    foes: dict[str, str]  # side -> the side that the story most often says it took ground from
    narrative: bool


def resolve_side(mention: SideMention, scene: Scene, recent: Sequence[str] = ()) -> str:
    """The side of a mention in this story."""
    history = [*recent, *scene.named]
    if not mention.strong and not mention.person and mention.sides == ("isil",):
        return scene.cast.radical(history)
    return scene.cast.resolve(mention.sides, history, mention.strong)


def roles(c: Candidate, scene: Scene) -> Roles:
    """The roles of a candidate; an actor that nothing tells is empty."""
    r, tree = c.reading, c.reading.tree
    t = frames.trigger_node(tree, c.trigger)
    cls = c.trigger.cls
    here = [(s, resolve_side(s, scene)) for s in r.sides]

    def sides_at(n: int | None) -> list[tuple[SideMention, str]]:
        if n is None:
            return []
        return _sides_in(c.reading, n, here, scene)

    subject, subject_passive = (None, False) if c.trigger.noun else frames.subject(tree, t)
    by = frames.by_agent(tree, t)
    lost_to = [n for n in frames.behind(tree, t, "to") if sides_at(n)]
    taken_from = [
        n for n in frames.behind(tree, t, "from", "of") if n != tree.at[c.mention.head] and sides_at(n)
    ]
    gain: list[tuple[SideMention, str]] = []
    lose: list[tuple[SideMention, str]] = []
    how = ""
    change = "gain"

    if c.trigger.noun:
        gain, how = sides_at(by), "by"
        if not gain:
            poss = frames.child(tree, t, "poss", "compound", "amod")
            gain, how = sides_at(poss), "possessor"
        if cls == "lose":
            lose, gain = gain, sides_at(lost_to[0]) if lost_to else []
            change, how = ("gain", "to") if gain else ("loss", "noun")
        else:
            lose = sides_at(taken_from[0]) if taken_from else []
        if c.trigger.lemma in {"fall", "falls"}:
            gain = sides_at(lost_to[0]) if lost_to else gain
        elif c.trigger.lemma in {"under_control", "in_hands", "in_control", "control"} and not gain:
            gain, how = _near(c, here), "near noun"
        if not gain and cls == "take" and c.trigger.lemma not in {"fall", "under_control", "in_hands"}:
            gain, how = _governing_subject(c, t, here, scene)
    elif cls in {"take", "enter", "hold", "siege", "unsiege"}:
        if c.passive:
            gain, how = sides_at(by), "by"
            if not gain:
                gain, how = sides_at(frames.child(tree, t, "agent")), "agent"
        else:
            gain, how = (sides_at(subject), "subject") if not subject_passive else ([], "")
            wh = frames.wh_subject(tree, t)
            if not gain and wh is not None:
                gain, how = [x for x in here if 0 <= wh - x[0].j <= 2][-1:], "subject"
            if not gain and by is not None:
                gain, how = sides_at(by), "by"
        lose = sides_at(taken_from[0]) if taken_from else []
    elif cls == "expel":
        if c.passive:
            lose = sides_at(subject)
            gain, how = sides_at(by), "by"
            recent = [
                x
                for x, ago in scene.actors
                if (ago <= 2 or scene.narrative) and (not lose or x != lose[0][1])
            ]
            if not gain and not recent:
                change = "loss"
        else:
            gain, how = sides_at(subject), "subject"
            lose = sides_at(frames.child(tree, t, "dobj"))
    elif cls == "leave":
        lose = sides_at(subject)
        change = "loss"
    elif cls == "lose":
        lose = sides_at(by) if c.passive else sides_at(subject)
        gain, how = (sides_at(lost_to[0]), "to") if lost_to else ([], "")
        change = "gain" if gain else "loss"
    elif cls == "hand":
        gain, how = (sides_at(lost_to[0]), "to") if lost_to else ([], "")
        lose = sides_at(by) if c.passive else sides_at(subject)
    elif cls == "fall":
        near = [n for n in frames.behind(tree, t, "to", "into", "under", "in") if sides_at(n)]
        gain, how = (sides_at(near[0]), "to") if near else (_after_to(c, here), "to")
        taker = [n for n in frames.behind(tree, t, "to") if tree.nodes[n].lower in {"them", "it", "him"}]
        change = "gain" if gain or taker else "loss"
        lose = sides_at(taken_from[0]) if taken_from else []

    held = [
        side
        for s, side in here
        if s.suffix.startswith(("held", "controlled")) and 0 <= c.mention.i - s.j <= 4
    ]
    return _settle(c, scene, here, change, gain, lose, how, held, subject)


def _settle(
    c: Candidate, scene: Scene, here: list[tuple[SideMention, str]], change: str, gain: list[tuple[SideMention, str]],
    lose: list[tuple[SideMention, str]], how: str, held: list[str], subject: int | None,
) -> Roles:  # fmt: skip
    loser = lose[0][1] if lose else (held[0] if held else "")
    if change == "loss":
        if not loser:
            loser, how = _from_story(c, scene, here, "", subject)
        return Roles("loss", loser, "", _text(c, lose), "", how or "subject")
    if gain:
        sides = list(dict.fromkeys(side for _, side in gain if side))
        if sides == ["hts"] and _with_allies(c, gain[-1][0]):
            sides = ["opposition"]
        if "opposition" in sides and "hts" in sides:
            sides = ["opposition", *(s for s in sides if s not in {"opposition", "hts"})]
        if "turkey_sna" in sides:
            sides = [s for s in sides if s != "opposition"]
        sides = [s for s in sides if s != loser] or sides
        if sides:
            actor = sides[0]
            return _gain(
                c, scene, actor, loser or _opponent(c, here, set(sides)), gain, lose, how, tuple(sides[1:])
            )
    actor, how = _from_story(c, scene, here, loser, subject)
    return _gain(c, scene, actor, loser or _opponent(c, here, {actor}), [], lose, how, ())


def _gain(
    c: Candidate,
    scene: Scene,
    actor: str,
    loser: str,
    gain: list[tuple[SideMention, str]],
    lose: list[tuple[SideMention, str]],
    how: str,
    others: tuple[str, ...],
) -> Roles:
    holder = scene.holders.get(place_key(c.mention.name), "")  # whom the story last let gain the place
    loser = loser or holder
    foe = "" if loser else scene.foes.get(actor, "")
    text, from_text = _text(c, gain), _text(c, lose)
    return Roles("gain", actor, loser if loser != actor else "", text, from_text, how, others, foe)


def _with_allies(c: Candidate, side: SideMention) -> bool:
    """Whether a side is named with others who stay unnamed: "the Nusra Front and its allies"."""
    after = [t.lower for t in c.reading.sentence.tokens[side.j : side.j + 4]]
    return (
        bool(after)
        and after[0] in {"and", "alongside"}
        and any(w in {"allies", "allied", "other"} for w in after)
    )


def _opponent(c: Candidate, here: list[tuple[SideMention, str]], gainers: set[str]) -> str:
    """The one other side that the sentence shows as the loser: fought, fleeing, or behind "from" and "against"."""
    toks = c.reading.sentence.tokens
    found = []
    for s, side in here:
        if not side or side in gainers or s.person:
            continue
        before = {t.lower for t in toks[max(0, s.i - 3) : s.i]}
        after = {t.lower for t in toks[s.j : s.j + 3]}
        if before & _AGAINST or after & _BEATEN:
            found.append(side)
    return found[0] if len(set(found)) == 1 else ""


def _text(c: Candidate, found: list[tuple[SideMention, str]]) -> str:
    toks = c.reading.sentence.tokens
    base = c.reading.sentence.start
    if not found:
        return ""
    return (
        c.reading.sentence.text[toks[found[0][0].i].start - base : toks[found[-1][0].j - 1].end - base]
        if len(found) == 1
        else "; ".join(
            c.reading.sentence.text[toks[s.i].start - base : toks[s.j - 1].end - base] for s, _ in found
        )
    )


def _sides_in(
    r: Reading, n: int, here: list[tuple[SideMention, str]], scene: Scene
) -> list[tuple[SideMention, str]]:
    """The sides of the noun phrase at node `n`; for a noun of action, of those behind it ("an offensive by X")."""
    nodes = r.tree.nodes
    inside = set()
    for k in frames.phrase(r.tree, n):
        inside.update(range(nodes[k].i, nodes[k].j))
    found = [
        (s, side)
        for s, side in here
        if inside & set(range(s.i, s.j))
        and not (s.suffix and s.suffix.startswith(("held", "controlled", "backed")))
    ]
    head = nodes[n]
    if len(found) > 1 and not any(s.i <= head.i < s.j for s, _ in found):
        found = found[:1]
    if found:
        lead = [x for x in found if x[0].i <= head.i < x[0].j]
        return lead + [x for x in found if x not in lead] if lead else found
    if head.lower in _ACTIONS:
        by = frames.by_agent(r.tree, n)
        if by is not None:
            return _sides_in(r, by, here, scene)
    if head.lower in lexicon().force_nouns:
        for k in frames.behind(r.tree, n, "of", "from", "to"):
            found = _sides_in(r, k, here, scene)
            if found:
                return found
    return []


def _near(c: Candidate, here: list[tuple[SideMention, str]]) -> list[tuple[SideMention, str]]:
    """The side that stands in or before the phrase of a noun of control: "under rebel control", "in SDF hands"."""
    close = [x for x in here if x[0].j <= c.trigger.i + 1 and c.trigger.i - x[0].j <= 3]
    after = [x for x in here if 0 < x[0].i - c.trigger.i <= 4]
    return (close or after)[:1]


def _after_to(c: Candidate, here: list[tuple[SideMention, str]]) -> list[tuple[SideMention, str]]:
    toks = c.reading.sentence.tokens
    for s, side in here:
        if 0 < s.i - c.trigger.i <= 7 and any(
            toks[k].lower in {"to", "hands", "of", "under"} for k in range(c.trigger.i + 1, s.i)
        ):
            return [(s, side)]
    return []


def _governing_subject(
    c: Candidate, t: int, here: list[tuple[SideMention, str]], scene: Scene
) -> tuple[list[tuple[SideMention, str]], str]:
    """For a noun: the subject of the verb that it is an object of ("the army announced the capture of P")."""
    nodes = c.reading.tree.nodes
    cur = t
    for _ in range(4):
        node = nodes[cur]
        if node.head == cur:
            break
        if nodes[node.head].tag.startswith("V"):
            subject, passive = frames.subject(c.reading.tree, node.head)
            if subject is not None and not passive and subject != cur:
                return _sides_in(c.reading, subject, here, scene), "governing"
            break
        cur = node.head
    return [], ""


def _from_story(
    c: Candidate, scene: Scene, here: list[tuple[SideMention, str]], loser: str, subject: int | None
) -> tuple[str, str]:
    """The actor where no argument names one: a pronoun's antecedent, or the side that last acted."""
    nodes = c.reading.tree.nodes
    free = [(s, side) for s, side in here if side and side != loser and not s.suffix]
    acted = [side for side, _ in scene.actors if side != loser]
    if subject is not None:
        node = nodes[subject]
        owner = next((nodes[k].lower for k in node.children if nodes[k].dep == "poss"), "")
        if owner == "his":
            people = [side for s, side in here if s.person and s.i < node.i and side != loser]
            if people:
                return people[-1], "owner"
        if owner in {"his", "its", "their"} and node.lower in lexicon().force_nouns:
            earlier = [side for s, side in here if s.i < node.i and side and side != loser]
            if earlier or scene.lead:
                return (earlier[-1] if earlier else scene.lead), "owner"
        if node.lower in _PRONOUNS or node.lower in _REFER or node.lower in _ACTIONS:
            teller = _teller(c, here, scene)
            if teller and teller != loser:
                return teller, "teller"
            earlier = [side for s, side in free if s.i < node.i]
            if node.lower in {"they", "their", "them", "it", "who", "which"} and earlier:
                return earlier[-1], "pronoun here"
            if scene.actors and scene.actors[0][1] == 1 and scene.actors[0][0] != loser:
                return scene.actors[0][0], "pronoun"
            if scene.lead and scene.lead != loser:
                return scene.lead, "lead"
            if acted:
                return acted[0], "pronoun"
            if earlier:
                return earlier[-1], "pronoun here"
    key = place_key(c.mention.name)
    if c.trigger.noun and scene.holders.get(key) not in {None, loser}:
        return scene.holders[key], "as before"
    before = [(s, side) for s, side in free if s.j <= c.trigger.i and not s.person]
    if before and not c.passive and not c.trigger.noun and c.trigger.cls != "fall":
        toks = c.reading.sentence.tokens
        clear = [
            side
            for s, side in before
            if not (s.i and toks[s.i - 1].lower in _OBLIQUE)
            and not (s.i > 1 and toks[s.i - 2].lower in _OBLIQUE)
        ]
        return (clear[-1] if clear else before[-1][1]), "before"
    for side, ago in scene.actors:
        if side != loser and ago <= 3 and scene.holders.get(key) != side:
            return side, "last actor"
    for side, n in scene.gains:
        if side != loser and n >= 2 and scene.holders.get(key) != side:
            return side, "main actor"
    others = [side for s, side in free if not s.person]
    if others:
        return others[0], "in sentence"
    if acted:
        return acted[0], "old actor"
    for side in scene.named:
        if side != loser:
            return side, "last named"
    return "", "unknown"


def _teller(c: Candidate, here: list[tuple[SideMention, str]], scene: Scene) -> str:
    """The side that tells it of itself: "the army said it captured P"."""
    nodes = c.reading.tree.nodes
    cur = c.reading.tree.at[c.trigger.i]
    for _ in range(5):
        node = nodes[cur]
        if node.head == cur:
            return ""
        if node.dep == "ccomp":
            subject, _ = frames.subject(c.reading.tree, node.head)
            found = _sides_in(c.reading, subject, here, scene) if subject is not None else []
            return found[0][1] if found else ""
        if node.dep not in {"xcomp", "conj", "advcl"}:
            return ""
        cur = node.head
    return ""
