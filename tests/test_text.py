"""A story cut into sentences and tokens."""

# ruff: noqa: E501  (a case is a line)

from __future__ import annotations

import pytest

from geomapper.events.text import plain, sentences, tokens


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Rebels took Zalin. The army left.", ["Rebels took Zalin.", "The army left."]),
        ("Gen. Hassan spoke. He left.", ["Gen. Hassan spoke.", "He left."]),
        ("The U.S. said so. It left.", ["The U.S. said so.", "It left."]),
        ("On Jan. 5 rebels took Zalin.", ["On Jan. 5 rebels took Zalin."]),
        ("About 3.5 km south of Hama. More.", ["About 3.5 km south of Hama.", "More."]),
        ("Title without an end\n\nThe lead.", ["Title without an end", "The lead."]),
        ("One\nTwo\nThree", ["One", "Two", "Three"]),
        ("- Rebels took Zalin\n- The army left", ["- Rebels took Zalin", "- The army left"]),
        ('"We took it," he said. "All of it."', ['"We took it," he said.', '"All of it."']),
        ('He said: "We left." They did.', ['He said: "We left."', "They did."]),
        ("Did they take Zalin? They did!", ["Did they take Zalin?", "They did!"]),
        ("They left… Then they came.", ["They left…", "Then they came."]),
        ("", []),
        ("   \n \n", []),
        ("...", ["..."]),
        ("The army said militants had been driven out\n\nof the town of Zalin on Monday.", ["The army said militants had been driven out\n\nof the town of Zalin on Monday."]),
        ("BEIRUT (Wire) - Rebels took Zalin. They left.", ["BEIRUT (Wire) - Rebels took Zalin.", "They left."]),
        ("One.\r\n\r\nTwo.", ["One.", "Two."]),
        ("Mr. Smith and Dr. Jones left. No. 5 stayed.", ["Mr. Smith and Dr. Jones left.", "No. 5 stayed."]),
    ],
)  # fmt: skip
def test_sentences(text: str, wanted: list[str]) -> None:
    assert [s.text for s in sentences(text)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("al-Qa'im", ["al-Qa'im"]),
        ("Ma’arrat al-Nu’man", ["Ma’arrat", "al-Nu’man"]),
        ("Syria's army", ["Syria", "'s", "army"]),
        ("the rebels’ capture", ["the", "rebels", "’", "capture"]),
        ("rebel-held Douma", ["rebel-held", "Douma"]),
        ("U.S.-backed", ["U.S.", "-", "backed"]),
        ("85% of it", ["85%", "of", "it"]),
        ("1,500 men", ["1,500", "men"]),
        ("the 17th Division", ["the", "17th", "Division"]),
        ("T4 base", ["T4", "base"]),
        ("Deir ez-Zor", ["Deir", "ez-Zor"]),
        ("12/03/2016", ["12/03/2016"]),
        ("a (b) c", ["a", "(", "b", ")", "c"]),
        ("الجيش السوري", ["الجيش", "السوري"]),
        ("", []),
    ],
)  # fmt: skip
def test_tokens(text: str, wanted: list[str]) -> None:
    assert [t.text for t in tokens(text)] == wanted
    assert all(text[t.start : t.end] == t.text for t in tokens(text))
    assert [(t.start + 7, t.end + 7) for t in tokens(text)] == [(t.start, t.end) for t in tokens(text, 7)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("BEIRUT (Wire) - Rebels took Zalin.", "Rebels"),
        ("ALEPPO, Syria, May 3 (Wire) - Rebels took Zalin.", "Rebels"),
        ("ANTAKYA, Turkey, March 28, 2015 (Wire) — Rebels took Zalin.", "Rebels"),
        ("Beirut (Wire) - Rebels took Zalin.", "Rebels"),
        ("DAMASCUS — Rebels took Zalin.", "Rebels"),
        ("Rebels took Zalin - a town near Hama.", "Rebels"),
        ("IS took Zalin (Hama) - Observatory.", "IS"),
    ],
)
def test_a_dateline_is_no_part_of_what_happened(text: str, left: str) -> None:
    (sentence,) = sentences(text)
    assert sentence.tokens[0].text == left
    assert sentence.text == text


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Army takes Palmyra", True),
        ("# Background", True),
        ("The army took Palmyra.", False),
        ("12 March: Rebels captured Hasya.", False),
        ('"We left"', False),
        ("one two three four five six seven eight nine ten eleven twelve thirteen", False),
    ],
)
def test_headings(text: str, heading: bool) -> None:
    assert [s.heading for s in sentences(text)] == [heading]


def test_paragraphs_are_numbered() -> None:
    assert [s.paragraph for s in sentences("One. Two.\n\nThree.\n\nFour. Five.")] == [0, 0, 1, 2, 2]


def test_a_long_sentence_comes_in_pieces_that_cover_it() -> None:
    text = "word " * 1_000
    parts = sentences(text)
    assert len(parts) > 1
    assert sum(len(p.tokens) for p in parts) == 1_000


@pytest.mark.parametrize(
    ("a", "b"), [("Ma'arrat", "Maarrat"), ("Ma’arrat", "maʿarrat"), ("Qa`im", "Qa‘im"), ("AZAZ", "azaz")]
)
def test_spellings_meet(a: str, b: str) -> None:
    assert plain(a) == plain(b)
