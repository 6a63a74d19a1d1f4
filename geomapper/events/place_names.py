"""Places by their names ("Tabqa air base", "the villages of A and B") and by their numbers ("point 875")."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.mentions import ARTICLES, THINGS, WIDE, Mention, is_name, singular
from geomapper.events.text import Tok

_PARTICLES = frozenset([*ARTICLES, "ul-", *"bin ibn abu abo umm um".split()])
_ENGLISH = frozenset({"as", "an", "at"})  # particles that are everyday words too
_QUOTES = frozenset({'"', "“", "”", "'"})
_OPENINGS = frozenset({".", "“", '"', ":", "*", "#"})
_NOUN_IN_NAME = THINGS | {"route"}
_BEFORE_PLACES = frozenset(
    "in of captured seized took retook into from southern northern eastern western and ,".split()
)
_BEFORE_COMMON = frozenset("the of and or , its in at near 's ’s from to both including".split())
_INSIDE = frozenset({"des", "du"})  # "Krak des Chevaliers"
_BEFORE_UNITS = frozenset("the army armys 's ’s regime regimes government".split())
_TOLD = frozenset("said told says added wrote tweeted".split())
_REPORTED = frozenset("reported reports announced claimed confirmed noted quoted".split())
_ABBREVIATION = re.compile(r"[A-Z]{2,6}s?|[A-Z]+-?\d+")


def begins_name(word: str) -> bool:
    """Whether a name can begin with a word."""
    return is_name(word) or word[0].isupper() or word.lower() in _PARTICLES


def begins_number(word: str) -> bool:
    """Whether a place with a number for its name can begin with a word."""
    noun, words = singular(word.lower()), lexicon()
    return word[0].isdigit() or word in _QUOTES or noun in words.military_units or noun in words.numbered


_OWNED = frozenset(  # what a town has one of
    "airport airbase airfield port harbour harbor prison jail refinery university citadel dam".split()
)
_ONE_OF = frozenset(  # "the last district of P": P has many
    "last final remaining another other every each largest biggest first second third only".split()
)
_SORTS = frozenset("international main military civilian central old oil sea only air train".split())


def named(
    toks: Sequence[Tok],
    i: int,
    taken: Sequence[bool],
    words: Lexicon,
    known: Callable[[str], bool],
    lower: Set[str],
) -> Mention | None:
    """The place whose name begins at `i`, with the common noun beside it; None where no such name begins."""
    first = toks[i].text
    if not first[0].isupper() and not is_name(first) and not _is_particle(toks, i, taken):
        return None
    if first.lower() in words.directions and i + 1 < len(toks) and not taken[i + 1]:
        rest = named(toks, i + 1, taken, words, known, lower)
        full = f"{first} {rest.name}" if rest is not None else ""
        own = first[0].isupper() and i and toks[i - 1].text not in _OPENINGS  # "Eastern Zalila"
        if rest is not None and (known(full) or (own and rest.i == i + 1 and not rest.known)):
            return replace(rest, i=i, name=full, direction=False, known=known(full))
    j = _end_of_name(toks, i, taken, words) if _can_begin(toks, i, taken, words) else i
    while j > i and not toks[j - 1].text[-1].isalnum():
        j -= 1
    if j <= i:
        return None
    name_words = [t.lower for t in toks[i:j]]
    bare = " ".join(name_words)
    last = name_words[-1]
    if j > i + 1 and name_words[0].endswith("s") and name_words[0][:-1] in words.elsewhere:
        return None  # "Syrias Raqqa": the name begins behind it
    if last.endswith("s") and len(last) > 4 and last[:-1] in words.elsewhere:
        return None  # "Syrias", where the source lost its apostrophes
    if bare in words.waters or all(w in words.capitals or w in words.demonyms for w in name_words):
        return None
    # One word where a sentence begins, which the story also writes small, is no name.
    begins = i == 0 or toks[i - 1].text in _OPENINGS
    if begins and j == i + 1 and toks[i].lower in lower and first not in lower and "-" not in first:
        return None
    full = " ".join(t.text for t in toks[i:j])
    lost = _lost_apostrophe(toks, j, full, words, known)
    before = toks[i - 1].lower if i else ""
    common = not known(full) and all(w in words.kind_of or w in words.capitals for w in name_words)
    if common and (j == i + 1 or before not in _BEFORE_COMMON or last not in words.kind_of):
        return None  # "Area", "New Areas", in a title
    if j == i + 1 and _ABBREVIATION.fullmatch(first) and not known(first):
        noun = toks[j].lower if j < len(toks) else ""
        if words.kind_of.get(noun, "") not in _NOUN_IN_NAME:
            return None
    if bare in words.elsewhere and j < len(toks) and toks[j].lower in {"'s", "’s"}:
        return None  # "Syria's southern city of Daraa": the name comes behind it
    quoted = i > 0 and toks[i - 1].text in _QUOTES and j < len(toks) and toks[j].text in _QUOTES
    end, kind = _noun_behind(toks, i, j, quoted, taken, words)
    # One unknown word where a sentence begins is taken for a name only where the story repeats it elsewhere.
    alone = begins and not quoted and j == i + 1 and not kind and first not in lower
    if alone and not known(first) and not _is_lost_or_taken(toks, j, words):
        return None
    if _is_organisation(toks, i, j, kind, words) or _is_person(toks, i, j, kind, words, known):
        return None
    if before == "," and i > 1 and toks[i - 2].lower in words.titles and not kind and not known(full):
        return Mention(i, j, full, "person")  # "a cleric, Omar Fadel"
    kind = kind or _noun_before(toks, i, words) or _noun_inside(name_words, words)
    feature = words.kind_of.get(kind, "")
    own = end > j or feature in WIDE  # "Khaled hospital", "the village of Hafez", not "the palace of Hafez"
    father = len(name_words) > 1 and name_words[0] == "abu"  # "Abu Mohammed al-Zarqan"
    if name_words[father] in words.given and not own and not known(full):
        return Mention(i, j, full, "person")
    land = bare if end > j else " ".join(name_words[:-1])  # the land alone, in "Seizing Syria Village" too
    if land in words.elsewhere and kind and (feature in THINGS or feature == "settlement"):
        count = 1 if kind == singular(kind) else None  # "Syria crossing", in a headline
        return Mention(i, end, "", "unnamed", singular(kind), feature, n_places=count)
    stop = end if feature in _NOUN_IN_NAME else j
    name = " ".join(t.text for t in toks[i:stop]).replace(" - ", "-").replace(" – ", "-")
    name = name.replace(" 's", "'s").replace(" ’s", "’s")
    return Mention(
        i,
        end,
        name[:-1] if lost and stop == j else name,
        "named",
        singular(kind) if kind else "",
        feature,
        direction=before in words.directions
        or toks[i].lower in words.directions
        or _is_one_of(toks, i, words),
        known=known(full) or lost,
        abroad=bare in words.elsewhere or all(part in words.elsewhere for part in bare.split("-")),
    )


def _lost_apostrophe(
    toks: Sequence[Tok], j: int, full: str, words: Lexicon, known: Callable[[str], bool]
) -> bool:
    """Whether the s of a name that ends at `j` is a possessive: "Aleppos eastern districts"."""
    if len(full) < 5 or not full.endswith("s") or j >= len(toks) or known(full) or not known(full[:-1]):
        return False
    follows = toks[j].lower
    counted = follows.isdigit() and j + 1 < len(toks) and toks[j + 1].lower in words.kind_of
    return counted or follows in words.directions or follows in words.kind_of or follows in words.modifiers


def _is_lost_or_taken(toks: Sequence[Tok], j: int, words: Lexicon) -> bool:
    """Whether what ends at `j` is a place by what is said of it: "was captured", ", a village", "fell"."""
    tail = [t.lower for t in toks[j : j + 7]]
    if len(tail) > 3 and tail[0] == "," and tail[1] in {"a", "an", "one", "two", "the"}:
        end = tail.index(",", 1) if "," in tail[1:] else len(tail)
        return any(w in words.kind_of for w in tail[2:end])
    if len(tail) > 2 and tail[0] == "and" and is_name(toks[j + 1].text):
        tail = ["was", *tail[3:]] if tail[2] == "were" else tail[2:]
    if not tail or tail[0] not in {"was", "has", "had", "fell"}:
        return False
    return tail[0] == "fell" or any(
        "take" in words.verb_forms[w][1] and w.endswith(("ed", "en"))
        for w in tail[1:4]
        if w in words.verb_forms
    )


def _is_particle(toks: Sequence[Tok], i: int, taken: Sequence[bool]) -> bool:
    """Whether "al", "abu" or the like stands at `i` with a capital behind it."""
    k = i + 1
    if toks[i].text in _ENGLISH and not (i and toks[i - 1].lower in lexicon().name_heads):
        return False  # "in Daraa as Syrian rebels …"; but "Deir as Salib"
    return toks[i].lower in _PARTICLES and k < len(toks) and not taken[k] and toks[k].text[0].isupper()


def _can_begin(toks: Sequence[Tok], i: int, taken: Sequence[bool], words: Lexicon) -> bool:
    """Whether a name of a place can begin at `i`: nationalities and words that begin sentences cannot."""
    word = toks[i].lower
    if not (is_name(toks[i].text) or _is_particle(toks, i, taken)) or word in words.demonyms:
        return False
    return not _is_addressed(toks, i) and (word not in words.capitals or _leads_to_kind(toks, i, words))


_SPEAKING = frozenset("speaking spoke speaks talking talked according".split())


def _is_addressed(toks: Sequence[Tok], i: int) -> bool:
    """Whether a name at `i` is who tells it, or is told: "told Al-Alam", "according to Al-Jazeera"."""
    ahead = [t.lower for t in toks[max(0, i - 2) : i]]
    return ahead[-1:] == ["told"] or (ahead[1:] == ["to"] and ahead[0] in _SPEAKING)


def _end_of_name(toks: Sequence[Tok], i: int, taken: Sequence[bool], words: Lexicon) -> int:
    """Where the name that begins at `i` ends."""
    j = i
    while j < len(toks) and not taken[j]:
        tok = toks[j]
        if is_name(tok.text) and tok.text[-1].isalnum():
            if j > i and tok.lower in words.numbered and j + 1 < len(toks) and toks[j + 1].text.isdigit():
                break  # "Western Rajo Hill 1027"
            common = tok.lower in words.capitals and tok.lower not in words.kind_of
            if j > i and common and not _is_particle(toks, j, taken) and not _leads_to_kind(toks, j, words):
                break
        elif not (_is_particle(toks, j, taken) or (j > i and _goes_on(toks, i, j, words))):
            break
        j += 1
    return j


def _goes_on(toks: Sequence[Tok], i: int, j: int, words: Lexicon) -> bool:
    """Whether the name from `i` goes on with the hyphen, the number, the "of" or the "des" at `j`."""
    tok, last = toks[j], toks[j - 1]
    if tok.text == "of" and j == i + 1 and words.kind_of.get(last.lower) in _NOUN_IN_NAME:
        return j + 1 < len(toks) and is_name(toks[j + 1].text)  # "the Hill of Zarin"
    if tok.text in _INSIDE:
        return j + 1 < len(toks) and is_name(toks[j + 1].text)
    if tok.text in {"-", "–"}:
        return j + 1 < len(toks) and tok.start == last.end and tok.end == toks[j + 1].start
    if not tok.text.isdigit() or len(tok.text) > 4:
        return False
    noun = singular(last.lower)
    return noun in words.military_units or noun in {"point", "hill", "height"}


def _leads_to_kind(toks: Sequence[Tok], j: int, words: Lexicon) -> bool:
    """Whether the capitals from `j` on end in a common noun: "Air Base" of "Ghardabiya Air Base"."""
    if toks[j].lower not in words.modifiers:
        return False
    for k in range(j + 1, min(j + 4, len(toks))):
        if not toks[k].text[0].isupper():
            return False
        if toks[k].lower in words.kind_of:
            return True
    return False


def _noun_behind(
    toks: Sequence[Tok], i: int, j: int, quoted: bool, taken: Sequence[bool], words: Lexicon
) -> tuple[int, str]:
    """Where a name from `i` to `j` ends with its common noun ("Tabqa military airport"), and that noun."""
    owned = _owned(toks, j, taken, words)
    if owned:
        return owned, toks[owned - 1].lower
    k = j + 1 if quoted else j  # the “Dollar” neighbourhood
    stop = min(j + 3, len(toks))
    while k < stop and toks[k].lower in words.modifiers and not taken[k]:
        behind = toks[k + 1].lower if k + 1 < len(toks) else ""
        if toks[k].lower in words.kind_of and words.kind_of.get(behind) not in THINGS:
            break  # "the Turkish border"; but "the Jarablus border crossing"
        k += 1
    if k >= len(toks) or taken[k] or not toks[k].text[0].islower():
        return j, ""
    noun = toks[k].lower
    feature = words.kind_of.get(noun, "")
    if not feature or (k != j and feature not in _NOUN_IN_NAME):
        return j, ""
    of_name = k + 2 < len(toks) and toks[k + 1].lower == "of" and is_name(toks[k + 2].text)
    city = " ".join(t.lower for t in toks[i:j]) in words.provincial  # "the Jobar district of Damascus"
    if of_name and (feature == "settlement" or (feature == "quarter" and city)):
        return j, ""  # "the Damascus suburb of Daraya"
    two = f"{toks[k - 1].lower} {noun}" if k > j else ""
    kind = two if two in words.kind_of else noun
    end = k + 1
    if feature in _NOUN_IN_NAME:
        while end < min(len(toks), k + 3) and not taken[end] and words.kind_of.get(toks[end].lower) in THINGS:
            kind = toks[end].lower
            end += 1
    return end, kind


def _owned(toks: Sequence[Tok], j: int, taken: Sequence[bool], words: Lexicon) -> int:
    """Where what a town has one of ends, whose "'s" stands at `j`: "Mosul's main airport"; 0 for nothing."""
    if j + 1 >= len(toks) or toks[j].lower not in {"'s", "’s"}:
        return 0
    k = j + 1
    sorts = words.modifiers | _SORTS
    while k < j + 3 and k + 1 < len(toks) and toks[k].lower in sorts - _OWNED:
        k += 1
    ends = k + 1 >= len(toks) or toks[k + 1].lower not in words.kind_of  # not "Mosul's airport road"
    return k + 1 if ends and toks[k].lower in _OWNED and not taken[k] else 0


def _is_one_of(toks: Sequence[Tok], i: int, words: Lexicon) -> bool:
    """Whether the words before a town's name tell of a part of it: "the last district of Fallujah"."""
    lead = [t.lower for t in toks[max(0, i - 3) : i]]
    if len(lead) < 3 or lead[2] != "of" or words.kind_of.get(lead[1]) != "quarter":
        return False
    return lead[0] in _ONE_OF


