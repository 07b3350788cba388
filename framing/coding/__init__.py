"""What is coded, and who coded it: expressions → codebook → label files → agreement → gold.

In reading order: :mod:`expressions`, :mod:`codebook`, :mod:`labels`, :mod:`gold`, :mod:`agreement`,
:mod:`contrasts`, :mod:`exchange`, :mod:`inventory`, :mod:`sheet`.
"""
