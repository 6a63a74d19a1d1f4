"""Who took it, and from whom: names, generic words, pronouns, renamed groups, coalitions; who holds and besieges."""

from __future__ import annotations

from datetime import date

import pytest
from reading import Case, answers, read, table

from geomapper import theatre
from geomapper.model import Change


@pytest.mark.parametrize("case", table("reading_sides.txt"))
def test_sides(case: Case) -> None:
    wanted, came = answers(case)
    assert came == wanted


# A name of each side in the plainest sentence there is; generic words are left out, they need a story.
_NAMES = [
    (side.id, name)
    for side in theatre.load().sides
    for name in side.names
    if side.id != "turkey_sna" and name[0].isupper()
]


@pytest.mark.parametrize("side", sorted({s for s, _ in _NAMES}))
def test_every_name_of_a_side_takes_a_town_for_it(side: str) -> None:
    wrong = []
    for name in (n for s, n in _NAMES if s == side):
        article = name if name.isupper() or name.endswith("s") else name
        events = read(f"Fighters of the {article} captured the town of Kinsabba on Monday.")
        took = {e.actor for e in events if e.change is Change.GAIN and e.ref.name == "Kinsabba"}
        if side not in took:
            wrong.append((name, sorted(took)))
    assert wrong == []


@pytest.mark.parametrize(
    ("published", "side"),
    [
        (date(2015, 6, 1), "opposition"),
        (date(2016, 8, 20), "opposition"),
        (date(2016, 8, 30), "turkey_sna"),
        (date(2018, 3, 1), "turkey_sna"),
    ],
)
def test_rebels_under_turkey_are_its_side_from_euphrates_shield_on(published: date, side: str) -> None:
    (event,) = read("Turkish-backed rebels captured the village of Tal Battal.", published)
    assert event.actor == side