def _noun_before(toks: Sequence[Tok], i: int, words: Lexicon) -> str:
    """The common noun before a name: "the village of Mahin", "the village Mahin"."""
    before = toks[i - 1].lower if i else ""
    if before == "of" and i >= 2 and toks[i - 2].lower in words.kind_of:
        noun = toks[i - 2].lower  # "the outposts of P" are not what P is
        inside = noun in words.part and words.kind_of[noun] in THINGS
        return "" if inside or _is_one_of(toks, i, words) else noun
    if words.kind_of.get(before, "route") != "route" and toks[i - 1].text[0].islower():
        return before
    return ""


def _noun_inside(name_words: Sequence[str], words: Lexicon) -> str:
    """The common noun that a name of several words ends or begins with: "Mount Qasioun"."""
    if len(name_words) > 1:
        for word in (name_words[-1], name_words[0]):
            if word in words.kind_of:
                return word
    return ""


def _is_organisation(toks: Sequence[Tok], i: int, j: int, kind: str, words: Lexicon) -> bool:
    """Whether a name is that of a party, an agency or a force, and not of its base."""
    first, last = toks[i].lower, toks[j - 1].lower
    unit = first in words.military_units
    if last not in words.organisations and (unit or first not in words.organisations):
        return False
    if words.kind_of.get(kind) in {"base", "airfield", "facility"}:
        return False
    if kind and (unit or last in words.military_units):
        return False
    return not (unit and toks[j - 1].text.isdigit())


