"""Who acts in a sentence by the order of its words alone: a second opinion where the parser is misled."""

from __future__ import annotations

from collections.abc import Sequence

from geomapper.events.candidates import Candidate
from geomapper.events.lexicon import lexicon
from geomapper.events.phrases import Named
from geomapper.events.reading import Reading
from geomapper.events.scene import Scene, resolve_side
from geomapper.events.sides import SideMention
from geomapper.events.text import Tok

_WITH = frozenset({"and", "alongside", "with", "&", "backed", "supported", "led"})
_BETWEEN = frozenset(  # words that stand between two sides of one coalition
    "and alongside with & backed supported led by allied their its other the which includes including "
    "include included , together fighting along help of some several that".split()
)
_AND = frozenset({"and", "alongside", "together", "with", "&"})
_INCLUDES = frozenset({"includes", "including", "include", "included"})
_OPENERS = frozenset(  # words before the subject of a clause
    ", ; : ( that when after as where while since but because how before until then said says say and which "
    'whom whose although though once if whereas the a an some other ^ "'.split()
)
_ADVERBS = frozenset(  # words between a subject and its verb
    "had has have also later then since already again finally eventually reportedly fully completely quickly "
    "easily now have been subsequently initially once briefly on in at".split()
)
_OBLIQUE = frozenset("by from against of with on to".split())
_LEADERS = frozenset({"commander", "officer", "leader", "fighter", "member", "spokesman", "spokeswoman"})


def sides_here(r: Reading, scene: Scene) -> Named:
    """The sides of a sentence, each with whom it means; who fights together counts as the side that leads."""
    toks = r.sentence.tokens
    kinds = lexicon().kind_of
    found = [
        (s, resolve_side(s, scene))
        for s in r.sides
        if not (s.person and s.j < len(toks) and toks[s.j].lower in kinds)  # "the Damascus suburb of P"
    ]
    for n in range(1, len(found)):
        (a, left), (b, right) = found[n - 1], found[n]
        if {left, right} in ({"opposition", "hts"}, {"opposition", "turkey_sna"}) and _joined(toks, a, b):
            whole = "turkey_sna" if "turkey_sna" in {left, right} else "opposition"
            found[n - 1 : n + 1] = [(a, whole), (b, whole)]
    return found


def _joined(toks: Sequence[Tok], a: SideMention, b: SideMention) -> bool:
    """Whether two sides act as one: "Turkish troops and allied rebels", "a coalition that includes X"."""
    gap = [t.lower for t in toks[a.j : b.i]]
    if a.suffix or b.suffix or len(gap) > 6 or not _BETWEEN.issuperset(gap):
        return False
    return not _WITH.isdisjoint(gap) or not _INCLUDES.isdisjoint(gap)


def right_before(c: Candidate, here: Named) -> Named:
    """The side that stands right before a verb, where a clause begins with it: "… since rebels seized it"."""
    toks = c.reading.sentence.tokens
    dated = {k for i, j in c.reading.dates for k in range(i, j)}
    k = _before_success(toks, c.trigger.i) - 1
    while k >= 0 and (toks[k].lower in _ADVERBS or k in dated):
        k -= 1
    if k > 0 and toks[k].text == ")":  # "militants of the Islamic State (IS) took P"
        k = next((n for n in range(k, max(-1, k - 5), -1) if toks[n].text == "("), k + 1) - 1
    for x in here:
        s = x[0]
        if s.j != k + 1 or s.suffix or s.person:
            continue
        first = s.i
        while first > 0 and toks[first - 1].lower in {"the", "a", "some", "other"}:
            first -= 1
        other = [y for y in here if y[0].j <= first and _together(toks, y[0], s)][-1:]  # "X and Y took P"
        if other:
            return [*other, x]
        before = toks[first - 1].lower if first else "^"
        beside = any(y[0].j == first for y in here)  # "after clashes with X Y took P", its comma lost
        doing = toks[c.trigger.i].lower.endswith("ing") and before in {"in", "with", "to"}
        if before in _OPENERS or first - 1 in dated or doing or beside:  # "ended in the rebels taking P"
            return [x]
    return []


