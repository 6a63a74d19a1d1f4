"""What a story has said before a sentence, and whom a mention of a side means there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from geomapper.events.sides import Cast, SideMention
from geomapper.events.text import plain

_GENERAL = frozenset({"al", "el", "as", "ash", "the", "city", "town", "village"})


Often = tuple[tuple[str, int], ...]  # sides with how often, most often first


@dataclass(frozen=True)
class Scene:
    """What the story has said before a sentence: sides that acted or were named, newest first."""

    cast: Cast
    actors: tuple[tuple[str, int], ...]  # sides that gained, each with how many sentences ago
    named: tuple[str, ...]  # sides named in earlier sentences, newest first
    lead: str  # the side that the sentence before was about
    gains: Often  # how often each side gains, by its own subject, in the whole story
    holders: dict[str, str]  # place key -> the side that last gained it so far
    former: dict[str, str]  # place key -> the side that held it before that
    foes: Mapping[str, Often]  # side -> whom the story says it took ground from, how often
    present: Often  # how often each side is named in the whole story, most often first
    narrative: bool
    who: Mapping[str, float]  # weights of what speaks for a side where only the story tells who gained


def opening_scene(cast: Cast, narrative: bool = False) -> Scene:
    """The scene of a sentence that is read by itself."""
    return Scene(cast, (), (), "", (), {}, {}, {}, (), narrative, {})


def resolve_side(mention: SideMention, scene: Scene) -> str:
    """The side of a mention in this story; empty where it means none of the theatre's."""
    if not mention.strong and not mention.person and mention.sides == ("isil",):
        return scene.cast.radical(scene.named)
    return scene.cast.resolve(mention.sides, scene.named, mention.strong)


@lru_cache(maxsize=20_000)
def place_key(name: str) -> str:
    """A name folded far enough to tell whether two mentions in one story are the same place."""
    return " ".join(w for w in plain(name).replace("-", " ").split() if w not in _GENERAL)
