"""From gold to a model: features → matrix → classifier → thresholds → evaluation → model folder.

In reading order, what the classifier sees: :mod:`reading`, :mod:`candidates`, :mod:`speakers`, :mod:`roles`, :mod:`terms`,
:mod:`examples`; how it decides: :mod:`classifier`, :mod:`coder`; how it is fitted: :mod:`folds`, :mod:`fitting`; how good it is:
:mod:`metrics`, :mod:`resampling`, :mod:`calibration`, :mod:`tally`, :mod:`error_rates`, :mod:`baselines`, :mod:`ceiling`, :mod:`probes`,
:mod:`learning_curve`, :mod:`evaluation`, :mod:`suspects`; the whole of it: :mod:`training`, :mod:`model_folder`, :mod:`card`.
"""