_SUCCEEDED = (("were", "able", "to"), ("was", "able", "to"), ("managed", "to"), ("succeeded", "in"))


def _before_success(toks: Sequence[Tok], i: int) -> int:
    """Where "were able to" begins that leads to the verb at `i`; `i` where nothing of the kind does."""
    low = tuple(t.lower for t in toks[max(0, i - 3) : i])
    return next((i - len(words) for words in _SUCCEEDED if low[-len(words) :] == words), i)


def _together(toks: Sequence[Tok], a: SideMention, b: SideMention) -> bool:
    """Whether nothing but "and", "alongside" or "together with" stands between two sides."""
    gap = {t.lower for t in toks[a.j : b.i]}
    return bool(gap) and not a.suffix and gap <= _AND | {"the", "allied"} and not gap.isdisjoint(_AND)


_NO_LIST = (frozenset({"and"}), frozenset({"for", "in"}))


def behind_to(c: Candidate, here: Named, listed: bool = False) -> Named:
    """The side behind the first "to" after a word of loss: "the loss of the town of P to X".

    With `listed` a list may lie between: "leaving P and Q to X".
    """
    toks = c.reading.sentence.tokens
    for x in here:
        s = x[0]
        if not 1 < s.i - c.trigger.i <= 14 or s.suffix:
            continue
        k = s.i - 1
        while k > c.trigger.i and toks[k].lower in {"the", "a", "an", "advancing", "local"}:
            k -= 1
        between = {t.lower for t in toks[c.trigger.i + 1 : k]}
        if toks[k].lower == "to" and not between & (
            {".", ";", "when", "which", "who", "that"} | _NO_LIST[listed]
        ):
            return [x]
    return []


_DOES = frozenset({"has", "have", "had", "can", "could", "now", "also"})


def led_to(c: Candidate, here: Named) -> Named:
    """The side right behind the place that a sentence begins with: "With the capture of P X has cut it"."""
    toks = c.reading.sentence.tokens
    k = c.trigger.i - 1
    while k > 0 and toks[k].lower in {"the", "its", "their", "full"}:
        k -= 1
    if k < 0 or toks[k].lower not in {"with", "by"} or (k and toks[k - 1].text not in {",", ";"}):
        return []
    dated = {n for i, j in c.reading.dates for n in range(i, j)}
    for x in here:
        s = x[0]
        if s.i < c.mention.j or s.suffix:
            continue
        gap = [n for n in range(c.mention.j, s.i) if n not in dated]
        near = all(toks[n].lower in {",", "the", "on", "in"} for n in gap)
        behind = [t.lower for t in toks[s.j : s.j + 3]]
        verb = bool(behind) and (behind[0] in _DOES or behind[0].endswith("ed"))
        return [x] if near and verb and "lost" not in behind and "been" not in behind else []
    return []


_GIVES = frozenset("give gives gave giving hand hands handed handing grant granted granting".split())
_LEAVES = frozenset("leave leaves left leaving with".split())
_SORTS_OF_CONTROL = frozenset("in full complete total firm sole effective the".split())


def given_to(c: Candidate, here: Named) -> Named:
    """Whom something gave control, or left with it: "gave X control of P", "left X in control of P"."""
    toks = c.reading.sentence.tokens
    verbs = {"control": _GIVES, "in_control": _LEAVES}.get(c.trigger.lemma)
    for x in here if verbs else ():
        s = x[0]
        gap = {t.lower for t in toks[s.j : c.trigger.i]}
        if s.j > c.trigger.i or s.suffix or not gap <= _SORTS_OF_CONTROL:
            continue
        k = s.i - 1
        while k > 0 and toks[k].lower in {"the", "a", "an"}:
            k -= 1
        if verbs and toks[k].lower in verbs:
            return [x]
    return []


