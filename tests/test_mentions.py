"""Which place is meant: names that no gazetteer has, common nouns, numbers, references, lists; and where it lies."""

# ruff: noqa: E501  (a case is a line)

from __future__ import annotations

import pytest
from reading import Case, answers, grid, read, table, told

from geomapper.model import REAL, Change


@pytest.mark.parametrize("case", table("reading_places.txt"))
def test_places(case: Case) -> None:
    wanted, came = answers(case)
    assert came == wanted


@pytest.mark.parametrize(
    ("text", "name", "kind", "admin", "near", "km", "bearing"),
    grid("where it lies", [
        ("The army captured Sukhna, 70 kilometres northeast of Palmyra.", "Sukhna", "", "", "Palmyra", 70.0, 45.0),
        ("Islamic State took the town of Mahin, about 75 km southeast of Homs.", "Mahin", "town", "", "Homs", 75.0, 135.0),
        ("Rebels seized Zalin, a few miles north of Hama.", "Zalin", "", "", "Hama", 5.0, 0.0),
        ("The army took Tal Jabin village in Aleppo province.", "Tal Jabin", "village", "Aleppo", "", None, None),
        ("Rebels took the village of Zalin in northern Hama province.", "Zalin", "village", "Hama", "", None, None),
        ("The army captured Kinsabba in Latakia's northern countryside.", "Kinsabba", "", "Latakia", "", None, None),
        ("Rebels captured the Idlib village of Kafr Sajna.", "Kafr Sajna", "village", "Idlib", "", None, None),
        ("The YPG took the village of Kashkash west of Hasakah.", "Kashkash", "village", "", "Hasakah", None, 270.0),
        ("Iraqi forces took a village south of Mosul.", "", "village", "", "Mosul", None, 180.0),
        ("The army captured Arak near Palmyra.", "Arak", "", "", "Palmyra", None, None),
        ("Islamic State seized Jubb al-Jarrah in the eastern countryside of Homs.", "Jubb al-Jarrah", "", "Homs", "", None, None),
    ]),
)  # fmt: skip
def test_where_it_lies(
    text: str, name: str, kind: str, admin: str, near: str, km: float | None, bearing: float | None
) -> None:
    (event,) = read(text)
    ref = event.ref
    assert (ref.name, ref.kind, ref.admin, ref.near, ref.bearing) == (name, kind, admin, near, bearing)
    assert ref.distance_km == (pytest.approx(km, rel=0.02) if km else None)


@pytest.mark.parametrize(
    ("words", "n"),
    grid("how many", [("a village", 1), ("two villages", 2), ("three villages", 3), ("10 villages", 10), ("twelve villages", 12), ("several villages", None)]),
)  # fmt: skip
def test_how_many(words: str, n: int | None) -> None:
    (event,) = read(f"The army captured {words} near Palmyra on Monday.")
    assert (event.ref.name, event.ref.n_places, event.ref.near, event.ref.kind) == (
        "",
        n,
        "Palmyra",
        "village",
    )


