"""Longest matches of multi-word names over tokens: sides, their adjectives, and speakers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from geomapper.events.text import Tok, plain, tokens

ANY, CAPITAL, ABBREVIATION = range(3)  # how a name must be spelt to count


@dataclass(slots=True)
class _Node:
    """A part of names, with the parts that can follow and what ends here."""

    children: dict[str, _Node] = field(default_factory=dict)
    values: list[tuple[object, int]] = field(default_factory=list)  # value, what spelling it needs


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[str, ...]:
    """The parts of a word between hyphens and slashes, without apostrophes and case."""
    return tuple(p for p in plain(word).replace("/", "-").split("-") if p)


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `i` to `j` (exclusive) are a name that stands for `values`; `suffix` is "held" in "IS-held"."""

    i: int
    j: int
    values: tuple[object, ...]
    suffix: str = ""


class NameTrie:
    """Names over tokens; hyphens, apostrophes and case do not matter, but proper names need a capital."""

    def __init__(self) -> None:
        self._root = _Node()

    @property
    def starts(self) -> frozenset[str]:
        """The first parts of all names."""
        return frozenset(self._root.children)

    def add(self, name: str, value: object, needs: int) -> None:
        """Puts a name in, with what it stands for and how it must be spelt."""
        node = self._root
        for tok in tokens(name):
            for part in _parts(tok.text):
                node = node.children.setdefault(part, _Node())
        node.values.append((value, needs))

    def find(self, toks: Sequence[Tok], start: int = 0) -> Match | None:
        """The longest name that begins at token `start`, or None."""
        node: _Node = self._root
        best = None
        for j, tok in enumerate(toks[start : start + 12], start):
            parts = _parts(tok.text)
            if not parts:
                if tok.text in {"-", "–"} and j > start:
                    continue
                break
            for k, part in enumerate(parts):
                child = node.children.get(part)
                if child is None and part[-1] == "s" and k == len(parts) - 1 and part[:-1] in node.children:
                    child = node.children[part[:-1]]  # "Assads" where the source lost its apostrophes
                    if not any(needs for _, needs in child.values):  # common nouns have plurals of their own
                        child = None
                if child is None:
                    if k and node.values and (values := _allowed(node, _spelt(toks[start : j + 1], k))):
                        suffix = "-".join(parts[k:])
                        best = Match(start, j + 1, values, suffix)
                    return best
                node = child
            if node.values and (values := _allowed(node, _spelt(toks[start : j + 1]))):
                best = Match(start, j + 1, values)
        return best


def beginner(*tries: NameTrie) -> Callable[[str], bool]:
    """A function that tells whether a word can begin a name of `tries`: a quick look before `find`."""
    starts = frozenset().union(*(t.starts for t in tries))

    @lru_cache(maxsize=50_000)
    def begins(word: str) -> bool:
        parts = _parts(word)
        return bool(parts) and (parts[0] in starts or (parts[0][-1] == "s" and parts[0][:-1] in starts))

    return begins


def _spelt(toks: Sequence[Tok], parts: int = 0) -> list[str]:
    """The words of a name; of the last one only so many parts ("IS" of "IS-held"), or all."""
    words = [t.text for t in toks]
    if parts:
        words[-1] = "-".join(words[-1].replace("/", "-").split("-")[:parts])
    return words


def _allowed(node: _Node, words: Sequence[str]) -> tuple[object, ...]:
    """What a name stands for when it is spelt as these words are."""
    capital = any(w[0].isupper() or ("-" in w and not w.islower()) for w in words if w)
    upper = all(w.replace("'", "").isupper() for w in words)
    return tuple(v for v, needs in node.values if needs == ANY or (needs == CAPITAL and capital) or upper)


def trie(names: Iterable[tuple[str, object, bool]]) -> NameTrie:
    """A trie of (name, value, proper) rows; abbreviations must stand in capitals, proper names need one."""
    out = NameTrie()
    for name, value, proper in names:
        out.add(name, value, (ABBREVIATION if name.isupper() else CAPITAL) if proper else ANY)
    return out
