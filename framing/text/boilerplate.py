"""What is on the page but not in the article: found line by line, dropped with the reason kept.

Rules look at a line's wording, its length and its place on the page. They are written from how pages are
made (buttons, credits, biographies), not from any outlet's name. A line that no rule names is kept: the
cost of scoring a stray caption is smaller than that of losing a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from framing.text.canonical import Canonical
from framing.units import Line

NAVIGATION = "navigation"
BYLINE = "byline"
CAPTION = "caption or photo credit"
SHARE = "share or sign-up line"
READ_ALSO = "read-also link"
BIOGRAPHY = "author biography"
PUBLICATION = "publication data"
WIDGET = "page widget"
CREDIT = "production credit"

_I = re.IGNORECASE
_NAVIGATION = re.compile(
    r"(?:skip|jump) to (?:main )?(?:content|navigation|search)\b|(?:main )?menu$|home$|search$|(?:log|sign) ?in$|sign out$"
    r"|back to top|toggle \w+|breadcrumbs?$|(?:show|hide|view|post|leave|add) (?:a |all |\d+ )?comments?$|no comments$|comments?(?: \(\d+\))?$"
    r"|related (?:articles|stories|news|topics|content)\b.{0,20}$|most (?:read|popular|viewed)\b.{0,20}$|trending( now)?$|more (?:on this story|from .{1,40}|stories)$"
    r"|(?:tags|topics|filed under|categories|category|in this article|sections?)\s*:|(?:previous|next) (?:article|story|post)\b|editors?['’]?s? picks?$",
    _I,
)
_BREADCRUMB = re.compile(r"(?:[\w&'’ -]{2,30}\s*[>»|/›]\s*){2,}[\w&'’ -]{0,60}$")
_WIDGET = re.compile(
    r"loading\W*$|please wait\W*$|\d{1,6}$|print[- ]?icon$|print(?: this)?$|(?:print|email|copy link|save|bookmark|listen|a-?|a\+)$"
    r"|advertisement$|ad$|sponsored(?: content)?$|story continues (?:below|after)|article continues (?:below|after)|scroll (?:down|for)\b.{0,40}$"
    r"|(?:close|dismiss|expand|collapse|play|pause|mute)$|\d+ ?(?:shares?|comments?|views?|likes?|min(?:ute)?s? read)$|(?:reading time|read time)\b"
    r"|(?:this site|we|our (?:site|website)) uses? cookies|accept (?:all )?cookies|enable javascript|×$",
    _I,
)
_SHARE = re.compile(
    r"(?:follow|like|find|join) (?:us|our|the|[\w ]{1,30}) (?:on|at|in)\b.{0,90}$|share (?:this|on|via|article|to)\b.{0,60}$|share$|tweet(?: this)?$|(?:facebook|twitter|whatsapp|telegram|linkedin|instagram|e-?mail|x)$"
    r"|(?:sign up|subscribe|register)\b.{0,140}$|(?:click|tap) here\b|download (?:our|the) .{0,30}app\b|get (?:our|the|all the) .{0,80}(?:newsletter|inbox|alerts|app)\b|(?:donate|support (?:us|our|independent))\b.{0,100}$"
    r"|join (?:our )?(?:the )?(?:whatsapp|telegram)\b|your (?:support|donation)\b.{0,100}$|(?:got|have) a (?:tip|story|news tip)\b",
    _I,
)
_READ_ALSO = re.compile(
    r"(?:(?:also |must[- ])?read(?: more| also| next| this)?|see also|watch(?: also| more| now)?|related|recommended|more|also|listen|explained|in pictures|in case you missed it|icymi)\s*[:|►▶»→-]\s*\S"
    r"|(?:also read|read also|read more|read next|see also|you may also like|you might also like)\b"
    r"|\[?(?:read|click) (?:the rest|the full|more)\b.{0,40}$|(?:►|▶|»|→)\s*\S",
    _I,
)
_READ_TITLE = re.compile(r"(?:Read|READ|Watch|WATCH|Related|RELATED)\s+[“\"'‘]?[A-Z][^.]*[^.!?:,;…]$")
_PEOPLE = r"(?:[A-Z][\w.'’-]*|correspondents?|reporters?|staff|agencies|news|desk|our|special|to|and|&|the|of|in|for|with|at|de|al|bin|van|von|\||,|/|–|-)"
_BYLINE_CASED = re.compile(rf"(?i:by|written by|reported by|story by|words by|posted by|reviewed by|edited by|analysis by|opinion by)\s*:?\s+{_PEOPLE}(?:\s*{_PEOPLE}){{0,14}}\s*$")
_BYLINE_FORM = re.compile(r"(?i:authored)(?: by)?\W.{0,40}$|(?i:by)\s*\|.{0,60}$|(?:[A-Z][\w.'’-]+ ){1,4}(?:staff|correspondent|staff writer|news desk|newsroom|reporters?)$")
_PORTRAIT = re.compile(r"(?:[\w.'’-]+ ){1,4}(?:photo|picture|avatar|profile image|headshot)$", _I)
_AGENCY = (
    r"(?:AP|AFP|EPA|EFE|ANI|PTI|AAP|DPA|TASS|Reuters|Getty(?: Images)?|Anadolu(?: Agency)?|Xinhua|Flash ?90|Shutterstock|WAFA|Sputnik|"
    r"Bloomberg|Associated Press|Press Association|PA(?: Wire| Media| Images)?|Alamy|iStock|Zuma|NurPhoto|UPI|CC BY[\w .-]*|Wikimedia(?: Commons)?)"
)
_CREDIT_END = re.compile(
    rf"(?i:via|photo by|photos? by|picture by|image by|courtesy(?: of)?|credits?\s*:?|photos?\s*:|images?\s*:|pictures?\s*:|source\s*:)\s*(?:the )?[\w.,'’&/ -]{{1,60}}\)?\.?$"
    rf"|[\[(](?:[^\[\]()]{{0,60}}[/|,:]\s*|(?:file )?photo (?:by )?)?{_AGENCY}(?:[ /,|][^\[\]()]{{0,60}})?[\])]\.?$",
)
_CREDIT_WORD = re.compile(r"\b(?:via|photo|photos|picture|image|images|courtesy|credit|credits|source)\b|[\[(]", _I)
_CAPTION_START = re.compile(r"(?:file (?:photo|picture|image|pic)|photo|picture|image|caption|credit|illustration|photograph|video|screengrab|screenshot|representative image)\s*[:\-–—|]", _I)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_DATE_ONLY = re.compile(
    rf"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\s+)?(?:{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\.?,?\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})"
    r"(?:,?\s*(?:at|[-–|@])?\s*\d{1,2}[:.]\d\d\s*(?:am|pm|a\.m\.|p\.m\.)?(?:\s*[A-Z]{2,4}(?:[+-]\d+)?)?)?\W*$",
    _I,
)
_LABEL = re.compile(r"(?:published|posted|updated|last (?:updated|modified)|modified|created|written|edited|reported|author|authors|date|reading time|first published)(?: (?:on|by|at|date))?\s*:?\s*", _I)
_PRODUCTION = re.compile(
    r"©|\(c\) \d{4}|copyright\b|all rights reserved|\(?with (?:agency |additional )?(?:inputs?|reporting) (?:from|by)\b|\(?(?:additional |further )?reporting by\b|\(?(?:writing|editing) by\b"
    r"|this (?:story|article|report|post|content|piece) (?:was|is|has been|first|originally|appeared)\b.{0,200}(?:published|edited|appeared|generated|feed|updated|translated|permission|wire)"
    r"|(?:the )?views expressed\b|disclaimer\b|\(except for the headline\b|(?:this|the) (?:story|article) originally\b|contributed to this (?:report|story|article)\b",
    _I,
)
_CONTRIBUTED = re.compile(r"contributed (?:to this|reporting|to the) ?(?:report|story|article)?\W*$", _I)
_BIO_OPENING = re.compile(r"[“\"']?(?:Dr\.? |Prof\.? )?[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3},? (?:is|was|has|covers|writes|reports|joined|works|holds|an?|the|served|graduated)\b")
_BIO_WORDS = re.compile(
    r"\b(?:journalist|reporter|writer|correspondent|columnist|editor|author|blogger|blogs?|contributor|contributing|freelance|fellow|commentator|podcast|"
    r"bachelor['’]?s?|master['’]?s|degree|graduated?|graduate of|ph\.?d|studied|university|passion(?:ate)?|expertise|award[- ]winning|enthusiast|"
    r"based in|covers|covering|writes (?:about|for|on)|reports (?:on|for|from)|his work|her work|their work|specialis(?:es|ing)|specializ(?:es|ing)|"
    r"years of experience|previously (?:worked|wrote)|born and raised|his (?:book|blog|writing)s?|her (?:book|blog|writing)s?|follow (?:him|her|them)|twitter|@\w+)\b",
    _I,
)  # fmt: skip
_SECTION_NAMES = frozenset(
    "world|news|middle east|politics|opinion|analysis|live|video|videos|sport|sports|business|world news|latest|breaking|breaking news|"
    "israel-palestine|exclusive|features|editorial|mideast|international|global|top stories|gaza war|israel at war|war in gaza".split("|")
)


def lines(canonical: Canonical) -> list[Line]:
    """The non-empty lines of a text in canonical offsets, each with the reason why it is dropped, or none.

    >>> [line.dropped for line in lines(Canonical("Skip to content\\n\\nTalks resume in Cairo\\nBy Ada Quill"))]
    ['navigation', '', 'byline']
    """
    text = canonical.text
    spans = []
    for m in re.finditer(r"[^\n]+", text):
        inner = m[0].strip()
        if inner:
            start = m.start() + m[0].index(inner[0])
            spans.append((start, start + len(inner)))
    contents = [text[a:b] for a, b in spans]
    return [Line(a, b, _reason(contents, i)) for i, (a, b) in enumerate(spans)]


def _reason(contents: Sequence[str], i: int) -> str:
    """Why line *i* is not part of the article, or an empty string."""
    line = contents[i]
    words = line.split()
    previous = contents[i - 1] if i else ""
    head = i < 12
    ends_sentence = bool(re.search(r"[.!?…][\"'”’)]*$", line)) and len(words) > 3
    if _WIDGET.match(line):
        return WIDGET
    if len(words) <= 25 and (_NAVIGATION.match(line) or (not ends_sentence and _BREADCRUMB.match(line))):
        return NAVIGATION
    if head and line.lower().strip(" :|") in _SECTION_NAMES:
        return NAVIGATION
    label = _LABEL.match(line)
    if label and (label.end() == len(line) or _DATE_ONLY.match(line[label.end() :]) or (":" in label[0] and len(words) <= 8)):
        return PUBLICATION
    if _DATE_ONLY.match(line) or (_is_open_label(previous) and len(words) <= 8 and not ends_sentence):
        return PUBLICATION
    if len(words) <= 16 and (_BYLINE_CASED.match(line) or _BYLINE_FORM.match(line) or _PORTRAIT.match(line)):
        return BYLINE
    if len(words) <= 30 and _SHARE.match(line):
        return SHARE
    # A video or link line may be the page's own headline: never the first line that is kept.
    if len(words) <= 30 and (_READ_ALSO.match(line) or (not ends_sentence and i > 0 and _READ_TITLE.match(line))) and not _opens_page(contents, i):
        return READ_ALSO
    if _CAPTION_START.match(line) or (len(words) <= 60 and _CREDIT_WORD.search(line) and _is_credited(line)):
        return CAPTION
    if _PRODUCTION.match(line) or (len(words) <= 40 and _CONTRIBUTED.search(line)):
        return CREDIT
    if _is_biography(line, i, len(contents)):
        return BIOGRAPHY
    return ""


def _is_open_label(line: str) -> bool:
    """Whether a line is a bare label ("Published by:") whose value stands on the next one."""
    m = _LABEL.match(line)
    return bool(m and m.end() == len(line) and line.rstrip().endswith(":"))


def _opens_page(contents: Sequence[str], i: int) -> bool:
    return i == 0 or all(_WIDGET.match(c) or _NAVIGATION.match(c) for c in contents[:i])


def _is_credited(line: str) -> bool:
    """Whether a line ends in a picture credit: an agency in brackets, or "via AP", after at most two sentences."""
    m = _CREDIT_END.search(line)
    if not m:
        return False
    if m[0][0] in "[(":
        return True
    tail = m[0].lower()
    named = re.search(rf"\b{_AGENCY}\b", m[0])
    return bool(named) or not tail.startswith(("via", "source", "courtesy"))


def _is_biography(line: str, i: int, n: int) -> bool:
    """Whether a line in the last third of the page introduces its author."""
    if i < 0.6 * n or "“" in line or '"' in line:
        return False
    marks = {m.lower() for m in _BIO_WORDS.findall(line)}
    if _BIO_OPENING.match(line):
        return len(marks) >= 2 or (len(marks) == 1 and i >= n - 3 and len(line.split()) <= 40)
    return len(marks) >= 4 and i >= n - 3
