"""Reading articles and cutting them: canonical form → lines → sentences → voices → segments.

In reading order: :mod:`canonical`, :mod:`boilerplate`, :mod:`sentences`, :mod:`quotation`,
:mod:`attribution`, :mod:`segments`, :mod:`tokens`; and :mod:`sources`, which reads files.
"""
