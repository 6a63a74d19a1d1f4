"""Which words of a sentence the parser meets as one plain word each: names of places and sides, dates.

Each date becomes one plain day, behind its preposition. Verbs that the parser seldom met are given to it as
commoner ones of the same form.
"""

from __future__ import annotations

from geomapper.events.lexicon import lexicon
from geomapper.events.line import Line
from geomapper.events.triggers import Trigger

DAY, YESTERDAY = "Monday", "yesterday"  # what the parser meets in place of a date

_BEFORE_DATES = frozenset(
    "on in by since until before after during between from at around late early".split()
)
_BEGIN_DATES = frozenset({"on", "late", "early", "in", "during"})
_GO_ON = frozenset("and or when of to that which after before until as".split())
_BEGIN_OBJECTS = frozenset(
    "the a an its their all most several two three four five six seven many some".split()
)
_BEFORE_PARTICIPLES = frozenset("the a an newly recently just of".split())
_BE = frozenset("is are was were be been being get got".split())
_HAVE = frozenset("have has had having 've".split())


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
            plural = toks[j - 1].lower in words.plural_forces
            if j > s.i:
                spans.append((s.i, j, "soldiers" if plural and j == s.j else "NATO"))
    for p in line.speakers:
        if p.j - p.i > 1 and toks[p.j - 1].text[0].isupper():
            spans.append((p.i, p.j, "Reuters"))
    spans += _days(line)
    for k, tok in enumerate(toks):
        commoner = words.commoner.get(tok.lower)
        if commoner:
            spans.append((k, k + 1, commoner))
    for trigger in line.triggers:
        tense = _tense(line, trigger)
        if tense:
            spans.append((trigger.i, trigger.i + 1, tense))
    for i, j, word in sorted(spans):
        if i >= end:
            out.append((i, j, word))
            end = j
    return out


def _days(line: Line) -> list[tuple[int, int, str]]:
    """The spans of dates, each one plain day; what stands before one ("on", "by") stays where it can."""
    toks = line.sentence.tokens
    out = []
    for i, j in line.dates:
        while j > i and toks[j - 1].lower in _GO_ON:  # "hours after rebels took it"
            j -= 1
        follows = toks[j].text if j < len(toks) else "."
        opens = i == 0 and toks[0].lower in _BEGIN_DATES and follows.isalpha() and follows not in _GO_ON
        if opens and not any(m.i == j for m in line.mentions):
            out.append((i, j, YESTERDAY))  # "On Monday rebels took Salma"
            continue
        first = i
        while i < j - 1 and toks[i].lower in _BEFORE_DATES:
            i += 1
        bare = first == i > 0 and toks[i - 1].text[-1].isalnum()  # "took Salma last week"
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
    object_ = k + 1
    if object_ >= len(toks) or not (
        toks[object_].lower in _BEGIN_OBJECTS or any(m.i == object_ for m in line.mentions)
    ):
        return ""
    before = [t.lower for t in toks[max(0, k - 3) : k]]
    if not before or before[-1] in _BEFORE_PARTICIPLES or not _BE.isdisjoint(before):
        return ""
    return "taken" if not _HAVE.isdisjoint(before) else "took"
