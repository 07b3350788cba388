"""Key words: what an outlet says more, or less, than the others in its own voice; weighted log-odds.

    δ_w = log[(y_a + α_w)/(n_a + α_0 − y_a − α_w)] − log[(y_b + α_w)/(n_b + α_0 − y_b − α_w)]
    var ≈ 1/(y_a + α_w) + 1/(y_b + α_w)    z = δ/√var    α_w = α_0 (y_a + y_b)/(n_a + n_b)    α_0 = √(n_a n_b)

y uses of the word, n words in all; a the outlet, b the other outlets or a background corpus. Source: Monroe,
Colaresi & Quinn (2008), Political Analysis 16, 372–403, the informative Dirichlet prior.

**The prior.** α_0 is the size of the prior in words. The paper takes about as many as a party says on a
topic; its users, from some hundred words for every corpus to the whole of the corpus. With a small α_0 a word
that b never uses has the variance 1/α_w and can hardly become key, however often a uses it; with a large one
the outlet's own text counts for little. The geometric mean lies between and is the same seen from either
side. In simulations of six outlets with 40 articles each, a word in 8 articles of one outlet and nowhere else
was never found with α_0 = 500 and always with this; a common word that one outlet used twice as often was
found in 97% and 95%.

**The threshold.** Words cluster in articles, so that z is not normal. Whole articles change outlets at
random, within strata only, and the largest |z| of all words that could be key is noted; a word is key where
its |z| is beyond all but the highest 5% of these maxima. So an outlet that does not differ has any key word
in at most 5% of corpora. Source: Westfall & Young (1993).

**Strata.** Both sides are weighted to the same mix of strata, with the weights of
:mod:`framing.comparison.permutation`: in stratum e with a_e and b_e articles an article of a weighs as
b_e/(a_e + b_e), one of b as a_e/(a_e + b_e), scaled to 1 on average; y and n are sums with these weights.
Else the words of an event that an outlet reports on more often would hide all others, for they keep their |z|
at every draw. Where there is one stratum, all weights are 1. Strata in which only one of the two sides has an
article carry nothing and are left out, also of the counts.

**Nothing hangs on one article or one outlet.** A word must be in `SUPPORT` articles of the side that uses it
more, and must stay key without the article of that side that holds most of it. Without any single one of the
other outlets its |z| must stay at half the threshold: else a word that only one of them uses, such as its own
name, would be underused by each of the rest, and a word that only the largest avoids would be overused by
each. Half, for this is no second test: z is smaller for want of articles too. In simulations of three outlets
the whole threshold lost about a quarter of what differed, and half of it kept out what one outlet made just
as well. Where all the other outlets but one have fewer than `MIN_ARTICLES` articles to compare, as with two
outlets, the comparison is with that one. A background corpus counts as one source: its outlets are not known.

What this does not do: say why a word is key (strata that are months leave the topics that an outlet reports
on); tell the senses of a word apart; join forms or look at phrases; find duplicates or serial headlines (an
article given twice counts twice); adjust for the number of outlets that are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from framing.scoring.articles import ScoredArticle
from framing.text.canonical import Canonical
from framing.text.segments import Document, document, part_at
from framing.text.tokens import NUMBER, Token, tokens

THE_OTHERS = "the other outlets"
LEVEL = 0.05
SUPPORT = 3
"""Articles of the side that uses a word more that must have it."""
MIN_ARTICLES = 8
"""Articles that an outlet must have in strata that others report on too; the same number as for shares."""
LEFT = 0.5
"""Share of the threshold that |z| must keep without any single one of the other outlets."""
_MARGIN = 1 + 1e-9
"""What |z| must exceed a permuted maximum by: the same split drawn again may differ in the last digits."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class KeyWord(msgspec.Struct, frozen=True):
    """One word of one outlet against the rest (or the background). Counts: articles in shared strata only.

    ``count`` of ``of``: uses of the word, and words in all, in the outlet's own voice; ``articles``: its
    articles with the word. ``background_…``: the same of the other side. ``log_odds``: δ, above 0 where the
    outlet uses the word more; ``z``: δ/√var, both from counts that are weighted to the same mix of strata.
    ``threshold``: |z| that the permutation asks for.
    """

    outlet: str
    background: str
    word: str
    count: int
    of: int
    background_count: int
    background_of: int
    articles: int
    background_articles: int
    log_odds: float
    z: float
    threshold: float


