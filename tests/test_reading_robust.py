"""Text of any kind: nothing crashes, nothing is invented, offsets stay exact, time stays linear."""

# ruff: noqa: E501  (a case is a line)

from __future__ import annotations

import gc
import json
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import cases, grid, read
from threadpoolctl import threadpool_info, threadpool_limits

from geomapper.events import extract
from geomapper.events.text import sentences
from geomapper.model import REAL, Article, Event, Modality

DAY = date(2016, 3, 30)


def sound(text: str, events: list[Event]) -> None:
    """What holds for every event of every text."""
    for e in events:
        assert text[e.char_start : e.char_end] == e.sentence
        assert e.sentence.strip()
        assert e.trigger in e.sentence
        assert e.actor or e.from_actor
        assert e.actor != e.from_actor
        assert isinstance(e.modality, Modality)
        for start, end in e.evidence:
            assert 0 <= start < end <= len(text)


FOREIGN = {
    "French": "L'armée syrienne a repris Palmyre dimanche. Les rebelles ont perdu la ville de Salma. Daech contrôle Raqqa.",
    "German": "Die syrische Armee hat Palmyra erobert. Die Rebellen verloren die Stadt Salma an die Armee in Idlib.",
    "Spanish": "El ejército sirio recuperó Palmira el domingo. Los rebeldes perdieron Salma en Latakia.",
    "Turkish": "Suriye ordusu Palmira'yı geri aldı. Muhalifler El Bab'ı ele geçirdi. IŞİD Menbiç'ten çekildi.",
    "Arabic": "استعاد الجيش السوري مدينة تدمر يوم الأحد. وسيطر المسلحون على قرية في ريف حلب.",
    "Russian": "Сирийская армия освободила Пальмиру в воскресенье. Боевики захватили деревню под Алеппо.",
    "Kurdish": "QSD bajarê Minbicê ji DAIŞê rizgar kir. Artêşa Sûriyê gundek girt.",
    "Persian": "ارتش سوریه شهر تدمر را آزاد کرد.",
    "Chinese": "叙利亚军队周日夺回了巴尔米拉。",
}
NONSENSE = {
    "empty": "",
    "spaces": " \n\t \n\n ",
    "null bytes": "\x00\x00 \x00",
    "emoji": "🙂🙂🔥 🇸🇾 🤷‍♂️ 👍",
    "digits": "1 2 3 4 5 6 7 8 9 " * 50,
    "code": "def capture(town):\n    return seize(town) if army.took(town) else None\n\nfor t in towns: capture(t)\n",
    "html": "<div class='a'><script>alert('seized')</script><p>Menu</p><a href='#'>Home</a></div>",
    "json": '{"capture": true, "town": "x", "army": [1, 2, 3], "seized": null}',
    "table": "name | captured | town\n-----+----------+-----\na | 1 | 2\nb | 3 | 4\n",
    "one word": "captured",
    "verbs alone": "captured seized took retook lost fell withdrew " * 20,
    "urls": "https://example.org/army-captures-town?id=1 http://example.org/lost",
    "recipe": "Take the onions and free them of their skin. Capture the flavour. Hold it over the fire in a pan.",
    "sport": "The home side took the lead. United lost to City in Paris. The captain seized the ball and won it back.",
    "lorem": "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore.",
    "letters": "a" * 20_000,
    "dots": "." * 2_000,
    "brackets": "(" * 5_000 + ")" * 5_000,
    "breaks": "\n" * 20_000,
    "quotes": '"' * 5_000,
    "surrogate pairs": "\U0001f600" * 2_000,
    "combining": "é" * 3_000,
    "right to left": "\u202e\u202dcaptured\u202c \u200f\u200e",
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_other_languages_give_nothing(name: str) -> None:
    assert read(FOREIGN[name]) == []


@pytest.mark.parametrize("name", NONSENSE)
def test_what_is_no_news_gives_nothing(name: str) -> None:
    assert read(NONSENSE[name]) == []
    assert read(NONSENSE[name], None) == []


@pytest.mark.parametrize(
    "mark",
    ["\x00", "\u200b", "\ufeff", "🙂", "\u00a0", "\t", "\r\n", "\u202e", "\u2028", "\x1b[31m", "&nbsp;", "<b>"],
    ids=repr,
)  # fmt: skip
def test_strange_marks_do_no_harm(mark: str) -> None:
    text = f"{mark}The Syrian army {mark} captured Kinsabba{mark} on Monday.{mark} Rebels{mark} lost Rabia."
    sound(text, read(text))


@pytest.mark.parametrize("mark", grid("half", ["\\ud83d", "\\udc00"]))
def test_half_a_character_does_not_crash(mark: str) -> None:
    text = f"The army captured {json.loads(chr(34) + mark + chr(34))} Kinsabba."  # JSON lets lone surrogates through
    sound(text, read(text))


def test_a_strange_mark_between_words_does_not_hide_the_event() -> None:
    for mark in ("\u00a0", "\t", "  ", "\u200b "):
        events = read(f"The Syrian army{mark}captured{mark}Kinsabba on{mark}Monday.")
        assert [(e.actor, e.ref.name) for e in events] == [("government", "Kinsabba")], repr(mark)


@pytest.mark.parametrize(
    "text",
    [
        "The Syrian army captured Kinsabba on Monday. Suriye ordusu Palmira'yı geri aldı.",
        "L'armée a dit: The Syrian army captured Kinsabba on Monday.",
        "الجيش The Syrian army captured Kinsabba on Monday.",
    ],
)
def test_a_foreign_sentence_does_no_harm_to_the_next(text: str) -> None:
    assert {e.ref.name for e in read(text)} <= {"Kinsabba"}


def test_a_sentence_of_ten_thousand_words() -> None:
    text = "The army captured Kinsabba and " * 2_000
    start = time.process_time()
    events = read(text)
    assert time.process_time() - start < 30
    sound(text, events)
    assert {e.ref.name for e in events if e.modality in REAL} <= {"Kinsabba"}


def test_no_punctuation_at_all() -> None:
    text = (
        "the syrian army said on monday that its forces captured Kinsabba and rebels withdrew from Rabia while the fighting"
        " went on around Salma where residents fled towards the coast and a spokesman said more troops would come "
    ) * 40
    sound(text, read(text))


def test_all_capitals_and_no_capitals() -> None:
    for text in (
        "THE SYRIAN ARMY CAPTURED KINSABBA ON MONDAY.",
        "the syrian army captured kinsabba on monday.",
    ):
        sound(text, read(text))
        assert len(read(text)) <= 1


def test_a_table_of_towns_is_no_list_of_captures() -> None:
    rows = "\n".join(
        f"{n}\t{name}\tAleppo\t{n * 1000}" for n, name in enumerate(("Azaz", "Mare", "Manbij", "Tadif"))
    )
    assert read("Town\tName\tProvince\tPeople\n" + rows) == []


def _seconds(text: str) -> float:
    best = 99.0
    for _ in range(3):
        start = time.process_time()
        read(text)
        best = min(best, time.process_time() - start)
    return best


_PARAGRAPH = (
    "Rebels captured the village of Zalin on Monday, a spokesman said. The army lost Masasneh and Buwaydah to them. "
    "It withdrew from Lahaya a day later, residents said. They also took two hills near Morek from the army.\n\n"
)
LONG = {
    "a story": _PARAGRAPH * 12,
    "one sentence": "the army captured Kinsabba and rebels took Rabia and " * 60,
    "names alone": "Kinsabba Rabia Salma Morek Zalin " * 100,
    "triggers alone": "captured seized lost fell took withdrew " * 150,
    "a list of places": "The army captured " + "Kinsabba, Rabia, Salma, Morek, " * 60 + "Zalin.",
    "dates alone": "on Monday on 12 March in May 2015 " * 200,
    "sides alone": "Islamic State rebels the army Kurdish forces " * 200,
    "references": "Rebels captured Zalin. " + "They took the town. It lost the village. " * 50,
    "headings": "Rebels capture Zalin\n\n" * 60,
    "quotes": 'said "captured Zalin" said ' * 60,
    "hyphens": "al-Zour-al-Zour-" * 500,
    "capitals": "A.B.C. " * 1_000,
    "dots": "." * 4_000,
    "breaks": "\n" * 20_000,
    "spaces": " " * 20_000,
}


@pytest.mark.parametrize("name", grid("linear", list(LONG)))
def test_time_is_linear(name: str) -> None:
    text = LONG[name]
    read(text[:200])
    once, twice = _seconds(text), _seconds(text + text)
    if once < 0.05:  # too short to be timed
        once, twice = _seconds(text * 8), _seconds(text * 16)
    assert twice <= 2.6 * once + 0.05


WORDS = st.sampled_from(
    'The the army Rebels rebels Islamic State IS SDF captured seized took lost fell to from withdrew by of and , . ; : " “ ” '
    "' ’s - – ( ) [ ] * # ? ! / \n \n\n Zalin Palmyra al-Bab Deir ez-Zor Tal Jabin village town villages two three near "
    "Monday 12 March 2015 on in said not will if denied retake control over full half percent 85 % who which it they its "
    "Hill 520 Brigade 93 base air airport siege broke besieged rebel-held \x00 🙂 é الجيش".split(" ")
)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_any_order_of_words(text: str) -> None:
    events = read(text)
    sound(text, events)
    assert read(text) == events


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300), st.sampled_from([DAY, None]))
def test_any_text(text: str, published: date | None) -> None:
    events = read(text, published)
    sound(text, events)
    assert read(text, published) == events


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=80).map(" ".join)))
def test_sentences_and_tokens_stand_where_they_say(text: str) -> None:
    last = 0
    for sentence in sentences(text):
        assert sentence.start >= last
        assert text[sentence.start : sentence.end] == sentence.text
        last = sentence.end
        at = sentence.start
        for tok in sentence.tokens:
            assert text[tok.start : tok.end] == tok.text
            assert at <= tok.start < tok.end <= sentence.end
            at = tok.end


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([c.text for c in cases("reading_shapes.txt")]),
    st.integers(0, 200),
    st.sampled_from(["", ",", " ", "\n", "\n\n", ".", "\x00", "🙂", '"', "(", "-"]),
)
def test_a_slip_in_a_true_story_breaks_nothing(text: str, at: int, slip: str) -> None:
    at = min(at, len(text))
    broken = text[:at] + slip + text[at + 1 :]
    sound(broken, read(broken))


def test_a_story_without_a_date() -> None:
    (event,) = extract(Article("case", "Rebels captured Zalin.", "", None))
    assert (event.when.start, event.when.end) == (None, None)


def test_what_reading_takes_of_the_process_it_gives_back() -> None:
    read("Rebels captured Zalin.")  # loads the model
    with threadpool_limits(limits=2, user_api="blas"):
        before = threadpool_info()
        read("Rebels captured Zalin.")
        assert threadpool_info() == before
    assert gc.isenabled()