# Ways to name a place, and the names that are meant, joined by "+".
NAMINGS = [
    ("the town of Kinsabba", "Kinsabba"),
    ("Kinsabba town", "Kinsabba"),
    ("the strategic town of Kinsabba", "Kinsabba"),
    ("the strategically important town of Kinsabba", "Kinsabba"),
    ("Kinsabba, a town in Latakia province,", "Kinsabba"),
    ("the Latakia town of Kinsabba", "Kinsabba"),
    ("the nearby town of Kinsabba", "Kinsabba"),
    ("the village of al-Rasm al-Abyad", "al-Rasm al-Abyad"),
    ("Ma'arrat al-Numan", "Ma'arrat al-Numan"),
    ("Maarrat al-Nu‘man", "Maarrat al-Nu‘man"),
    ("Deir ez-Zor", "Deir ez-Zor"),
    ("Deir Ezzor", "Deir Ezzor"),
    ("Deir el-Zour", "Deir el-Zour"),
    ("al-Hawl", "al-Hawl"),
    ("Al Bab", "Al Bab"),
    ("Tal Abyad", "Tal Abyad"),
    ("Tell Rifaat", "Tell Rifaat"),
    ("the northern town of Azaz", "Azaz"),
    ("the southern Syrian town of Sheikh Miskin", "Sheikh Miskin"),
    ("the key northern border town of Jarabulus", "Jarabulus"),
    ("the Iraqi city of Ramadi", "Ramadi"),
    ("the city of Ramadi, the capital of Anbar province,", "Ramadi"),
    ("the mountain village of Doreen", "Doreen"),
    ("Wadi Barada", "Wadi Barada"),
    ("the Handarat camp", "Handarat camp"),
    ("the Sakhour district", "Sakhour"),
    ("the Tabqa dam", "Tabqa dam"),
    ("the Menagh air base", "Menagh air base"),
    ("Kuweires military airport", "Kuweires military airport"),
    ("the T4 airbase", "T4 airbase"),
    ("the Shaer gas field", "Shaer gas field"),
    ("the al-Omar oil field", "al-Omar oil field"),
    ("the Conoco gas plant", "Conoco gas plant"),
    ("the al-Bukamal border crossing", "al-Bukamal border crossing"),
    ("Jabal al-Akrad", "Jabal al-Akrad"),
    ("Tal al-Eis", "Tal al-Eis"),
    ("the hilltop of Tal al-Eis", "Tal al-Eis"),
    ("Hill 875", "Hill 875"),
    ("Point 45", "Point 45"),
    ("Brigade 52", "Brigade 52"),
    ("the Brigade 52 base", "Brigade 52 base"),
    ("the 137th Regiment base", "137th Regiment base"),
    ("the Ramouseh artillery academy", "Ramouseh artillery academy"),
    ("the Castello Road", "Castello Road"),
    ("Aleppo Central Prison", "Aleppo Central Prison"),
    ("al-Kindi Hospital", "al-Kindi Hospital"),
    ("the Jisr al-Shughur national hospital", "Jisr al-Shughur national hospital"),
    ("the Bayji oil refinery", "Bayji oil refinery"),
    ("the Mosul Dam", "Mosul Dam"),
    ("the University of Mosul", "University of Mosul"),
    ("the Qayyarah air base", "Qayyarah air base"),
    ("the Rabia border post", "Rabia border post"),
    ("the Mallah farms", "Mallah farms"),
    ("the Damascus suburb of Harasta", "Harasta"),
    ("the Jobar neighbourhood of Damascus", "Jobar"),
    ("the Damascus district of Jobar", "Jobar"),
    ("the village of Zalin in Hama province", "Zalin"),
    ("the village of Zalin, north of Hama", "Zalin"),
    ("Zalin (Hama)", "Zalin"),
    ("the Zalin area", "Zalin"),
    ("Sinjar city", "Sinjar"),
    ("Mount Sinjar", "Mount Sinjar"),
    ("the Hamrin Mountains", "Hamrin Mountains"),
    ("the village of Umm Hawsh", "Umm Hawsh"),
    ("Um al-Hosh", "Um al-Hosh"),
    ("Ein Issa", "Ein Issa"),
    ("Khirbat Ghazala", "Khirbat Ghazala"),
    ("Tall Tamr", "Tall Tamr"),
    ("Abu Kamal", "Abu Kamal"),
    ("Bir al-Qasab", "Bir al-Qasab"),
    ("the Aleppo neighbourhood of Bani Zaid", "Bani Zaid"),
    ("Bani Zaid, a district of Aleppo,", "Bani Zaid"),
    ("the old city of Aleppo", "old city of Aleppo"),
    ("Hasakah's central prison", "Hasakah central prison"),
    ("Kafr Hamra and Hayyan", "Kafr Hamra+Hayyan"),
    ("Kafr Hamra, Hayyan, and Anadan", "Kafr Hamra+Hayyan+Anadan"),
    ("the towns of Kafr Hamra and Hayyan", "Kafr Hamra+Hayyan"),
    ("Kafr Hamra and the villages of Hayyan, Anadan and Bayanun", "Kafr Hamra+Hayyan+Anadan+Bayanun"),
    ("Hayyan and Anadan villages", "Hayyan+Anadan"),
    ("both Hayyan and Anadan", "Hayyan+Anadan"),
    ("Hayyan, as well as Anadan and Bayanun", "Hayyan+Anadan+Bayanun"),
    ("Hayyan (also spelt Haian)", "Hayyan"),
    ("the villages of Hayyan and Anadan in northern Aleppo province", "Hayyan+Anadan"),
    ("the villages of Hayyan, north of Aleppo, and Anadan", "Hayyan+Anadan"),
    ("the town of Anadan along with Hayyan", "Hayyan+Anadan"),
    ("several villages including Hayyan and Anadan", "Hayyan+Anadan"),
]  # fmt: skip
FRAMES = [
    "The army captured {p} on Monday.",
    "{P} was captured by the army on Monday.",
    "The army took control of {p} from rebels.",
]


@pytest.mark.parametrize("naming", grid("place", [n for n, _ in NAMINGS]))
def test_every_way_to_name_a_place(naming: str) -> None:
    meant = sorted(dict(NAMINGS)[naming].casefold().split("+"))
    wrong = []
    for frame in FRAMES:
        text = frame.format(p=naming, P=naming[0].upper() + naming[1:])
        text = text.replace(" was ", " were ") if len(meant) > 1 else text
        events = [e for e in read(text) if e.modality in REAL and e.change in {Change.GAIN, Change.LOSS}]
        if sorted(e.ref.name.casefold() for e in events) != meant or any(e.extent == "part" for e in events):
            wrong.append((text, [told(e) for e in events]))
    assert wrong == []