def own_words(article: ScoredArticle | Document) -> Counter[str]:
    """Count the word forms, in lower case, in the outlet's own voice; of a scored article or one that is cut.

    Numbers, also as words, single letters, marks and a possessive or contracted ``'s`` are not counted, nor
    is what is written in one with a number ("2nd", "5km"). Lines that are not part of the article are left
    out.

    >>> sorted(own_words(document("The mayor's aides felled 20 limes. “Shame,” said a resident.")))
    ['aides', 'felled', 'limes', 'mayor', 'resident', 'said', 'the']
    """
    if isinstance(article, ScoredArticle):
        return _own_words_of_scored(article)
    text = article.canonical.text
    return Counter(
        t.form
        for unit in article.units
        for t in unit.tokens
        if unit.parts[part_at(unit.parts, t.start)].voice == "own" and _is_word(text, t)
    )


def own_words_of_text(text: str) -> Counter[str]:
    """The same for a plain text, without a model."""
    return own_words(document(text))


def _own_words_of_scored(scored: ScoredArticle) -> Counter[str]:
    canonical = Canonical(scored.article.text)
    spans = (
        (canonical.position(segment.start), canonical.position(segment.end))
        for sentence in scored.sentences
        for segment in sentence.segments
        if segment.voice == "own"
    )
    return Counter(
        t.form
        for start, end in spans
        for t in tokens(canonical.text, start, end)
        if _is_word(canonical.text, t)
    )


def _is_word(text: str, token: Token) -> bool:
    return (
        len(token.form) > 1
        and token.form[0].isalpha()
        and token.stem != NUMBER
        and not text[token.start - 1 : token.start].isdigit()
    )


def keyness(
    words: Sequence[Mapping[str, int]], outlets: Sequence[str], strata: Sequence[str], *,
    background: Sequence[Mapping[str, int]] | None = None, background_name: str = THE_OTHERS,
    draws: int = 200, seed: int = 0, most: int = 15,
) -> list[KeyWord]:  # fmt: skip
    """The key words of each outlet: at most *most* that it uses more than the rest, and *most* used less.

    ``words``: for each article the uses of each word in own voice; ``outlets``, ``strata``: its outlet and
    its stratum, such as event, story or month (an empty name is a stratum like any other). With
    ``background``, the words of articles of another corpus, each outlet is compared with these instead; all
    articles are then one stratum.

    Outlets in alphabetical order, z descending. An outlet with fewer than `MIN_ARTICLES` articles that can be
    compared has no row; nor has a single outlet without a background. Articles without a word are left out.
    With fewer than 19 draws no word can be key. Neither the order of articles nor the names of outlets change
    a number.

    Raises ValueError where words, outlets and strata are not of the same articles.

    >>> lime, elm = [{"the": 9, "lime": 2}] * 9, [{"the": 9, "elm": 2}] * 9
    >>> rows = keyness(lime + elm, ["Gazette"] * 9 + ["Herald"] * 9, ["fair"] * 18)
    >>> for r in rows:
    ...     print(r.outlet, r.word, r.count, r.of, r.background_count, r.background_of, round(r.z, 1))
    Gazette lime 18 99 0 99 3.1
    Gazette elm 0 99 18 99 -3.1
    Herald elm 18 99 0 99 3.1
    Herald lime 0 99 18 99 -3.1
    """
    if not len(words) == len(outlets) == len(strata):
        raise ValueError(
            f"{len(words)} articles, {len(outlets)} outlets, {len(strata)} strata; give each article one"
        )
    found: list[KeyWord] = []
    if background is None:
        table = _table(words, outlets, strata)
        found += _key_words(table, np.arange(len(table.names)), background_name, draws, seed, most)
    else:
        rest = len(background)
        table = _table([*words, *background], [*outlets, *[None] * rest], [""] * (len(words) + rest))
        behind = [k for k, name in enumerate(table.names) if name is None]
        for label, name in enumerate(table.names):
            if name is not None and behind:
                pair = table.of(np.array([label, *behind]))
                found += _key_words(pair, np.array([0]), background_name, draws, seed, most)
    return sorted(found, key=lambda r: (r.outlet, -r.z, r.word))


