"""Which names that look like places are somebody's: by the titles that a story gives, and by given names."""

from __future__ import annotations

from collections.abc import Sequence

from geomapper.events.lexicon import lexicon
from geomapper.events.mentions import Mention, is_name
from geomapper.events.scene import place_key
from geomapper.events.text import Tok

_NO_TITLES = frozenset({"called", "named", "sheikh", "resident", "brother", "martyr", "prime", "general"})


def persons(tokens: Sequence[Sequence[Tok]]) -> set[str]:
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


def is_person(m: Mention, keys: set[str]) -> bool:
    """Whether a name of a place is that of a person whom the story gives a title elsewhere."""
    return m.form == "named" and not m.kind and m.j - m.i == 1 and place_key(m.name) in keys
