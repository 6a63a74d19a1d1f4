"""Measure the places: speed, memory, the labelled stories, village names, and other geoparsers beside it.

    python benchmarks/places.py speed       load, look-ups, near spellings, text scan; with packs of ../shared
    python benchmarks/places.py stories     precision and recall on five stories, beside other geoparsers
    python benchmarks/places.py labels      share of labelled gains and losses placed; --show none|near|exact
    python benchmarks/places.py villages    village names with their governorate; held-out names; scores

All but the bundled part of `speed` needs the folder ../shared beside the checkout.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from geomapper import theatre
from geomapper.gazetteer import Gazetteer, fold, load
from geomapper.gazetteer.kinds import group_of
from geomapper.gazetteer.sources import read_places
from geomapper.gazetteer.store import decode, encode
from geomapper.geocode import locate
from geomapper.geocode.context import km_between
from geomapper.geocode.tables import Finder, Query
from geomapper.model import Article, Change, Event, LocatedEvent, Modality, Place, PlaceRef, When

SHARED = Path(__file__).parents[1].parent / "shared"
SYRIA = theatre.load("syria")

# --- speed -------------------------------------------------------------------------------------------------


def speed() -> None:
    code = (
        "import time; from geomapper.gazetteer import load; t = time.process_time(); load(packs=False);"
        " print(time.process_time() - t)"
    )
    took = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5)]
    print(
        f"bundled table ready      {min(took) * 1e3:7.0f} ms (processor time, best of 5 fresh interpreters)"
    )
    places = load(packs=False)
    names = [p.name for s in places._stores for p in map(_named, s.rows[:20_000])]
    random.Random(1).shuffle(names)
    for state in ("cold", "warm"):
        took_s = timed(lambda: [places.candidates(n) for n in names])
        print(
            f"look-ups of known names  {len(names) / took_s:9,.0f} a second ({len(names):,} names, {state})"
        )
    changed = [re.sub("[aeiou]", "e", n, count=1) + "h" for n in names[:6000]]
    places.fuzzy("Aleppo")  # builds the index
    took_s = timed(lambda: [places.fuzzy(n) for n in changed])
    print(f"near spellings           {len(changed) / took_s:9,.0f} a second")
    folder = SHARED / "dev" / "texts"
    if not folder.is_dir():
        print("no ../shared: text scan and packs not measured")
        return
    text = "\n".join(f.read_text(encoding="utf-8") for f in sorted(folder.glob("*.txt")))
    took_s = timed(lambda: places.find(text))
    print(f"names in running text    {len(text) / 1e6 / took_s:9.1f} MB a second")
    packs()


def packs() -> None:
    code = """
