"""Reading articles and cutting them: canonical form → lines → sentences → voices → segments.

In reading order: :mod:`canonical`, :mod:`boilerplate`, :mod:`sentences`, :mod:`tokens`, :mod:`quotation`,
:mod:`wordclasses`, :mod:`cues`, :mod:`clauses`, :mod:`attribution`, :mod:`voices`, :mod:`segments`. Files are read by
:mod:`sources`, with :mod:`decoding`, :mod:`tables`, :mod:`page` and :mod:`rejects` beneath it.
"""
