"""Headlines in title case, read as if their common words were written small, as in a sentence."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from functools import cache

from geomapper.events.lexicon import lexicon
from geomapper.events.text import Sentence, Tok

_LINE = 20  # tokens of a headline
_LONG = 4  # letters from which a word of such a headline has a capital

_LINKS = frozenset(
    "from over with into after near amid under against between during since until that".split()
)


def in_small(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences of a story; headlines that write every longer word large have their common words small.

    A word is common if the lexicon knows it for no name, or the story writes it small elsewhere.
    """
    titles = [(s.heading or _is_headline(s)) and _is_title(s.tokens) for s in sentences]
    if not any(titles):
        return list(sentences)
    rows = list(zip(sentences, titles, strict=True))
    common = _common() | {t.text for s, title in rows if not title for t in s.tokens if t.text.islower()}
    return [_small(s, common) if title else s for s, title in rows]


def _small(sentence: Sentence, common: Set[str]) -> Sentence:
    """A sentence with its common words small."""
    toks = sentence.tokens
    out = []
    for k, tok in enumerate(toks):
        follows = toks[k + 1] if k + 1 < len(toks) else None
        names = follows is not None and _is_name(follows, common) and tok.lower in lexicon().kind_of
        small = tok.lower in common and not tok.text.isupper() and not names  # "Mount Sinjar"
        out.append(tok._replace(text=tok.lower) if small else tok)
    return replace(sentence, tokens=tuple(out), heading=True)


def _is_headline(sentence: Sentence) -> bool:
    """Whether a line is as a story's own headline, which may be longer than others."""
    return not sentence.start and len(sentence.tokens) <= _LINE and sentence.text[-1] not in '.!?"”'


def _is_title(toks: tuple[Tok, ...]) -> bool:
    """Whether all words of some length begin with a capital, and one of them could be small."""
    long = [t for t in toks if len(t.text) >= _LONG and t.text[0].isalpha() and t.lower not in _LINKS]
    return (
        len(long) > 1 and all(t.text[0].isupper() for t in long) and any(t.lower in _common() for t in long)
    )


def _is_name(tok: Tok, common: Set[str]) -> bool:
    return tok.text[0].isdigit() or (tok.text[0].isupper() and tok.lower not in common)


@cache
def _common() -> frozenset[str]:
    """The words that are no part of a name wherever they stand."""
    words = lexicon()
    sets = (words.kind_of, words.noun_forms, words.verb_forms, words.part, words.vague, words.lead_in)
    more = (words.force_nouns, words.movables, words.directions, words.nearness, words.landmark)
    common = frozenset().union(*sets, *more, *words.modality.values(), words.small)
    return common - words.name_heads
