"""Which place is meant: names that no gazetteer has, common nouns, numbers, references, lists; and where it lies."""

from __future__ import annotations

import pytest
from reading import Case, answers, read, table


@pytest.mark.parametrize("case", table("reading_places.txt"))
def test_places(case: Case) -> None:
    wanted, came = answers(case)
    assert came == wanted


@pytest.mark.parametrize(
    ("text", "name", "kind", "admin", "near", "km", "bearing"),
    [
        ("The army captured Sukhna, 70 kilometres northeast of Palmyra.", "Sukhna", "", "", "Palmyra", 70.0, 45.0),
        ("Islamic State took the town of Mahin, about 75 km southeast of Homs.", "Mahin", "town", "", "Homs", 75.0, 135.0),
        ("Rebels seized Zalin, a few miles north of Hama.", "Zalin", "", "", "Hama", 5.0, 0.0),
        ("The army took Tal Jabin village in Aleppo province.", "Tal Jabin", "village", "Aleppo", "", None, None),
        ("Rebels took the village of Zalin in northern Hama province.", "Zalin", "village", "Hama", "", None, None),
        ("The army captured Kinsabba in Latakia's northern countryside.", "Kinsabba", "", "Latakia", "", None, None),
        ("Rebels captured the Idlib village of Kafr Sajna.", "Kafr Sajna", "village", "", "", None, None),
        ("The YPG took the village of Kashkash west of Hasakah.", "Kashkash", "village", "", "Hasakah", None, 270.0),
        ("Iraqi forces took a village south of Mosul.", "", "village", "", "Mosul", None, 180.0),
        ("The army captured Arak near Palmyra.", "Arak", "", "", "Palmyra", None, None),
        ("Islamic State seized Jubb al-Jarrah in the eastern countryside of Homs.", "Jubb al-Jarrah", "", "Homs", "", None, None),
    ],
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
    [("a village", 1), ("two villages", 2), ("three villages", 3), ("10 villages", 10), ("twelve villages", 12), ("several villages", None)],
)  # fmt: skip
def test_how_many(words: str, n: int | None) -> None:
    (event,) = read(f"The army captured {words} near Palmyra on Monday.")
    assert (event.ref.name, event.ref.n_places, event.ref.near, event.ref.kind) == ("", n, "Palmyra", "village")
