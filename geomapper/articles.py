"""Files, folders and tables → `Article`s, each with a date of publication and where that date came from."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from geomapper.errors import InputError
from geomapper.model import Article
from geomapper.published import infer_published
from geomapper.theatre import Theatre

OnProblem = Callable[[str], None]

_TEXT, _HTML = {".txt", ".md", ".text"}, {".html", ".htm"}
_TABLES = {".jsonl", ".ndjson", ".csv", ".parquet"}
SUFFIXES = tuple(sorted(_TEXT | _HTML | _TABLES))
"""What can be read; each also with .gz behind it."""

_COLUMNS = {
    "id": ("id", "article_id", "doc", "uuid"),
    "text": ("text", "body", "content", "article"),
    "title": ("title", "headline"),
    "published": ("published", "date", "publication_date", "pubdate", "published_at"),
    "source": ("source", "outlet", "publisher", "newspaper"),
    "url": ("url", "link"),
}
"""Columns of a table of stories, and the other names under which each is met."""

_FIRST_YEAR = 2011  # where no theatre is given
_LAST_YEAR = 2025  # of a theatre without an end: fixed, so that a story reads the same in any later year
_BIG = 2**31 - 1  # a story in one CSV cell may be longer than the 128 kB that the csv module allows
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def read_articles(
    path: str | Path,
    *,
    published: date | None = None,
    theatre: Theatre | None = None,
    on_problem: OnProblem | None = None,
) -> list[Article]:
    """The stories in a file, a folder or a table, in a fixed order; `iter_articles` gives them one at a time.

    Raises InputError where there is nothing to read at all. What is wrong with single files and rows goes to
    `on_problem`, one sentence each (warnings where it is None), and the rest is read.
    """
    problems: list[str] = []

    def note(problem: str) -> None:
        problems.append(problem)
        (on_problem or _warn)(problem)

    articles = list(iter_articles(path, published=published, theatre=theatre, on_problem=note))
    if not articles:
        reason = f": {problems[0]}" if len(problems) == 1 else ""
        raise InputError(f"no story could be read from {path}{reason}")
    return articles


def iter_articles(
    path: str | Path,
    *,
    published: date | None = None,
    theatre: Theatre | None = None,
    on_problem: OnProblem | None = None,
) -> Iterator[Article]:
    """Each story in turn, without holding the others in memory.

    `path` is a .txt, .md, .html, .jsonl, .csv or .parquet file, any of them gzipped, a folder of such files,
    or "-" for standard input. In a folder with manifest.csv (file, published, source, title, url) the stories
    are the files named there and no others. `published` dates the stories that carry no date of their own;
    where none is given, it is worked out from the text, and stays None where the text does not settle it.
    """
    note = on_problem or _warn
    known = {"published": published.isoformat()} if published else {}
    for fields, given in _stories(path, note):
        article = _article(fields, known, given, _years(theatre), note)
        if article:
            yield article


def make_article(
    text: str,
    *,
    article_id: str = "story",
    title: str = "",
    published: date | str | None = None,
    source: str = "",
    url: str = "",
    theatre: Theatre | None = None,
) -> Article:
    """A story from its text, dated as `read_articles` dates it; raises InputError for a bad `published`."""
    if published and _day(published) is None:
        raise InputError(f"{published!r} is not a day: write it as 2016-02-25")
    fields = {"id": article_id, "text": text, "title": title, "published": published}
    article = _article(
        fields | {"source": source, "url": url}, {}, "argument", _years(theatre), lambda _: None
    )
    if article is None:
        raise InputError("the story has no text")
    return article


def _years(theatre: Theatre | None) -> tuple[int, int]:
    """The years in which a story of the theatre can have been published."""
    if theatre is None:
        return _FIRST_YEAR, _LAST_YEAR
    return theatre.start.year, theatre.end.year if theatre.end else _LAST_YEAR


def _warn(problem: str) -> None:
    warnings.warn(problem, stacklevel=4)


# --- where stories lie ---

Fields = dict[str, Any]


def _stories(path: str | Path, note: OnProblem) -> Iterator[tuple[Fields, str]]:
    """Fields of each story with the word for where its date would come from: manifest, column, html."""
    if str(path) == "-":
        yield from _guarded("standard input", note, lambda: _sniffed(sys.stdin.buffer.read()))
        return
    path = Path(path)
    if path.is_dir():
        manifest = path / "manifest.csv"
        yield from _manifest(path, manifest, note) if manifest.is_file() else _folder(path, note)
    elif not path.exists():
        raise InputError(f"there is no file or folder {path}")
    else:
        yield from _guarded(path.name, note, lambda: _file(path, path.name))


def _folder(folder: Path, note: OnProblem) -> Iterator[tuple[Fields, str]]:
    names = sorted(
        p.relative_to(folder).as_posix()
        for p in folder.rglob("*")
        if p.is_file() and _suffix(p) in SUFFIXES and not any(part.startswith(".") for part in p.parts)
    )
    if not names:
        raise InputError(f"folder {folder} holds no stories: none of {', '.join(SUFFIXES)}")
    for name in names:
        yield from _guarded(name, note, lambda name=name: _file(folder / name, name))  # type: ignore[misc]


def _manifest(folder: Path, manifest: Path, note: OnProblem) -> Iterator[tuple[Fields, str]]:
    rows = list(csv.DictReader(io.StringIO(_decode(manifest.read_bytes(), "manifest.csv"))))
    if not rows or not rows[0].get("file"):
        raise InputError(f"{manifest} names no stories: it needs a column file, and a row for each")
    for row in rows:
        name = (row.pop("file") or "").strip()
        if ".." in PurePosixPath(name).parts or Path(name).is_absolute():
            note(f"{name} is named in manifest.csv but lies outside its folder")
        elif not (folder / name).is_file():
            note(f"{name} is named in manifest.csv but is not there")
        else:
            for fields, given in _guarded(name, note, lambda name=name: _file(folder / name, name)):  # type: ignore[misc]
                said = {key: value.strip() for key, value in row.items() if key and value and value.strip()}
                yield fields | said, "manifest" if said.get("published") else given


def _guarded(
    name: str, note: OnProblem, read: Callable[[], Iterator[tuple[Fields, str]]]
) -> Iterator[tuple[Fields, str]]:
    """What `read` yields; a failure is noted in a sentence, so that one broken file does not stop a batch."""
    try:
        yield from read()
    except InputError as error:
        note(str(error))
    except (OSError, EOFError, zlib.error) as error:
        note(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}")


# --- files ---


def _suffix(path: Path) -> str:
    return Path(path.stem).suffix.lower() if path.suffix.lower() == ".gz" else path.suffix.lower()


def _file(path: Path, name: str) -> Iterator[tuple[Fields, str]]:
    suffix = _suffix(path)
    if suffix in {".jsonl", ".ndjson"}:
        with _open(path) as lines:
            yield from _jsonl(lines, name)
    elif suffix == ".csv":
        with _open(path) as lines:
            yield from _csv(lines, name)
    elif suffix == ".parquet":
        yield from _parquet(path, name)
    elif suffix in _TEXT | _HTML:
        with _open(path) as file:
            yield from _whole(file.read(), name, html=suffix in _HTML)
    else:
        raise InputError(f"{name} is none of {', '.join(SUFFIXES)}, so it was not read as a story")


def _open(path: Path) -> BinaryIO:
    file = path.open("rb")
    gzipped = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if gzipped else file  # type: ignore[return-value]


def _sniffed(raw: bytes) -> Iterator[tuple[Fields, str]]:
    """Standard input has no suffix: a line of JSON, a page or a plain story."""
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    head = raw[:200].lstrip().lower()
    if head.startswith(b'{"'):
        yield from _jsonl(io.BytesIO(raw), "stdin")
    else:
        yield from _whole(raw, "stdin", html=head.startswith((b"<!doctype html", b"<html")))


def _decode(raw: bytes, name: str) -> str:
    """The text: UTF-8, UTF-16 where marked, or Windows-1252. Line ends become \\n, as Python reads files."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        head = raw[:65536]
        if b"\0" in head or len(head) - len(head.translate(None, _CONTROL)) > len(head) / 20:
            raise InputError(f"{name} is not a text file: it holds binary data")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _whole(raw: bytes, name: str, html: bool) -> Iterator[tuple[Fields, str]]:
    text = _decode(raw, name)
    if not text.strip():
        raise InputError(f"{name} is empty")
    if html:
        from geomapper.pages import read_page

        yield read_page(text, name), "html"
    else:
        yield {"id": name, "text": text, "title": _title(text)}, "text"