def _is_person(
    toks: Sequence[Tok], i: int, j: int, kind: str, words: Lexicon, known: Callable[[str], bool]
) -> bool:
    """Whether a title or a verb of saying beside a name shows that it is somebody's."""
    before = toks[i - 1].lower if i else ""
    if before in {"called", "named"} and i > 1 and toks[i - 2].lower in words.kind_of:
        return False  # "a hill called Tal Zarin"
    if before in words.titles or before.rstrip(".") in words.titles:
        return True
    if any(t.lower in words.titles for t in toks[i + 1 : j]):
        return True
    if toks[i].lower in words.titles:
        if toks[i].lower != "sheikh":  # "Sheikh Miskin" is a town
            return True
        if not (kind or before in _BEFORE_PLACES or known(" ".join(t.text for t in toks[i:j]))):
            return True
    if j >= len(toks):
        return False
    outlet = before == "," or before in _QUOTES  # "…, Naharnet reported"
    unknown = outlet and not known(" ".join(t.text for t in toks[i:j]))
    return toks[j].lower in _TOLD or (unknown and toks[j].lower in _REPORTED)


def _is_captured_unit(toks: Sequence[Tok], i: int, words: Lexicon) -> bool:
    """Whether the unit whose number stands at `i` is its base: "captured the 46th Regiment"."""
    k = i - 1
    while k >= 0 and k >= i - 4 and (toks[k].lower in _BEFORE_UNITS or toks[k].lower in words.modifiers):
        k -= 1
    if k < 0:
        return False
    if toks[k].lower == "of":
        return k > 0 and words.kind_of.get(toks[k - 1].lower) == "base"
    return "take" in words.verb_forms.get(toks[k].lower, ("", ()))[1]


