"""Which words of a sentence the parser meets as one plain word each: names of places and sides, dates.

Each date becomes one plain day, behind its preposition. Verbs that the parser seldom met are given to it as
commoner ones of the same form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geomapper.events.lexicon import lexicon
from geomapper.events.line import Line
from geomapper.events.shorthand import in_quotes
from geomapper.events.text import Tok
from geomapper.events.triggers import STATES, Trigger, was_managed

DAY, YESTERDAY = "Monday", "yesterday"  # what the parser meets in place of a date

_BEFORE_DATES = frozenset(
    "on in by since until before after during between from at around late early".split()
)
_BEGIN_DATES = frozenset({"on", "late", "early", "in", "during", "by"})
_GO_ON = frozenset("and or when of to that which after before until as".split())
_BEGIN_OBJECTS = frozenset(
    "the a an its their all most several two three four five six seven many some".split()
)
_BEFORE_PARTICIPLES = frozenset("the a an newly recently just of".split())
_BE = frozenset("is are was were be been being get got".split())
_HAVE = frozenset("have has had having 've".split())
_OVER = frozenset({"out_of_hands", "no_longer_hold"})
_LIKE_VERBS = frozenset({"capture", "recapture"})  # nouns that the parser takes for verbs
_QUOTES = frozenset("'\"‘’“”")
_LONG = 18  # words: no headline is longer
_IS_LEFT = frozenset({"was", "is", "had", "has", "remains", "remained", "little"})
_ADVERBS = frozenset("also again now fully finally completely partially once more nearly briefly re".split())
_IF = frozenset(  # words behind which a present does not tell what has happened
    "if unless until before when once whether will would to let make help helps should could can may might "
    "must did do does".split()
)


def masks(line: Line) -> list[tuple[int, int, str]]:
    """The spans (i, j, word) of a sentence that become one word each, in order, none overlapping."""
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
            plural = toks[j - 1].lower in words.plural_forces or _is_plural_force(toks, s.i, j)
            if j > s.i:
                spans.append((s.i, j, "soldiers" if plural and j == s.j else "NATO"))
        elif _is_headline(line) and s.j == s.i + 1:  # "rebels lose P to army"
            spans.append((s.i, s.j, "soldiers" if toks[s.i].lower.endswith("s") else "NATO"))
    for p in line.speakers:
        if p.j - p.i > 1 and toks[p.j - 1].text[0].isupper():
            spans.append((p.i, p.j, "Reuters"))
    spans += _days(line)
    spans += _phrases([t.lower for t in toks], line)
    for k, tok in enumerate(toks):
        commoner = words.commoner.get(tok.lower)
        if commoner:
            spans.append((k, k + 1, commoner))
    if _is_headline(line):
        ends = {s.j for s in line.sides if not s.suffix}
        spans += [
            (k, k + 1, "and")
            for k in ends
            if _word(toks, k) == "," and (_is_side(line, k + 1) or _word(toks, k + 1) == "allies")
        ]
    for trigger in line.triggers:
        tense = _tense(line, trigger) or _told_now(line, trigger) or _told_by(line, trigger)
        tense = tense or _managed(line, trigger)
        if trigger.noun and trigger.lemma in _LIKE_VERBS and _word(toks, trigger.i + 1) == "of":
            tense = "conquest"
        if in_quotes(toks, trigger.i):
            spans.append((trigger.i - 1, trigger.i + 2, tense or toks[trigger.i].text))
        elif tense:
            spans.append((trigger.i, trigger.i + 1, tense))
    for i, j, word in sorted(spans):
        if i >= end:
            out.append((i, j, word))
            end = j
    return out


def _is_plural_force(toks: Sequence[Tok], i: int, j: int) -> bool:
    """Whether a side is called by a force that is theirs: "fighters loyal to X"."""
    return j - i > 2 and toks[i].lower in lexicon().force_nouns and toks[i].lower.endswith("s")


def _word(toks: Sequence[Tok], k: int) -> str:
    """The word at `k` in lower case; empty beyond the last."""
    return toks[k].lower if k < len(toks) else ""


def _is_headline(line: Line) -> bool:
    """Whether a line is a heading of some words, and not one that runs on into a text."""
    return line.sentence.heading and len(line.sentence.tokens) <= _LONG


def _phrases(low: Sequence[str], line: Line) -> Iterator[tuple[int, int, str]]:
    """The spans of phrases that lead the parser astray: "what was left of P" is the rest of it."""
    for k in range(len(low) - 2):
        if low[k] == "what" and low[k + 1] in _IS_LEFT and "of" in low[k + 2 : k + 4]:
            yield k, low.index("of", k), "rest"
        elif low[k : k + 2] == ["no", "longer"] and any(t.lemma in _OVER for t in line.triggers):
            yield k, k + 2, "now"  # the trigger itself says that it is over
        elif low[k : k + 2] == ["to", "include"] and any(t.hinge == k - 1 for t in line.triggers):
            yield k, k + 2, "over"  # "expanded its control to include P"
        elif low[k] in {"now", "back"} and low[k + 1] in {"under", "in"} and _is_headline(line):
            yield k, k + 1, "came"  # "P now under rebel control"


def _is_side(line: Line, k: int) -> bool:
    """Whether the name of a side begins at `k`."""
    return any(s.i == k and not s.suffix for s in line.sides)


def _told_now(line: Line, trigger: Trigger) -> str:
    """The past of a verb in the present whose side stands right before it: "IS seizes P", "Rebels Enter P".

    The parser takes "overruns", "advances" and the like for nouns; nobody takes "took" for one.
    """
    toks = line.sentence.tokens
    k = trigger.i
    low = toks[k].lower
    past = lexicon().past.get(low)
    if trigger.noun or past is None or trigger.cls in STATES:
        return ""
    heading = _is_headline(line)
    at = k - 1
    while at > 0 and (toks[at].lower in _ADVERBS or toks[at].text in _QUOTES):
        at -= 1
    if heading and at > 1 and toks[at].lower in {"allies", "ally"} and toks[at - 1].text in {",", "and", "&"}:
        at -= 2  # "Syrian army, allies retake P"
    before = toks[at] if k else None
    side = next((s for s in line.sides if s.j == at + 1 and not s.suffix), None)
    place = heading and any(m.j == at + 1 for m in line.mentions)
    opens = heading and before is not None and before.text in {",", ";", ":", "and", "&"}
    if side is None and not place and not opens:
        return ""
    third = low.endswith("s") and past != low
    first = side is not None and side.i <= 1  # "Regime forces seize P", not "helped the army seize P"
    if not (third or heading or first) or not _IF.isdisjoint(t.lower for t in toks[max(0, k - 8) : k]):
        return ""
    return "took" if trigger.cls == "take" and _has_object(line, k) else past


def _told_by(line: Line, trigger: Trigger) -> str:
    """ "Taken" for a participle right behind a place and before its "by": "P, recaptured by the army"."""
    toks = line.sentence.tokens
    k = trigger.i
    if (
        trigger.noun
        or trigger.cls != "take"
        or trigger.hinge >= 0
        or not toks[k].lower.endswith(("ed", "en"))
    ):
        return ""
    comma = 1 if k and toks[k - 1].text == "," else 0
    follows = {t.lower for t in toks[k + 1 : k + 3]}
    return "taken" if "by" in follows and any(m.j == k - comma for m in line.mentions) else ""


def _managed(line: Line, trigger: Trigger) -> str:
    """ "Take" for the second of two things managed: "managed to advance and control P"."""
    low = [t.lower for t in line.sentence.tokens]
    second = trigger.lemma == "control" and not trigger.noun and low[trigger.i - 1 : trigger.i] == ["and"]
    return "take" if second and was_managed(low, trigger.i) else ""


def _has_object(line: Line, k: int) -> bool:
    """Whether what a verb at `k` takes stands right behind it."""
    toks = line.sentence.tokens
    if in_quotes(toks, k):
        k += 1
    if k + 1 >= len(toks):
        return False
    kind = toks[k + 1].lower in lexicon().kind_of or toks[k + 1].lower in lexicon().lead_in
    return kind or toks[k + 1].lower in _BEGIN_OBJECTS or any(m.i == k + 1 for m in line.mentions)


def _days(line: Line) -> list[tuple[int, int, str]]:
    """The spans of dates, each one plain day; what stands before one ("on", "by") stays where it can."""
    toks = line.sentence.tokens
    out = []
    for i, j in line.dates:
        while j > i and toks[j - 1].lower in _GO_ON:  # "hours after rebels took it"
            j -= 1
        follows = toks[j].text if j < len(toks) else "."
        first_word = toks[0].lower
        opens = i == 0 and first_word in _BEGIN_DATES and follows.isalpha() and follows not in _GO_ON
        if opens and any(m.i == j for m in line.mentions):
            out.append((i, j, "now" if first_word == "by" else "then"))  # "By Monday Salma was under …"
            continue
        if opens and first_word != "by":
            out.append((i, j, YESTERDAY))  # "On Monday rebels took Salma"
            continue
        first = i
        while i < j - 1 and toks[i].lower in _BEFORE_DATES:
            i += 1
        bare = first == i > 0 and toks[i - 1].text[-1].isalnum()  # "took Salma last week"
        parts = any(t.i == first - 1 and t.cls == "take" and not t.noun for t in line.triggers)
        if parts and toks[first].lower in {"on", "late", "early"} and _has_object(line, j - 1):
            i, bare = first, True  # "took on Thursday the town of Salma"
        if i < j:
            out.append((i, j, YESTERDAY if bare else DAY))
    return out


def _tense(line: Line, trigger: Trigger) -> str:
    """What tells the parser that a form in -ed is a verb with its object: "took", behind "have" "taken".

    "Captured P" can be a finite verb or a participle, and the parser often errs; "took P" can only be finite.
    """
    toks = line.sentence.tokens
    k = trigger.i
    low = toks[k].lower
    if trigger.noun or trigger.cls != "take" or trigger.hinge >= 0 or not low.endswith("ed"):
        return ""
    if "expel" in lexicon().verb_forms.get(low, ("", ("expel",)))[1]:
        return ""  # "cleared P of rebels"
    if not _has_object(line, k):
        return ""
    first = k - 1 if in_quotes(toks, k) else k
    before = [t.lower for t in toks[max(0, first - 3) : first]]
    if not before or before[-1] in _BEFORE_PARTICIPLES or not _BE.isdisjoint(before):
        return ""
    return "taken" if not _HAVE.isdisjoint(before) else "took"