import os, re, sys, time
os.environ["GEOMAPPER_PACKS"] = sys.argv[1]
from geomapper.gazetteer import load, packs
t = time.process_time(); stores = packs.stores(); each = (time.process_time() - t) / len(stores)
t = time.process_time(); g = load(); g.candidates("Aleppo"); whole = time.process_time() - t
peak = int(re.search("VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
print(each, whole, len(g), peak)
"""
    import os
    import tempfile

    from geomapper.gazetteer import packs as shelf

    with tempfile.TemporaryDirectory() as folder:
        os.environ["GEOMAPPER_PACKS"] = folder
        for name in ("SY", "IQ"):
            took_s = timed(lambda name=name: shelf.add(SHARED / "gazetteer" / f"{name}.zip"))
            print(f"adding {name}.zip            {took_s:7.1f} s")
        out = [
            float(x) for x in subprocess.check_output([sys.executable, "-c", code, folder], text=True).split()
        ]
    print(f"each pack loaded         {out[0] * 1e3:7.0f} ms; all merged {out[1] * 1e3:.0f} ms")
    print(f"memory with both packs   {out[3]:7.0f} MB (whole process)")


def _named(row: str) -> Place:
    cells = row.split("\t", 2)
    return Place(cells[0], cells[1], 0, 0)


def timed(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


# --- five stories beside other geoparsers -------------------------------------------------------------

# The towns, provinces and countries that each story names, as it writes them.
GOLD = {
    "000": "Beirut, Syria, Aleppo, Daraya, Russia, United States, Khanaser, Geneva, London",
    "001": "Paris, Homs, Mheen, Hawareen, Damascus, Qaryatain, Palmyra, Russia, Syria, Lebanon, "
    "United Arab Emirates, Iraq, Tehran, France, Egypt, United States, Moscow, Britain, Cyprus, "
    "Brussels, China",
    "002": "Syria, Hemeimeem Air Base, Hemeimeem, Russia, Moscow, Latakia, Homs, Lebanon, Deir el-Zour, "
    "Turkey, Idlib, Damascus, Palmyra, Aleppo, Astana, Britain",
    "003": "Deir eI-Zor, Syria, Russia, Deir el-Zour, Moscow, Raqqa, Britain",
    "004": "Syria, Aleppo, Ramussa, Russia, Moscow, China, Hangzhou, Washington",
}


def geoparsers() -> dict[str, Callable[[str], set[str]]]:
    """Each geoparser that is installed, as a function from a text to the names that it finds."""
    places = load(packs=False)
    out: dict[str, Callable[[str], set[str]]] = {
        "geomapper": lambda t: {t[a:b] for a, b, _ in places.find(t)}
    }
    try:
        from geotext import GeoText

        out["geotext"] = lambda t: {*GeoText(t).cities, *GeoText(t).countries}
    except ImportError:
        print("geotext is not installed")
    try:
        from flashgeotext.geotext import GeoText as FlashGeoText

        flash = FlashGeoText()

        def by_flash(text: str) -> set[str]:
            found = flash.extract(text)
            return {w for kind in found.values() for place in kind.values() for w in place["found_as"]}

        out["flashgeotext"] = by_flash
    except ImportError:
        print("flashgeotext is not installed")
    try:
        from geoparser import Geoparser

        parser = Geoparser()
        out["geoparser"] = lambda t: {p.text for d in parser.parse([t]) for p in d.toponyms}
    except Exception as error:
        print(f"geoparser is not set up ({type(error).__name__})")
    return out


_RUNS = 20


def stories() -> None:
    texts = {f.name[:3]: f.read_text(encoding="utf-8") for f in sorted((SHARED / "articles").glob("0*.txt"))}
    print(f"{'':14}{'precision':>10}{'recall':>10}{'stories/s':>12}")
    for name, find in geoparsers().items():
        found = {key: find(text) for key, text in texts.items()}
        took = timed(lambda find=find: [find(text) for text in list(texts.values()) * _RUNS])
        right = named = asked = 0
        for key, names in found.items():
            gold = {n.strip().casefold() for n in GOLD[key].split(",")}
            got = {n.casefold() for n in names}
            right, named, asked = right + len(got & gold), named + len(got), asked + len(gold)
        print(f"{name:14}{right / named:10.3f}{right / asked:10.3f}{_RUNS * len(texts) / took:12,.0f}")


# --- labelled stories -----------------------------------------------------------------------------------

_NOUN = (
    r"(?:villages?|towns?|cit(?:y|ies)|hamlet|district|neighbou?rhoods?|quarter|area|suburb|province|governorate|"
    r"military airport|airport|air ?base|air ?field|base|barracks|hills?|mountains?|dam|hospital|prison|"
    r"silos|border crossing|crossing|checkpoint|camp|farms|oil ?fields?|gas ?fields?|oil refinery|roundabout|"
    r"bridge|school|mosque|road|street|highway|academy|factory|countryside|housing project|castle)"
)
_PROPER = r"((?:[A-Z][\w'-]*|al-\w+|ez-\w+)(?:[ -](?:[A-Z][\w'-]*|al-\w+|ez-\w+))*)"
_IN = re.compile(
    r"(?:in|of)\s+(?:the\s+)?(?:(?:north|south|east|west|northern|southern|eastern|western|central|rural)\s+)?"
    + _PROPER
    + r"(?:'s)?\s+(?:[Pp]rovince|[Gg]overnorate|countryside)"
)


def reference(label: dict[str, str]) -> PlaceRef:
    """A label's place with what the words beside it in the sentence say."""
    sentence, name = label["sentence"], label["place"]
    written = re.escape(name)
    noun = re.search(rf"{written}['’]?s?\s+({_NOUN})\b", sentence) or re.search(
        rf"\b({_NOUN})\s+(?:of\s+)?(?:the\s+)?{written}", sentence
    )
    kind = noun[1] if noun else ""
    admin = _IN.search(sentence)
    near = None
    if group_of(kind or name) not in {"", "settlement", "admin1"} or not name[0].isupper():
        near = re.search(
            rf"{written}[^.]{{0,40}}?\b(?:in|near|of|outside|at)\s+(?:the\s+)?{_PROPER}", sentence
        )
    return PlaceRef(name, kind, admin[1] if admin else "", near[1] if near and near[1] != name else "")


def labelled(places: Gazetteer) -> list[tuple[str, LocatedEvent]]:
    """The sure gains and losses with a named place, located story by story."""
    folder = SHARED / "dev"
    by_story = defaultdict(list)
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        if label["sure"] and label["change"] in {"gain", "loss"} and label["place"]:
            by_story[label["doc"]].append(label)
    out = []
    for story, rows in sorted(by_story.items()):
        text = (folder / "texts" / story).read_text(encoding="utf-8")
        events = []
        for n, label in enumerate(rows):
            at = max(0, text.find(label["sentence"]))
            events.append(
                Event(
                    str(n), story, "", "", None, "", Change(label["change"]), reference(label), "", "", "",
                    "", label["extent"], None, When(), Modality.ASSERTED, (), (), label["sentence"], at,
                    at + len(label["sentence"]), "",
                )
            )  # fmt: skip
        out += [(story, e) for e in locate(events, places, SYRIA, Article(story, text))]
    return out


def labels(show: str) -> None:
    pack = SHARED / "gazetteer" / "SY.zip"
    for title, places in (("bundled alone", load(packs=False)), ("with SY.zip", load(pack, packs=False))):
        found = labelled(places)
        count = Counter(e.geo_precision for _, e in found)
        n = len(found)
        print(
            f"{title:14} {n} labels: exact {count[1] / n:.3f}, at least near {(count[1] + count[2]) / n:.3f},"
            f" province {count[3] / n:.3f}, unplaced {count[None] / n:.3f}"
        )
    wanted = {"none": {None}, "near": {2, 3}, "exact": {1}}.get(show, set())
    for story, e in found:
        if e.geo_precision in wanted:
            p = e.place
            where = f"{p.name} ({p.feature}, {p.admin1}) {e.latitude:.3f} {e.longitude:.3f}" if p else "-"
            print(
                f"{story[:34]:34} {e.event.ref.name:34} {e.event.ref.kind:14} {where}"
                f" r={e.radius_km} s={e.geo_score}"
            )


# --- villages ---------------------------------------------------------------------------------------------


def villages() -> None:
    every = read_places(SHARED / "gazetteer" / "SY.zip")
    bundled = load(packs=False)._stores[0]
    pick = random.Random(5)
    sample = pick.sample([p for p in every if p.feature == "settlement" and p.admin1], 2500)
    ask("names of the pack, bundled alone", Gazetteer([bundled]), ((p.name, p) for p in sample))
    whole = Gazetteer([bundled, decode("SY", encode(every, level=1))])
    ask("names of the pack, with the pack", whole, ((p.name, p) for p in sample))

    # A spelling that the table has under another key only.
    asked, cut = [], []
    ids = {p.place_id for p in sample}
    for place in every:
        others = [
            v for v in place.variants if v.isprintable() and not _arabic(v) and fold(v) != fold(place.name)
        ]
        if place.place_id in ids and others:
            spelling = pick.choice(others)
            asked.append((spelling, place))
            place = replace(place, variants=tuple(v for v in place.variants if fold(v) != fold(spelling)))
        cut.append(place)
    ask("a spelling left out of the pack", Gazetteer([bundled, decode("SY", encode(cut, level=1))]), asked)

    # Villages that are in no table at all: every answer further than 5 km off is wrong.
    gone = set(pick.sample(sorted(ids), 1200))
    without = Gazetteer(
        [bundled, decode("SY", encode([p for p in every if p.place_id not in gone], level=1))]
    )
    known = {key for store in without._stores for key in store.keys}
    out = [p for p in sample if p.place_id in gone and fold(p.name) not in known]
    ask("in no table, with governorate", without, ((p.name, p) for p in out))
    ask("in no table, name alone", without, ((p.name, replace(p, admin1="")) for p in out))


def _arabic(name: str) -> bool:
    return any(0x600 <= ord(c) < 0x700 for c in name)


def ask(title: str, places: Gazetteer, questions: Iterable[tuple[str, Place]]) -> None:
    """Ask for names with their governorates and print how many answers lie within 5 km."""
    finder = Finder(places, SYRIA.countries)
    right, scores, n = 0, defaultdict(list), 0
    for name, place in questions:
        n += 1
        found = finder.find(Query(name, place.admin1))
        if found is not None:
            good = km_between(place.latitude, place.longitude, found.latitude, found.longitude) <= 5
            right += good
            scores[min(9, int(found.score * 10))].append(good)
    answered = sum(map(len, scores.values()))
    print(
        f"{title:34} {n:5} names: right {right / n:.3f}, wrong {(answered - right) / n:.3f},"
        f" none {1 - answered / n:.3f}"
    )
    for step in sorted(scores):
        share = statistics.mean(scores[step])
        print(f"    score from {step / 10:.1f}: {len(scores[step]):5} answers, {share:.2f} right")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("speed", "stories", "labels", "villages"))
    parser.add_argument("--show", choices=("none", "near", "exact"), default="")
    args = parser.parse_args()
    if args.what == "labels":
        labels(args.show)
    else:
        {"speed": speed, "stories": stories, "villages": villages}[args.what]()


if __name__ == "__main__":
    main()
