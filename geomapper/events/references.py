"""What "the town", "it" and "both villages" stand for: names that the story has given before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2

from geomapper.events.lexicon import lexicon
from geomapper.events.localities import of_camp, of_city
from geomapper.events.mentions import THINGS, WIDE, Mention, singular
from geomapper.events.persons import is_person, persons
from geomapper.events.scene import place_key
from geomapper.events.text import Tok

_LOCATING = frozenset(
    "to in near at towards toward between around outside from via km miles overlooking linking".split()
)
_POINTS = frozenset(
    "north south east west northeast northwest southeast southwest km kilometers kilometres miles outskirts "
    "edge".split()
)
_FOUGHT = frozenset("out fighting fights clashes clashed battles battle fought erupted raged".split())  # in P
_CHANGING = frozenset({"take", "leave", "lose"})
_STRUCK = frozenset("attack attacked attacking assault assaulted stormed storming entered".split())
_UPON = (["on"], ["against"])
_SCOPE = 12  # sentences that "the town" may look back over
_NEAR = 3  # and "the site"
_THINGS = 40  # and "the airbase"
_TOWNS = frozenset({"town", "city", "capital"})
_VILLAGES = frozenset({"village", "hamlet"})
_HILLS = ("tal ", "tel ", "tell ", "tall ", "jabal ", "jebel ", "mount ", "tal-", "tell-")
_SORTS = frozenset("oil gas border military air local town village city same".split())  # tell no two apart
_OPENING, _SOON = 3, 4  # sentences in which a story begins, and in which it tells the name
_TOLD_LATER = frozenset({"settlement", "quarter", "base", "airfield", "field"})
_KEEPS = frozenset({"castle", "citadel", "fortress"})
_POSTS = frozenset(
    {"checkpoint", "post", "outpost", "depot", "station", "school", "headquarters"}
)  # no bases
_LABELS = frozenset({"stronghold", "bastion", "heartland", "front"})  # say nothing of what it is
# What speaks for a place, and against it, when "the town" is weighed against those named before; the answers
# change little when these are halved or doubled.
_BACK, _FAR = 1.1, 3.5  # against it, for each sentence that it is back, of which so many count
_SAME_KIND, _SO_CALLED = 1.8, 0.5  # the story calls it a town too; right there
_OTHER_KIND = 1.0  # against it: the story calls it a village
_TITLED = 0.8  # the title names it, and this is "the town"
_HERE = 1.5  # the sentence itself is about it, and no word of the story says what it is
_REGION = 2.0  # against it: said of the province of that name
_SALIENT, _AGAIN = 0.8, 0.5  # its sentence is about it; it is "the town" there already
_OFTEN, _MOST = 0.9, 3.0  # each doubling of how often it is named, at most three; no village need be


@dataclass(frozen=True, slots=True)
class _Named:
    """A place in sentence `n`, by its name or again by "the town", and whether that sentence is about it."""

    n: int
    mention: Mention
    key: str
    salient: bool
    again: bool = False


@dataclass(frozen=True)
class _Story:
    """How often a story names each place, by key, and which common nouns it gives it."""

    total: Counter[str]
    kinds: dict[str, set[str]]
    features: dict[str, set[str]]
    titled: frozenset[str]  # those that its title names


def resolved(
    sentences: Sequence[Sequence[Mention]], tokens: Sequence[Sequence[Tok]]
) -> list[tuple[Mention, ...]]:
    """The places of each sentence, whose tokens are `tokens`, with what they stand for.

    "The town" becomes the name that it stands for, "both towns" two of them, "the airbase" learns its town.
    """
    out: list[tuple[Mention, ...]] = []
    history: list[_Named] = []
    alone = {place_key(m.name) for line in sentences for m in line if m.kind in {"", "camp"}}
    sentences = [[of_camp(m, alone) for m in line] for line in sentences]
    kinds = _story(sentences, tokens).kinds
    named = {key: titled for key, titled in persons(tokens).items() if key not in kinds}
    story = _story([[m for m in line if not is_person(m, named)] for line in sentences], tokens)
    sentences = [
        [of_city(m, story.kinds, toks) for m in line if not is_person(m, named)]
        for line, toks in zip(sentences, tokens, strict=True)
    ]
    later = _named_later(sentences)
    for n, line in enumerate(sentences):
        found: list[Mention] = []
        for m in line:
            if _is_of_unnamed(m, found, tokens[n]):
                continue
            name = later.get((n, m.i))
            meant = [replace(m, form="reference", name=name)] if name else []
            meant = meant or _stands_for(m, n, history, story, tokens[n])
            for x in meant:
                again = x.form == "reference"
                if x.form == "unnamed" and x.n_places != 1 and x.feature in WIDE:
                    history.append(_Named(n, x, "", True))
                elif x.name and (again or x.form == "numbered" or _is_told_of(x, story, tokens[n])):
                    history.append(_Named(n, x, place_key(x.name), _is_salient(tokens[n], m), again))
            found += meant
        out.append(tuple(found))
    return out


def _is_of_unnamed(m: Mention, before: Sequence[Mention], toks: Sequence[Tok]) -> bool:
    """Whether "it" is a place that its sentence leaves without a name: "bombed a base after losing it"."""
    if m.form != "reference" or m.kind or toks[m.i].lower != "it":
        return False
    about = next((x for x in before if _is_salient(toks, x)), None)
    return about is not None and about.form == "unnamed" and about.n_places == 1


def _named_later(sentences: Sequence[Sequence[Mention]]) -> dict[tuple[int, int], str]:
    """The names of places that a story begins with and names only then, by sentence and first token.

    "Rebels took an air base", and some sentences on the only air base that it has named.
    """
    out: dict[tuple[int, int], str] = {}
    before: set[str] = set()
    for n, line in enumerate(sentences[:_OPENING]):
        before |= {place_key(m.name) for m in line if m.form in {"named", "numbered"}}
        for m in line:
            if m.form != "unnamed" or m.n_places != 1 or m.feature not in _TOLD_LATER:
                continue
            alike = [
                o
                for following in sentences[n + 1 : n + 1 + _SOON]
                for o in following
                if o.form == "named" and _is_alike(o.kind, m.kind)
            ]
            names = {place_key(o.name): o.name for o in alike}
            if len(names) == 1 and before.isdisjoint(names):
                out[n, m.i] = next(iter(names.values()))
    return out


def _is_alike(kind: str, told: str) -> bool:
    """Whether a place of a kind can be what was told as such a place: an air base is a base."""
    return kind == told or (told == "base" and kind.endswith("base"))


def _stands_for(
    m: Mention, n: int, history: Sequence[_Named], story: _Story, toks: Sequence[Tok]
) -> list[Mention]:
    """The places of sentence `n` that a mention stands for: itself where it is a name."""
    if m.form == "reference" and not m.name:
        if m.direction and toks[m.i].lower == "its":  # "its centre" is of what "it" would be
            return [replace(_meant(replace(m, kind=""), n, history, story), kind=m.kind)]
        return [_meant(m, n, history, story)]
    if m.form == "plural":
        return _meant_together(m, n, history, story)
    if m.near:
        return [m]
    if m.form in {"titled", "definite", "unnamed"}:
        thing = m.form == "definite" and toks[m.i].lower in {"the", "this", "that"}
        same = _same_thing(m, n, history, story) if thing else None
        if same:
            return [replace(m, form="reference", name=same.mention.name, ago=n - same.n)]
        near = _town(n, history)
        if m.form == "definite" and _is_common(m):
            return [replace(m, form="unnamed", name="", n_places=_count(m), near=near)]
        return [replace(m, near=near)]
    return [m]


def _is_common(m: Mention) -> bool:
    """Whether a phrase says only what a place is, as any number are: "the hill", "the last checkpoints"."""
    plural = m.name.lower().rsplit(" ", 1)[-1] != m.kind
    if m.feature in {"field", "base", "hill"} and plural and m.kind not in lexicon().same_in_plural:
        return True
    return m.kind in lexicon().common_things and (plural or " " not in m.name or m.feature != "facility")


def _count(m: Mention) -> int | None:
    """How many places a phrase counts: one, or more."""
    return None if m.name.lower().rsplit(" ", 1)[-1] != m.kind else 1


def _story(sentences: Sequence[Sequence[Mention]], tokens: Sequence[Sequence[Tok]]) -> _Story:
    """What the whole story says of its named places; `tokens` are those of its sentences."""
    total: Counter[str] = Counter()
    kinds: dict[str, set[str]] = defaultdict(set)
    features: dict[str, set[str]] = defaultdict(set)
    for m in (m for line in sentences for m in line if m.form in {"named", "numbered"} and not m.abroad):
        key = place_key(m.name)
        total[key] += 1
        if m.kind and m.kind not in _LABELS:
            kinds[key].add(singular(m.kind))
            features[key].add(m.feature)
    about = [
        place_key(m.name)
        for line, toks in zip(sentences[:1], tokens[:1], strict=True)
        for m in line
        if m.form == "named" and _is_salient(toks, m)
    ]
    return _Story(total, kinds, features, frozenset(about))


def _is_told_of(m: Mention, story: _Story, toks: Sequence[Tok]) -> bool:
    """Whether a name can be what "the town" stands for: a known place, or shown to be one."""
    if m.abroad or m.form not in {"named", "numbered"}:
        return False
    if m.known or m.kind or story.total[place_key(m.name)] > 1 or m.name.lower().startswith(_HILLS):
        return True
    return _is_changed(toks, m)


def _is_salient(toks: Sequence[Tok], m: Mention) -> bool:
    """Whether a sentence is about a place, and does not only say where something is ("the road to P")."""
    if not m.i:
        return True
    before = toks[m.i - 1].lower
    if before == "of" and m.i > 1 and toks[m.i - 2].lower in _POINTS:
        return False
    if before == "in" and m.i > 1 and toks[m.i - 2].lower in _FOUGHT:
        return True
    return before not in _LOCATING


def _is_changed(toks: Sequence[Tok], m: Mention) -> bool:
    """Whether the words before a place say that it was taken or fought for: "captured P", "attack on P"."""
    words = lexicon()
    first = m.i  # of the list in which the name stands
    while first > 1 and (toks[first - 1].text in {",", "and"} or toks[first - 1].text[0].isupper()):
        first -= 1
    for tok in (t for t in toks[max(0, min(first - 2, m.i - 4)) : m.i] if t.text.islower()):
        classes = words.verb_forms.get(tok.lower, ("", ()))[1]
        if _CHANGING & {*classes, words.noun_forms.get(tok.lower)}:
            return True
    before = [t.lower for t in toks[max(0, m.i - 2) : m.i]]
    if before[-1:] == ["in"]:
        return before[0] in _FOUGHT
    return not _STRUCK.isdisjoint(before[-1:] if before[-1:] not in _UPON else before[:1])


def _meant(m: Mention, n: int, history: Sequence[_Named], story: _Story) -> Mention:
    """A reference with the name that it stands for; the name is empty where none fits."""
    history = [h for h in history if h.key]
    near = [h for h in history if n - h.n <= _SCOPE]
    best = _it(n, near) if not m.kind else _best(m, n, near or history[-3:], story)
    return replace(m, name=best.mention.name, ago=n - best.n) if best else m


def _it(n: int, near: Sequence[_Named]) -> _Named | None:
    """What "it" is: the first place of the last sentence that names one, unless that only says where."""
    close = [h for h in near if n - h.n <= 2]
    if not close:
        return None
    last = [h for h in close if h.n == close[-1].n]
    about = [h for h in last if h.salient] or last
    return next((h for h in about if h.mention.feature != "region"), about[0])


def _best(m: Mention, n: int, near: Sequence[_Named], story: _Story) -> _Named | None:
    """The place that fits "the town" best, by kind, nearness, and how much the story speaks of it."""
    scored = [(s, i) for i, h in enumerate(near) if (s := _score(m, n, h, story)) is not None]
    return near[max(scored)[1]] if scored else None


def _score(m: Mention, n: int, h: _Named, story: _Story) -> float | None:
    """How well a place fits a reference of sentence `n`; None where it cannot be meant."""
    kinds, features = story.kinds[h.key], story.features[h.key]
    if h.mention.feature != "region":  # "Raqqa", though its province is named too
        features = features - {"region"}
    kind = singular(m.kind)
    own = kind in kinds or (bool(kinds & _TOWNS) and kind in _TOWNS)
    if m.feature == "base":
        own = not {"base", "airfield"}.isdisjoint(features)
        if not own and h.mention.form != "numbered":
            return None
    elif features and not own and m.feature not in {"quarter", *features}:
        return None
    if h.mention.form == "numbered" and m.feature not in {"base", "hill"} and not own:
        return None
    out = -_BACK * min(n - h.n, _FAR)
    if kind in kinds or (own and m.feature == "base" and kinds.isdisjoint(_POSTS)):
        out += _SAME_KIND
    elif m.feature == "settlement" and features == {"settlement"}:
        out -= _OTHER_KIND if (kind in _TOWNS) == bool(kinds & _VILLAGES) else 0
    elif m.feature == "region":
        return None  # "the province" is one that the story calls so, and not its last town
    if kind == singular(h.mention.kind):
        out += _SO_CALLED
    if h.mention.feature == "region" and m.feature != "region" and kind != "capital":
        out -= _REGION
    if kind not in _VILLAGES and story.total[h.key]:
        out += _OFTEN * min(log2(story.total[h.key]), _MOST)
    if kind in _TOWNS and h.key in story.titled:
        out += _TITLED
    if h.salient and n == h.n and not features and h.mention.form == "named":
        out += _HERE
    return out + _SALIENT * h.salient + _AGAIN * h.again


def _same_thing(m: Mention, n: int, history: Sequence[_Named], story: _Story) -> _Named | None:
    """The place named before that "the airbase", "the hill" or "the castle" is; None where there is none."""
    words = m.name.lower().split()
    plain = words == [m.kind]
    sort = words[-1:] == [m.kind] and _SORTS.issuperset(words[:-1])  # "the oil field"
    if m.n_places:
        return None
    for h in reversed(history):
        if n - h.n > (_SCOPE if plain else _THINGS):
            break
        if not h.key:
            continue
        name = f"{h.mention.name.lower()} "
        kinds, features = story.kinds[h.key], story.features[h.key]
        if not plain:  # "the grain silos" where P's grain silos were named, "the farms" where P Farms were
            ends = name.rstrip().endswith(" " + " ".join(words)) and (words[1:] or m.feature == "field")
            if ends or (sort and m.kind in kinds):
                return h
            continue
        if m.kind in kinds or (m.feature == "airfield" and "airfield" in features):
            return h
        if m.feature == "hill" and m.kind != "point" and ("hill" in features or name.startswith(_HILLS)):
            return h
        if m.kind in _KEEPS and kinds & _KEEPS:
            return h
        if m.kind == "site" and features & THINGS and n - h.n <= _NEAR:
            return h  # "the site" is the base, or the field, just named
    return None


def _meant_together(m: Mention, n: int, history: Sequence[_Named], story: _Story) -> list[Mention]:
    """The places that "the villages", "both towns", "they" stand for: the last ones listed together.

    As many as are counted, which may have been named one by one; villages without names stay without.
    """
    fits = [h for h in history if n - h.n <= 4 and not h.again and _is_one_of(m, h, story)]
    if not fits:
        return []
    so_called = [h for h in fits if m.kind in story.kinds[h.key]]
    if so_called and len({h.key for h in fits if h.n == fits[-1].n}) < 2:  # one town since those villages
        fits = so_called
    last = [h for h in fits if h.n == fits[-1].n]
    names = list(dict.fromkeys(h.mention.name for h in reversed(last) if h.key and (m.kind or h.salient)))
    group = next((h for h in reversed(last) if not h.key), None)
    if group and len(names) < (m.n_places or group.mention.n_places or 2):
        near = _town(n, history)
        return [replace(m, form="unnamed", kind=group.mention.kind, n_places=m.n_places, near=near)]
    for h in reversed(fits) if m.n_places else ():
        if len(names) < (m.n_places or 0) and h.key and h.mention.name not in names and fits[-1].n - h.n <= 2:
            names.append(h.mention.name)
    names = names[: m.n_places]
    return [replace(m, form="reference", name=name, ago=n - fits[-1].n) for name in reversed(names)]


def _is_one_of(m: Mention, h: _Named, story: _Story) -> bool:
    """Whether a place can be one of "the villages", "the two bases", "them"."""
    if h.mention.abroad or (h.mention.feature == "region" and m.feature != "region"):
        return False
    if not h.key:
        return not m.feature or m.kind == h.mention.kind
    features = story.features[h.key]
    if not m.feature or m.feature in {"quarter", h.mention.feature, *features}:
        return True
    if m.feature == "hill" and (h.mention.name.lower() + " ").startswith(_HILLS):
        return True
    if m.feature == "base":
        return "airfield" in features
    return not features and m.feature in WIDE


def _town(n: int, history: Sequence[_Named]) -> str:
    """The town last named."""
    for h in reversed(history):
        if n - h.n > _SCOPE:
            break
        if h.key and h.mention.feature in {"", "settlement"} and not h.again:
            return h.mention.name
    return ""
