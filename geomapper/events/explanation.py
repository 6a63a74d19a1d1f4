"""Why a sentence counts or does not: the candidates of a story with what weighed for and against each."""

from __future__ import annotations

from geomapper.events.document import Document
from geomapper.events.modality import modality
from geomapper.events.reader import proposals
from geomapper.events.scorer import features, scored
from geomapper.events.weights import weights

_SHOWN = 5  # weights named for and against


def explained(doc: Document) -> list[str]:
    """Lines for each candidate of a story, in order: sentence, trigger, arguments, weights, verdict."""
    model = weights()
    narrative = doc.article.published is None
    out: list[str] = []
    last = -1
    for p, probability, _ in scored(doc, proposals(doc, model.who), model):
        c = p.candidate
        if p.line != last:
            out.append(f"“{' '.join(doc.lines[p.line].sentence.text.split())}”")
            last = p.line
        found = features(p, narrative)
        verdict = "counts" if probability >= model.threshold else "does not count"
        place = c.mention.name or f"{c.mention.kind} near {c.mention.near}"
        out.append(
            f"  {c.reading.sentence.tokens[c.trigger.i].text} ({c.trigger.cls}) · "
            f"{place} as {c.role} ({c.fit}) · {p.roles.change} by {p.roles.actor or 'unknown'} "
            f"from {p.roles.from_actor or '–'} ({p.roles.how}) · "
            f"{modality(c.reading, c.trigger)} · p={probability:.2f}: {verdict}"
        )
        weighed = sorted(((model.weights[f], f) for f in found if f in model.weights), reverse=True)
        out.append("    for:     " + ", ".join(f"{f} {w:+.2f}" for w, f in weighed[:_SHOWN] if w > 0))
        out.append("    against: " + ", ".join(f"{f} {w:+.2f}" for w, f in weighed[::-1][:_SHOWN] if w < 0))
    return out
