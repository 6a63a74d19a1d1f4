"""Places that have no name of their own in the sentence: "the airbase", "two villages", "the town", "it"."""

from __future__ import annotations

from collections.abc import Sequence

from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.mentions import HYPHENED, WIDE, Mention, is_name, singular
from geomapper.events.text import Tok

NUMBERS = {
    w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_DEFINITE = frozenset("the this that its their these those both".split())
_POINTING = frozenset({"these", "those"})
_ALL_OF = frozenset({"the", "these", "those", "both"})
_PRONOUNS = frozenset({"it", "them", "they", "both"})
_TAKEN = frozenset({"take", "lose", "hand", "siege", "enter"})
_BETWEEN_BE = frozenset(  # adverbs and auxiliaries of "they had also since been lost"
    "had has have later also since then soon quickly again both all subsequently eventually".split()
)
_BEHIND_PHRASES = frozenset(
    "was were had have has are is on in at after before by from to and but again later since within when "
    "while until over back soon then also under".split()
)
_FELL = frozenset({"fell", "capitulated", "surrendered"})
_HELD = frozenset({"hands", "control", "grip", "possession", "rule"})
_SORTS_OF_CHANGE = frozenset("full complete final swift rapid sudden first second recent brief".split())
_NOT_OF_IT = frozenset(
    "control withdrawal retreat losses loss taking captures abandonment".split()
)  # but a side's
_NO_SORTS = frozenset("and or of in to with that who when for from by as at on said says told but".split())
_INSIDE = frozenset({"of", "last", "two", "three", "same"})
_TELLS = frozenset("held taken lost under where around surrounding which that still they it".split())
_LOCATED = frozenset({"located", "situated"})
_DISTANCES = frozenset("km kilometers kilometres kilometer miles mile".split())
_VAGUE_PLURALS = frozenset({"areas", "zones", "regions", "blocks", "quarters"})
_NEVER_MEANT = frozenset({"border", "front", "axis", "line"})  # "the border" is no place that changes hands
_QUARTERS = frozenset({"quarter", "district", "neighbourhood", "neighborhood", "complex", "zone"})
_HAPPENS = frozenset("changed passed returned remained surrendered capitulated under".split())
_POINTS = frozenset("east west north south centre center".split())
_BEHIND_POINTS = frozenset({"in", "", ".", ",", "and", "since", "after", "from"})


def begins_description(word: str) -> bool:
    """Whether a place without a name can begin with a word: an article, a number, a pronoun."""
    low = word.lower()
    return low in _DEFINITE or low in _PRONOUNS or low == "all" or low in NUMBERS or low in lexicon().vague


def described(toks: Sequence[Tok], i: int, taken: Sequence[bool], words: Lexicon) -> Mention | None:
    """The place of the noun phrase or pronoun that begins at `i`; None where none is meant there."""
    start = toks[i].lower
    definite = start in _DEFINITE
    if start in {"its", "the"} and (half := _half(toks, i, taken, words)) is not None:
        return half
    if start == "its" and _is_change_of_it(toks, i, words):
        return Mention(i, i + 1, "", "reference", "", "")
    if start in {"the", "all"} and (listed := _listed(toks, i, words)) is not None:
        return listed
    if start in _PRONOUNS and _is_meant(toks, i, words):
        if start == "it":
            return Mention(i, i + 1, "", "reference", "", "")
        return Mention(i, i + 1, "", "plural", "", "", n_places=2 if start == "both" else None)
    if not definite and start not in NUMBERS and start not in words.vague:
        return None
    k = _noun(toks, i, taken, words)
    if k < 0 or toks[k].lower in _NEVER_MEANT or _is_told_elsewhere(toks, i, k, taken, words):
        return None
    return _phrase(toks, i, k, definite, words)


def _phrase(toks: Sequence[Tok], i: int, k: int, definite: bool, words: Lexicon) -> Mention:
    """The mention that the phrase from `i` to its noun at `k` makes."""
    start, noun = toks[i].lower, toks[k].lower
    kind, feature = singular(noun), words.kind_of[noun]
    plural = noun != kind
    inside = [t.lower for t in toks[i:k]]
    if plural and noun in _VAGUE_PLURALS:
        return Mention(i, k + 1, "", "unnamed", kind, feature)
    counted = start == "both" or any(w in NUMBERS for w in inside)
    many = feature in WIDE or counted or (start in _POINTING and feature in {"base", "airfield", "hill"})
    if plural and many and start in _ALL_OF and not any(w in words.vague for w in inside):
        count = next((NUMBERS[w] for w in inside if w in NUMBERS), 2 if start == "both" else None)
        return Mention(i, k + 1, "", "plural", kind, feature, n_places=count)
    if not definite or (plural and feature in WIDE):
        number = NUMBERS.get(start, None if plural else 1)
        return Mention(i, k + 1, "", "unnamed", kind, feature, n_places=number)
    titled = (feature in {"base", "airfield", "facility"} or kind in _QUARTERS) and any(
        t.lower in words.institutional for t in toks[i + 1 : k]
    )
    if noun in {"base", "area"} or (feature in WIDE and not titled):
        return Mention(i, k + 1, "", "reference", kind, feature)
    begin = i + 1
    while begin < k and toks[begin].lower in words.lead_in:
        begin += 1
    name = " ".join(t.text for t in toks[begin : k + 1])
    return Mention(i, k + 1, name, "titled" if titled else "definite", kind, feature)


def _noun(toks: Sequence[Tok], i: int, taken: Sequence[bool], words: Lexicon) -> int:
    """Where the common noun stands of a phrase that begins at `i`; -1 where it is not one of a place."""
    for k in range(i + 1, min(len(toks), i + 6)):
        if taken[k]:
            return -1
        tok = toks[k]
        small = tok.text[0].islower() or (k == i + 1 and toks[i].lower == "the")  # "the Academy"
        if tok.lower in words.kind_of and small and not _is_noun(toks, k + 1, taken, words):
            return k
        proper = is_name(tok.text) and tok.lower not in words.demonyms
        if proper or not (_may_modify(tok.lower, words) or _is_any_sort(toks, i, k, taken, words)):
            return -1
    return -1


def _is_any_sort(toks: Sequence[Tok], i: int, k: int, taken: Sequence[bool], words: Lexicon) -> bool:
    """Whether the word at `k` only says what sort of town follows: "the riverside town"."""
    word = toks[k].lower
    return (
        toks[i].lower in {"the", "this", "that"}
        and word.isalpha()
        and _is_noun(toks, k + 1, taken, words)
        and words.kind_of[toks[k + 1].lower] == "settlement"
        and word not in words.force_nouns
        and word not in _NO_SORTS
        and word not in words.verb_forms
    )


def _is_noun(toks: Sequence[Tok], k: int, taken: Sequence[bool], words: Lexicon) -> bool:
    """Whether a common noun of a place stands at `k`."""
    return k < len(toks) and toks[k].lower in words.kind_of and toks[k].text[0].islower() and not taken[k]


def _may_modify(word: str, words: Lexicon) -> bool:
    """Whether a word can stand between an article and the common noun of a place."""
    return (
        word in words.modifiers
        or word in words.vague
        or word in words.kind_of
        or word in words.directions
        or word in _INSIDE
        or word in words.demonyms
        or "-" in word
        or word.endswith(("ern", "ic", "al", "ed"))
    )


def _is_told_elsewhere(toks: Sequence[Tok], i: int, k: int, taken: Sequence[bool], words: Lexicon) -> bool:
    """Whether words behind a phrase's noun, `i` to `k`, say which place it is: "the village Khanaser"."""
    if k + 1 >= len(toks):
        return False
    follows = toks[k + 1]
    wide = words.kind_of[toks[k].lower] in WIDE
    number = follows.text.isdigit() and not _is_distance(toks, k + 1)
    if (follows.text[0].isupper() or number or follows.lower.startswith(HYPHENED)) and not taken[k + 1]:
        return True
    if follows.lower == "of" and k + 2 < len(toks):
        after = toks[k + 2]
        centre = k == i + 1 and toks[k].lower in {"centre", "center"}  # "the centre of the town"
        if is_name(after.text) or (after.lower in {"al", "el", "the"} and (wide or centre)):
            return True
        if after.lower == "the" and k + 3 < len(toks) and toks[k + 3].text[0].isdigit():
            return True  # "the base of the 90th Brigade"
        if after.lower == "the" and any(t.lower == "of" for t in toks[k + 3 : k + 6]):
            return True  # "the ruins of the ancient city of P"
    if follows.lower in _HAPPENS and singular(toks[k].lower) == toks[k].lower:
        return False  # "the town passed to them": the town named before
    if not wide:
        return False
    if words.kind_of[toks[k].lower] == "settlement" and singular(toks[k].lower) == toks[k].lower:
        # "the town where", "the city it had taken": the one named before
        return follows.lower == "that" and toks[i].lower == "the"
    if follows.lower in _LOCATED:
        return False  # "six villages located in the north, namely"
    return follows.lower in _TELLS or follows.lower.endswith("ed")  # "the areas controlled by"


def _is_distance(toks: Sequence[Tok], k: int) -> bool:
    """Whether the number at `k` counts kilometres or miles."""
    return k + 1 < len(toks) and toks[k + 1].lower in _DISTANCES


def _listed(toks: Sequence[Tok], i: int, words: Lexicon) -> Mention | None:
    """ "The latter two", "all three", "the two" without a noun, where a verb of control has them."""
    k = i + 1
    latter = k < len(toks) and toks[i].lower == "the" and toks[k].lower == "latter"
    k += latter
    count = NUMBERS.get(toks[k].lower, 0) if k < len(toks) else 0
    j = k + (count > 1)
    if not (latter or count > 1) or (j < len(toks) and not _ends_phrase(toks[j].lower, words)):
        return None
    if not (_is_object(toks, i, words) or _is_taken(toks, j - 1, words)):
        return None
    return Mention(i, j, "", "plural", "", "", n_places=count if count > 1 else 1)


def _ends_phrase(word: str, words: Lexicon) -> bool:
    """Whether a word cannot be the noun of a phrase, or stand before it."""
    return not word.isalpha() or word in words.verb_forms or word in _BEHIND_PHRASES


def _is_meant(toks: Sequence[Tok], i: int, words: Lexicon) -> bool:
    """Whether the pronoun at `i` is a place: what a verb of control takes, or what "was captured"."""
    return _is_object(toks, i, words) or (toks[i].lower != "them" and _is_taken(toks, i, words))


def _is_change_of_it(toks: Sequence[Tok], i: int, words: Lexicon) -> bool:
    """Whether "its" is a place's whose change of hands follows: "its recapture by the army", not "of P"."""
    k = i + 1
    while k < len(toks) and toks[k].lower in _SORTS_OF_CHANGE:
        k += 1
    if k >= len(toks) or toks[k].lower not in words.noun_forms or toks[k].lower in _NOT_OF_IT:
        return False
    return k + 1 >= len(toks) or toks[k + 1].lower not in {"of", "over", "on", "in", "from", "to"}


def _is_object(toks: Sequence[Tok], i: int, words: Lexicon) -> bool:
    """Whether the pronoun at `i` is the object of a verb of control: "captured it", "took over both"."""
    word, before = toks[i].lower, toks[i - 1].lower if i else ""
    if not before or word == "they":
        return False
    if i + 1 < len(toks) and toks[i + 1].lower in words.kind_of and toks[i + 1].text[0].isalpha():
        return False
    if word == "them" and before.startswith(("captur", "seiz", "tak", "took")):
        return False  # persons
    verbs = [t.lower for t in toks[max(0, i - 5) : i - 1] if t.lower in words.verb_forms]
    if before in {"over", "back", "of", "from"} and verbs:
        return True
    if before == "into" and any("enter" in _classes(w, words) for w in verbs):
        return True  # "as the army moved into them"
    return not _TAKEN.isdisjoint(_classes(before, words))


def _is_taken(toks: Sequence[Tok], i: int, words: Lexicon) -> bool:
    """Whether the pronoun up to `i` is a place that changed hands: "it was later lost", "both fell"."""
    be = False
    people = toks[i].lower == "they"
    for k, tok in enumerate(toks[i + 1 : i + 6], i + 1):
        word = tok.lower
        if word in {"was", "were", "been"}:
            be = True
        elif word in _FELL and not people:
            return True
        elif word == "changed":
            return k + 1 < len(toks) and toks[k + 1].lower == "hands"
        elif be and word in {"in", "under", "back"} and not people:
            return any(t.lower in _HELD for t in toks[k + 1 : k + 6])
        elif word not in _BETWEEN_BE and not word.endswith("ly"):
            classes = _classes(word, words)
            participle = word.endswith(("ed", "en", "ost", "rrun"))
            return be and participle and ("take" in classes or "lose" in classes)
    return False


def _classes(word: str, words: Lexicon) -> tuple[str, ...]:
    """The classes of triggers that a verb's form can be."""
    return words.verb_forms.get(word, ("", ()))[1]


def _centre(toks: Sequence[Tok], k: int) -> int:
    """Where "its centre", "the city centre" ends, whose noun begins at `k`; 0 where no town's is meant."""
    owner = toks[k].lower in {"city", "town", "village"}
    n = k + owner
    n += owner and n < len(toks) and toks[n].lower in {"'s", "’s"}
    if n >= len(toks) or toks[n].lower not in {"centre", "center"}:
        return 0
    follows = toks[n + 1].lower if n + 1 < len(toks) else ""
    if follows == "for" and toks[k - 1].lower == "its":
        return n + 1  # "held its centre for a week"
    return 0 if follows in {"of", "for"} else n + 1


def _half(toks: Sequence[Tok], i: int, taken: Sequence[bool], words: Lexicon) -> Mention | None:
    """ "Its eastern half", "the east in 2012": a part of the place just named, which is meant."""
    k = i + 1
    if k >= len(toks) or taken[k]:
        return None
    word = toks[k].lower
    after = toks[k + 1].lower if k + 1 < len(toks) else ""
    end = 0
    if (centre := _centre(toks, k)) > 0:
        end = centre
    elif word in words.directions and after in words.parts_of_towns:
        end = 0 if k + 2 < len(toks) and toks[k + 2].lower in {"of", "'s"} else k + 2
    elif word in _POINTS and after in _BEHIND_POINTS and i and toks[i - 1].lower in words.verb_forms:
        end = k + 1
    return Mention(i, end, "", "reference", "city", "settlement", direction=True) if end else None
