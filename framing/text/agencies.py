"""Which news agency a text credits: in a dateline, a byline, a credit line, or a credit after its last sentence.

A credit says where the text comes from. Naming an agency as a source ("told Reuters", "citing AFP") or below a picture
("Reuters/Jane Roe", "AP Photo", "AFP via Getty Images") is none. A text that says that it was made *with* an agency ("with
inputs from ANI", "AP contributed to this report") credits it too: how much of the copy was kept is not said here; near-duplicates
(:mod:`framing.comparison.duplicates`) show that.

Only the first and the last few lines are read, so that a long article costs no more than a short one. The text is read as it
came: its cleaned form has lost the bylines. Names are matched in the cases that agencies write, "AP" but not "ap".

What this does not do: recognise agency copy that names no agency, or tell a lone "Reuters" below a picture from one that is a
byline (it is taken for a byline).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Literal

UNNAMED = "agencies"
"""What a text credits that says "agencies", "wire services" or "syndicated feed" and no name."""

AGENCIES: dict[str, tuple[str, ...]] = {
    "Reuters": ("Reuters", "Thomson Reuters", "Reuters News Agency", "Reuters Breakingviews"),
    "Associated Press": ("AP", "Associated Press", "AP News"),
    "Agence France-Presse": ("AFP", "Agence France-Presse", "Agence France Presse"),
    "United Press International": ("UPI", "United Press International"),
    "Bloomberg": ("Bloomberg", "Bloomberg News"),
    "Dow Jones Newswires": ("Dow Jones Newswires", "Dow Jones"),
    "PA Media": ("PA", "PA Media", "Press Association", "PA Wire", "PA News Agency"),
    "Canadian Press": ("Canadian Press", "La Presse Canadienne"),
    "Australian Associated Press": ("AAP", "Australian Associated Press"),
    "dpa": ("dpa", "DPA", "Deutsche Presse-Agentur", "German Press Agency", "dpa international"),
    "EFE": ("EFE", "Efe", "Agencia EFE", "Agencia Efe"),
    "Europa Press": ("Europa Press",),
    "Lusa": ("Lusa", "Lusa News Agency"),
    "ANSA": ("ANSA", "Ansa"),
    "Adnkronos": ("Adnkronos", "AKI"),
    "Belga": ("Belga", "Belga News Agency"),
    "ANP": ("ANP",),
    "Austria Press Agency": ("APA", "Austria Press Agency", "Austria Presse Agentur"),
    "Keystone-SDA": ("Keystone-SDA", "Swiss News Agency"),
    "NTB": ("NTB",),
    "Ritzau": ("Ritzau",),
    "TT": ("TT News Agency",),
    "STT": ("STT", "Lehtikuva"),
    "PAP": ("PAP", "Polish Press Agency"),
    "CTK": ("CTK", "ČTK", "Czech News Agency"),
    "MTI": ("MTI", "Hungarian News Agency"),
    "Agerpres": ("Agerpres",),
    "BTA": ("BTA", "Bulgarian News Agency"),
    "Tanjug": ("Tanjug",),
    "HINA": ("HINA",),
    "ANA-MPA": ("ANA-MPA", "AMNA", "Athens News Agency"),
    "TASS": ("TASS", "Tass", "ITAR-TASS", "Itar-Tass"),
    "Interfax": ("Interfax", "Interfax-Ukraine"),
    "RIA Novosti": ("RIA Novosti",),
    "Sputnik": ("Sputnik", "Sputnik International"),
    "Ukrinform": ("Ukrinform",),
    "UNIAN": ("UNIAN",),
    "BelTA": ("BelTA", "BELTA"),
    "Anadolu": ("Anadolu", "Anadolu Agency", "Anadolu Ajansi", "Anadolu Ajansı"),
    "DHA": ("DHA", "Demiroren News Agency"),
    "WAFA": ("WAFA", "Wafa", "WAFA News Agency"),
    "Ma'an": ("Ma'an", "Ma’an", "Ma'an News Agency", "Ma’an News Agency"),
    "Jewish Telegraphic Agency": ("JTA", "Jewish Telegraphic Agency"),
    "Jewish News Syndicate": ("JNS", "Jewish News Syndicate"),
    "TPS": ("TPS", "Tazpit Press Service"),
    "Middle East News Agency": ("Middle East News Agency",),
    "Petra": ("Petra News Agency",),
    "SANA": ("SANA", "Syrian Arab News Agency"),
    "National News Agency": ("NNA", "National News Agency"),
    "KUNA": ("KUNA", "Kuwait News Agency"),
    "QNA": ("QNA", "Qatar News Agency"),
    "WAM": ("WAM", "Emirates News Agency"),
    "Saudi Press Agency": ("Saudi Press Agency",),
    "Oman News Agency": ("ONA", "Oman News Agency"),
    "Bahrain News Agency": ("BNA", "Bahrain News Agency"),
    "Iraqi News Agency": ("Iraqi News Agency",),
    "IRNA": ("IRNA", "Islamic Republic News Agency"),
    "Tasnim": ("Tasnim", "Tasnim News Agency"),
    "Mehr": ("MNA", "Mehr News Agency"),
    "Fars": ("FNA", "Fars News Agency"),
    "ISNA": ("ISNA",),
    "Algérie Presse Service": ("Algerie Presse Service", "Algérie Presse Service"),
    "Maghreb Arabe Presse": ("Maghreb Arabe Presse", "Maghreb Arab Press"),
    "Tunis Afrique Presse": ("Tunis Afrique Presse",),
    "News Agency of Nigeria": ("NAN", "News Agency of Nigeria"),
    "Ghana News Agency": ("GNA", "Ghana News Agency"),
    "Panapress": ("PANA", "Panapress"),
    "Xinhua": ("Xinhua", "Xinhua News Agency"),
    "China News Service": ("CNS", "China News Service"),
    "CNA": ("CNA", "Central News Agency", "Catholic News Agency"),
    "Kyodo": ("Kyodo", "Kyodo News"),
    "Jiji Press": ("Jiji", "Jiji Press", "JIJI", "Jiji-Kyodo"),
    "Yonhap": ("Yonhap", "Yonhap News Agency", "Yonhap News"),
    "KCNA": ("KCNA",),
    "Bernama": ("Bernama",),
    "Antara": ("ANTARA", "Antara News"),
    "Vietnam News Agency": ("VNA", "Vietnam News Agency"),
    "Philippine News Agency": ("PNA", "Philippine News Agency"),
    "PTI": ("PTI", "Press Trust of India"),
    "ANI": ("ANI", "Asian News International"),
    "IANS": ("IANS", "Indo-Asian News Service", "Indo Asian News Service"),
    "United News of India": ("United News of India",),
    "Associated Press of Pakistan": ("Associated Press of Pakistan",),
    "BSS": ("BSS", "Bangladesh Sangbad Sangstha"),
    "UNB": ("UNB", "United News of Bangladesh"),
    "Inter Press Service": ("IPS", "Inter Press Service"),
    "Religion News Service": ("RNS", "Religion News Service"),
    "Prensa Latina": ("Prensa Latina",),
    "Telam": ("Telam", "Télam"),
    "Agencia Brasil": ("Agencia Brasil", "Agência Brasil"),
}
"""Agency → the names under which it is credited. CNA is what both Taiwan's and the Catholic agency sign."""

