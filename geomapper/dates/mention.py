"""What a time expression says, before anybody asks which day that was."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression of a text, taken apart. What it leaves out is None or empty."""

    start: int  # offsets into the text: text[start:end] is the expression as written
    end: int
    text: str
    kind: str  # absolute, season, weekday, deictic, offset, step, span, period, day_part, ordinal, recent
    relation: str = ""  # by, since, until, before, after; empty for "on" and "in"
    part: str = ""  # early, mid, late, start, end of a month or year; "1", "2" … "last" with a `part_unit`
    part_from: str = ""  # where the part is a stretch: "early to mid-May"
    part_unit: str = ""  # day, week or half: "the first week of March"
    hour: str = ""  # morning, noon, afternoon, evening, night, overnight, dawn, midnight
    approx: bool = False  # "around", "about", "nearly"
    year: int | None = None
    month: int | None = None
    day: int | None = None
    year2: int | None = None  # the far end of a range ("21–22 September", "between May and July")
    month2: int | None = None
    day2: int | None = None
    weekday: int | None = None  # Monday is 0
    weekday2: int | None = None
    which: str = ""  # last, this, next, same, previous, following, past, recent: the word that says which one
    number: int | None = None  # how many units; `number2` is the most where a word is vague ("several")
    number2: int | None = None
    unit: str = ""  # minute, hour, day, week, fortnight, month, year, decade, weekend
    direction: str = ""  # ago, ahead (from the story's date); later, earlier (from the running date)
    clause: bool = (
        False  # "two days after the fall of X" counts from what the sentence names, not from a date
    )
    numeric: bool = False  # 12/09/2017: `day` and `month` may have to change places

    @property
    def future(self) -> bool:
        """Whether the words look ahead of the story's date ("next Monday", "tomorrow", "in the coming
        days").
        """
        if self.kind == "step":
            return False
        return self.which in {"next", "coming", "tomorrow"} or self.direction == "ahead"

    @property
    def runs(self) -> bool:
        """Whether it counts from the date that the narrative has reached, not from the story's own."""
        if self.kind == "period":
            return not self.which
        return self.direction in {"later", "earlier"} or self.kind in {"step", "day_part", "ordinal"}
