"""What a story has said before a sentence, and whom a mention of a side means there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from geomapper.events.cast import Cast
from geomapper.events.sides import SideMention
from geomapper.events.text import plain

_GENERAL = frozenset({"al", "el", "as", "ash", "the", "city", "town", "village"})


Often = tuple[tuple[str, int], ...]  # sides, each with a number


@dataclass(frozen=True)
class Story:
    """What a whole story tells of its sides, each with how often, most often first."""

    present: Often = ()  # how often each is named
    attacks: Often = ()  # how often each attacks
    gains: Often = ()  # how often each gains, by its own subject
    foes: Mapping[str, Often] = field(default_factory=dict)  # side -> whom it took ground from
    whole: bool = True  # not while it is read for the first time, for what its sentences themselves tell


@dataclass(frozen=True)
class Scene:
    """What the story has said before a sentence: sides that acted or were named, newest first."""

    cast: Cast
    actors: Often  # sides that gained, each with how many sentences ago
    attackers: Often  # sides that attacked, each with how many sentences ago, 0 for the sentence itself
    attacked: Often  # sides that were attacked
    named: tuple[str, ...]  # sides named in earlier sentences, newest first
    lead: str  # the side that the sentence before was about
    holders: dict[str, str]  # place key -> the side that last gained it so far
    former: dict[str, str]  # place key -> the side that held it before that
    assailants: dict[str, str]  # place key -> the side that last attacked or besieged it
    now: tuple[tuple[str, str], ...]  # who gained, and from whom, earlier in the sentence itself
    story: Story
    narrative: bool
    who: Mapping[str, float]  # weights of what speaks for a side where only the story tells who gained


def opening_scene(cast: Cast, narrative: bool = False) -> Scene:
    """The scene of a sentence that is read by itself."""
    return Scene(cast, (), (), (), (), "", {}, {}, {}, (), Story(), narrative, {})


def resolve_side(mention: SideMention, scene: Scene) -> str:
    """The side of a mention in this story; empty where it means none of the theatre's."""
    return side_meant(mention, scene.cast, scene.named)


def side_meant(mention: SideMention, cast: Cast, named: tuple[str, ...]) -> str:
    """The side of a mention in a story that has named these sides before, newest first."""
    if not mention.strong and not mention.person and mention.sides in {("isil",), ("isil", "sdf")}:
        return "sdf" if "sdf" in mention.sides and cast.fights_kurds() else cast.radical(named)
    return cast.resolve(mention.sides, named, mention.strong)


@lru_cache(maxsize=20_000)
def place_key(name: str) -> str:
    """A name folded far enough to tell whether two mentions in one story are the same place."""
    return " ".join(w for w in plain(name).replace("-", " ").split() if w not in _GENERAL)
