"""One typed summary, computed once; renderers that calculate nothing.

In reading order: :mod:`summary`, :mod:`findings`, :mod:`limits`; then the renderers :mod:`terminal`, :mod:`labelled`,
:mod:`codebook`, :mod:`changes`, :mod:`markdown`, :mod:`records` and :mod:`csv_tables`; then what the pages are made of, :mod:`names`, :mod:`figures`, :mod:`marked_text`, :mod:`svg`,
:mod:`charts`, :mod:`course_chart`, :mod:`evaluation_charts`, :mod:`rendering`; then the pages, :mod:`comparison_page`, :mod:`article_page`,
:mod:`evaluation_page`; and the charts as files, :mod:`figure_files`.
"""
