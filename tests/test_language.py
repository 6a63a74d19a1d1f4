"""English or not, by the commonest words."""

import pytest

from geomapper.language import is_english

CASES = [
    ("", True),
    ("1 2 3", True),
    ("Army takes Khanaser", True),
    ("IS seizes Palmyra, Syria: monitor", True),
    ("The army recaptured Khanaser on Thursday, two days after it had lost the town to Islamic State.", True),
    ("YPG units entered the village of Tuwal after clashes with militants there in the night.", True),
    ("L'armée a repris jeudi la ville de Khanaser, deux jours après l'avoir perdue, selon une ONG.", False),
    ("Die Armee hat am Donnerstag die Stadt Khanaser zurückerobert, wie es am Abend hieß.", False),
    ("Suriye ordusu perşembe günü Hanasır kasabasını geri aldı, kasaba iki gün önce elden çıkmıştı.", False),
    ("El ejército recuperó el jueves la ciudad de Palmira, según informó la prensa local.", False),
    ("استعاد الجيش السوري بلدة خناصر من تنظيم الدولة", False),
    ("Сирийская армия вернула Ханасер", False),
]


@pytest.mark.parametrize(("text", "english"), CASES)
def test_is_english(text, english):
    assert is_english(text) is english
