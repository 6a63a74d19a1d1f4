"""Who took it, and from whom: names, generic words, pronouns, renamed groups, coalitions; sieges."""

from __future__ import annotations

import re
from datetime import date

import pytest
from reading import Case, answers, grid, read, table

from geomapper import theatre
from geomapper.model import REAL, Change


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


@pytest.mark.parametrize("side", grid("names of", sorted({s for s, _ in _NAMES})))
def test_every_name_of_a_side_takes_a_town_for_it(side: str) -> None:
    wrong = []
    for name in (n for s, n in _NAMES if s == side):
        events = read(f"Fighters of the {name} captured the town of Kinsabba on Monday.")
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


# Ways to name each side in ordinary reports.
NAMINGS = {
    "government": [
        "The army",
        "The Syrian army",
        "Syrian government forces",
        "Regime troops",
        "Government soldiers",
        "Pro-government militiamen",
        "Hezbollah fighters",
        "Syrian soldiers",
        "Forces loyal to President Bashar al-Assad",
        "The Syrian military",
        "Troops and allied militia",
        "Syrian army units backed by Hezbollah",
        "Iranian-backed militias",
        "The Tiger Forces",
        "Loyalist fighters",
        "Assad's army",
    ],
    "opposition": [
        "Rebels",
        "Rebel fighters",
        "Syrian rebels",
        "Islamist rebels",
        "The Free Syrian Army",
        "FSA fighters",
        "Opposition fighters",
        "A rebel alliance",
        "Insurgents",
        "Ahrar al-Sham fighters",
        "Fighters from Jaysh al-Islam",
        "The rebel Army of Conquest",
        "An Islamist coalition",
        "Rebel groups including Ahrar al-Sham",
        "Syrian opposition forces",
        "Rebels led by Ahrar al-Sham",
        "The Southern Front alliance",
        "Anti-government fighters",
    ],
    "isil": [
        "Islamic State",
        "The Islamic State group",
        "IS",
        "ISIS",
        "ISIL",
        "IS militants",
        "IS fighters",
        "ISIS militants",
        "Daesh",
        "Islamic State fighters",
        "The jihadist group Islamic State",
        "Fighters of the Islamic State group",
        "Gunmen from Islamic State",
        "Islamic State militants",
        "ISIL fighters",
        "The ultra-hardline Islamic State",
        "Militants from ISIS",
        "Islamic State jihadists",
        "The extremist Islamic State group",
        "Daesh terrorists",
    ],
    "sdf": [
        "The SDF",
        "SDF fighters",
        "Kurdish fighters",
        "The YPG",
        "YPG fighters",
        "The Kurdish YPG militia",
        "The US-backed SDF",
        "The U.S.-backed Syrian Democratic Forces",
        "A US-backed Kurdish-Arab alliance",
        "Syrian Kurdish forces",
        "Kurdish-led forces",
        "The Syrian Democratic Forces (SDF)",
        "Fighters from the SDF",
        "Kurdish forces",
        "The Kurdish-led Syrian Democratic Forces",
    ],
    "hts": [
        "The Nusra Front",
        "Nusra Front fighters",
        "Al-Nusra Front",
        "Jabhat al-Nusra",
        "Al-Qaeda's Syrian branch, the Nusra Front,",
        "The Nusra Front, al-Qaeda's affiliate in Syria,",
        "Nusra fighters",
        "Al-Qaeda-linked fighters",
        "Fighters from the al-Nusra Front",
    ],
    "iraq": [
        "Iraqi forces",
        "The Iraqi army",
        "Iraqi troops",
        "Iraqi security forces",
        "Iraqi special forces",
        "Iraqi government forces",
        "The Iraqi military",
        "Popular Mobilization Forces",
        "Iraqi federal police",
        "Iraqi counter-terrorism troops",
        "Iraq's army",
        "Iraqi soldiers and police",
    ],
    "peshmerga": [
        "The Peshmerga",
        "Peshmerga fighters",
        "Kurdish Peshmerga forces",
        "Iraqi Kurdish Peshmerga",
        "Iraqi Kurdish fighters",
        "Kurdish peshmerga",
    ],
}  # fmt: skip
FRAMES = [
    "{a} captured Salma on Monday.",
    "On Monday, {b} took control of the village of Tal Battal.",
    "The village of Tal Battal was captured by {b}.",
    "Tal Battal fell to {b} on Monday.",
    "{a} drove Turkish troops out of Tal Battal.",
    "Turkish troops lost Tal Battal to {b}.",
]


@pytest.mark.parametrize("name", grid("side", [n for names in NAMINGS.values() for n in names]))
def test_every_way_to_name_a_side(name: str) -> None:
    side = next(s for s, names in NAMINGS.items() if name in names)
    small = re.match(
        r"(?:The|A|An|Rebels?|Regime|Government|Pro-government|Forces|Troops|Loyalist|Opposition|Insurgents|Fighters|"
        r"Islamist|Anti-government|Gunmen|Militants)\b",
        name,
    )
    inside = (name[0].lower() + name[1:] if small else name).rstrip(",")
    wrong = []
    for frame in FRAMES:
        text = frame.format(a=name, b=inside)
        took = [e.actor for e in read(text) if e.change in {Change.GAIN, Change.LOSS} and e.modality in REAL]
        if took != [side]:
            wrong.append((text, took))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "day"),
    grid(
        "held when",
        [
            ("Islamic State controls Raqqa.", "2016-03-30"),
            ("Shells hit rebel-held Douma.", "2016-03-30"),
            ("The army has controlled Nubl since 2011.", "2016-03-30"),
            ("In 2013, rebels controlled Yabroud.", "2013-12-31"),
            ("In May 2015 jets bombed Islamic State-held Palmyra.", "2015-05-31"),
            ("On 12 March shells hit rebel-held Douma.", "2016-03-12"),
        ],
    ),
)
def test_who_holds_a_place_on_which_day(text: str, day: str) -> None:
    (event,) = read(text)
    assert (event.change, str(event.when.end)) == (Change.HOLDS, day)


@pytest.mark.parametrize(
    "text",
    grid(
        "held once",
        [
            "Islamic State once controlled Qaryatayn.",
            "The town of Salma had been in the army's hands for two years.",
            "Islamic State held Palmyra for ten months.",
            "Rebels used to control Salma.",
            "Islamic State no longer controls Raqqa.",
        ],
    ),
)
def test_what_a_side_held_once_it_does_not_hold_today(text: str) -> None:
    held = [e for e in read(text) if e.change is Change.HOLDS and e.modality in REAL]
    assert all(e.when.end is not None and e.when.end < date(2016, 3, 30) for e in held)
