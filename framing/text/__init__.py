"""Reading articles and cutting them: canonical form → lines → sentences → voices → segments.

In reading order: :mod:`canonical`, :mod:`boilerplate`, :mod:`sentences`, :mod:`tokens`, :mod:`quotation`,
:mod:`wordclasses`, :mod:`cues`, :mod:`clauses`, :mod:`attribution`, :mod:`voices`, :mod:`segments`; :mod:`agencies` tells which agency a text credits. Files are read by
:mod:`sources`, with :mod:`archive`, :mod:`decoding`, :mod:`tables`, :mod:`page` (and its :mod:`page_worker`) and :mod:`rejects` beneath it;
sentences to classify by :mod:`sentence_records`; corpus files are written by :mod:`corpus`.
"""
