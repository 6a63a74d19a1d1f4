"""From a match of the grammar to the mention that it stands for, or to nothing where the words mean
something else.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .mention import DateMention
from .tokens import Token

_DIRECTIONS = {
    "back": "ago",
    "hence": "ahead",
    "before": "earlier",
    "after": "later",
    "prior": "earlier",
    "afterwards": "later",
    "afterward": "later",
}
# A month alone needs one of these before it: "May" and "March" are names and verbs too.
_BEFORE_MONTH = frozenset(
    """
    in since by until till during of from early earlier late later mid middle between before after
    through throughout last this next past end beginning start around about the a for to over as , ( ¶ '
    - half #
    """.split()
)
_BEFORE_YEAR = frozenset(
    "in since by until during before after early late mid of from the ( - end beginning start".split()
)
_COUNTED = frozenset(
    """
    people men soldiers fighters troops militants civilians families rebels refugees km kilometers
    kilometres miles meters metres gmt local hours hrs prisoners detainees terrorists children women
    vehicles tons tonnes square
    """.split()
)


class Found(NamedTuple):
    """A match: its kind, its named tokens, all its tokens, the one before it and the two after it."""

    kind: str
    named: dict[str, Token]
    tokens: list[Token]
    before: Token | None
    after: list[Token]

    @property
    def follows(self) -> Token | None:
        return self.after[0] if self.after else None

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    def word(self, name: str) -> str:
        """The class of a named token, which for most words is the word itself."""
        return self.named[name].form if name in self.named else ""

    def value(self, name: str) -> Any:
        return self.named[name].value if name in self.named else None


def read_match(found: Found) -> DateMention | None:
    """What a match says, without offsets; None where its neighbours tell that it is no date."""
    fields = _READERS[found.kind](found)
    return None if fields is None else DateMention(0, 0, "", found.kind, **fields)


def _absolute(f: Found) -> dict[str, Any] | None:
    fields: dict[str, Any] = {"year": f.value("y"), "month": f.value("m"), "day": f.value("d")}
    fields |= {"year2": f.value("y2"), "month2": f.value("m2"), "day2": f.value("d2")}
    fields |= {"weekday": f.value("wd"), "which": f.word("which")}
    if f.word("m") in {"D", "I"}:
        return _numeric(f, fields)
    if "m" not in f.named:
        return _year(f, fields) if "y" in f.named else _day_alone(f, fields)
    if "d" not in f.named and "y" not in f.named and not fields["which"]:
        return fields if _month_alone(f) else None
    numbered = f.follows and f.follows.form == "_" and f.follows.raw[0].isupper()
    if numbered and "y" not in f.named and f.tokens[-1].form == "o" and f.tokens[-3].form == "the":
        return None  # "in July the 17th Division"
    if "d" in f.named and "y" not in f.named and f.follows and f.follows.form == "," and len(f.after) > 1:
        number = f.after[1]  # "March 27,000": the comma of a thousand
        if (
            f.end == f.follows.start
            and f.follows.end == number.start
            and len(number.raw) == 3
            and number.raw.isdigit()
        ):
            return None
    return fields


def _numeric(f: Found, fields: dict[str, Any]) -> dict[str, Any] | None:
    """12/09/2017 and 2017-09-12: written without spaces, and a day of some month."""
    year, month, day = f.named["y"], f.named["m"], f.named["d"]
    if len(month.raw) > 2 or len(day.raw) > 2 or f.end - min(day.start, year.start) > 10:
        return None
    if f.before and f.before.form in {"/", ".", "-"} and f.before.end == f.start:
        return None
    if f.follows and f.follows.form == "/" and f.follows.start == f.end:
        return None
    if year.form != "Y":
        if len(year.raw) != 2 or f.word("sep") != "/":
            return None
        fields["year"] = 2000 + year.value
    if day.start < year.start:
        fields["numeric"] = f.word("sep") == "/"  # with full stops or hyphens the day stands first
        if month.value > 12 >= day.value:
            fields["day"], fields["month"] = month.value, day.value
    return fields if 1 <= fields["month"] <= 12 and 1 <= fields["day"] <= 31 else None


def _day_alone(f: Found, fields: dict[str, Any]) -> dict[str, Any] | None:
    """ "On the 25th", but not "of the 17th Division"."""
    if f.before is None or f.before.form not in {"on", "by", "since", "until"}:
        return None
    return None if f.follows and f.follows.form == "_" and f.follows.raw[0].isupper() else fields


def _year(f: Found, fields: dict[str, Any]) -> dict[str, Any] | None:
    second = f.named.get("y2")
    if second is not None and second.form != "Y":  # "2011–14", but not "2015-03"
        if len(second.raw) != 2 or fields["year"] % 100 >= second.value:
            return None
        fields["year2"] = fields["year"] // 100 * 100 + second.value
    before, follows = f.before, f.follows
    if follows and (follows.raw.lower() in _COUNTED or (follows.start == f.end and follows.raw[0].isalpha())):
        return None  # "2000 men", "1990s"
    if before and before.end == f.start and (before.raw[0].isalpha() or before.form in {".", "/", ":"}):
        return None
    introduced = before is not None and before.form in _BEFORE_YEAR
    if not introduced and not 2005 <= fields["year"] <= 2030:
        return None
    return None if before and before.form == "of" and fields["year"] % 100 == 0 else fields


def _month_alone(f: Found) -> bool:
    if "m2" in f.named:
        return bool(f.named.keys() & {"lead", "y2"})
    before, follows = f.before, f.follows
    if before is not None and before.form not in _BEFORE_MONTH:
        # "A deadly April attack"; but May and March may be verbs there, and "Ms June Hill" is a name.
        noun = follows is not None and follows.form == "_" and follows.raw[0].islower()
        return noun and f.named["m"].raw not in {"May", "March", "MAY", "MARCH"} and before.form == "_"
    if before is not None and before.form == "#":  # a heading
        return True
    if before is None or before.form in {",", "(", "¶", "-"}:
        dashed = before is not None and before.form == "-" and before.end == f.start  # "mid-July"
        return dashed or bool(follows and follows.form in {":", ")", "-"})
    if before.form in {"the", "a", "for", "to", "as", "about"}:  # "the March on Rome", "to May"
        return not (follows and follows.raw in {"on", "to", "God", "be", "said"})
    return True


def _season(f: Found) -> dict[str, Any] | None:
    if f.before and f.before.raw in {"Arab", "Prague", "Euphrates"}:
        return None
    first, last = f.value("s")
    lead = f.word("lead")
    return {
        "year": f.value("y"),
        "month": first,
        "month2": last,
        "which": f.word("which"),
        "part": lead if lead in {"early", "late", "mid"} else "",
        "relation": lead if lead in {"since", "by", "until"} else "",
    }


def _weekday(f: Found) -> dict[str, Any] | None:
    if f.before and f.before.raw in {"Black", "Good", "Bloody"}:
        return None
    if f.follows and f.follows.raw in {"Times", "Telegraph", "Express"}:
        return None
    in_week = any(token.form == "week" for token in f.tokens)
    return {
        "weekday": f.value("wd"),
        "weekday2": f.value("wd2"),
        "hour": f.value("p") or "",
        "which": f.word("which"),
        "unit": "week" if in_week else "",
    }


def _deictic(f: Found) -> dict[str, Any] | None:
    word = f.word("word")
    if f.tokens[0].raw == "Today" and f.before and f.before.form == "_" and f.before.raw[0].isupper():
        return None  # a newspaper
    if word in {"this", "last"} and f.value("p") in {"dawn", "noon", "midnight"}:
        return None
    return {"which": word, "hour": f.value("p") or "", "number": 2 if "dir" in f.named else None}


def _counted(f: Found) -> dict[str, Any]:
    """How many of what; an evening counts as a day."""
    unit = f.named["u"]
    fields: dict[str, Any] = {"unit": "day" if unit.form == "P" else unit.value, "which": f.word("which")}
    number = f.named.get("n")
    if number is not None:
        least, most = (1, 1) if number.form in {"a", "an"} else (number.value, number.value)
        if number.form == "V":
            least, most = number.value
        elif number.form == "N" and "ones" in f.named:  # "twenty-five"
            least = most = number.value + f.value("ones")
        if "half" in f.named:
            most += 1
        fields |= {"number": least, "number2": most}
    return fields


def _plural(token: Token) -> bool:
    return token.raw.lower().endswith("s")


def _ends_clause(f: Found) -> bool:
    if f.follows is not None and f.follows.raw in {"that", "this"} and len(f.after) > 1:
        return f.after[1].form in {",", ".", "¶"}  # "four days after that, …"
    return f.follows is None or f.follows.form in {",", ".", "¶", ")"} or f.follows.raw in {";", "”", '"'}


def _offset(f: Found) -> dict[str, Any] | None:
    fields = _counted(f)
    if f.word("word") == "within":
        return fields | {"direction": "later", "which": "within"}
    if f.word("word") == "after":  # "After two days of fighting, …" goes on from the running date
        opens = f.before is None or f.before.form in {".", "¶"}
        return fields | {"direction": "later", "which": "after"} if opens else None
    if "n" not in f.named and not _plural(f.named["u"]):
        return None
    direction = f.word("dir")
    # "A week after the town fell" counts from what the sentence goes on to name.
    fields["clause"] = direction in {"before", "after", "prior"} and not _ends_clause(f)
    return fields | {"direction": _DIRECTIONS.get(direction, direction)}


def _step(f: Found) -> dict[str, Any] | None:
    fields = _counted(f)
    fields["hour"] = f.value("u") if f.word("u") == "P" else ""
    if not fields["which"]:
        fields["which"] = {"before": "previous", "after": "following"}[f.word("dir")]
    return fields | {"clause": "dir" in f.named and not _ends_clause(f)}


def _span(f: Found) -> dict[str, Any] | None:
    fields = _counted(f)
    if fields["which"] in {"recent", "these", "coming"} and "n" not in f.named and not _plural(f.named["u"]):
        return None
    if fields["which"] == "these" or (
        "n" not in f.named and fields["which"] != "coming" and _plural(f.named["u"])
    ):
        fields["which"] = "recent"  # "these days", "the past weeks"
    return fields


def _period(f: Found) -> dict[str, Any] | None:
    lead = f.word("lead")
    return _counted(f) | {"part": {"beginning": "start", "middle": "mid"}.get(lead, lead)}


def _day_part(f: Found) -> dict[str, Any] | None:
    lead, hour = f.word("lead"), f.value("p")
    if hour == "day":
        the = any(token.form == "the" for token in f.tokens)
        if f.named["p"].raw != "day" or not the or lead not in {"in", "by", "during"}:
            return None
        hour = ""
    relation = lead if lead in {"by", "until", "since", "before", "after"} else ""
    return {"hour": "morning" if hour == "hour" else hour, "unit": "day", "relation": relation}


def _ordinal(f: Found) -> dict[str, Any] | None:
    return _counted(f)


def _recent(f: Found) -> dict[str, Any] | None:
    return {}


_READERS = {
    "absolute": _absolute,
    "season": _season,
    "weekday": _weekday,
    "deictic": _deictic,
    "offset": _offset,
    "step": _step,
    "span": _span,
    "period": _period,
    "day_part": _day_part,
    "ordinal": _ordinal,
    "recent": _recent,
}
