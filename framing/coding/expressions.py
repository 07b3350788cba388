"""The small language in which a codebook writes actors and indicator expressions, and its matcher.

    word      this word           word*     every word that begins so
    a|b       one of several      <name>    an actor of the codebook
    ..        up to four words, none of them a mark that bounds a clause

Words are lower-case token forms (:mod:`framing.text.tokens`): hyphens separate, ``'s`` is a word of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from framing.text.tokens import NUMBER, Token

GAP_WORDS = 4
_GAP = rf"(?: (?![,;:.!?()…–—] )[^ ]+){{0,{GAP_WORDS}}}?"
_ELEMENT = re.compile(
    r"(?:<[a-z][a-z-]*>|[^\s<>|*.]+(?:\.[^\s<>|*.]*)*\*?)(?:\|(?:<[a-z][a-z-]*>|[^\s<>|*.]+(?:\.[^\s<>|*.]*)*\*?))*$"
)


class ExpressionError(ValueError):
    """An expression that is not written in the language; the message says what is wrong with it."""


class Symbol(NamedTuple):
    """A word, or an actor that stands for one or more words: text, and its range of token indices."""

    text: str
    first: int
    last: int


class Match(NamedTuple):
    """Where an expression was found, as a range of token indices [first, last]."""

    name: str
    first: int
    last: int


def check(expression: str, actors: Iterable[str]) -> None:
    """Raise :class:`ExpressionError` where an expression cannot be read or names an unknown actor."""
    elements = expression.split(" ")
    if not expression or "" in elements:
        raise ExpressionError("is empty or has two spaces in a row")
    if elements[0] == ".." or elements[-1] == "..":
        raise ExpressionError('begins or ends with ".."')
    known = set(actors)
    for element in elements:
        if element == "..":
            continue
        if element != element.lower():
            raise ExpressionError(f'has a capital letter in "{element}"')
        if "-" in re.sub(r"<[^>]*>", "", element):
            raise ExpressionError(f'has a hyphen in "{element}"; write a space')
        if not _ELEMENT.match(element):
            raise ExpressionError(f'cannot be read at "{element}"')
        for name in re.findall(r"<([^>]*)>", element):
            if name not in known:
                raise ExpressionError(f"names an unknown actor <{name}>")


def _pattern(expression: str) -> str:
    pieces = []
    for element in expression.split(" "):
        if element == "..":
            pieces.append(_GAP)
            continue
        options = [
            re.escape(o[:-1]) + "[^ ]*" if o.endswith("*") else re.escape(o) for o in element.split("|")
        ]
        pieces.append(" (?:" + "|".join(options) + ")" if len(options) > 1 else " " + options[0])
    return "".join(pieces) + "(?= )"


class Actors:
    """The actors of a codebook, found in a sequence of tokens, longest expression first.

    >>> from framing.text.tokens import tokens
    >>> actors = Actors({"army": ["army", "northern army"]})
    >>> [s.text for s in actors.symbols(tokens("The Northern Army's 12 tents"))]
    ['the', '<army>', "'s", '<num>', 'tents']
    """

    def __init__(self, expressions: Mapping[str, Sequence[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._by_prefix: list[tuple[str, tuple[str, ...], str]] = []
        for name, written in expressions.items():
            for expression in written:
                elements = tuple(expression.split(" "))
                if elements[0].endswith("*"):
                    self._by_prefix.append((elements[0][:-1], elements, name))
                else:
                    self._by_first[elements[0]].append((elements, name))

    def symbols(self, tokens: Sequence[Token]) -> list[Symbol]:
        """The tokens with actors collapsed to ``<name>`` and numbers to ``<num>``."""
        found = []
        i = 0
        while i < len(tokens):
            length, name = self._longest(tokens, i)
            if length:
                found.append(Symbol(f"<{name}>", i, i + length - 1))
                i += length
            else:
                token = tokens[i]
                found.append(
                    Symbol(NUMBER if token.stem == NUMBER and token.form[0].isdigit() else token.form, i, i)
                )
                i += 1
        return found

    def _longest(self, tokens: Sequence[Token], i: int) -> tuple[int, str]:
        form = tokens[i].form
        best, chosen = 0, ""
        candidates = self._by_first.get(form, ())
        for elements, name in candidates:
            if len(elements) > best and _fits(elements, tokens, i):
                best, chosen = len(elements), name
        for prefix, elements, name in self._by_prefix:
            if len(elements) > best and form.startswith(prefix) and _fits(elements, tokens, i):
                best, chosen = len(elements), name
        return best, chosen


def _fits(elements: Sequence[str], tokens: Sequence[Token], i: int) -> bool:
    if i + len(elements) > len(tokens):
        return False
    for element, token in zip(elements, tokens[i:], strict=False):
        if element.endswith("*"):
            if not token.form.startswith(element[:-1]):
                return False
        elif token.form != element:
            return False
    return True


class Expressions:
    """A named set of expressions; finds where any of them stands. Matches of one set do not overlap.

    Of expressions that begin at the same word, the one written with most elements stands; of matches that begin at
    different words and overlap, the one that covers most words.
    """

    def __init__(self, name: str, written: Sequence[str]) -> None:
        self.name = name
        self._with_actors = _any_of([e for e in written if "<" in e])
        self._plain = _any_of([e for e in written if "<" not in e])

    def find(self, text: SymbolText) -> list[Match]:
        """The matches in reading order, the longer one where two overlap."""
        spans = [text.token_range(a, b, actors=True) for a, b in _found(self._with_actors, text.with_actors)]
        spans += [text.token_range(a, b, actors=False) for a, b in _found(self._plain, text.plain)]
        kept: list[tuple[int, int]] = []
        for first, last in sorted(spans, key=lambda s: (s[0] - s[1], s)):
            if all(last < a or first > b for a, b in kept):
                kept.append((first, last))
        return [Match(self.name, a, b) for a, b in sorted(kept)]


def _any_of(expressions: Sequence[str]) -> re.Pattern[str] | None:
    first = sorted(expressions, key=lambda e: (len(e.split(" ")), len(e)), reverse=True)
    return re.compile("|".join(map(_pattern, first))) if first else None


def _found(pattern: re.Pattern[str] | None, text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern stands, also where one match begins inside another: a short one must not hide a longer one."""
    m = pattern.search(text) if pattern is not None else None
    while pattern is not None and m is not None:
        yield m.span()
        m = pattern.search(text, m.start() + 1)


class SymbolText:
    """A run of tokens as two strings to match on: one with actors collapsed, one of plain forms."""

    def __init__(self, tokens: Sequence[Token], symbols: Sequence[Symbol]) -> None:
        self.with_actors, self._actor_at = _join((s.text, s.first, s.last) for s in symbols)
        self.plain, self._plain_at = _join((t.form, i, i) for i, t in enumerate(tokens))

    def token_range(self, start: int, end: int, *, actors: bool) -> tuple[int, int]:
        """The token indices that characters [start, end) of one of the two strings stand for."""
        at = self._actor_at if actors else self._plain_at
        return at[start + 1][0], at[end - 1][1]


def _join(pieces: Iterable[tuple[str, int, int]]) -> tuple[str, list[tuple[int, int]]]:
    texts: list[str] = []
    at: list[tuple[int, int]] = []
    for text, first, last in pieces:
        texts.append(" " + text)
        at.extend([(first, last)] * (len(text) + 1))
    texts.append(" ")
    at.append(at[-1] if at else (0, 0))
    return "".join(texts), at