# ---------------------------------------------------------------- the statistic


class Odds(NamedTuple):
    """Weighted log-odds: δ and z, of the shape of the counts."""

    delta: Floats
    z: Floats


def log_odds(y_a: Floats, n_a: Floats, y_b: Floats, n_b: Floats) -> Odds:
    """The formula above, element by element, for n above 0. It is 0 for a word never used and for an only
    word.

    >>> log_odds(np.array([30.0]), np.array([1000.0]), np.array([10.0]), np.array([1000.0]))
    Odds(delta=array([0.52102979]), z=array([2.25612519]))
    """
    uses, n = y_a + y_b, n_a + n_b
    tells = (uses > 0) & (uses < n / _MARGIN)
    alpha_0 = np.sqrt(n_a * n_b)
    alpha = alpha_0 * np.divide(uses, n, out=np.zeros(tells.shape), where=tells)
    a, b = y_a + alpha, y_b + alpha
    ratio = np.divide(a * (n_b + alpha_0 - b), b * (n_a + alpha_0 - a), out=np.ones(tells.shape), where=tells)
    delta = np.log(ratio)
    return Odds(delta, delta * np.sqrt(np.divide(a * b, a + b, out=np.zeros(tells.shape), where=tells)))


class Weights(NamedTuple):
    """What an article of either side weighs in each stratum, (…, strata); 0 where one side has none."""

    own: Floats
    rest: Floats


def stratum_weights(a: Floats, b: Floats) -> Weights:
    """Weights that give both sides the same mix of strata, from their articles in each, (…, strata).

    >>> stratum_weights(np.array([3.0, 1.0, 2.0]), np.array([1.0, 3.0, 0.0]))
    Weights(own=array([0.66666667, 2.        , 0.        ]), rest=array([2.        , 0.66666667, 0.        ]))
    """
    shared = (a > 0) & (b > 0)
    overlap = np.divide(a * b, a + b, out=np.zeros(shared.shape), where=shared)
    total = overlap.sum(axis=-1, keepdims=True)

    def scaled(side: Floats) -> Floats:
        """overlap / side, times the articles of the side over the total of the overlap."""
        weight = np.divide(overlap, side, out=np.zeros(shared.shape), where=shared)
        articles = np.where(shared, side, 0.0).sum(axis=-1, keepdims=True)
        scale: Floats = weight * np.divide(articles, total, out=np.zeros(total.shape), where=total > 0)
        return scale

    return Weights(scaled(a), scaled(b))


# ---------------------------------------------------------------- the articles, as numbers


class _Table(NamedTuple):
    """Articles, and outlets, in an order that their content decides: names decide the order of rows only.

    ``names``: outlet of each label, None for the background. ``vocabulary``: words in at least `SUPPORT`
    articles, which alone can be key. ``counts``: uses, (articles, vocabulary). ``length``: words of an
    article, also those of other articles only. ``label``, ``stratum``: of each article.
    """

    names: list[str | None]
    vocabulary: list[str]
    counts: csr_array
    length: Floats
    label: Ints
    stratum: Ints

    def of(self, labels: Ints) -> _Table:
        """The articles of some labels, which are numbered anew."""
        rows = np.flatnonzero(np.isin(self.label, labels))
        number = np.full(len(self.names), -1)
        number[labels] = np.arange(len(labels))
        names = [self.names[i] for i in labels]
        label, stratum = number[self.label[rows]], self.stratum[rows]
        return _Table(names, self.vocabulary, self.counts[rows], self.length[rows], label, stratum)

    def cells(self, values: Floats) -> Floats:
        """The sum of a value of each article, (labels, strata)."""
        sums = np.zeros((len(self.names), int(self.stratum.max(initial=-1)) + 1))
        np.add.at(sums, (self.label, self.stratum), values)
        return sums

    def articles(self) -> Floats:
        """Articles of each label in each stratum."""
        return self.cells(np.ones(len(self.label)))


