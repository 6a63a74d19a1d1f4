"""Which place a name means in its context, near what, in which province, and when it means none."""

import json
import random
from datetime import date
from itertools import count
from pathlib import Path

import pandas as pd
import pytest
from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderUnavailable
from geopy.geocoders.base import Geocoder

from geomapper import theatre
from geomapper.errors import GeomapperError, InputError
from geomapper.gazetteer import Gazetteer, load
from geomapper.geocode import GazetteerGeocoder, geocode_table, locate
from geomapper.geocode.context import km_between
from geomapper.geocode.geopy_geocoder import Online, fill_online
from geomapper.geocode.phrases import in_phrase
from geomapper.geocode.tables import Finder, Query
from geomapper.model import Article, Change, Event, LocatedEvent, Modality, PlaceRef, When

SYRIA = theatre.load("syria")
_ids = count()


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return load(packs=False)


def event(
    name: str = "", sentence: str = "", at: int = 0, change: Change = Change.GAIN, **ref: object
) -> Event:
    return Event(
        f"e{next(_ids)}", "story", "", "", date(2016, 2, 25), "", change, PlaceRef(name, **ref),  # type: ignore[arg-type]
        "government", "isil", "", "", "whole", None, When(), Modality.ASSERTED, (), (),
        sentence or f"Troops took {name}.", at, at + len(sentence), "took",
    )  # fmt: skip


def story(places: Gazetteer, text: str, *names: str, **ref: object) -> list[LocatedEvent]:
    """The events of a text that has one of them for each name, in the sentence that holds it."""
    events = []
    for name in names:
        at = text.index(name)
        start = text.rfind(". ", 0, at) + 2 if ". " in text[:at] else 0
        end = text.find(". ", at) + 1 or len(text)
        events.append(event(name, text[start:end], start, **ref))
    return locate(events, places, SYRIA, Article("story", text))


ONE = [  # text, name, what the reader says of it → place, governorate, precision
    ("Troops took Khanaser, south-east of Aleppo.", "Khanaser", {}, "Khanaser", "Aleppo", 1),
    ("Rebels took Palmyra from Islamic State.", "Palmyra", {}, "Palmyra", "Homs", 1),
    ("They took Maan in Hama.", "Maan", {"kind": "village", "admin": "Hama"}, "Maan", "Hama", 1),
    ("They took Tabqa military airport", "Tabqa military airport", {}, "Tabqa Air Base", "Raqqa", 1),
    ("The SDF took the town of Tabqa near Raqqa.", "Tabqa", {"kind": "town"}, "Tabqa", "Raqqa", 1),
    ("Rebels took Menagh airbase.", "Menagh airbase", {"kind": "airbase"}, "Menagh air base", "Aleppo", 1),
    ("The group controls Raqqa province.", "Raqqa province", {"kind": "province"}, "Raqqa", "Raqqa", 3),
    ("They fought in Rif Dimashq.", "Rif Dimashq", {}, "Rif Dimashq", "Rif Dimashq", 3),
    ("In northern countryside of Idlib", "northern countryside of Idlib", {}, "Idlib", "Idlib", 2),
    ("Rebels hold eastern Manbij.", "eastern Manbij", {}, "Manbij", "Aleppo", 2),
    ("They took Manbij central prison.", "Manbij central prison", {"kind": "prison"}, "Manbij", "Aleppo", 2),
    ("Mosul fell to Iraqi troops.", "Mosul", {"kind": "city"}, "Mosul", "Nineveh", 1),
    ("Iraq retook Baiji oil refinery.", "Baiji oil refinery", {}, "Baiji oil refinery", "Saladin", 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "ref", "place", "admin1", "precision"), ONE, ids=[c[1] for c in ONE]
)
def test_one_place(
    places: Gazetteer, text: str, name: str, ref: dict[str, str], place: str, admin1: str, precision: int
) -> None:
    (found,) = story(places, text, name, **ref)
    assert found.place is not None
    assert (found.place.name, found.place.admin1, found.geo_precision) == (place, admin1, precision)
    assert 0 < found.geo_score <= 1
    assert found.radius_km is not None


