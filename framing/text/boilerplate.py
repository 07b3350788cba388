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


def _any_of(*forms: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """One pattern of several forms; each is matched from the start of a line, ``$`` says that it fills the line."""
    return re.compile("|".join(forms), flags)


_CASED = re.NOFLAG

_NAVIGATION = _any_of(
    r"(?:skip|jump) to (?:main )?(?:content|navigation|search)\b",
    r"(?:main )?menu$|home$|search$|(?:log|sign) ?in$|sign out$|back to top|toggle \w+|breadcrumbs?$",
    r"(?:show|hide|view|post|leave|add) (?:a |all |\d+ )?comments?$|no comments$|comments?(?: \(\d+\))?$",
    r"related (?:articles|stories|news|topics|content)\b.{0,20}$|most (?:read|popular|viewed)\b.{0,20}$",
    r"trending( now)?$|more (?:on this story|from .{1,40}|stories)$|editors?['’]?s? picks?$",
    r"(?:tags|topics|filed under|categories|category|in this article|sections?) ?:",
    r"(?:previous|next) (?:article|story|post)\b",
)
_BREADCRUMB = _any_of(r"(?:[\w&'’ -]{2,30} ?[>»|/›] ?){2,}[\w&'’ -]{0,60}$", flags=_CASED)
_WIDGET = _any_of(
    r"loading\W*$|please wait\W*$|\d{1,6}$|×$",
    r"print[- ]?icon$|print(?: this)?$|(?:print|email|copy link|save|bookmark|listen|a-?|a\+)$",
    r"advertisement$|ad$|sponsored(?: content)?$|(?:story|article) continues (?:below|after)",
    r"scroll (?:down|for)\b.{0,40}$|(?:close|dismiss|expand|collapse|play|pause|mute)$",
    r"\d+ ?(?:shares?|comments?|views?|likes?|min(?:ute)?s? read)$|(?:reading time|read time)\b",
    r"(?:this site|we|our (?:site|website)) uses? cookies|accept (?:all )?cookies|enable javascript",
)
_SHARE = _any_of(
    r"(?:follow|like|find|join) (?:us|our|the|[\w ]{1,30}) (?:on|at|in)\b.{0,90}$",
    r"share (?:this|on|via|article|to)\b.{0,60}$|share$|tweet(?: this)?$",
    r"(?:facebook|twitter|whatsapp|telegram|linkedin|instagram|e-?mail|x)$",
    r"(?:sign up|subscribe|register)\b.{0,140}$|(?:click|tap) here\b|download (?:our|the) .{0,30}app\b",
    r"get (?:our|the|all the) .{0,80}(?:newsletter|inbox|alerts|app)\b|your (?:support|donation)\b.{0,100}$",
    r"(?:donate|support (?:us|our|independent))\b.{0,100}$|(?:got|have) a (?:tip|story|news tip)\b",
    r"join (?:our )?(?:the )?(?:whatsapp|telegram)\b",
)
_READ_ALSO = _any_of(
    r"(?:(?:also |must[- ])?read(?: more| also| next| this)?|see also|watch(?: also| more| now)?|related|recommended"
    r"|more|also|listen|explained|in pictures|in case you missed it|icymi) ?[:|►▶»→-] ?\S",
    r"(?:also read|read also|read more|read next|see also|you may also like|you might also like)\b",
    r"\[?(?:read|click) (?:the rest|the full|more)\b.{0,40}$|[►▶»→] ?\S",
)
_READ_TITLE = _any_of(
    r"(?:Read|READ|Watch|WATCH|Related|RELATED) [“\"'‘]?[A-Z][^.]*[^.!?:,;…]$", flags=_CASED
)
_BY = _any_of(
    r"(?:by|(?:written|reported|story|words|posted|reviewed|edited|analysis|opinion) by) ?:? (?P<people>.+)$"
)
_PEOPLE_PIECE = re.compile(r"[\w.'’-]+|[^\w\s]")
_PERSON = _any_of(
    r"[A-Z][\w.'’-]*|correspondents?|reporters?|staff|agencies|news|desk|our|special|to|and|&|the|of|in|for|with|at",
    r"de|al|bin|van|von|[|,/–-]",
    flags=_CASED,
)
_MAX_PEOPLE = 15
_BYLINE_FORM = _any_of(
    r"(?i:authored)(?: by)?\W.{0,40}$|(?i:by) ?\|.{0,60}$",
    r"(?:[A-Z][\w.'’-]+ ){1,4}(?:staff|correspondent|staff writer|news desk|newsroom|reporters?)$",
    flags=_CASED,
)
_PORTRAIT = _any_of(r"(?:[\w.'’-]+ ){1,4}(?:photo|picture|avatar|profile image|headshot)$")
_AGENCY = (
    r"(?:AP|AFP|EPA|EFE|ANI|PTI|AAP|DPA|TASS|Reuters|Getty(?: Images)?|Anadolu(?: Agency)?|Xinhua|Flash ?90|WAFA"
    r"|Shutterstock|Sputnik|Bloomberg|Associated Press|Press Association|PA(?: Wire| Media| Images)?|Alamy|iStock"
    r"|Zuma|NurPhoto|UPI|CC BY[\w .-]*|Wikimedia(?: Commons)?)"
)
_CREDIT_END = _any_of(
    r"(?i:via|photo by|photos? by|picture by|image by|courtesy(?: of)?|credits? ?:?|(?:photo|image|picture)s? ?:|source ?:)"
    r" ?(?:the )?[\w.,'’&/ -]{1,60}\)?\.?$",
    rf"[\[(](?:[^\[\]()]{{0,60}}[/|,:] ?|(?:file )?photo (?:by )?)?{_AGENCY}(?:[ /,|][^\[\]()]{{0,60}})?[\])]\.?$",
    flags=_CASED,
)
_CREDIT_WORD = _any_of(r"\b(?:via|photo|photos|picture|image|images|courtesy|credit|credits|source)\b|[\[(]")
_CAPTION_START = _any_of(
    r"(?:file (?:photo|picture|image|pic)|photo|picture|image|caption|credit|illustration|photograph|video|screengrab"
    r"|screenshot|representative image) ?[:\-–—|]"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_DATE_ONLY = _any_of(
    r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,? )?"
    rf"(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\.?,? \d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})"
    r"(?:,? ?(?:at|[-–|@])? ?\d{1,2}[:.]\d\d ?(?:am|pm|a\.m\.|p\.m\.)?(?: ?[A-Z]{2,4}(?:[+-]\d+)?)?)?\W*$"
)
_LABEL = _any_of(
    r"(?:published|posted|updated|last (?:updated|modified)|modified|created|written|edited|reported|authors?|date"
    r"|reading time|first published)(?: (?:on|by|at|date))? ?:? ?"
)
_PRODUCTION = _any_of(
    r"©|\(c\) \d{4}|copyright\b|all rights reserved|(?:the )?views expressed\b|disclaimer\b",
    r"\(?with (?:agency |additional )?(?:inputs?|reporting) (?:from|by)\b|\(except for the headline\b",
    r"\(?(?:additional |further )?reporting by\b|\(?(?:writing|editing) by\b|(?:this|the) (?:story|article) originally\b",
    r"this (?:story|article|report|post|content|piece) (?:was|is|has been|first|originally|appeared)\b.{0,200}"
    r"(?:published|edited|appeared|generated|feed|updated|translated|permission|wire)",
    r"contributed to this (?:report|story|article)\b",
)
_CONTRIBUTED = _any_of(r"contributed (?:to this|reporting|to the) ?(?:report|story|article)?\W*$")
_BIO_OPENING = _any_of(
    r"[“\"']?(?:Dr\.? |Prof\.? )?[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3},? "
    r"(?:is|was|has|covers|writes|reports|joined|works|holds|an?|the|served|graduated)\b",
    flags=_CASED,
)
_BIO_WORDS = _any_of(
    r"\b(?:journalist|reporter|writer|correspondent|columnist|editor|author|blogger|blogs?|contributor|contributing"
    r"|freelance|fellow|commentator|podcast|bachelor['’]?s?|master['’]?s|degree|graduated?|graduate of|ph\.?d|studied"
    r"|university|passion(?:ate)?|expertise|award[- ]winning|enthusiast|based in|covers|covering"
    r"|writes (?:about|for|on)|reports (?:on|for|from)|(?:his|her|their) work|speciali[sz](?:es|ing)"
    r"|years of experience|previously (?:worked|wrote)|born and raised|(?:his|her) (?:book|blog|writing)s?"
    r"|follow (?:him|her|them)|twitter|@\w+)\b"
)
_SECTION_NAME = _any_of(
    r"(?:top |world |breaking |latest )?(?:news|stories)$|world$|politics$|opinion$|analysis$|live$|videos?$|sports?$",
    r"business$|latest$|breaking$|exclusive$|features$|editorial$|international$|global$|middle east$|mideast$",
)
_HEAD_LINES = 12
"""Lines at the top of a page among which the name of a section is navigation."""
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")


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
    contents = [" ".join(text[a:b].split()) for a, b in spans]
    opening = next((i for i, c in enumerate(contents) if not _is_furniture(c)), 0)
    return [Line(a, b, _reason(contents, i, opening)) for i, (a, b) in enumerate(spans)]


def _is_furniture(line: str) -> bool:
    return bool(_WIDGET.match(line) or _NAVIGATION.match(line))


def _reason(contents: Sequence[str], i: int, opening: int) -> str:
    """Why line *i* is not part of the article, or an empty string; the page's own text opens at line *opening*."""
    line = contents[i]
    words = len(line.split())
    ends_sentence = bool(_SENTENCE_END.search(line)) and words > 3
    if _WIDGET.match(line):
        return WIDGET
    if words <= 25 and (_NAVIGATION.match(line) or (not ends_sentence and _BREADCRUMB.match(line))):
        return NAVIGATION
    if i < _HEAD_LINES and _SECTION_NAME.match(line.strip(" :|")):
        return NAVIGATION
    if _is_publication(line, words):
        return PUBLICATION
    if i and _is_open_label(contents[i - 1]) and words <= 8 and not ends_sentence:
        return PUBLICATION
    if words <= 16 and (_is_byline(line) or _BYLINE_FORM.match(line) or _PORTRAIT.match(line)):
        return BYLINE
    if words <= 30 and _SHARE.match(line):
        return SHARE
    # A video or link line may be the page's own headline: never the first line that is kept.
    if (
        words <= 30
        and i > opening
        and (_READ_ALSO.match(line) or (not ends_sentence and _READ_TITLE.match(line)))
    ):
        return READ_ALSO
    if _CAPTION_START.match(line) or (words <= 60 and _CREDIT_WORD.search(line) and _is_credited(line)):
        return CAPTION
    if _PRODUCTION.match(line) or (words <= 40 and _CONTRIBUTED.search(line)):
        return CREDIT
    if _is_biography(line, i, len(contents)):
        return BIOGRAPHY
    return ""


def _is_publication(line: str, words: int) -> bool:
    """Whether a line is a date, or a label such as "Published on" with nothing but its value."""
    if _DATE_ONLY.match(line):
        return True
    label = _LABEL.match(line)
    if not label:
        return False
    value = line[label.end() :]
    return not value or bool(_DATE_ONLY.match(value)) or (":" in label[0] and words <= 8)


def _is_open_label(line: str) -> bool:
    """Whether a line is a bare label ("Published by:") whose value stands on the next one."""
    m = _LABEL.match(line)
    return bool(m and m.end() == len(line) and line.endswith(":"))


def _is_byline(line: str) -> bool:
    """Whether "by" is followed by nothing but names and roles."""
    m = _BY.match(line)
    pieces = _PEOPLE_PIECE.findall(m["people"]) if m else []
    return 0 < len(pieces) <= _MAX_PEOPLE and all(_PERSON.fullmatch(p) for p in pieces)


def _is_credited(line: str) -> bool:
    """Whether a line ends in a picture credit: an agency in brackets, or "via AP"."""
    m = _CREDIT_END.search(line)
    if not m:
        return False
    if m[0][0] in "[(" or re.search(rf"\b{_AGENCY}\b", m[0]):
        return True
    return not m[0].lower().startswith(("via", "source", "courtesy"))


def _is_biography(line: str, i: int, n: int) -> bool:
    """Whether a line in the last part of the page introduces its author."""
    if i < 0.6 * n or "“" in line or '"' in line:
        return False
    marks = {m.lower() for m in _BIO_WORDS.findall(line)}
    if _BIO_OPENING.match(line):
        return len(marks) >= 2 or (len(marks) == 1 and i >= n - 3 and len(line.split()) <= 40)
    return len(marks) >= 4 and i >= n - 3
