"""From article scores to outlets: estimates with intervals, contrasts between outlets, refusals.

In reading order: :mod:`intervals`, :mod:`correction`, :mod:`sampling`, :mod:`hand_coded`, :mod:`estimates`, :mod:`duplicates`, :mod:`permutation`, :mod:`refusals`,
:mod:`contrasts`; apart from these, :mod:`model_changes`: what another model changes.
"""
