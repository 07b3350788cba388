"""From gold to a model: features → matrix → classifier → thresholds → evaluation → model folder.

In reading order: :mod:`candidates`, :mod:`terms`, :mod:`examples`, :mod:`classifier`, :mod:`coder`, :mod:`folds`,
:mod:`metrics`, :mod:`fitting`, :mod:`baselines`, :mod:`evaluation`, :mod:`training`, :mod:`model_folder`, :mod:`card`.
"""