def _title(text: str) -> str:
    """The headline among the short lines that open a text; empty where it opens with its story.

    A headline has three words or more (two where nothing longer is there), does not end as a sentence does
    or in a date, and stands apart from the text under it.
    """
    short = []
    for block in re.split(r"\n[ \t]*\n", text[:2000].strip(), maxsplit=4)[:4]:
        line = " ".join(block.split())
        if "\n" in block.strip() or len(line) > 160 or re.search(r"[.:;,…]$", line):
            break
        if not re.search(r"\d{4}$|\d{1,2}:\d{2}", line):
            short.append(line)
    return next((line for n in (3, 2) for line in short if len(line.split()) >= n), "")


# --- tables ---


def _jsonl(lines: BinaryIO, name: str) -> Iterator[tuple[Fields, str]]:
    for number, raw in enumerate(lines, 1):
        line = _decode(raw, name) if number == 1 else raw.decode("utf-8", errors="replace")
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"{name} is not JSON lines: line {number}: {error}") from error
        if not isinstance(row, dict):
            raise InputError(f"{name} is not JSON lines: line {number} holds no object")
        yield _row(row, f"{name}:{number}", name), "column"


def _csv(lines: BinaryIO, name: str) -> Iterator[tuple[Fields, str]]:
    head = lines.read(65536)
    if not head.strip():
        raise InputError(f"{name} is empty")
    _decode(head[: head.rfind(b"\n") + 1] or head, name)  # refuses what is binary
    try:
        head.decode("utf-8-sig")
        encoding = "utf-8-sig"
    except UnicodeDecodeError as error:
        cut = error.start > len(head) - 4  # a letter cut in two at the end of the head is no fault
        encoding = "utf-8-sig" if cut else "cp1252"
    lines.seek(0)
    csv.field_size_limit(_BIG)
    reader = csv.DictReader(io.TextIOWrapper(lines, encoding=encoding, errors="replace", newline=""))
    try:
        for number, row in enumerate(reader, 1):
            yield _row(row, f"{name}:{number}", name), "column"
    except csv.Error as error:
        raise InputError(f"{name} is not a CSV table: {error}") from error


