"""One typed summary, computed once; renderers that calculate nothing.

In reading order: :mod:`summary`, :mod:`findings`, :mod:`limits`; then the renderers :mod:`terminal`, :mod:`labelled`,
:mod:`codebook`, :mod:`changes`, :mod:`records`; then what the pages are made of, :mod:`names`, :mod:`figures`, :mod:`marked_text`, :mod:`svg`,
:mod:`charts`, :mod:`evaluation_charts`, :mod:`rendering`; then the pages, :mod:`comparison_page`, :mod:`article_page`,
:mod:`evaluation_page`.
"""