def numbered(toks: Sequence[Tok], i: int, taken: Sequence[bool], words: Lexicon) -> Mention | None:
    """ "Point 875", "hill 45", "the 17th Division base", "Brigade 93", "neighbourhood 3" at `i`, or None."""
    word = toks[i].lower
    follows = toks[i + 1] if i + 1 < len(toks) else None
    counted = follows is not None and follows.text.isdigit()
    if not counted and not word[0].isdigit():
        return None
    if counted and word in _QUOTES and i + 3 < len(toks) and toks[i + 2].text in _QUOTES:
        end = i + 3  # the "700" neighbourhood
        end += bool(words.kind_of.get(toks[end].lower))
        return Mention(i, end, toks[i + 1].text, "numbered", "neighbourhood", "quarter")
    if counted and not taken[i + 1] and len(toks[i + 1].text) <= 4:
        noun = singular(word)
        unit = noun in words.military_units
        if unit or noun in words.numbered:
            end = i + 2
            if unit and end < len(toks) and words.kind_of.get(toks[end].lower) == "base":
                end += 1
            name = " ".join(t.text for t in toks[i + (noun != word) : end])  # "points 856": the number alone
            return Mention(i, end, name, "numbered", noun, words.kind_of.get(noun, ""))
    if (
        follows is not None
        and word.endswith(("th", "st", "nd", "rd"))
        and follows.lower in words.military_units
    ):
        noun = toks[i + 2].lower if i + 2 < len(toks) and not taken[i + 1] else ""
        if words.kind_of.get(noun) == "base":
            return Mention(i, i + 3, " ".join(t.text for t in toks[i : i + 3]), "numbered", noun, "base")
        if not taken[i + 1] and _is_captured_unit(toks, i, words):
            return Mention(i, i + 2, " ".join(t.text for t in toks[i : i + 2]), "numbered", "base", "base")
    if word.isdigit() and 3 <= len(word) <= 4 and i and (i >= 2 or toks[i - 1].lower in {"points", "hills"}):
        # the rest of a list: "points 9088 901 8936 and 866"
        k = i - 1
        while k >= 0 and (toks[k].text in {",", "and"} or toks[k].text.isdigit()):
            k -= 1
        if k >= 0 and toks[k].lower in {"points", "hills", "point"}:
            return Mention(i, i + 1, toks[i].text, "numbered", "point", "hill")
    return None