_RELATIVES = frozenset({"which", "that"})
_ON_BOTH = frozenset({"between", "targeting", "against"})


def whose_deed(c: Candidate, here: Named) -> Named:
    """Who did what ended in a change: "the army struck the dens of Y, which resulted in taking P"."""
    low = [t.lower for t in c.reading.sentence.tokens]
    led = lexicon().resulting
    at = next((k for k in range(c.trigger.i - 1, max(0, c.trigger.i - 6), -1) if low[k] in led), 0)
    wh = next((k for k in range(at - 1, max(0, at - 3), -1) if low[k] in _RELATIVES), 0)
    ahead = [x for x in here if x[0].j <= wh and not x[0].suffix]
    if not wh or not ahead or not leads_clause(c.reading.sentence.tokens, ahead[0][0]):
        return []
    if not _ON_BOTH.isdisjoint(low[max(0, ahead[0][0].i - 3) : ahead[0][0].i]):
        return []
    node = c.reading.tree.nodes[c.reading.tree.at[ahead[0][0].j - 1]]
    return ahead[:1] if node.dep in {"nsubj", "compound", "nmod", "poss", "amod"} else []


def only_leads(c: Candidate, wh: int) -> bool:
    """Whether the "which" at token `wh` is what came before as a whole: "which resulted in taking P"."""
    behind = {t.lower for t in c.reading.sentence.tokens[wh + 1 : wh + 3]}
    return not behind.isdisjoint(lexicon().resulting)


def near(c: Candidate, here: Named) -> Named:
    """The side in or before the phrase of a noun of control: "under rebel control", "in SDF hands"."""
    close = [x for x in here if x[0].j <= c.trigger.i + 1 and c.trigger.i - x[0].j <= 3]
    after = [x for x in here if 0 < x[0].i - c.trigger.i <= 4]
    return (close or after)[:1]


def after_to(c: Candidate, here: Named) -> Named:
    """The side not far behind a trigger with "to" or the like between: "fell into the hands of X"."""
    toks = c.reading.sentence.tokens
    for s, side in here:
        if 0 < s.i - c.trigger.i <= 7 and any(
            toks[k].lower in {"to", "hands", "of", "under"} for k in range(c.trigger.i + 1, s.i)
        ):
            return [(s, side)]
    return []


_ATTACKS = frozenset("attack assault offensive counterattack counteroffensive advance operation push".split())


def behind_attack(c: Candidate, here: Named) -> Named:
    """Who attacked before a loss: X of "lost P after an offensive by X", of "after X's attack"."""
    low = [t.lower for t in c.reading.sentence.tokens]
    for x in here:
        s = x[0]
        if s.i < c.mention.j or s.suffix:
            continue
        ahead, behind = low[max(c.mention.j, s.i - 6) : s.i], low[s.j : s.j + 3]
        if not {"after", "following"} & set(low[c.mention.j : s.i]):
            return []
        by = "by" in ahead and not _ATTACKS.isdisjoint(ahead)
        by = by or low[s.j - 1] in _ATTACKS  # "a rebel attack"
        owned = behind[:1] in (["'s"], ["’s"]) and not _ATTACKS.isdisjoint(behind)
        return [x] if by or owned else []
    return []


def is_own(c: Candidate) -> bool:
    """Whether a noun of having says "their": "they had it in their hands"."""
    return c.reading.sentence.tokens[c.trigger.i - 1].lower in {"their", "its"}


def leads_clause(toks: Sequence[Tok], s: SideMention) -> bool:
    """Whether a side is named as one that acts: by itself, or through its men ("a commander of X")."""
    before = [t.lower for t in toks[max(0, s.i - 3) : s.i]]
    words = lexicon()
    if len(before) > 1 and before[-1] == "the":
        before = before[:-1]
    if before[-1:] == ["of"]:
        noun = before[-2] if len(before) > 1 else ""
        return noun in _LEADERS or noun in words.force_nouns
    return words.backdrop.isdisjoint(before) and _OBLIQUE.isdisjoint(before[-2:])
