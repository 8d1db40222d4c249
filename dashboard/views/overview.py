"""How cooperation stands: three sentences, four figures, one trend, three things to open."""

import streamlit as st

from dashboard import (
    address,
    cached,
    cards,
    charts,
    compared,
    months_words,
    observed,
    parts,
    summary,
    unanswered,
)
from dashboard.i18n import _, day, lang
from shared.agenda.joint_events import next_joint_event
from shared.text import md

asked = parts.head(_("How cooperation stands"))
if asked.institution and (speaker := observed.speaker(asked.institution)) != asked.institution:
    st.caption(_("Speaks through {name}", name=parts.names_of([speaker])[0]))
today = cached.now().date()
figures = cached.result(observed.figures, asked)
ahead = cached.result(observed.coming, today, asked.institution, lang())
pairs = cached.result(observed.open_suggestions, asked.institution)
waiting = observed.unanswered(asked.period, asked.institution)

for sentence in (
    summary.changed(figures, asked),
    summary.coming(ahead, today, asked),
    summary.to_do(figures, len(waiting), len(pairs), asked),
):
    st.markdown(sentence, width=820)

st.space("xsmall")
cards.row(figures, asked, ahead)
compared.fold(asked, cached.result(observed.changes, asked))
cards.how_to_read(figures)

if asked.institution:
    (name,) = parts.names_of([asked.institution])
    st.header(_("Interactions with {name}, month by month", name=name), anchor=False)
else:
    st.header(_("Interactions between members, month by month"), anchor=False)
kinds = tuple(charts.KIND_COLOURS)
months = cached.result(observed.months, kinds, asked.institution, lang())
if less := months_words.less_data(months, asked.institution):
    address.link("sources", less, icon=":material/database:")
charts.draw(
    charts.monthly_trend(months),
    alt=_("Bars: interactions between members for every month of data, by kind."),
)
table = observed.as_table(months)
parts.how_to_read(
    _(
        "Each bar is a month, whatever the period chosen above. A message that names two "
        "members counts twice; on grey, fewer days or fewer members are in the data."
    ),
    _("A low month may be a holiday month: compare it with the same month a year earlier."),
    table=table,
)
parts.download(table, "months")

event = next_joint_event(ahead, after=today)
alone = [] if asked.institution else cached.result(observed.without_exchange, asked.period)
if event is not None or len(pairs) or len(waiting) or alone:
    st.header(_("What to open next"), anchor=False)
if event is not None:
    first = event["starts"].date()
    words = {"title": md(event["title"]), "day": day(first)}
    label = _("Next joint event: {title}, {day}", **words)
    if event["certainty"] == "forecast":
        label = _("Next joint event: {title}, {day} (probable date)", **words)
    address.link(
        "agenda", label, icon=":material/event:", event=str(event["id"]), date=first.isoformat()
    )
if len(pairs):
    a, b = parts.names_of([pairs.iloc[0]["a"], pairs.iloc[0]["b"]])
    address.link(
        "suggestions", _("First suggestion: {a} and {b}", a=a, b=b), icon=":material/handshake:"
    )
if len(waiting):
    unanswered.fold(waiting)
if alone:
    cards.without_exchange(alone, cached.result(observed.observed, asked.period).peers)
