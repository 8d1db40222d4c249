"""How cooperation stands: three sentences, four figures, one trend, three things to open."""

import streamlit as st

from dashboard import address, cached, cards, charts, observed, parts, summary
from dashboard.i18n import _, day, lang, ngettext
from shared.text import md

asked = parts.head(_("How cooperation stands"))
today = cached.now().date()
figures = observed.figures(asked)
ahead = observed.coming(today, asked.institution)
pairs = observed.open_suggestions(asked.institution)
waiting = observed.unanswered(asked.period, asked.institution)

for sentence in (
    summary.changed(figures, asked),
    summary.coming(ahead, today),
    summary.to_do(waiting, len(pairs), asked),
):
    st.markdown(sentence, width=760)

st.space("xsmall")
cards.row(figures, asked, ahead)

st.header(_("Interactions between members, month by month"), anchor=False)
kinds = tuple(charts.KIND_COLOURS)
months = cached.result(observed.months, kinds, asked.institution, lang())
charts.draw(
    charts.monthly_trend(months),
    alt=_("Bars: interactions between members for every month of data, by kind."),
)
table = months.pivot_table(index="month", columns="kind", values="interactions", sort=False)
table = table.rename_axis(_("Month")).rename_axis(None, axis=1).astype("int64").reset_index()
table[_("Month")] = table[_("Month")].dt.strftime("%Y-%m")
with st.container(horizontal=True, vertical_alignment="top"):
    parts.how_to_read(
        _(
            "Each bar is a month, whatever the period chosen above. A message that names two "
            "members counts twice; a pale month is one the data hold only in part."
        ),
        _("A low month may be a holiday month: compare it with the same month a year earlier."),
        table=table,
    )
parts.download(table, "months")

st.header(_("What to open next"), anchor=False)
coming = ahead[ahead["starts"] > str(today)]
if not coming.empty:
    event = coming.iloc[0]
    words = {"title": md(event["title"]), "day": day(event["starts"].date())}
    address.link(
        "agenda",
        _("Next joint event: {title}, {day}", **words),
        icon=":material/event:",
    )
if not pairs.empty:
    a, b = parts.names_of([pairs.iloc[0]["a"], pairs.iloc[0]["b"]])
    address.link(
        "suggestions", _("First suggestion: {a} and {b}", a=a, b=b), icon=":material/handshake:"
    )
alone = observed.without_exchange(asked.period)
if alone and asked.institution is None:
    n = len(alone)
    with st.expander(
        ngettext(
            "{n} member without observed exchange", "{n} members without observed exchange", n
        ),
        icon=":material/person_search:",
    ):
        st.markdown(
            ngettext(
                "This member posted, but no interaction with another member was seen; "
                "they may cooperate elsewhere.",
                "These {n} members posted, but no interaction with another member was seen; "
                "they may cooperate elsewhere.",
                n,
            )
        )
        for institution, name in zip(alone, parts.names_of(alone), strict=True):
            address.link("network", name, who=institution)
