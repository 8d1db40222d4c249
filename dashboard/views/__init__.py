'''How a page is written.

A page is a script read downwards; `app.py` runs it with everything in place: the language, the
banner, the store (a page never meets a store it cannot open, except `start.py`).

    """Who addresses whom: …one sentence."""

    import streamlit as st

    from dashboard import address, cached, parts
    from dashboard.i18n import _, ngettext, number, percent, told
    from shared.text import md

    asked = parts.head(_("Who addresses whom"))     # title, selectors, stamp; stops if empty
    minimum = address.number(_("At least"), "min", least=1, most=50, default=1)
    ties = cached.frame("ties", start=asked.period.start, end=asked.period.end)
    graph = cached.result(network_option, asked.period, minimum, lang())
    st.echarts_chart(graph, alt=_("…"))
    parts.how_to_read(_("The arrow goes from …"))
    parts.download(table, "ties")

- `parts.head(title, scope=True, compare=True, period=True, needs="posts")` draws the title,
  the row of selectors and the stamp, and returns `Asked`: `period` (half-open), `compared`
  (a Period or None), `compare` ("year", "previous" or None), `institution` (id or None).
  `needs="institutions"` for a page that works without posts, `needs=None` for one that
  works without museums. Where something needed is missing, it says what to do and stops.
- Every filter goes through `address`: `select`, `segments`, `pills`, `multiselect`, `toggle`,
  `number`, `words`. Never give a widget a value, a default, or `st.query_params` directly.
  `address.link("network", _("See …"), who=id)` goes to another page and keeps the period.
- Data come from `cached.frame("ties", start=…, end=…)` (any function of `shared.store.queries`),
  `cached.institutions()`, `members()`, `names()`, `coverage()`, `data_days()`, `now()`,
  `setting(name)`; costly results from `cached.result(function, *hashable_arguments)`.
  They are shared between readers: never change them in place.
- Writes: `with cached.writing() as session: save_event(session=session, by=principal(), …)`,
  in a `try … except Refusal as refusal: st.error(told(refusal))`; show the button only if
  `may(principal(), Action.X)`; afterwards `parts.said(_("…"))` and `st.rerun()`.
- Sentences: `_("…{n}…", n=12)`, literals only. Ints, floats and dates given as values are written
  the reader's way (a year is given as text). Names and texts: `md(name)` wherever Markdown is
  read, which is nearly everywhere but cells, options, `st.text` and chart data.
- Charts: `charts.draw(chart, alt=…)` for Altair (French dates and numbers, theme);
  `charts.KIND_COLOURS`, `charts.GROUP_COLOURS`, `charts.UNCOVERED`, `charts.is_dark()` for all.
  `parts.kind_name(kind)` and `parts.platform_name(network)` are the page's words for them.
- Sections are `st.header(…, anchor=False)` (h2), never skip to `st.subheader`; flowing text has
  `width=760`. Titles are drawn by `parts.head`.
- No CSS, no SQL, no arithmetic beyond formatting. French of a page in `locale/fr/<page>.po`.
'''
