"""From a model and a text to codings, article scores and the words behind them.

In reading order: :mod:`codings`, :mod:`articles`, :mod:`wording`, :mod:`considered`, :mod:`queue`.
"""