AMBIGUOUS = [  # the same name, told apart by the rest of the story
    (
        "Fighting in Aleppo's south. Troops took Maskanah. They hold Deir Hafer and Tabqa.",
        "Maskanah",
        "Aleppo",
    ),
    ("Clashes around Homs and Talbiseh. Troops took Maskanah. Rastan was shelled.", "Maskanah", "Homs"),
    ("In Latakia's mountains, after Salma and Kinsabba, the army took Rabia.", "Rabia", "Latakia"),
    ("Peshmerga near Sinjar and Mosul pushed north. They took Rabia.", "Rabia", "Nineveh"),
    ("Near Damascus, after Zabadani, the rebels kept Madaya.", "Madaya", "Rif Dimashq"),
    ("Near Khan Sheikhoun and Morek the army took Madaya.", "Madaya", "Idlib"),
]


@pytest.mark.parametrize(("text", "name", "admin1"), AMBIGUOUS)
def test_the_other_places_of_the_story_decide(places: Gazetteer, text: str, name: str, admin1: str) -> None:
    (found,) = story(places, text, name)
    assert found.place is not None
    assert found.place.admin1 == admin1
    assert found.n_candidates > 1


def test_the_governorate_named_with_it_decides(places: Gazetteer) -> None:
    for admin in ("Latakia", "Nineveh"):
        (found,) = locate([event("Rabia", admin=admin)], places, SYRIA)
        assert found.place is not None
        assert found.place.admin1 == admin


def test_one_name_is_one_place_in_a_story(places: Gazetteer) -> None:
    text = (
        "Troops took Rabia in Latakia province. "
        + "Fighting went on elsewhere. " * 40
        + "Rebels want Rabia back."
    )
    first, second = (
        event("Rabia", "Troops took Rabia in Latakia province.", 0, admin="Latakia"),
        event("Rabia", "Rebels want Rabia back.", text.index("Rebels want")),
    )
    a, b = locate([first, second], places, SYRIA, Article("story", text))
    assert a.place == b.place


DISTANCE = [
    (PlaceRef(near="Aleppo", distance_km=48.3, bearing=135), (35.89, 37.54)),
    (PlaceRef(near="Damascus", distance_km=5, bearing=225), (33.48, 36.25)),
    (PlaceRef(kind="village", near="Deir ez-Zor", distance_km=10, bearing=0), (35.43, 40.14)),
]


@pytest.mark.parametrize(("ref", "point"), DISTANCE)
def test_distance_and_bearing(places: Gazetteer, ref: PlaceRef, point: tuple[float, float]) -> None:
    (found,) = locate(
        [event(kind=ref.kind, near=ref.near, distance_km=ref.distance_km, bearing=ref.bearing)], places, SYRIA
    )
    assert found.latitude is not None
    assert found.longitude is not None
    assert km_between(found.latitude, found.longitude, *point) < 3
    assert found.geo_precision == 2
    assert found.radius_km is not None
    assert found.radius_km >= 2


def test_unnamed_places_lie_near(places: Gazetteer) -> None:
    (hill,) = locate([event("", kind="hill", near="Khanaser", n_places=1)], places, SYRIA)
    assert (hill.place and hill.place.name, hill.geo_precision) == ("Khanaser", 2)
    (province,) = locate([event("", kind="village", admin="Hama", n_places=3)], places, SYRIA)
    assert (province.place and province.place.place_id, province.geo_precision) == ("admin1:SY-HM", 3)


def test_the_airport_of_the_town(places: Gazetteer) -> None:
    text = "Islamic State attacked Tabqa on Sunday. Its fighters took the airport."
    (found,) = story(places, text, "airport", kind="airport")
    assert (found.place and found.place.name, found.geo_precision) == ("Tabqa Air Base", 1)


def test_an_unknown_village_named_with_known_ones_lies_among_them(places: Gazetteer) -> None:
    text = "The army took Khan Tuman, Al-Eis and Blurghabad on Friday."
    known, also, unknown = story(places, text, "Khan Tuman", "Al-Eis", "Blurghabad")
    assert (known.geo_precision, also.geo_precision, unknown.geo_precision) == (1, 1, 2)
    assert unknown.latitude is not None
    assert unknown.longitude is not None
    assert km_between(unknown.latitude, unknown.longitude, 36.05, 37.03) < 15
    assert unknown.geo_score < 0.5


@pytest.mark.parametrize(
    "name", ["Blurghabad", "Xyntharia", "Springfield Heights", "Tell Grumblethorpe", "Zzyzx"]
)
def test_what_is_in_no_table_stays_unknown_and_is_kept(places: Gazetteer, name: str) -> None:
    (found,) = locate([event(name)], places, SYRIA)
    assert found.place is None
    assert (found.latitude, found.geo_precision, found.geo_score) == (None, None, 0.0)
    assert found.event.ref.name == name


