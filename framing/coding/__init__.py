"""What is coded, and who coded it: expressions → codebook → label files → agreement → gold.

In reading order: :mod:`expressions`, :mod:`codebook`, :mod:`labels`, :mod:`gold`, :mod:`agreement`,
:mod:`contrasts`, :mod:`exchange`, :mod:`inventory`, :mod:`sheet`; a coding project, in which labels come about:
:mod:`revisions`, :mod:`disputes`, :mod:`project_file`, :mod:`revision_rows`, :mod:`project`.
"""