_ONLY_IN_DATELINES = {
    "Anadolu": ("AA",), "Canadian Press": ("CP",), "Middle East News Agency": ("MENA",), "Petra": ("Petra",),
    "Saudi Press Agency": ("SPA",), "Maghreb Arabe Presse": ("MAP",), "Tunis Afrique Presse": ("TAP",),
    "Algérie Presse Service": ("APS",), "Iraqi News Agency": ("INA",), "United News of India": ("UNI",),
    "HINA": ("Hina",), "Associated Press of Pakistan": ("APP",), "TT": ("TT",), "STA": ("STA",), "Fars": ("Fars",), "Mehr": ("Mehr",), "Antara": ("Antara",),
}  # fmt: skip
"""Short names that mean other things elsewhere: a first name, a party, a map."""
_ENDS_OTHER_NAMES = frozenset(
    {"PA", "Press Association", "Bloomberg", "Dow Jones", "Sputnik", "Lusa", "Efe", "Belga", "Anadolu"}
)
"""After other words these are a person's name, a state, a product: "Ada Bloomberg", "Harrisburg, PA"."""


def _cased(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Name → agency, also in capitals, as in the headings of many pages."""
    return {
        form: agency for agency, forms in names.items() for name in forms for form in (name.upper(), name)
    }


_AGENCY = _cased(AGENCIES)
_IN_DATELINES = _cased(_ONLY_IN_DATELINES) | _AGENCY

_HEAD = 8
_TAIL = 5
"""Lines read at the top and at the end; empty ones are not counted."""
_REACH = 4000
"""Characters at the top and at the end in which those lines lie."""
_LONGEST_BYLINE = 30
"""Words, with the times that follow it."""
_LINE_END = re.compile(r"[\n\r\x85\u2028\u2029]+")

_NAME = "|".join(re.escape(n) for n in sorted(_AGENCY, key=len, reverse=True))
_NAMED = re.compile(rf"(?:{_NAME})(?!\w)")
_CAPITALISED = re.compile(r"[A-Z][A-Za-zÀ-ÿ]+")
_FIRST_WORDS = frozenset(
    first
    for word in (*_IN_DATELINES, "Agency", "Agencies", "Wire", "Wires", "Feed", "News", "Press", "Foreign")
    for name in (word, word.upper())
    for first in _CAPITALISED.findall(name)[:1]
)
_SMALL = ("dpa", "agenc", "wire", "feed")
_SOME = r"(?i:(?:(?:news|wire|press|foreign) )?agenc(?:ies|y)(?: reports)?|(?:news )?wires|(?:news )?wire (?:services|reports))"
_UNNAMED = re.compile(_SOME)
_DASH = r"\-‐‑‒–—―−"
_PICTURE = re.compile(
    r"(?i:\b(?:photo\w*|pictures?|pics?|images?|getty|shutterstock|alamy|pool|handout|file|videos?|illustration|graphics?|caption|credit)\b)"
)

# Datelines: "LONDON, Nov 3 (Reuters) - ", "MOSCOW, November 3. /TASS/. ", "New Delhi, Nov 3 (PTI) The …"
_SLOT = re.compile(r"\(([^()]{2,40})\)|/([A-Z][A-Za-z-]{2,10})/")
_TEXT_FOLLOWS = re.compile(rf"(?:[.:]?\s*[{_DASH}]++|\s*:|\.\s)\s*+(?![a-z])")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|January|February|March|April|August|September|October|November|December)"
_DATED = re.compile(
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?)\b\.?(?:,? \d{{4}})?[.,:]?$",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf"(?:(?:[A-Z][\w.'’{_DASH}]*|\[[A-Z][\w .]+\]|\d+(?:st|nd|rd|th)?|de|del|la|al|el|am|of|and|the|upon|on)(?:[ ,.:/|]+|$))*+"
)
_IN_CAPITALS = re.compile(r"(?:^|\s)[A-Z][A-Z'’./-]{2,}[,:]?$")
_SENTENCE = re.compile(r" [\"“'‘]?[A-Z\d]")
_LONGEST_DATELINE = 300
"""Characters up to the name's end: a page may have put headline and byline on the same line."""
_WRITTEN_OUT = tuple(name for name in _AGENCY if " " in name or "-" in name)
"""Names that a sentence may explain: "Agence France-Presse (AFP) – the agency – said"."""

# Bylines: "By Ada Quill, Associated Press", "Source: Agencies", "Reuters in London", "AFP | Nov 3"
_BY = re.compile(
    r"(?:by|(?:written|reported|story|report|posted|published) by|authors?|(?:news )?sources?|agency)\b ?[:|]? ?",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    rf"[\s,|({_DASH}]*\b(?:Published|Updated|Posted|Last [Uu]pdated|First published|\d+ min)\b.*$"
)
_BETWEEN = re.compile(rf"\s*[,;|•·&]\s*|\s+[{_DASH}/]+\s+|\s+(?:and|AND|with|WITH)\s+")
_ROLE = (
    r"(?: (?:News(?: Agency)?|Staff|Bureau|(?:[A-Z]\w+ )?(?:Writer|Reporter|Correspondent|Editor)s?"
    r"|(?:writer|reporter|correspondent|journalist|staff)s?(?: [A-Z][\w.'’-]*){0,4}))?"
)
_SIGNED = re.compile(
    rf"(?P<person>(?:[A-Z][\w.'’-]* ){{1,5}}?(?:(?:of|for) )?)??(?:[Tt]he |THE )?(?:(?P<name>{_NAME}){_ROLE}|(?P<some>{_SOME}))"
    rf"(?: in [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)*)?(?:[ ,]+(?:{_MONTH}|\d).*)?"
)
_BESIDE = re.compile(r"(?:(?:[A-Z\d][\w.'’:/-]*|in|of|de|al|for|the|am|pm|on|staff)(?: |$)){1,5}")
"""What may stand beside an agency in a byline: people, places, dates."""

# After the last sentence: "… he said. – Reuters", "… he said. (Reuters)"
_LAST = re.compile(
    rf"(?:^|[.!?…][\"”’)\]]*)\s*(?:[{_DASH}]{{1,3}}\s*(?P<dash>[^()–—]{{2,60}})|\((?P<brackets>[^()]{{2,40}})\)|\s(?P<bare>[^().–—]{{2,30}}))\.?$"
)

# Credits in a sentence
_WITH = re.compile(
    rf"(?:^|[.!?…(\[{_DASH}])[\"”’)]*\s*(?:(?i:with) (?:(?:\w+ ){{0,2}}(?:inputs?|files?|reports?|reporting|information|material) (?:from|by)"
    r"|(?P<inputs>[^.()]{2,60}?) inputs?\b)|(?:(?:Additional|Further) r|R)eporting (?:from|by)) ?(?P<whom>[^.()\[\]]{2,90})?"
)
_CONTRIBUTED = re.compile(
    r"[\W_]*(.{2,150}?) contributed (?:reporting )?to (?:this|the) (?:report|story|article)\b"
)
_THIS_STORY = re.compile(
    r"[\W_]*(?:Except for (?:the|this) headline,? )?[Tt]his (?:is an? )?(?:[\w-]+,? ){0,3}?(?:story|article|report|content|piece|copy|item|text)\b.{0,140}?"
    r"\b(?:re)?(?:publish|appear|writ|produc|provid|suppli|distribut|syndicat|generat|take|sourc|licens)"
)
_LONGEST_CREDIT = 200
"""Characters at the end of a paragraph in which a credit stands."""
_LONGEST_NOTE = 60
"""Words of a note on where a story comes from."""
_FROM = re.compile(rf"\b(?:by|from|on|in|with|of|via|to) (?:an? |[Tt]he )?(?P<name>{_NAME})(?![\w/]|['’]s)")
_FEED = re.compile(
    r"\b(?:syndicated|agency|wires?)(?: news)? feed\b|\bfrom (?:an? |the )?(?:news |wire )?agenc(?:y|ies)\b",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    rf"[^\w©(]*+(?:(?:[Cc]opyright|©|\([cC]\)) ?){{1,2}}\d{{4}},? ?(?:by )?(?:[Tt]he )?(?P<name>{_NAME})(?![\w/])"
)


def agency(text: str) -> str:
    """The agency that a text credits, by its name in :data:`AGENCIES`; :data:`UNNAMED`, or empty where it credits none.

    The first one that is named, where several are.

    >>> agency("Harbour reopens\\nPORT ELLERY, Nov 3 (Reuters) - The harbour reopened on Monday.")
    'Reuters'
    >>> agency("Harbour reopens\\nBy Ada Quill\\nThe harbour reopened, officials told Reuters. (AP Photo/Ben Ashe)")
    ''
    """
    head = list(islice(_lines(text[:_REACH]), _HEAD))
    tail = list(islice(_lines(text[-_REACH:], -1), _TAIL))[::-1]
    if not _may_credit("\n".join([*head, *tail])):
        return ""
    found = [name for name in (*_at_the_top(head), *_at_the_end(tail, head)) if name]
    return next((name for name in found if name != UNNAMED), found[0] if found else "")


def _lines(text: str, step: Literal[1, -1] = 1) -> Iterator[str]:
    """The lines that are not empty, with single spaces; with step −1 from the last to the first."""
    for raw in _LINE_END.split(text)[::step]:
        if line := " ".join(raw.split()).strip("\ufeff\u200b"):
            yield line


def _may_credit(text: str) -> bool:
    """Whether a text holds a word that a name begins with: a look that costs next to nothing."""
    return any(word in text for word in _SMALL) or not _FIRST_WORDS.isdisjoint(_CAPITALISED.findall(text))


def _at_the_top(lines: Sequence[str]) -> Iterator[str]:
    """What the first lines credit."""
    for i, line in enumerate(lines):
        if _may_credit(line):
            yield _dateline(line)
            if i or line in _AGENCY or _BY.match(line):  # a headline may be a list of names
                yield _byline(line)
            yield _note(line)


def _at_the_end(lines: Sequence[str], head: Sequence[str]) -> Iterator[str]:
    """What the last lines credit."""
    for i, line in enumerate(lines, 1):
        if _may_credit(line):
            last = i == len(lines)
            if line not in head:
                yield _byline(line)
                yield _note(line)
            yield _after_the_text(line, last=last, caption=line in head and not last)


def _dateline(line: str) -> str:
    """The agency in brackets or slashes between place or date and text."""
    for m in _SLOT.finditer(line, 0, _LONGEST_DATELINE):
        slot = m[1] or m[2]
        found = UNNAMED if _UNNAMED.fullmatch(slot) else _listed(slot, _IN_DATELINES)
        before, after = line[: m.start()].rstrip(" -–—"), line[m.end() :]
        if not found or before.endswith(_WRITTEN_OUT) or _PICTURE.search(before):
            continue
        place, dated = _PLACE.fullmatch(before), _DATED.search(before)
        if _TEXT_FOLLOWS.match(after):
            if place or dated or _IN_CAPITALS.search(before):
                return found
        elif place and (dated or before.isupper()) and _SENTENCE.match(after):
            return found
    return ""


def _byline(line: str) -> str:
    """The agency in a line that holds nothing but names, places and dates."""
    if line.count(" ") > _LONGEST_BYLINE:
        return ""
    by = _BY.match(line)
    return _signed(_PUBLISHED.sub("", line[by.end() :] if by else line), people=by is not None)


def _note(line: str) -> str:
    """The agency in a sentence about where the text comes from."""
    beside = _WITH.search(line, max(0, len(line) - _LONGEST_CREDIT))
    if beside and (found := _signed(beside["whom"] or beside["inputs"] or "", people=True)):
        return found
    contributed = _CONTRIBUTED.match(line)
    if contributed:
        return _signed(contributed[1], people=True)
    named = _COPYRIGHT.match(line)
    if named is None and len(line.split()) <= _LONGEST_NOTE and _THIS_STORY.match(line):
        named = _FROM.search(line)
        if named is None and _FEED.search(line):
            return UNNAMED
    return _AGENCY[named["name"]] if named else ""


def _after_the_text(line: str, *, last: bool, caption: bool) -> str:
    """The agency after a sentence that ends the text; in the *last* line also without dash or brackets."""
    m = _LAST.search(line, max(0, len(line) - _LONGEST_CREDIT))
    if m is None:
        return ""
    if m["bare"]:
        return _AGENCY.get(m["bare"], "") if last else ""
    if m["brackets"]:
        return _signed(m["brackets"], people=False) if not caption else ""
    return _signed(m["dash"], people=False)


def _signed(names: str, *, people: bool) -> str:
    """The first agency of a list of agencies, people, places and dates; empty where it holds anything else.

    *people*: whether an agency may follow a person's name without a comma, as in "Ada Quill Associated Press".
    """
    if _PICTURE.search(names):
        return ""
    found = ""
    pieces = _BETWEEN.split(names.strip(" .:|"))
    if not people and len(pieces) > 1 and not _ENDS_OTHER_NAMES.isdisjoint(pieces):
        return ""
    for piece in pieces:
        credited = _credited(piece, people)
        if credited and found in ("", UNNAMED):
            found = credited
        elif not credited and piece and (_NAMED.search(piece) or not _BESIDE.fullmatch(piece)):
            return ""
    return found


def _credited(piece: str, people: bool) -> str:
    """The agency of one entry of a list."""
    m = _SIGNED.fullmatch(piece)
    if m is None:
        return _listed(piece, _AGENCY)
    if m["person"] and (not people or m["some"] or m["name"] in _ENDS_OTHER_NAMES):
        return ""
    return _AGENCY[m["name"]] if m["name"] else UNNAMED


def _listed(names: str, table: Mapping[str, str]) -> str:
    """The first of agencies with strokes between them; "Reuters/Ada Quill" is a photographer's credit and none."""
    each = [name.strip().removeprefix("The ") for name in names.split("/")]
    return table[each[0]] if all(name in table for name in each) else ""