def _table(
    words: Sequence[Mapping[str, int]], outlets: Sequence[str | None], strata: Sequence[str]
) -> _Table:
    used = [i for i, counts in enumerate(words) if any(counts.values())]
    keys = {i: _key(strata[i], words[i]) for i in used}
    content: dict[str | None, list[bytes]] = {}
    for i in used:
        content.setdefault(outlets[i], []).append(keys[i])
    names = sorted(content, key=lambda o: (b"".join(sorted(content[o])), o or ""))
    number = {name: k for k, name in enumerate(names)}
    level = {name: k for k, name in enumerate(sorted({strata[i] for i in used}))}
    used.sort(key=lambda i: (level[strata[i]], keys[i], number[outlets[i]]))
    holders = Counter(w for i in used for w, n in words[i].items() if n)
    vocabulary = sorted(w for w, n in holders.items() if n >= SUPPORT)
    column = {w: k for k, w in enumerate(vocabulary)}
    at: list[int] = []
    uses: list[int] = []
    ends = [0]
    for i in used:
        known = sorted((column[w], n) for w, n in words[i].items() if n and w in column)
        at += [k for k, _ in known]
        uses += [n for _, n in known]
        ends.append(len(at))
    shape = (len(used), len(vocabulary))
    return _Table(
        names,
        vocabulary,
        csr_array((np.array(uses, dtype=np.float64), np.array(at, dtype=np.int64), ends), shape=shape),
        np.array([sum(words[i].values()) for i in used], dtype=np.float64),
        np.array([number[outlets[i]] for i in used], dtype=np.int64),
        np.array([level[strata[i]] for i in used], dtype=np.int64),
    )


def _key(stratum: str, counts: Mapping[str, int]) -> bytes:
    """A digest of an article: the same for the same words in the same stratum."""
    rows = "\n".join(f"{w}\t{n}" for w, n in sorted(counts.items()) if n)
    return blake2b(f"{stratum}\n\n{rows}".encode(errors="surrogatepass"), digest_size=16).digest()


# ---------------------------------------------------------------- the comparison, and its permutation


