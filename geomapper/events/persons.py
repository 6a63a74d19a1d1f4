"""Which names that look like places are somebody's: by the titles that a story gives, and by given names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geomapper.events.lexicon import lexicon
from geomapper.events.mentions import Mention, is_name
from geomapper.events.scene import place_key
from geomapper.events.text import Tok, where_lower

_NO_TITLES = frozenset({"called", "named", "sheikh", "resident", "brother", "martyr", "prime", "general"})


def persons(tokens: Sequence[Sequence[Tok]]) -> dict[str, bool]:
    """The last names of those whom a story calls by a title ("Gen. Mahdi Gharawi") or a given name.

    Folded, each with whether a title proves it.
    """
    words = lexicon()
    first = words.titles | words.given
    found: dict[str, bool] = {}
    for toks in tokens:
        for i in where_lower(first.__contains__, toks[:-1]):
            tok = toks[i]
            titled = tok.lower in words.titles and tok.lower not in _NO_TITLES
            if not titled and not (tok.lower in words.given and tok.text[0].isupper()):
                continue
            j = i + 1
            while j < len(toks) and j <= i + 5 and (is_name(toks[j].text) or toks[j].text in {".", "-"}):
                if toks[j].lower in words.kind_of or toks[j].lower in words.capitals - words.titles:
                    break
                j += 1
            if j > i + 1 and len(toks[j - 1].text) > 3:
                key = place_key(toks[j - 1].text)
                found[key] = titled or found.get(key, False)
    return found


def is_person(m: Mention, names: Mapping[str, bool]) -> bool:
    """Whether a name of a place is that of a person whom the story calls so elsewhere."""
    if m.form != "named" or m.kind or m.j - m.i != 1:
        return False
    titled = names.get(place_key(m.name))
    return bool(titled) or (titled is not None and not m.known)
