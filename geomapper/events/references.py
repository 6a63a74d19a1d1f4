"""What "the town", "it" and "both villages" stand for: names that the story has given before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from geomapper.events.mentions import Mention
from geomapper.events.text import Tok

_LOCATING = frozenset("to in near at towards toward between around outside".split())
_SCOPE = 12  # sentences that "the town" may look back over

# Places by name so far: the number of the sentence, the place, whether the sentence is about it.
History = list[tuple[int, Mention, bool]]


def resolved(
    sentences: Sequence[Sequence[Mention]], tokens: Sequence[Sequence[Tok]]
) -> list[tuple[Mention, ...]]:
    """The places of each sentence, whose tokens are `tokens`, with what they stand for.

    "The town" becomes the name that it stands for, "both towns" two of them, "the airbase" learns its town.
    """
    out: list[tuple[Mention, ...]] = []
    history: History = []
    total = Counter(m.name for line in sentences for m in line if m.form == "named" and not m.abroad)
    for n, line in enumerate(sentences):
        found: list[Mention] = []
        for m in line:
            if m.form == "reference":
                name = _antecedent(m, n, history, total)
                ago = next((n - k for k, h, _ in reversed(history) if h.name == name), 0)
                m = replace(m, name=name, ago=ago)
            elif m.form == "plural":
                found += [replace(m, form="reference", name=name) for name in _antecedents(m, n, history)]
                continue
            elif m.form in {"titled", "definite", "unnamed"}:
                m = replace(m, near=_town(n, history))
            elif m.form == "named" and not m.abroad and (m.known or m.kind or total[m.name] > 1):
                history.append((n, m, _is_salient(tokens[n], m)))
            found.append(m)
        out.append(tuple(found))
    return out


def _is_salient(toks: Sequence[Tok], m: Mention) -> bool:
    """Whether a sentence is about a place, and does not only say where something is ("the road to P")."""
    return not m.i or toks[m.i - 1].lower not in _LOCATING


def _antecedent(m: Mention, n: int, history: History, total: Counter[str]) -> str:
    """The name that "the town" or "it" stands for in sentence `n`; empty where none fits."""
    near = sorted((x for x in history if n - x[0] <= _SCOPE), key=lambda x: (x[0], x[2]))
    recent = [(k, h) for k, h, _ in reversed(near)]  # newest first, in a sentence what it is about
    if not m.kind:  # "it": the first place of the last sentence that names one, unless that only says where
        close_by = [(k, h) for k, h in recent if n - k <= 2]
        if not close_by:
            return ""
        last = [h for k, h in close_by if k == close_by[0][0]][::-1]
        return next((h.name for h in last if h.feature != "region"), last[0].name)
    if m.kind in {"city", "capital"}:
        close = [
            h
            for k, h in recent
            if n - k <= 1 and (h.kind in {"city", "town", "capital"} or (not h.kind and total[h.name] >= 2))
        ]
        often = [h for _, h, _ in history if total[h.name] >= 4 and h.feature in {"", "settlement"}]
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


def _antecedents(m: Mention, n: int, history: History) -> list[str]:
    """The names that "the villages", "both towns" stand for: the last ones listed together."""
    fits = [
        (k, h)
        for k, h, _ in history
        if n - k <= 4 and (h.feature == m.feature or not h.kind or m.feature in {"quarter", ""})
    ]
    if not fits:
        return []
    last = fits[-1][0]
    names = list(dict.fromkeys(h.name for k, h in fits if k == last))
    return names[-m.n_places :] if m.n_places else names


def _town(n: int, history: History) -> str:
    """The town last named."""
    for k, h, _ in reversed(history):
        if n - k > _SCOPE:
            break
        if h.feature in {"", "settlement"}:
            return h.name
    return ""
