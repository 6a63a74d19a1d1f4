"""How fast stories are read: stories a second on one core, memory, time by stage, growth with length.

    python benchmarks/reading.py            news of ../shared/dev
    python benchmarks/reading.py FOLDER     stories of your own

Times are of the processor, not of the clock, with one thread; loading model, places and theatre is apart.
Each part runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomapper.model import Article

NEWS = Path(__file__).resolve().parents[2] / "shared" / "dev" / "texts"
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS", "NUMEXPR")}
RUNS = 3
STORIES = (10, 20, 40, 80)  # put together to one long story
WORDS = (2_500, 5_000, 10_000)  # of one sentence without an end

ENDLESS = {
    "no punctuation": "the army captured the town of Mheen from Islamic State fighters on Monday and then ",
    "names alone": "Mheen Hawareen Sadad Palmyra Qaryatain Tabqa Manbij Raqqa ",
    "a list": "Mheen, the villages of Hawareen and Sadad, as well as ",
    "quotes in brackets": '("the rebels (who "lost Aleppo") retook ',
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=NEWS)
    parser.add_argument("--part", choices=PARTS, help="one part, in this process, as JSON")
    args = parser.parse_args()
    if args.part:
        print(json.dumps(PARTS[args.part](args.folder)))
        return
    found = {name: _in_a_process(name, args.folder) for name in PARTS}
    speed, stages, growth = found["speed"], found["stages"], found["growth"]
    print(f"{speed['stories']} stories, {speed['words']:,} words, {speed['events']} events")
    for n, seconds in enumerate(speed["seconds"], 1):
        print(f"run {n}: {seconds:6.2f} s  {speed['stories'] / seconds:6.0f} stories/s")
    print(f"with places found: {speed['stories'] / speed['located']:.0f} stories/s")
    print(f"loading: {speed['loading']:.2f} s, {speed['loaded_mb']:.0f} MB; peak {speed['peak_mb']:.0f} MB")
    print(f"sentences: {stages.pop('sentences'):,}, of them parsed: {stages.pop('parsed'):,}")
    print(f"\n{'stage':12} {'seconds':>8} {'share':>7} {'calls':>8}")
    total = sum(seconds for seconds, _ in stages.values())
    for name, (seconds, calls) in sorted(stages.items(), key=lambda x: -x[1][0]):
        print(f"{name:12} {seconds:8.2f} {100 * seconds / total:6.1f}% {calls:8,}")
    print(f"\n{'length':20} {'seconds for each, doubling':40} {'ratios':24} exponent")
    for name, (sizes, times) in growth.items():
        ratios = [b / a for a, b in pairwise(times)]
        exponent = math.log(times[-1] / times[0]) / math.log(sizes[-1] / sizes[0])
        told = "  ".join(f"{n:,}: {t:.2f}" for n, t in zip(sizes, times, strict=True))
        print(f"{name:20} {told:40} {'  '.join(f'{r:.2f}' for r in ratios):24} {exponent:.2f}")


def _in_a_process(part: str, folder: Path) -> Any:
    command = [sys.executable, __file__, str(folder), "--part", part]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | ONE_THREAD)
    return json.loads(done.stdout)


def _news(folder: Path) -> list[Article]:
    """The stories of a folder that have a date: in ../shared/dev, the news."""
    from geomapper.articles import read_articles

    stories = [a for a in read_articles(folder) if a.published]
    if not stories:
        raise SystemExit(f"{folder} holds no stories with a date")
    return stories


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _load() -> tuple[Any, Any]:
    """(places, theatre), with the model and every table in memory."""
    from geomapper import gazetteer, theatre
    from geomapper.events import extract
    from geomapper.model import Article

    war = theatre.load()
    places = gazetteer.load(theatre=war)
    extract(Article("a", "The army captured the town of Mheen on 3 May 2016."), places, war)
    return places, war


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


# --- the parts ---


def speed(folder: Path) -> dict[str, Any]:
    """Stories a second, and memory."""
    from geomapper.corpus import locate_stories
    from geomapper.events import extract_all

    stories = _news(folder)
    before = time.process_time()
    places, war = _load()
    loading, loaded = time.process_time() - before, _megabytes()
    events = [0]

    def read() -> None:
        events[0] = sum(len(found) for _, found in extract_all(stories, places, war))

    seconds = [_seconds(read) for _ in range(RUNS)]
    peak = _megabytes()  # of reading alone
    located = _seconds(lambda: list(locate_stories(stories, war, places)))
    return {
        "stories": len(stories), "words": sum(len(a.text.split()) for a in stories), "events": events[0],
        "seconds": seconds, "located": located, "loading": loading, "loaded_mb": loaded, "peak_mb": peak,
    }  # fmt: skip


def stages(folder: Path) -> dict[str, Any]:
    """Seconds and calls of each stage, without those of the stages that it calls; and counts of sentences."""
    import geomapper.events as events
    from geomapper.events import assemble, document, reader, scorer, statements

    stories = _news(folder)
    places, war = _load()
    watch = Watch()
    watched: list[tuple[ModuleType, str, str]] = [
        (document, "_skim", "skim"),
        (document, "cast", "skim"),
        (document, "timeline", "dates"),
        (assemble, "told_when", "dates"),
        (document, "parse", "parse"),
        (document, "candidates", "candidates"),
        (reader, "roles", "roles"),
        (statements, "roles", "roles"),
        (reader, "proposals", "roles"),
        (scorer, "scored", "scoring"),
        (assemble, "events_of", "events"),
        (statements, "statements", "statements"),
    ]
    for module, name, stage in watched:
        setattr(module, name, watch.timed(getattr(module, name), stage))
    known = events.known_names(places, war)
    events.known_names = lambda *_: watch.timed(known, "names")
    with watch.stage("rest"):
        for _ in events.extract_all(stories, places, war):
            pass
    spent = {name: (seconds, watch.calls[name]) for name, seconds in watch.seconds.items()}
    ready = document.documents(stories, war, known)
    sentences = sum(len(d.lines) for d in ready)
    return {**spent, "sentences": sentences, "parsed": sum(len(d.candidates) for d in ready)}


class Watch:
    """Seconds of the processor by stage; a stage within another is taken off it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.calls: dict[str, int] = {}
        self._open: list[str] = []
        self._since = time.process_time()

    def _split(self) -> None:
        now = time.process_time()
        if self._open:
            self.seconds[self._open[-1]] = self.seconds.get(self._open[-1], 0.0) + now - self._since
        self._since = now

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._split()
        self._open.append(name)
        self.calls[name] = self.calls.get(name, 0) + 1
        try:
            yield
        finally:
            self._split()
            self._open.pop()

    def timed(self, work: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The same function, watched; it must do its work when it is called, and not give a generator."""

        def watched(*args: Any, **more: Any) -> Any:
            with self.stage(name):
                return work(*args, **more)

        return watched


def growth(folder: Path) -> dict[str, tuple[tuple[int, ...], list[float]]]:
    """Sizes and seconds of stories that double: many put together, and sentences that never end."""
    from geomapper.events import extract
    from geomapper.model import Article

    stories = _news(folder)
    places, war = _load()

    def read(text: str) -> float:
        story = Article("a", text, published=stories[0].published)
        return min(_seconds(lambda: extract(story, places, war)) for _ in range(2))

    texts = [a.text for a in stories]
    out = {"stories in one": (STORIES, [read("\n\n".join(texts[:n])) for n in STORIES])}
    for name, words in ENDLESS.items():
        piece = words.split(" ")[:-1]
        out[name] = WORDS, [read(" ".join(piece * (n // len(piece)))) for n in WORDS]
    return out


PARTS: dict[str, Callable[[Path], Any]] = {"speed": speed, "stages": stages, "growth": growth}


if __name__ == "__main__":
    main()
