"""What stands for a place in a sentence, and how names and common nouns are spelt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from geomapper.events.lexicon import lexicon

ARTICLES = "al el as ash ad ar az an at ath adh ed es ez esh et ul".split()  # of Arabic, as news spells them
HYPHENED = tuple(f"{article}-" for article in ("a", *ARTICLES))
THINGS = frozenset(
    {"base", "airfield", "hill", "field", "facility"}
)  # features whose noun is part of the name
WIDE = frozenset({"settlement", "quarter", "region"})  # features of places that people live in

_HELD = frozenset({"held", "run", "led", "based", "aligned", "loyal"})  # "IS-held" is no name


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `i` to `j` of a sentence mean a place.

    Its `form` is named, numbered, titled ("the air force academy"), definite ("the hill"), reference
    ("the town"), plural ("the villages", which becomes references) or unnamed ("two villages"). Somebody's
    name is found as person, and dropped.
    """

    i: int
    j: int
    name: str  # as written; for a reference, the name that it stands for; empty for unnamed places
    form: str
    kind: str = ""  # common noun beside the name, singular
    feature: str = ""  # what that noun means
    n_places: int | None = None
    direction: bool = False  # "eastern Aleppo", "north of X"
    known: bool = False  # the gazetteer has the name
    abroad: bool = False
    near: str = ""  # for definite and unnamed places: the named place they belong to
    ago: int = 0  # for references: how many sentences back the name stands

    @property
    def head(self) -> int:
        """The last token."""
        return self.j - 1


@lru_cache(maxsize=20_000)
def singular(noun: str) -> str:
    """The singular of a common noun of the lexicon."""
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun in lexicon().same_in_plural:
        return noun
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


@lru_cache(maxsize=50_000)
def is_name(word: str) -> bool:
    """Whether a word is spelt as a name: a capital, or one behind al- and its like."""
    if word[0].isupper():
        tail = word.rsplit("-", 1)[-1]
        if tail.lower() in _HELD and tail != word:  # "Terrorist-Held", in a title
            return False
        if tail == word or not tail.islower() or len(tail) <= 3:
            return True
        return not tail.endswith(("ed", "wide", "ing", "long", "style", "born", "made"))
    return word.startswith(HYPHENED) and any(c.isupper() for c in word)
