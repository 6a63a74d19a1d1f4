"""A story made ready to be read: sentences, sides, places and references, and trees where something can happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from geomapper.dates import Timeline, find_dates, timeline
from geomapper.events.candidates import Reading
from geomapper.events.lexicon import lexicon
from geomapper.events.mentions import Mention, find_mentions
from geomapper.events.sides import Cast, SideMention, SpeakerMention, cast, find_sides, find_speakers
from geomapper.events.syntax import parse
from geomapper.events.text import Sentence, sentences
from geomapper.events.triggers import Trigger, find_triggers
from geomapper.model import Article
from geomapper.theatre import Theatre


@dataclass(frozen=True)
class Line:
    """One sentence with all that was found in it by its words alone."""

    sentence: Sentence
    sides: tuple[SideMention, ...]
    speakers: tuple[SpeakerMention, ...]
    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]


@dataclass(frozen=True)
class Document:
    """A story ready to be read; `readings` holds the parsed sentences by their number."""

    article: Article
    lines: tuple[Line, ...]
    timeline: Timeline
    cast: Cast
    readings: dict[int, Reading]


def document(article: Article, theatre: Theatre, known: Callable[[str], bool]) -> Document:
    """An article made ready to be read."""
    return documents([article], theatre, known)[0]


def documents(articles: Sequence[Article], theatre: Theatre, known: Callable[[str], bool]) -> list[Document]:
    """Articles made ready to be read; their sentences are parsed together, which is faster."""
    skims = [_skim(a, theatre, known) for a in articles]
    jobs = [(line, masks(line)) for _, lines in skims for line in lines if worth_parsing(line)]
    trees = iter(parse((line.sentence.tokens, mask) for line, mask in jobs))
    out = []
    for article, lines in skims:
        readings = {
            n: Reading(line.sentence, line.sides, line.mentions, line.triggers, next(trees))
            for n, line in enumerate(lines)
            if worth_parsing(line)
        }
        when = timeline(article.text, article.published, article.title, article.published_candidates)
        day = article.published or (when.opening.end if when.opening else None)
        players = cast([x.sentence for x in lines], [x.sides for x in lines], theatre, day)
        out.append(Document(article, tuple(lines), when, players, readings))
    return out


def worth_parsing(line: Line) -> bool:
    """Whether a sentence can hold an event: a trigger and a place."""
    return bool(line.triggers and line.mentions)


def _skim(article: Article, theatre: Theatre, known: Callable[[str], bool]) -> tuple[Article, list[Line]]:
    parts = sentences(article.text)
    dates = find_dates(article.text)
    lower = {
        t.text for s in parts for n, t in enumerate(s.tokens) if t.text.islower() or (n and not s.heading)
    }
    lines: list[Line] = []
    d = 0
    for sentence in parts:
        toks = sentence.tokens
        blocked = [False] * len(toks)
        sides = find_sides(toks, theatre)
        speakers = find_speakers(toks, theatre)
        for span in (*sides, *speakers):
            if getattr(span, "suffix", ""):
                continue
            for k in range(span.i, span.j):
                blocked[k] = True
        while d < len(dates) and dates[d].end <= sentence.start:
            d += 1
        k = d
        while k < len(dates) and dates[k].start < sentence.end:
            for n, tok in enumerate(toks):
                if tok.start < dates[k].end and tok.end > dates[k].start:
                    blocked[n] = True
            k += 1
        # A leader's or capital's name is a side where it acts and a place where it is taken: leave it open.
        open_ = list(blocked)
        for side in sides:
            if side.person and toks[side.i].text in _CAPITALS:
                for n in range(side.i, side.j):
                    open_[n] = False
        found = find_mentions(toks, open_, known, lower)
        lines.append(
            Line(sentence, tuple(sides), tuple(speakers), tuple(found), tuple(find_triggers(toks, blocked)))
        )
    return article, _references(lines)


_CAPITALS = frozenset({"Damascus", "Baghdad", "Ankara", "Moscow"})
_SCOPE = 12  # sentences that "the town" may look back over


def _references(lines: list[Line]) -> list[Line]:
    """References resolved: "the town" becomes the name that it stands for, "the airbase" learns its town."""
    out: list[Line] = []
    history: list[tuple[int, Mention]] = []
    total = Counter(m.name for line in lines for m in line.mentions if m.form == "named" and not m.abroad)
    for n, line in enumerate(lines):
        found: list[Mention] = []
        for m in line.mentions:
            if m.form == "reference":
                name = _antecedent(m, n, history, total)
                m = replace(
                    m, name=name, ago=next((n - k for k, h in reversed(history) if h.name == name), 0)
                )
            elif m.form == "plural":
                found += [replace(m, form="reference", name=name) for name in _antecedents(m, n, history)]
                continue
            elif m.form in {"titled", "definite", "unnamed"}:
                m = replace(m, near=_town(n, history))
            elif m.form == "named" and not m.abroad and (m.known or m.kind or total[m.name] > 1):
                history.append((n, m))
            found.append(m)
        out.append(replace(line, mentions=tuple(found)))
    return out


def _antecedent(m: Mention, n: int, history: list[tuple[int, Mention]], total: Counter[str]) -> str:
    recent = [(k, h) for k, h in reversed(history) if n - k <= _SCOPE]
    if not m.kind:  # "it": the first place of the last sentence that names one, unless that only says where
        near = [(k, h) for k, h in recent if n - k <= 2]
        if not near:
            return ""
        last = [h for k, h in near if k == near[0][0]][::-1]
        return next((h.name for h in last if h.feature != "region"), last[0].name)
    if m.kind in {"city", "capital"}:
        close = [
            h
            for k, h in recent
            if n - k <= 1 and (h.kind in {"city", "town", "capital"} or (not h.kind and total[h.name] >= 2))
        ]
        often = [h for _, h in history if total[h.name] >= 4 and h.feature in {"", "settlement"}]
        same = [h for _, h in recent if h.kind in {"city", "capital"}]
        for found in (close, same):
            if found:
                return found[0].name
        if often:
            return max(often, key=lambda h: total[h.name]).name
    same = [h for _, h in recent if h.kind == m.kind]
    if same:
        return same[0].name
    fits = [h for _, h in recent if not h.kind or h.feature == m.feature or m.feature in {"", "quarter"}]
    if m.feature == "base":
        fits = [h for _, h in recent if h.feature in {"base", "airfield"}] or fits
    if m.feature == "settlement":
        fits = [h for _, h in recent if h.feature in {"", "settlement"}] or fits
    return fits[0].name if fits else ""


def _antecedents(m: Mention, n: int, history: list[tuple[int, Mention]]) -> list[str]:
    """The names that "the villages", "both towns" stand for: the last ones listed together."""
    fits = [
        (k, h)
        for k, h in history
        if n - k <= 4 and (h.feature == m.feature or not h.kind or m.feature in {"quarter", ""})
    ]
    if not fits:
        return []
    last = fits[-1][0]
    names = list(dict.fromkeys(h.name for k, h in fits if k == last))
    return names[-m.n_places :] if m.n_places else names


def _town(n: int, history: list[tuple[int, Mention]]) -> str:
    for k, h in reversed(history):
        if n - k > _SCOPE:
            break
        if h.feature in {"", "settlement"}:
            return h.name
    return ""


def masks(line: Line) -> list[tuple[int, int, str]]:
    """Which tokens become one plain word for the parser."""
    toks = line.sentence.tokens
    words = lexicon()
    out: list[tuple[int, int, str]] = []
    end = 0
    spans: list[tuple[int, int, str]] = []
    for m in line.mentions:
        if m.form in {"named", "numbered"}:
            last = toks[m.j - 1].lower
            j = m.j
            if last in words.kind_of and toks[m.j - 1].text.islower():
                j = m.j - 1  # "X village": X alone is masked, the noun stays its head
            if j > m.i:
                spans.append((m.i, j, "Boston"))
    for s in line.sides:
        if s.suffix or s.person:
            continue
        j = s.j
        if s.strong:
            noun = toks[s.j - 1].lower
            if noun in words.force_nouns and toks[s.j - 1].text.islower():
                j = s.j - 1
            plural = toks[j - 1].lower.endswith("s") and toks[j - 1].lower in {
                "forces",
                "units",
                "brigades",
                "guards",
                "battalions",
                "hawks",
            }
            if j > s.i:
                spans.append((s.i, j, "soldiers" if plural and j == s.j else "NATO"))
    for p in line.speakers:
        if p.j - p.i > 1 and toks[p.j - 1].text[0].isupper():
            spans.append((p.i, p.j, "Reuters"))
    for i, j, word in sorted(spans):
        if i >= end:
            out.append((i, j, word))
            end = j
    return out
