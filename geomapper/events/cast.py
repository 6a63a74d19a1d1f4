"""Who plays in a story: whose army "the army" is, and which side a name means that may mean several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geomapper.events.sides import SideMention, tries
from geomapper.events.text import Sentence, where_lower
from geomapper.theatre import Theatre

_ANYBODY = 4  # sides that a name can mean which tells only that they fight beside somebody: "allied forces"


_CALIPHATE = date(2014, 1, 1)  # before then "the militants" in Syria were rebels


@dataclass(frozen=True)
class Cast:
    """Who plays in a story: how often each side is named, and which country's army "the army" is."""

    counts: Counter[str]
    home: str  # the side that "the army" and "government forces" mean
    day: date | None
    theatre: Theatre

    def resolve(self, sides: tuple[str, ...], recent: Sequence[str] = (), strong: bool = True) -> str:
        """One side for a name that may mean several; `recent` holds the sides named before, newest first."""
        side = self._resolve(sides, recent)
        if not side:
            return ""
        entry = self.theatre.side(side)
        if not strong:
            side = self._in_place_of(side)
        if entry.since and self.day and self.day < entry.since:
            side = entry.before
        return side

    def _in_place_of(self, side: str) -> str:
        """Whom the common nouns of a side mean in the land of the story."""
        return dict(self.theatre.side(side).in_place_of).get(self.home, side)

    def _resolve(self, sides: tuple[str, ...], recent: Sequence[str]) -> str:
        options = [s for s in sides if s]
        anybody = len(options) >= _ANYBODY and not self.counts[self.home]
        if self.home in options and not anybody:
            return self.home
        if set(options) <= {"government", "iraq", "other"} and len(options) > 1:
            return self.home
        if len(options) == 1:
            side = options[0]
            if side == "opposition" and self._turkish():
                return "turkey_sna"
            if side == "government" and self.home == "iraq" and not self.counts["government"]:
                return "iraq"
            return side
        if set(options) == {"sdf", "opposition"}:  # "US-backed rebels"
            if self.home != "government" and not self.counts["sdf"]:
                return self.home
            return "sdf" if self.counts["sdf"] >= max(1, self.counts["opposition"]) else "opposition"
        if set(options) == {"sdf", "peshmerga"}:
            return (
                "peshmerga"
                if (self.home == "iraq" and self.counts["peshmerga"] >= self.counts["sdf"])
                or (self.counts["peshmerga"] and not self.counts["sdf"])
                else "sdf"
            )
        for side in recent:
            if side in options:
                return side
        return max(options, key=lambda s: self.counts[s]) if options else ""

    def radical(self, recent: Sequence[str] = ()) -> str:
        """Who "the militants", "the jihadists" are here: the last named of those it can mean."""
        options = ("isil", "hts", "opposition")
        for side in recent:
            if side in options:
                return side
        best = max(options, key=lambda s: self.counts[s])
        early = self.home == "government" and self.day is not None and self.day < _CALIPHATE
        return best if self.counts[best] else self._in_place_of("opposition" if early else "isil")

    def fights_kurds(self) -> bool:
        """Whether a story is of Turkey against the Kurds of Syria, which it may call terrorists."""
        kurds = self.counts["sdf"]
        return kurds > 0 and self.counts["turkey_sna"] > 0 and kurds > self.counts["isil"]

    def _turkish(self) -> bool:
        late = self.day is None or self.day >= date(2016, 8, 24)
        turkey = self.counts["turkey_sna"]
        return (
            late
            and turkey >= 2
            and 3 * turkey >= self.counts["opposition"]
            and turkey > self.counts["government"]
        )


def cast(
    sentences: Sequence[Sentence],
    mentions: Sequence[Sequence[SideMention]],
    theatre: Theatre,
    day: date | None,
) -> Cast:
    """Who plays in a story, from every naming in it."""
    counts: Counter[str] = Counter()
    lands: Counter[str] = Counter()
    land = tries(theatre).land
    for sentence, found in zip(sentences, mentions, strict=True):
        for mention in found:
            if mention.strong and len(mention.sides) == 1:
                counts[mention.sides[0]] += 1
        lands.update(land(sentence.tokens[k].lower) for k in where_lower(land, sentence.tokens))
    home = "government"
    if lands:
        home, n = lands.most_common(1)[0]
        if n <= lands["government"] or home not in theatre.side_ids:
            home = "government"
    return Cast(counts, home, day, theatre)
