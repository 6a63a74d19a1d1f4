"""English or not, by the commonest words."""

import pytest

from geomapper.language import is_english

CASES = [
    ("", True),
    ("1 2 3", True),
    ("Army takes Khanaser", True),
    ("IS seizes Palmyra, Syria: monitor", True),
    ("The army recaptured Khanaser on Thursday, two days after it had lost the town to Islamic State.", True),
    ("SDF forces took the village of Hamran from IS militants on January 5, 2017, after clashes in the area.", True),
    ("L'armée a repris jeudi la ville de Khanaser, deux jours après l'avoir perdue, selon une ONG.", False),
    ("Die Armee hat am Donnerstag die Stadt Khanaser zurückerobert, wie Beobachter am Abend mitteilten.", False),
    ("Suriye ordusu perşembe günü Hanasır kasabasını geri aldı, kasaba iki gün önce elden çıkmıştı.", False),
    ("El ejército recuperó el jueves la ciudad de Palmira, según informó el Observatorio a la prensa.", False),
    ("استعاد الجيش السوري بلدة خناصر من تنظيم الدولة", False),
    ("Сирийская армия вернула Ханасер", False),
]


@pytest.mark.parametrize(("text", "english"), CASES)
def test_is_english(text, english):
    assert is_english(text) is english
