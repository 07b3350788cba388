"""One typed summary, computed once; renderers that calculate nothing.

In reading order: :mod:`summary`, :mod:`findings`, :mod:`limits`; then the renderers :mod:`terminal`, :mod:`labelled`,
:mod:`codebook`, :mod:`records`, :mod:`charts`, :mod:`page`.
"""
