"""From gold to a model: features → matrix → classifier → thresholds → evaluation → model folder.

In reading order: :mod:`terms`, :mod:`examples`, :mod:`classifier`, :mod:`folds`, :mod:`metrics`, :mod:`baselines`,
:mod:`evaluation`, :mod:`training`, :mod:`model_folder`.
"""
