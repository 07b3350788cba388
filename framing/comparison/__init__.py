"""From article scores to outlets: estimates with intervals, contrasts between outlets, refusals, and what else sets them apart.

In reading order. Shares and how sure they are: :mod:`counts`, :mod:`intervals`, :mod:`correction`, :mod:`sampling`,
:mod:`hand_coded`, :mod:`estimates`. Who differs: :mod:`duplicates`, :mod:`dates`, :mod:`stories`, :mod:`strata`, :mod:`permutation`,
:mod:`more_draws`, :mod:`error_bounds`, :mod:`sides`, :mod:`difference_intervals`, :mod:`refusals`, :mod:`contrasts`, :mod:`groups`,
:mod:`matched`. Beside the shares: :mod:`keyness`, :mod:`sourcing`, :mod:`over_time`. All of it, in one record: :mod:`study`. Apart
from these, :mod:`model_changes`: what another model changes.
"""
