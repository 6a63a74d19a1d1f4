"""How fast places fold and areas dissolve: time, memory and the exponent of growth.

python benchmarks/control.py all sizes python benchmarks/control.py --quick 1,000 places alone

Invented events: ten a place over four years, on fronts that sweep over the country, with one report in ten
at odds with its front. Each size runs in a process of its own, so that the memory is that size's.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from itertools import pairwise

SIZES = (1_000, 10_000, 50_000)
DAYS = {1_000: 500, 10_000: 500, 50_000: 100}  # 500 layers of 50,000 places would not fit into 4 GB
SIDES = ("government", "opposition", "isil", "sdf")
START = date(2013, 1, 1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--size", type=int, help="one size, in this process")
    args = parser.parse_args()
    if args.size:
        print(*measure(args.size))
        return
    taken: dict[int, list[float]] = {}
    for size in SIZES[:1] if args.quick else SIZES:
        run = [sys.executable, __file__, "--size", str(size)]
        answer = subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()
        *spent, peak = (float(x) for x in answer)
        wall, processor = spent[:3], spent[3:]
        taken[size] = [processor[0], processor[1], processor[2] / DAYS[size]]
        print(f"{size:,} places, {10 * size:,} events, {DAYS[size]} layers: peak {peak:.0f} MB")
        for name, a, b in zip(("fold", "cells", "layers"), wall, processor, strict=True):
            print(f"    {name:6} {a:7.2f} s ({b:.2f} s of processor time)")
        print(f"    cells and layers {wall[1] + wall[2]:.2f} s ({processor[1] + processor[2]:.2f} s)")
    sizes = sorted(taken)
    for i, name in enumerate(("fold", "cells", "a layer")):
        for a, b in pairwise(sizes):
            exponent = math.log(taken[b][i] / taken[a][i]) / math.log(b / a)
            print(f"{name}: exponent {exponent:.2f} from {a:,} to {b:,} places, by processor time")


def measure(size: int) -> list[float]:
    """Seconds to fold, for cells and for layers, the same in processor time, and peak MB."""
    from geomapper.areas import partition
    from geomapper.areas.dated import cell_layers, days
    from geomapper.control import control
    from geomapper.theatre import load

    theatre = load("syria")
    events = invent(size)
    dates = [START + timedelta(days=3 * i) for i in range(DAYS[size])]
    stamps = [(time.perf_counter(), time.process_time())]
    table = control(events, theatre)
    stamps.append((time.perf_counter(), time.process_time()))
    land = partition(table, theatre)
    stamps.append((time.perf_counter(), time.process_time()))
    rows = cell_layers(land, days(table, dates))
    stamps.append((time.perf_counter(), time.process_time()))
    assert rows["date"].nunique() == DAYS[size]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [b[i] - a[i] for i in (0, 1) for a, b in pairwise(stamps)] + [peak]


def invent(size: int) -> list:
    """Ten events for each of so many places of Syria."""
    from geomapper.model import Change, Event, LocatedEvent, Modality, Place, PlaceRef, Precision, When

    rng = random.Random(size)
    events = []
    for i in range(size):
        longitude, latitude = rng.uniform(36.0, 41.5), rng.uniform(33.0, 36.8)
        place = Place(f"p{i}", f"Place {i}", latitude, longitude, "settlement", "Homs", "SY")
        for j in range(10):
            day = START + timedelta(days=rng.randrange(1500))
            wave = math.sin(longitude * 1.3 + day.toordinal() / 200) + math.cos(
                latitude * 2 - day.toordinal() / 300
            )
            side = SIDES[int((wave + 2) / 4 * 3.999)] if rng.random() < 0.9 else rng.choice(SIDES)
            change = rng.choices(list(Change)[:4], (6, 1, 3, 1))[0]
            event = Event(
                event_id=f"{i}-{j}", article_id=f"a{rng.randrange(size * 3)}", title="",
                source=f"outlet {rng.randrange(20)}", published=day + timedelta(days=1), url="",
                change=change, ref=PlaceRef(place.name), actor=side, from_actor="", actor_text="",
                from_actor_text="", extent="part" if rng.random() < 0.15 else "whole", share=None,
                when=When(day, day, Precision.DAY), modality=Modality.ASSERTED,
                claimed_by=(), claimed_by_side=(),
                sentence=f"On {day} place {i} passed to {side}, a source of the time said.",
                char_start=0, char_end=1, trigger="",
            )  # fmt: skip
            events.append(LocatedEvent(event, place, latitude, longitude, 1.0, 1, 1.0, 1))
    return events


if __name__ == "__main__":
    main()
