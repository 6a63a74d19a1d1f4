"""A sentence with everything found in it, before its candidates are weighed."""

from __future__ import annotations

from dataclasses import dataclass

from geomapper.events.mentions import Mention
from geomapper.events.sides import SideMention
from geomapper.events.syntax import Tree
from geomapper.events.text import Sentence
from geomapper.events.triggers import Trigger


@dataclass(frozen=True)
class Reading:
    """A parsed sentence, its sides, places, triggers and dates."""

    sentence: Sentence
    sides: tuple[SideMention, ...]
    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    tree: Tree
    dates: tuple[tuple[int, int], ...] = ()  # spans of tokens