class _Comparison:
    """Some outlets of a table, each against all the rest of it."""

    def __init__(self, table: _Table, labels: Ints) -> None:
        self.table, self.labels = table, labels
        articles = table.articles()
        self.weights = stratum_weights(articles[labels], articles.sum(axis=0) - articles[labels])
        self.row = np.full(len(table.names), -1)
        self.row[labels] = np.arange(len(labels))
        counts = table.counts
        ones = np.ones_like(counts.data)
        self.present = csr_array((ones, counts.indices, counts.indptr), shape=counts.shape)
        # Uses, words in all, and articles with the word, of both sides together, with the weights of the other:
        # the same whoever the articles are given to. The other side is this less what the outlet is given.
        n = len(table.label)
        strata = (self.weights.rest.shape[1], n)
        by_stratum = csr_array((np.ones(n), (table.stratum, np.arange(n))), shape=strata)
        self.uses: Floats = self.weights.rest @ (by_stratum @ counts)
        self.n: Floats = self.weights.rest @ (by_stratum @ table.length)
        self.holders: Floats = (self.weights.rest > 0).astype(np.float64) @ (by_stratum @ self.present)
        self.unused: Floats = np.where(self.holders >= SUPPORT, self.uses, 0.0)

    def odds(self, row: int) -> Odds:
        """δ and z of every word for one of the outlets; z is 0 where too few articles have the word."""
        mine = np.flatnonzero(self.table.label == self.labels[row])
        counts, length, stratum = self.table.counts[mine], self.table.length[mine], self.table.stratum[mine]
        own, rest = self.weights.own[row, stratum], self.weights.rest[row, stratum]
        y_b = np.maximum(self.uses[row] - rest @ counts, 0.0)
        delta, z = log_odds(own @ counts, own @ length, y_b, self.n[row] - rest @ length)
        holders = (rest > 0).astype(np.float64) @ self.present[mine]
        return Odds(delta, np.where(_enough(z, holders, self.holders[row]), z, 0.0))

    def largest(self, label: Ints) -> Floats:
        """The largest |z| of each outlet if every article were of the outlet that *label* gives it to.

        Most words are in no article of an outlet. Of these, the one that the other side uses most has the
        largest |z|, for |δ| and 1/var both grow with y_b; so that z is computed for that one and for the
        words that the outlet has.
        """
        row = self.row[label]
        given = np.flatnonzero((row >= 0) & (self.weights.own[row, self.table.stratum] > 0))
        row, stratum = row[given], self.table.stratum[given]

        def given_to(weights: Floats) -> csr_array:
            return csr_array((weights, (row, given)), shape=(len(self.labels), len(label)))

        own, rest = (given_to(w[row, stratum]) for w in self.weights)
        y_a, taken = own @ self.table.counts, rest @ self.table.counts
        holders = given_to(np.ones(len(given))) @ self.present
        # The three have the same pattern, in the same order: it is that of the articles, and no weight is 0.
        n_a, n_b = own @ self.table.length, self.n - rest @ self.table.length
        at, word = np.repeat(np.arange(len(self.labels)), np.diff(y_a.indptr)), y_a.indices
        y_b = np.maximum(self.uses[at, word] - taken.data, 0.0)
        z = log_odds(y_a.data, n_a[at], y_b, n_b[at]).z
        unused = self.unused.copy()
        unused[at, word] = 0.0
        largest = np.abs(log_odds(np.zeros(len(n_a)), n_a, unused.max(axis=1), n_b).z)
        np.maximum.at(largest, at, np.where(_enough(z, holders.data, self.holders[at, word]), np.abs(z), 0.0))
        return largest


def _enough(z: Floats, own: Floats, both: Floats) -> NDArray[np.bool_]:
    """Whether enough articles of the side that uses a word more have it."""
    enough: NDArray[np.bool_] = np.where(z > 0, own, both - own) >= SUPPORT
    return enough


def _key_words(
    table: _Table, compared: Ints, background: str, draws: int, seed: int, most: int
) -> Iterator[KeyWord]:
    """The rows of the outlets *compared*, each against all the rest of the table."""
    articles = table.articles()
    counted = np.where(articles.sum(axis=0) > articles, articles, 0.0).sum(axis=1)
    compared = compared[counted[compared] >= MIN_ARTICLES]
    if not len(compared) or not table.vocabulary:
        return
    comparison = _Comparison(table, compared)
    thresholds = _thresholds(comparison, draws, seed)
    columns, lengths = table.counts.tocsc(), table.cells(table.length)
    for row, label in enumerate(compared.tolist()):
        delta, z = comparison.odds(row)
        weights = Weights(comparison.weights.own[row], comparison.weights.rest[row])
        case = _Case(table, columns, articles, lengths, label, weights, float(thresholds[row]))
        for sign in (1, -1):
            beyond = np.flatnonzero((sign * z >= case.threshold) & (z != 0))
            order = beyond[np.argsort(-sign * z[beyond], kind="stable")]  # equal ones in alphabetical order
            standing = (word for word in order.tolist() if case.stands(word, sign))
            for word in islice(standing, most):
                yield case.key_word(word, background, float(delta[word]), float(z[word]))


def _thresholds(comparison: _Comparison, draws: int, seed: int) -> Floats:
    """For each outlet the |z| that the largest of all words exceeds by chance in 5% of exchanges."""
    rng = np.random.default_rng(seed)
    table = comparison.table
    largest = np.zeros((draws, len(comparison.labels)))
    for draw in range(draws):
        order = np.argsort(table.stratum + rng.random(len(table.label)))  # at random within each stratum
        largest[draw] = comparison.largest(table.label[order])
    higher = int(LEVEL * (draws + 1) * _MARGIN)  # p = (1 + #{largest ≥ |z|}) / (draws + 1) ≤ .05
    if not higher:
        return np.full(len(comparison.labels), np.inf)
    threshold: Floats = np.sort(largest, axis=0)[-higher] * _MARGIN
    return threshold


