"""Saved web pages → main text, title, outlet, address and the date that the page declares."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from geomapper.errors import InputError

# Where pages declare the day of publication, surest first. What stands in a footer is no such thing.
_META = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "publishdate", "pubdate", "publication_date", "date.issued", "dc.date.issued", "dcterms.issued",
    "dc.date", "dcterms.created", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "date",
)  # fmt: skip


def read_page(page: str, name: str) -> dict[str, Any]:
    """Text, title, published, source and url of a page; raises InputError where it holds no story.

    The main text is what trafilatura takes for it, with an empty line between paragraphs.
    """
    import trafilatura

    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, include_tables=True)
    fields: dict[str, Any] = {}
    if found is not None:
        fields = found if isinstance(found, dict) else found.as_dict()
    if not (fields.get("text") or "").strip():
        raise InputError(f"{name} holds no story: no main text was found in the page")
    return {
        "id": name,
        "text": re.sub(r"\n+", "\n\n", fields["text"]),
        "title": fields.get("title") or "",
        "published": declared_date(page),
        "source": fields.get("sitename") or "",
        "url": fields.get("url") or "",
    }


def declared_date(page: str) -> date | None:
    """The day on which a page says that it was published: in its head, in JSON-LD, or in a marked <time>."""
    import lxml.etree
    import lxml.html

    try:
        tree = lxml.html.document_fromstring(
            page.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError):
        return None
    for text in _declarations(tree):
        match = re.match(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)", text)
        if match:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None


def _declarations(tree: Any) -> Iterator[str]:
    said: dict[str, str] = {}
    for meta in tree.iter("meta"):
        for key in ("property", "name", "itemprop"):
            said.setdefault((meta.get(key) or "").lower(), meta.get("content") or "")
    yield from (said[key] for key in _META if key in said)
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        try:
            yield from _published_in(json.loads(script.text_content()))
        except (ValueError, RecursionError):
            continue
    yield from tree.xpath('//time[@itemprop="datePublished" or @pubdate]/@datetime')
    yield from tree.xpath('//*[@itemprop="datePublished"]/@content')
    yield from tree.xpath("//article//header//time/@datetime")


def _published_in(data: Any) -> Iterator[str]:
    """Values of datePublished in JSON-LD, outermost first."""
    if isinstance(data, list):
        for item in data:
            yield from _published_in(item)
    elif isinstance(data, dict):
        value = data.get("datePublished")
        if isinstance(value, str):
            yield value
        for inner in data.values():
            if isinstance(inner, dict | list):
                yield from _published_in(inner)
