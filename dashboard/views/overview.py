"""How cooperation stands: three sentences, four figures, one trend, three things to open."""

import pandas as pd
import streamlit as st

from dashboard import address, cached, cards, charts, observed, parts, summary
from dashboard.i18n import _, day, lang
from shared.text import md

asked = parts.head(_("How cooperation stands"))
today = cached.now().date()
figures = cached.result(observed.figures, asked)
ahead = cached.result(observed.coming, today, asked.institution)
pairs = cached.result(observed.open_suggestions, asked.institution)
waiting = observed.unanswered(asked.period, asked.institution)

for sentence in (
    summary.changed(figures, asked),
    summary.coming(ahead, today),
    summary.to_do(waiting, len(pairs), asked),
):
    st.markdown(sentence, width=820)

st.space("xsmall")
cards.row(figures, asked, ahead)

if asked.institution:
    (name,) = parts.names_of([asked.institution])
    st.header(_("Interactions with {name}, month by month", name=name), anchor=False)
else:
    st.header(_("Interactions between members, month by month"), anchor=False)
kinds = tuple(charts.KIND_COLOURS)
months = cached.result(observed.months, kinds, asked.institution, lang())
charts.draw(
    charts.monthly_trend(months),
    alt=_("Bars: interactions between members for every month of data, by kind."),
)
table = observed.as_table(months)
parts.how_to_read(
    _(
        "Each bar is a month, whatever the period chosen above. A message that names two "
        "members counts twice; a pale month is one the data hold only in part."
    ),
    _("A low month may be a holiday month: compare it with the same month a year earlier."),
    table=table,
)
parts.download(table, "months")

coming = ahead[ahead["starts"] > pd.Timestamp(today)]
alone = [] if asked.institution else cached.result(observed.without_exchange, asked.period)
if len(coming) or len(pairs) or alone:
    st.header(_("What to open next"), anchor=False)
if len(coming):
    event = coming.iloc[0]
    words = {"title": md(event["title"]), "day": day(event["starts"].date())}
    address.link("agenda", _("Next joint event: {title}, {day}", **words), icon=":material/event:")
if len(pairs):
    a, b = parts.names_of([pairs.iloc[0]["a"], pairs.iloc[0]["b"]])
    address.link(
        "suggestions", _("First suggestion: {a} and {b}", a=a, b=b), icon=":material/handshake:"
    )
if alone:
    cards.without_exchange(alone)
