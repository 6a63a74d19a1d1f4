"""The actor where no argument of the trigger names one: whom a pronoun means, or whom the story suggests."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from geomapper.events import frames
from geomapper.events.candidates import Candidate
from geomapper.events.lexicon import lexicon
from geomapper.events.phrases import Named, sides_in, teller
from geomapper.events.scene import Scene, place_key
from geomapper.events.weights import total

_PRONOUNS = frozenset("we they them it he who which that their its the".split())
_PERSONAL = frozenset("they their them it who which".split())
_JOINED = frozenset("advcl ccomp xcomp conj acl pcomp prep".split())
_OBLIQUE = frozenset("by from against targeting of between including attacking among".split())
_STATES = frozenset({"government", "iraq"})
_GROUPS = frozenset({"group", "organization", "organisation", "movement"})
_AGAIN = ("re", "win", "restore")  # what begins the verbs of taking back
_TOO = frozenset({"also", "likewise", "similarly"})
_MANY = "other"  # a side of many forces, who take places from each other
_LIKELY = ((0.8, "story sure"), (0.6, "story likely"), (0.0, "story guess"))

Options = Mapping[str, tuple[str, ...]]  # side -> what speaks for and against it


def from_story(
    c: Candidate, scene: Scene, here: Named, loser: str, subject: int | None, change: str
) -> tuple[str, str, Options]:
    """The side that gained (or lost, by `change`), how it was found, and all that were weighed.

    `here` holds the sides of the sentence, `subject` the node of the trigger's subject. ("", "unknown", {})
    where the story tells nothing. What speaks for a side is learned apart for subjects that are pronouns.
    """
    if loser == _MANY:
        loser = ""
    found = _referred(c, scene, here, loser, subject) if subject is not None else ("", "")
    if found[0]:
        return *found, {}
    options = _options(c, scene, here, loser, change, found[1])
    if not options:
        return "", "unknown", {}
    sums = {side: total(fs, scene.who) for side, fs in options.items()}
    best = max(sums, key=lambda side: sums[side])
    if found[1] and (scene.lead or scene.actors):
        return best, "lead" if best == scene.lead else "pronoun", options
    share = 1 / sum(exp(max(-30.0, t - sums[best])) for t in sums.values())
    return best, next(name for least, name in _LIKELY if share >= least), options


def _options(
    c: Candidate, scene: Scene, here: Named, loser: str, change: str, way: str
) -> dict[str, tuple[str, ...]]:
    """Each side that the story has named so far, with the features of its part in it."""
    key = place_key(c.mention.name)
    holder, former = scene.holders.get(key, ""), scene.former.get(key, "")
    acted = [side for side, _ in scene.actors]
    gains = [side for side, _ in scene.story.gains]
    all_gains = sum(n for _, n in scene.story.gains) or 1
    told = [side for _, side in here]
    toks = c.reading.sentence.tokens
    also = not _TOO.isdisjoint(t.lower for t in toks[max(0, c.trigger.i - 3) : c.trigger.i])
    sides = dict.fromkeys(s for s in (*told, *acted, *gains, *scene.named, holder, former) if s)
    if change == "gain":
        sides.pop(loser, None)
    tells = teller(c.reading, c.reading.tree.at[c.trigger.i], here)
    out = {}
    for side in sides:
        f = [f"is {side}"]
        if side == tells:
            f.append("tells of it")
        if side in acted:
            n = acted.index(side)
            f += [f"acted {min(n, 2)}", f"acted {min(n, 2)}, {_ago(scene.actors[n][1])} back"]
        if side in gains:
            n = gains.index(side)
            share = scene.story.gains[n][1] / all_gains
            f += [
                f"gains {min(n, 2)}",
                f"gains {'most' if share > 0.6 else 'some' if share > 0.3 else 'few'}",
            ]
        if also:
            f.append("also, as before" if acted[:1] == [side] else "also, not before")
        f += in_story(c, scene, side)
        if side == scene.lead:
            f.append("lead")
        if loser and scene.story.foes.get(side, ())[:1] and scene.story.foes[side][0][0] == loser:
            f.append("takes from the loser")
        f += in_sentence(c, here, side)
        f += _offensive(scene, side)
        f.append(f"is {side}, {scene.cast.home}")
        out[side] = tuple(_spread(c, change, f, way))
    return out


def _offensive(scene: Scene, side: str) -> list[str]:
    """What a side has to do with the attacks that the story tells, and with the changes of the sentence."""
    f = []
    for name, sides in (("attacks", scene.attackers), ("is attacked", scene.attacked)):
        n = next((k for k, (other, _) in enumerate(sides) if other == side), -1)
        if n >= 0:
            f += [f"{name} {min(n, 2)}", f"{name} {min(n, 2)}, {_ago(sides[n][1])} back"]
    deeds = sorted((ago, other) for other, ago in (*scene.actors, *scene.attackers))
    if deeds and side in {other for ago, other in deeds if ago == deeds[0][0]}:
        f += ["moved last", f"moved last, {_ago(deeds[0][0])} back"]
    elif deeds:
        f.append("did not move last")
    rank = next((k for k, (other, _) in enumerate(scene.story.attacks) if other == side), 3)
    f.append(f"attacks of all {min(rank, 3)}")
    rank = next((k for k, (other, _) in enumerate(scene.story.present) if other == side), 3)
    f.append(f"present {min(rank, 3)}")
    if scene.now:
        f.append("gained just now" if scene.now[-1][0] == side else "did not gain just now")
        if scene.now[-1][1] == side:
            f.append("lost just now")
    return f


def in_story(c: Candidate, scene: Scene, side: str) -> list[str]:
    """What the story has told before of a side and the place, and how lately it named the side."""
    key = place_key(c.mention.name)
    holder = scene.holders.get(key, "")
    f = []
    if side == holder:
        f.append("holds the place")
    elif holder:
        f.append("does not hold the place")
    if side == scene.former.get(key, ""):
        f.append("held the place")
    if key in scene.assailants:
        f.append("attacked the place" if scene.assailants[key] == side else "did not attack the place")
    if side in scene.named:
        f.append(f"named {min(scene.named.index(side), 2)}")
    return f


def _ago(n: int) -> str:
    return str(n) if n <= 2 else "3-5" if n <= 5 else "6+"


def in_sentence(c: Candidate, here: Named, side: str) -> list[str]:
    """How the sentence itself names a side, by the nearest of its namings."""
    toks = c.reading.sentence.tokens
    found = [s for s, other in here if other == side]
    if not found:
        return ["not here"]
    f = []
    for s in sorted(found, key=lambda s: abs(s.i - c.trigger.i))[:2]:
        where = "ahead" if s.j <= c.trigger.i else "behind"
        oblique = not _OBLIQUE.isdisjoint(t.lower for t in toks[max(0, s.i - 2) : s.i])
        kind = "held" if s.suffix else "person" if s.person else "oblique" if oblique else "plain"
        f.append(f"here {kind} {where}")
    if len({side for _, side in here if side}) == 1:
        f.append("alone here")
    return list(dict.fromkeys(f))


def _spread(c: Candidate, change: str, features: list[str], way: str) -> list[str]:
    """The features by themselves, and with the change, the voice, and whether something is taken back."""
    if way:
        voice = way
    elif c.trigger.noun:
        voice = "noun"
    elif c.trigger.cls in {"fall", "lose", "leave", "expel"}:
        voice = c.trigger.cls
    else:
        voice = "passive" if c.passive else "active"
    again = c.trigger.lemma.startswith(_AGAIN)
    out = []
    for f in features:
        out += [f"{change}, {voice}: {f}"] if way else [f"{change}: {f}", f"{change}, {voice}: {f}"]
        if again:
            out.append(f"{change}, again: {f}")
    return out


def _matrix_side(c: Candidate, here: Named) -> str:
    """The side that is the subject of the clause above: "X has gained ground since it seized P"."""
    tree = c.reading.tree
    cur = tree.at[c.trigger.i]
    for _ in range(4):
        node = tree.nodes[cur]
        if node.head == cur or node.dep not in _JOINED:
            return ""
        cur = node.head
        if node.dep == "advcl" and tree.nodes[cur].tag.startswith("V"):
            subject, _ = frames.subject(tree, cur)
            return acting(c, here, subject) if subject is not None else ""
    return ""


def acting(c: Candidate, here: Named, n: int) -> str:
    """The side that the noun at node `n` is, or acts for; not that whose road or flag it is."""
    node = c.reading.tree.nodes[n]
    words = lexicon()
    found = sides_in(c.reading, n, here)
    is_side = any(s.i <= node.i < s.j for s, _ in found)
    return found[0][1] if is_side or (found and node.lower in words.force_nouns | words.actions) else ""


def _antecedent(c: Candidate, here: Named, subject: int) -> str:
    """Whose attack a "that" or "which" means: "the army launched an offensive that recaptured P"."""
    tree = c.reading.tree
    verb = tree.nodes[tree.nodes[subject].head]
    attack = verb.head
    if verb.dep != "relcl" or tree.nodes[attack].lower not in lexicon().actions:
        return ""
    own = acting(c, here, attack)
    if own or tree.nodes[attack].dep not in {"dobj", "pobj"}:
        return own
    above = frames.subject(tree, tree.nodes[attack].head)[0]
    return acting(c, here, above) if above is not None else ""


def _referred(c: Candidate, scene: Scene, here: Named, loser: str, subject: int) -> tuple[str, str]:
    """Whom a subject without a name means: "they", "its troops", "the attackers"; ("", "") for nobody.

    ("", "pronoun") where the sentence does not tell, and what the story says of each side must be weighed.
    """
    words = lexicon()
    nodes = c.reading.tree.nodes
    node = nodes[subject]
    owner = next((nodes[k].lower for k in node.children if nodes[k].dep == "poss"), "")
    ahead = [(s, side) for s, side in here if s.i < node.i and side != loser]
    if owner == "his":
        people = [side for s, side in ahead if s.person]
        if people:
            return people[-1], "owner"
    if owner in {"his", "its", "their"} and node.lower in words.force_nouns:
        earlier = [side for _, side in ahead if side]
        last = earlier[-1] if earlier else scene.lead
        if last in _STATES and node.lower in words.irregulars:  # an army has troops, not fighters
            last = next((s for s in scene.named if s not in _STATES and s != loser), last)
        if last:
            return last, "owner"
    if node.lower not in _PRONOUNS and node.lower not in words.referring and node.lower not in words.actions:
        return "", ""
    if node.lower in {"that", "which"}:
        attacker = _antecedent(c, here, subject)
        if attacker and attacker != loser:
            return attacker, "owner"
    told = teller(c.reading, c.reading.tree.at[c.trigger.i], here)
    if told and told != loser:
        return told, "teller"
    earlier = [side for s, side in ahead if side and not s.suffix]
    matrix = _matrix_side(c, here)
    if node.lower in {"they", "it"} and matrix and matrix != loser:
        return matrix, "pronoun here"
    if node.lower == "they" and len(set(earlier)) > 1:
        beaten = next(s for s, side in reversed(ahead) if side and not s.suffix)
        verb = c.reading.sentence.tokens[beaten.i - 1].lower if beaten.i else ""
        if "expel" in words.verb_forms.get(verb, ("", ()))[1]:  # "X drove Y out of P, and they took Q"
            return next(side for side in reversed(earlier) if side != earlier[-1]), "pronoun here"
    if node.lower in _PERSONAL and earlier:
        return earlier[-1], "pronoun here"
    groups = [side for side in earlier if side not in _STATES]
    if node.lower in _GROUPS and groups:  # "an outlet of X said the group had taken P"
        return groups[-1], "pronoun here"
    return "", "pronoun"
