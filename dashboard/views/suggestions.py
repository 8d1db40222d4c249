"""Who should talk next: pairs of members, why, the posts behind it, and what was decided."""

import streamlit as st

from dashboard import cached, decided, pair_cards, parts, suggestion_filters
from dashboard import suggestion_words as words
from dashboard.i18n import _, lang, ngettext
from dashboard.suggested import days_read, suggested, table

suggestion_filters.checked()
asked = parts.head(_("Who should talk next"), compare=False, period=False, needs="institutions")
today = cached.now().date()
days = days_read(today)
choice = suggestion_filters.choice(asked.institution)
if days is not None:
    st.caption(parts.stamp(days))

pairs = cached.result(suggested, choice, today, lang())
status = decided.statuses(today)
waiting = [one for one in pairs if one.pair not in status]
cards = [one for one in pairs if one.pair not in status or one.pair == decided.latest()]

if len(cached.members()) < words.FEW:
    words.few_members()
elif days is None:
    parts.no_posts()
if pairs:
    st.markdown(words.made_from(len(waiting), days), width=760)
    words.how_it_works()
if not waiting:
    words.nothing(choice, decided_all=bool(pairs))

limit = suggestion_filters.shown()
for one in cards[:limit]:
    pair_cards.card(one, status.get(one.pair), today)
if len(cards) > limit:
    n = min(suggestion_filters.STEP, len(cards) - limit)
    st.button(
        ngettext("Show {n} more", "Show {n} more", n),
        icon=":material/expand_more:",
        on_click=suggestion_filters.more,
    )

held = choice.holds(decided.standing(cached.frame("decisions"), today))
if not held.empty:
    st.header(_("What was decided"), anchor=False)
for kind, label in words.lists().items():
    rows = held[held["status"].eq(kind)]
    if not rows.empty:
        with st.expander(
            f"{label} ({len(rows)})",
            icon=words.ICONS[kind],
            key=f"list-{kind}",
            width=pair_cards.WIDTH,
        ):
            for row in rows.to_dict("records"):
                pair_cards.decision(row)

if waiting:
    st.header(_("The same as a table"), anchor=False)
    shown = cached.result(table, choice, today, lang())
    st.dataframe(shown, hide_index=True, alt=_("All these suggestions, best first"))
    parts.download(shown, "suggestions")