def _parquet(path: Path, name: str) -> Iterator[tuple[Fields, str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with _open(path) as file:
            table = pq.ParquetFile(io.BytesIO(file.read()) if path.suffix == ".gz" else path)
        number = 0
        for batch in table.iter_batches(batch_size=1000):
            for row in batch.to_pylist():
                number += 1
                yield _row(row, f"{name}:{number}", name), "column"
    except pa.ArrowException as error:
        raise InputError(f"{name} is not a Parquet table: {error}") from error


def _row(row: Mapping[str, Any], fallback_id: str, name: str) -> Fields:
    """A row under our names for its columns; raises InputError where the table has no text."""
    lower = {str(key).strip().lower(): value for key, value in row.items() if key is not None}
    fields = {
        column: next((lower[a] for a in aliases if lower.get(a) not in (None, "")), "")
        for column, aliases in _COLUMNS.items()
    }
    if not any(alias in lower for alias in _COLUMNS["text"]):
        raise InputError(f"{name} is not a table of stories: it has no column text")
    fields["id"] = str(fields["id"] or fallback_id)
    fields["text"] = str(fields["text"]).replace("\r\n", "\n").replace("\r", "\n")
    return fields


# --- one story ---


def _article(
    fields: Fields, known: Mapping[str, str], given: str, years: tuple[int, int], note: OnProblem
) -> Article | None:
    """The story and its date: stated with it, else given by the caller, else read from page or text."""
    name, text = str(fields["id"]), str(fields["text"])
    if not text.strip():
        note(f"{name} has no text")
        return None
    title = " ".join(str(fields.get("title") or "").split())
    stated = fields.get("published")
    day = _day(stated)
    if stated and day is None:
        note(f"{name} is said to be published on {str(stated)!r}, which is not a day: write it as 2016-02-25")
    candidates: tuple[date, ...] = (day,) if day else ()
    how = given
    if known and (day is None or given == "html"):
        day = date.fromisoformat(known["published"])
        how, candidates = "argument", (day,)
    if day is None:
        inferred = infer_published(text, years, title)
        if inferred.date is None and fields.get("url"):  # many outlets put the day into the address
            by_address = infer_published(str(fields["url"]), years)
            inferred = by_address if by_address.date else inferred
        day, how, candidates = inferred.date, inferred.how, inferred.candidates
    return Article(
        article_id=name,
        text=text,
        title=title,
        published=day,
        published_by=how,
        published_candidates=candidates,
        source=" ".join(str(fields.get("source") or "").split()),
        url=str(fields.get("url") or "").strip(),
    )


def _day(value: object) -> date | None:
    """A day out of a date, a datetime or ISO text ("2016-02-25", "2016-02-25T10:00Z", "20160225")."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    for part in (text, text[:10]):
        try:
            return date.fromisoformat(part)
        except ValueError:
            continue
    return None
