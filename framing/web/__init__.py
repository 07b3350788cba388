"""``framing serve``: pages to work in and a JSON interface, on this machine only.

In reading order: :mod:`guard` (who may talk to it), :mod:`workbench` (what the pages share), :mod:`work`, :mod:`worker` and
:mod:`jobs` (long work in child processes), :mod:`api` and :mod:`openapi` (the JSON interface), :mod:`pages` (templates), then
a module for each page: :mod:`scoring`, :mod:`comparing`, :mod:`labelling` (with :mod:`label_records`, :mod:`label_queue`,
:mod:`label_coding`, :mod:`label_overview`), :mod:`models`; :mod:`app` puts them together and
:mod:`server` runs it.
"""
