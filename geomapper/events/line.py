"""A sentence with all that its words alone tell, before anything is parsed."""

from __future__ import annotations

from dataclasses import dataclass

from geomapper.events.mentions import Mention
from geomapper.events.sides import SideMention, SpeakerMention
from geomapper.events.text import Sentence
from geomapper.events.triggers import Trigger


@dataclass(frozen=True)
class Line:
    """One sentence with its sides, speakers, places and triggers."""

    sentence: Sentence
    sides: tuple[SideMention, ...]
    speakers: tuple[SpeakerMention, ...]
    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    dates: tuple[tuple[int, int], ...] = ()  # spans of tokens
