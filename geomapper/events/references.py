"""What "the town", "it" and "both villages" stand for: names that the story has given before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2

from geomapper.events.lexicon import lexicon
from geomapper.events.mentions import Mention, is_name, singular
from geomapper.events.scene import place_key
from geomapper.events.text import Tok

_LOCATING = frozenset(
    "to in near at towards toward between around outside from via km miles overlooking linking".split()
)
_POINTS = frozenset(
    "north south east west northeast northwest southeast southwest km kilometers kilometres miles outskirts "
    "edge".split()
)
_SCOPE = 12  # sentences that "the town" may look back over
_TOWNS = frozenset({"town", "city", "capital"})
_VILLAGES = frozenset({"village", "hamlet"})
_HILLS = ("tal ", "tel ", "tell ", "tall ", "jabal ", "jebel ", "mount ", "tal-", "tell-")
_NO_TITLES = frozenset({"called", "named", "sheikh", "resident", "brother", "martyr", "prime", "general"})
_KEEPS = frozenset({"castle", "citadel"})
# What speaks for a place, and against it, when "the town" is weighed against those named before; the answers
# change little when these are halved or doubled.
_PER_SENTENCE = 0.6  # against it, for each sentence that it is back
_SAME_KIND, _LIKE_KIND, _OTHER_KIND = 3.0, -1.0, 2.0  # called a town too; only a city; a village, or nothing
_SALIENT, _FIRST = 1.0, 0.5  # its sentence is about it; it begins its sentence
_REGION = 1.0  # against it: said of the province of that name
_OFTEN, _MOST, _FOR_VILLAGES = 0.9, 3.0, 0.3  # each doubling of how often it is named, at most three


@dataclass(frozen=True, slots=True)
class _Named:
    """A place by name in sentence `n`, and whether that sentence is about it."""

    n: int
    mention: Mention
    key: str
    salient: bool


@dataclass(frozen=True)
class _Story:
    """How often a story names each place, by key, and which common nouns it gives it."""

    total: Counter[str]
    kinds: dict[str, set[str]]
    features: dict[str, set[str]]


def resolved(
    sentences: Sequence[Sequence[Mention]], tokens: Sequence[Sequence[Tok]]
) -> list[tuple[Mention, ...]]:
    """The places of each sentence, whose tokens are `tokens`, with what they stand for.

    "The town" becomes the name that it stands for, "both towns" two of them, "the airbase" learns its town.
    """
    out: list[tuple[Mention, ...]] = []
    history: list[_Named] = []
    persons = _persons(tokens) - set(_story(sentences).kinds)
    sentences = [[m for m in line if not _is_person(m, persons)] for line in sentences]
    story = _story(sentences)
    for n, line in enumerate(sentences):
        found: list[Mention] = []
        for m in line:
            if m.form == "reference":
                found.append(_meant(m, n, history, story))
            elif m.form == "plural":
                found += [replace(m, form="reference", name=name) for name in _antecedents(m, n, history)]
            elif m.form in {"titled", "definite", "unnamed"}:
                thing = m.form == "definite" and tokens[n][m.i].lower in {"the", "this", "that"}
                same = _same_thing(m, n, history, story) if thing else None
                found.append(
                    replace(m, form="reference", name=same.mention.name, ago=n - same.n)
                    if same
                    else replace(m, near=_town(n, history))
                )
            else:
                if m.form == "numbered" or _is_told_of(m, story):
                    history.append(_Named(n, m, place_key(m.name), _is_salient(tokens[n], m)))
                found.append(m)
        out.append(tuple(found))
    return out


def _persons(tokens: Sequence[Sequence[Tok]]) -> set[str]:
    """The keys of the last names of those whom a story gives a title ("Gen. Mahdi Gharawi")."""
    words = lexicon()
    found = set()
    for toks in tokens:
        for i, tok in enumerate(toks[:-1]):
            if tok.lower not in words.titles or tok.lower in _NO_TITLES:
                continue
            j = i + 1
            while j < len(toks) and j <= i + 5 and (is_name(toks[j].text) or toks[j].text in {".", "-"}):
                if toks[j].lower in words.kind_of or toks[j].lower in words.capitals - words.titles:
                    break
                j += 1
            if j > i + 1 and len(toks[j - 1].text) > 3:
                found.add(place_key(toks[j - 1].text))
    return found


def _is_person(m: Mention, persons: set[str]) -> bool:
    """Whether a name of a place is that of a person whom the story gives a title elsewhere."""
    return m.form == "named" and not m.kind and m.j - m.i == 1 and place_key(m.name) in persons


def _story(sentences: Sequence[Sequence[Mention]]) -> _Story:
    """What the whole story says of its named places."""
    total: Counter[str] = Counter()
    kinds: dict[str, set[str]] = defaultdict(set)
    features: dict[str, set[str]] = defaultdict(set)
    for m in (m for line in sentences for m in line if m.form in {"named", "numbered"} and not m.abroad):
        key = place_key(m.name)
        total[key] += 1
        if m.kind:
            kinds[key].add(singular(m.kind))
            features[key].add(m.feature)
    return _Story(total, kinds, features)


def _is_told_of(m: Mention, story: _Story) -> bool:
    """Whether a name can be what "the town" stands for: a known place, or shown to be one."""
    if not m.name or m.abroad:
        return False
    return bool(m.known or m.kind or story.total[place_key(m.name)] > 1 or m.name.lower().startswith(_HILLS))


def _is_salient(toks: Sequence[Tok], m: Mention) -> bool:
    """Whether a sentence is about a place, and does not only say where something is ("the road to P")."""
    if not m.i:
        return True
    before = toks[m.i - 1].lower
    if before == "of" and m.i > 1 and toks[m.i - 2].lower in _POINTS:
        return False
    return before not in _LOCATING


def _meant(m: Mention, n: int, history: Sequence[_Named], story: _Story) -> Mention:
    """A reference with the name that it stands for; the name is empty where none fits."""
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
    kind = singular(m.kind)
    own = kind in kinds or (bool(kinds & _TOWNS) and kind in _TOWNS)
    if m.feature == "base":
        if not features & {"base", "airfield"} and h.mention.form != "numbered":
            return None
        own = own or bool(features & {"base", "airfield"})
    elif features and not own and m.feature not in {"quarter", *features}:
        return None
    if h.mention.form == "numbered" and m.feature not in {"base", "hill"} and not own:
        return None
    out = -_PER_SENTENCE * (n - h.n)
    if kind in kinds:
        out += _SAME_KIND
    elif own:
        out += _LIKE_KIND
    elif m.feature == "settlement" and features == {"settlement"}:
        out -= _OTHER_KIND if (kind in _TOWNS) == bool(kinds & _VILLAGES) else 0
    elif m.feature == "region":
        return None  # "the province" is one that the story calls so, and not its last town
    if h.mention.feature == "region" and m.feature != "region":
        out -= _REGION
    if h.salient:
        out += _SALIENT
    freq = log2(story.total[h.key]) if story.total[h.key] else 0
    out += _OFTEN * min(freq, _MOST) * (_FOR_VILLAGES if kind in _VILLAGES else 1.0)
    if not h.mention.i:
        out += _FIRST
    return out


def _same_thing(m: Mention, n: int, history: Sequence[_Named], story: _Story) -> _Named | None:
    """The place named before that "the airbase", "the hill" or "the castle" is; None where there is none."""
    if " " in m.name or m.n_places or m.kind != m.name.lower():
        return None
    for h in reversed(history):
        if n - h.n > _SCOPE:
            break
        name = h.mention.name.lower()
        kinds, features = story.kinds[h.key], story.features[h.key]
        if m.kind in kinds or (m.feature == "airfield" and "airfield" in features):
            return h
        if (
            m.feature == "hill"
            and m.kind != "point"
            and ("hill" in features or (name + " ").startswith(_HILLS))
        ):
            return h
        if m.kind in _KEEPS and kinds & _KEEPS:
            return h
    return None


def _antecedents(m: Mention, n: int, history: Sequence[_Named]) -> list[str]:
    """The names that "the villages", "both towns" stand for: the last ones listed together."""
    fits = [
        h
        for h in history
        if n - h.n <= 4
        and (
            h.mention.feature == m.feature
            or (not h.mention.kind and m.feature != "base")
            or m.feature == "quarter"
        )
    ]
    if not fits:
        return []
    names = list(dict.fromkeys(h.mention.name for h in fits if h.n == fits[-1].n))
    return names[-m.n_places :] if m.n_places else names


def _town(n: int, history: Sequence[_Named]) -> str:
    """The town last named."""
    for h in reversed(history):
        if n - h.n > _SCOPE:
            break
        if h.mention.feature in {"", "settlement"}:
            return h.mention.name
    return ""
