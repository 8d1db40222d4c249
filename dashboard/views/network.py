"""Who addresses whom: the network of ties, one institution's ties, and posts as their proof."""

import streamlit as st

from dashboard import cached, network_filters, network_panel, network_words, parts
from dashboard.i18n import _, lang, ngettext
from dashboard.network_map import draw
from dashboard.network_seen import speakers
from dashboard.network_tables import all_ties, told_own_ties

asked = parts.head(_("Who addresses whom"), scope=False, compare=False)
choice = network_filters.ties_shown(asked.period)
st.markdown(network_words.what_to_read_first(choice), width=760)
if warning := network_words.data_warning(asked.period):
    st.caption(warning, width=760)
if not choice.kinds:
    st.info(_("No kind of interaction is chosen: choose one to see ties."))

left, right = st.columns([2, 1], gap="medium")
with right:
    who = network_filters.who()
    if who:
        network_panel.institution(who, choice)
    else:
        network_panel.apart(asked.period)
with left:
    colour = network_filters.colour()
    parts.say_wrong_values()
    drawn = draw(choice, colour, who)
    if drawn.left_out:
        st.caption(
            ngettext(
                "The {drawn} strongest ties are drawn; {n} weaker one is only in the table.",
                "The {drawn} strongest ties are drawn; {n} weaker ones are only in the table.",
                drawn.left_out,
                drawn=drawn.drawn,
            )
        )
    parts.how_to_read(
        _(
            "The arrow goes from who speaks to who is named; the larger the dot, the more "
            "contacts. Distance between dots means nothing exact."
        ),
        _(
            "Groups are those who speak more with each other than with the rest, over all the "
            "data; each is named after the country or kind most of its members share, else "
            "after its best connected institution. Dots keep their place in every period."
        ),
        _(
            "A word of the legend takes its dots away and brings them back; the mouse wheel "
            "enlarges the map. Diamonds are not members; hollow dots have no observed exchange."
        ),
    )

if who and who not in speakers():
    own = cached.result(told_own_ties, choice, who, lang())
    st.header(_("Its ties"), anchor=False)
    if own.empty:
        st.caption(_("None with these days and filters."))
    else:
        st.dataframe(own, hide_index=True, alt=_("Its ties"))
        parts.download(own, f"ties-{who}")

st.header(_("The same as a table"), anchor=False)
table = cached.result(all_ties, choice, lang())
st.dataframe(table, hide_index=True, height=360, alt=_("All ties shown, the strongest first"))
parts.download(table, "ties")
