"""HTML of what a page repeats: hits, filter values, bars of a timeline.

A page of results has a thousand values in these. They are written by functions, since a Jinja
template takes longer for each; the templates call the functions by names such as
``searchapp_hit_items``. Each value is ``Markup``, a number, or goes through ``escaped``.
"""