@pytest.mark.parametrize("name", ["Hawareenland", "Akhtarouz", "Salkhaddad", "Quneitrabad"])
def test_likeness_alone_is_not_enough(places: Gazetteer, name: str) -> None:
    (found,) = locate([event(name)], places, SYRIA)
    assert found.place is None


def test_made_up_names_get_no_answer(places: Gazetteer) -> None:
    """Names made of syllables that Arabic names are made of, with a governorate and without."""
    pick = random.Random(2)
    syllables = [
        c + v for c in "b d f h j k kh l m n q r s sh t w z gh".split() for v in "a i u aa ou".split()
    ]
    first = ["", "", "al-", "Tal ", "Kafr ", "Khirbet "]
    governorates = ["", "Aleppo", "Idlib", "Hama", "Homs", "Raqqa", "Daraa"]
    names = {
        pick.choice(first) + "".join(pick.choices(syllables, k=4)).capitalize() + pick.choice("bdkmr")
        for _ in range(900)
    }
    names = {n for n in names if not places.candidates(n)}
    finder = Finder(places, SYRIA.countries)
    answered = [n for n in sorted(names) if finder.find(Query(n, pick.choice(governorates)))]
    assert len(names) > 800
    assert len(answered) < 0.03 * len(names), answered


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rebels near Jarabulus and Azaz took Kadikoy on Friday.", "Kadikoy"),  # a village in Turkey's west
        ("Iraqi forces in Mosul and Tal Afar took al-Fatseh.", "al-Fatseh"),  # Fatsa, on the Black Sea
        ("Near Ras al-Ayn, Tell Abyad and Kobani they took Haylah.", "Haylah"),  # Hillah, south of Baghdad
    ],
)
def test_what_only_sounds_like_a_place_far_away_is_not_that(places: Gazetteer, text: str, name: str) -> None:
    (found,) = story(places, text, name)
    assert found.geo_precision != 1


def test_palmyra_new_york_is_not_in_syria(places: Gazetteer) -> None:
    text = "Police in Palmyra, New York, took the town hall."
    (found,) = story(places, text, "Palmyra")
    assert found.place is None or found.place.country != "SY"


# --- phrases -----------------------------------------------------------------------------------------------

PHRASES = [
    ("Zaytan", "the village of Zaytan in Aleppo province", PlaceRef("Zaytan", "village", "Aleppo")),
    ("Kweires", "Kweires air base east of Aleppo", PlaceRef("Kweires", "air base", "", "Aleppo", None, 90.0)),
    (
        "Khanaser",
        "Khanaser, about 30 miles southeast of Aleppo",
        PlaceRef("Khanaser", near="Aleppo", distance_km=48.27, bearing=135.0),
    ),
    ("Mheen", "Mheen", PlaceRef("Mheen")),
    ("Salma", "a town near Latakia", PlaceRef("Salma")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "phrase", "ref"), PHRASES)
def test_phrases(name: str, phrase: str, ref: PlaceRef) -> None:
    found = in_phrase(name, phrase)
    assert (found.name, found.kind, found.admin, found.near, found.bearing) == (
        ref.name,
        ref.kind,
        ref.admin,
        ref.near,
        ref.bearing,
    )
    assert (
        found.distance_km == pytest.approx(ref.distance_km) if ref.distance_km else found.distance_km is None
    )


# --- tables ------------------------------------------------------------------------------------------------


def test_table(places: Gazetteer) -> None:
    table = pd.DataFrame(
        {
            "name": ["Rabia", "Rabia", "Qworple", "Madaya", ""],
            "admin1": ["Latakia", "Ninawa", "Hama", None, None],
            "near_lat": [None, None, None, 35.45, None],
            "near_lon": [None, None, None, 36.6, None],
        }
    )
    out = geocode_table(table, places, SYRIA)
    assert list(out.columns) == [
        "name",
        "place_name",
        "place_id",
        "latitude",
        "longitude",
        "admin1",
        "country",
        "feature",
        "score",
        "n_candidates",
    ]
    assert list(out["name"]) == ["Rabia", "Rabia", "Qworple", "Madaya", ""]
    assert list(out["admin1"]) == ["Latakia", "Nineveh", "", "Idlib", ""]
    assert list(out["latitude"].isna()) == [False, False, True, False, True]