class _Case:
    """One outlet against the rest, a word at a time: its row, and whether it hangs on one article or
    outlet."""

    def __init__(
        self, table: _Table, columns: csc_array, articles: Floats, lengths: Floats, label: int,
        weights: Weights, threshold: float,
    ) -> None:  # fmt: skip
        self.table, self.columns, self.label, self.threshold = table, columns, label, threshold
        self.mine = table.label == label
        self.weight: Floats = np.where(self.mine, weights.own[table.stratum], weights.rest[table.stratum])
        # The other outlets without which enough is left, and what is: (others, strata).
        self.strata = np.flatnonzero(weights.own)
        a, everyone = articles[label, self.strata], articles[:, self.strata]
        b = everyone.sum(axis=0) - a - everyone
        enough = b.sum(axis=1) >= MIN_ARTICLES
        self.others = np.flatnonzero(enough & (np.arange(len(table.names)) != label))
        self.left = stratum_weights(a, b[self.others])
        self.n_own, self.n_rest = self._left_of(lengths)

    def stands(self, word: int, sign: int) -> bool:
        """Whether a key word stays key without any one article, and without any one of the other outlets."""
        at, uses = self._uses(word)
        without = self._without_an_article(at, uses, sign)
        return sign * without >= self.threshold and bool(
            np.all(sign * self._without_an_outlet(at, uses) >= LEFT * self.threshold)
        )

    def key_word(self, word: int, background: str, delta: float, z: float) -> KeyWord:
        """The row of a word."""
        at, uses = self._uses(word)
        compared = self.weight > 0
        own, rest = self.mine & compared, ~self.mine & compared
        return KeyWord(
            outlet=str(self.table.names[self.label]), background=background, word=self.table.vocabulary[word],
            count=int(uses[own[at]].sum()), of=int(self.table.length[own].sum()),
            background_count=int(uses[rest[at]].sum()), background_of=int(self.table.length[rest].sum()),
            articles=int(own[at].sum()), background_articles=int(rest[at].sum()),
            log_odds=delta, z=z, threshold=self.threshold,
        )  # fmt: skip

    def _uses(self, word: int) -> tuple[Ints, Floats]:
        """The articles with a word, and its uses in each."""
        place = slice(self.columns.indptr[word], self.columns.indptr[word + 1])
        return self.columns.indices[place], self.columns.data[place]

    def _without_an_article(self, at: Ints, uses: Floats, sign: int) -> float:
        """z without the article that weighs most on the side that uses the word more."""
        weighed, mine = uses * self.weight[at], self.mine[at]
        heaviest = int(np.argmax(np.where(mine == (sign > 0), weighed, -1.0)))
        kept = np.ones(len(self.mine), dtype=bool)
        kept[at[heaviest]] = False
        weighed[heaviest] = 0.0
        n = self.weight * self.table.length * kept
        sides = (weighed[mine].sum(), n[self.mine].sum(), weighed[~mine].sum(), n[~self.mine].sum())
        return float(log_odds(*(np.array(x) for x in sides)).z)

    def _without_an_outlet(self, at: Ints, uses: Floats) -> Floats:
        """z without each of the other outlets."""
        in_articles = np.zeros(len(self.mine))
        in_articles[at] = uses
        own, rest = self._left_of(self.table.cells(in_articles))
        return log_odds(own, self.n_own, rest, self.n_rest).z

    def _left_of(self, cells: Floats) -> tuple[Floats, Floats]:
        """The weighted sums of both sides without each of the other outlets, from sums by outlet and
        stratum."""
        here = cells[:, self.strata]
        rest = here.sum(axis=0) - here[self.label] - here[self.others]
        return (self.left.own * here[self.label]).sum(axis=1), (self.left.rest * rest).sum(axis=1)