def test_table_without_names(places: Gazetteer) -> None:
    with pytest.raises(InputError, match="no column name"):
        geocode_table(pd.DataFrame({"place": ["Aleppo"]}), places, SYRIA)


# --- geopy -------------------------------------------------------------------------------------------------


class Canned(BaseSyncAdapter):
    """An adapter that answers from a list and counts the calls."""

    answers: list[object] = []  # noqa: RUF012
    calls: list[str] = []  # noqa: RUF012

    def __init__(self, *, proxies: object, ssl_context: object) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> object:
        self.calls.append(url)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        return json.dumps(self.get_json(url, timeout=timeout, headers=headers))


ANSWER = [
    {
        "lat": "35.1", "lon": "37.2", "display_name": "Blurghabad, Hama, Syria", "name": "Blurghabad",
        "osm_type": "node", "osm_id": 7, "addresstype": "village",
        "boundingbox": ["35.09", "35.11", "37.19", "37.21"],
        "address": {"state": "Hama Governorate", "country_code": "sy"},
    }
]  # fmt: skip


@pytest.fixture
def canned() -> type[Canned]:
    Canned.answers, Canned.calls = [], []
    return Canned


def test_geopy_geocoder(places: Gazetteer) -> None:
    geocoder = GazetteerGeocoder(places)
    assert isinstance(geocoder, Geocoder)
    location = geocoder.geocode("Deir el-Zour")
    assert (location.latitude, location.longitude) == pytest.approx((35.336, 40.141), abs=0.01)
    assert location.address == "Deir ez-Zor, SY"
    assert location.raw["place_id"] == "geonames:170794"
    assert location.raw["score"] > 0.5
    several = geocoder.geocode("Rabia", exactly_one=False)
    assert len(several) > 2
    assert geocoder.geocode("Rabia", admin1="Nineveh").raw["country"] == "IQ"
    assert geocoder.geocode("Xyntharia") is None
    assert geocoder.geocode("Xyntharia", exactly_one=False) is None
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(" ")


def test_geopy_reverse(places: Gazetteer) -> None:
    geocoder = GazetteerGeocoder(places)
    assert geocoder.reverse((36.2012, 37.1612)).raw["name"] == "Aleppo"
    assert geocoder.reverse("0, -30") is None
    assert len(geocoder.reverse("36.2, 37.16", exactly_one=False, distance_km=30)) > 5


def test_online_answers_are_kept_on_disk(tmp_path: Path, canned: type[Canned]) -> None:
    canned.answers = [ANSWER]
    for _ in range(2):
        online = Online(SYRIA, cache=tmp_path, adapter_factory=canned, pause=0)
        place = online.find("Blurghabad")
        assert place is not None
        assert (place.place_id, place.admin1, place.country, place.feature) == (
            "nominatim:node/7",
            "Hama",
            "SY",
            "settlement",
        )
    assert len(canned.calls) == 1
    assert "countrycodes=sy" in canned.calls[0]


def test_online_knows_nothing(tmp_path: Path, canned: type[Canned]) -> None:
    canned.answers = [[]]
    online = Online(SYRIA, cache=tmp_path, adapter_factory=canned, pause=0)
    assert online.find("Qworple") is None
    assert online.find("Qworple") is None
    assert len(canned.calls) == 1


def test_online_fails_in_one_clear_sentence(tmp_path: Path, canned: type[Canned]) -> None:
    canned.answers = [GeocoderUnavailable("no route"), GeocoderUnavailable("no route")]
    online = Online(SYRIA, cache=tmp_path, adapter_factory=canned, pause=0)
    with pytest.raises(GeomapperError, match="nominatim did not answer for 'Qworple'"):
        online.find("Qworple")
    with pytest.raises(InputError, match="no online service"):
        Online(SYRIA, "elsewhere")


def test_online_fills_only_what_is_missing(places: Gazetteer, tmp_path: Path, canned: type[Canned]) -> None:
    canned.answers = [ANSWER]
    located = locate([event("Aleppo"), event("Blurghabad")], places, SYRIA)
    filled = fill_online(located, Online(SYRIA, cache=tmp_path, adapter_factory=canned, pause=0))
    assert filled[0] == located[0]
    assert (filled[1].latitude, filled[1].geo_precision) == (35.1, 1)
    assert len(canned.calls) == 1
