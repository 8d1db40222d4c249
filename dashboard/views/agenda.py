"""What we do together: in words, then month, week or list; an event opens at a click."""

import streamlit as st
from streamlit_calendar import calendar

from dashboard import (
    address,
    agenda_events,
    agenda_seen,
    agenda_table,
    agenda_words,
    cached,
    calendar_view,
    charts,
    event_details,
    event_draft,
    event_form,
    parts,
)
from dashboard.i18n import _, country, lang
from dashboard.main_button import main_button
from dashboard.sources import holdings
from shared.access import Action, may, principal
from shared.agenda.joint_events import next_joint_event

_CLICKS = "agenda-clicks"

today = cached.now().date()
day = agenda_seen.day_asked(today)
opened = address.one_of("event", [str(id) for id in cached.frame("events")["id"]], None)
members = cached.members()
asked = parts.head(
    _("What we do together"),
    scope=not members.empty,
    compare=False,
    period=False,
    needs=None,
)
if days := cached.data_days():
    st.caption(parts.stamp(holdings.whole(days)))
event_details.deleted_just_now()
may_edit = may(principal(), Action.EDIT_EVENTS)

everything = cached.result(agenda_seen.events, lang())

concerned = agenda_events.chosen(
    everything, institution=asked.institution, home=agenda_seen.home_of(asked.institution)
)
with st.container(gap="xsmall"):
    if cached.institutions().empty:
        parts.empty_store()
    else:
        first = today.replace(day=1)
        in_month = agenda_seen.joint(concerned, first, calendar_view.step("month", first, 1))
        ahead = agenda_seen.joint(concerned, today)
        found = agenda_seen.clashes_from(concerned, today)
        titles = dict(zip(everything["id"], everything["title"], strict=True))
        probable = set(everything.loc[everything["certainty"] == "forecast", "id"])
        for sentence in (
            agenda_words.in_month(in_month, today, asked.institution),
            *(agenda_words.today(each, today) for __, each in
              agenda_seen.campaigns(concerned, today).head(2).iterrows()),
            agenda_words.coming(next_joint_event(ahead, after=today), asked.institution),
            *agenda_words.clashing(found, titles, probable, asked.institution),
        ):  # fmt: skip
            st.markdown(sentence, width=760)

with st.container(horizontal=True, gap="small"):
    looks = {"index": None, "label_visibility": "collapsed"}
    in_country = address.select(
        _("Country"),
        "country",
        agenda_seen.countries(),
        format_func=country,
        placeholder=_("Country: all"),
        width=180,
        **looks,
    )
    certainty = address.select(
        _("Certainty"),
        "certainty",
        ("confirmed", "forecast", "postponed", "cancelled"),
        format_func=agenda_words.certainty_name,
        placeholder=_("Certainty: all"),
        width=180,
        **looks,
    )
    sort = address.select(
        _("Sort"),
        "sort",
        agenda_events.SORTS,
        format_func=agenda_words.sort_name,
        placeholder=_("Joint events and editions"),
        width=275,
        **looks,
    )
shown = agenda_events.chosen(concerned, country=in_country, certainty=certainty, sort=sort)

with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    view_shown = address.one_of("view", calendar_view.VIEWS, "month") or "month"
    period = calendar_view.shown_days(view_shown, day)
    for icon, label, by in (("left", _("Earlier"), -1), ("right", _("Later"), 1)):
        st.button(
            f":material/chevron_{icon}:",
            help=label,
            key=f"agenda-{icon}",
            on_click=address.write,
            args=("date", f"{calendar_view.step(view_shown, day, by)}"),
        )
    if not period.start <= today < period.end:
        st.button(_("Today"), key="agenda-today", on_click=address.write, args=("date", None))
    st.header(agenda_words.shown_name(view_shown, period), anchor=False, width="content")
    st.space("stretch")
    address.segments(
        _("View"),
        "view",
        calendar_view.VIEWS,
        default="month",
        format_func={"month": _("By month"), "week": _("By week"), "list": _("As a list")}.get,
        label_visibility="collapsed",
    )
    if may_edit:
        st.button(
            _("Add an event"),
            icon=":material/add:",
            type=main_button(),
            key="agenda-add",
            on_click=event_draft.open_new,
        )

parts.say_wrong_values()

inside = calendar_view.within(shown, period)
if inside.empty:
    later = shown[shown["starts"] >= f"{period.end}"].sort_values("starts")
    st.info(
        _("No event from {start} to {end}.", start=period.start, end=period.last_day)
        + (" " + agenda_words.first_later(later.iloc[0]) if not later.empty else ""),
        icon=":material/event_busy:",
    )
clicks = st.session_state.setdefault(_CLICKS, 0)
is_list = view_shown == "list"
drawn = inside if is_list else calendar_view.around(shown, period)
answer = calendar(  # the frame takes its height once: other events, another frame
    events=calendar_view.drawn(
        drawn,
        after=agenda_words.after_titles(drawn, until=is_list),
        clicks=clicks,
        once_from=period.start if is_list else None,
    ),
    options=calendar_view.options(
        view_shown,
        period,
        today=today,
        language=lang(),
        words=agenda_words.of_the_grid(),
    ),
    custom_css=calendar_view.style(dark=charts.is_dark()),
    callbacks=["eventClick"],
    key=f"calendar-{hash((view_shown, period, lang(), charts.is_dark(), *drawn['id']))}",
)
if picked := calendar_view.clicked(answer, clicks=clicks):
    st.session_state[_CLICKS] = clicks + 1
    address.write("event", picked)
    st.rerun()

table = agenda_table.table(inside)
st.caption(agenda_words.legend())
titles_by_id = dict(zip(inside["id"].astype(str), inside["title"], strict=True))
if titles_by_id:
    address.select(
        _("Open an event"),
        "event",
        list(titles_by_id | ({opened: opened} if opened else {})),
        index=None,
        format_func=lambda id: titles_by_id.get(id, id),
        placeholder=_("Open an event of these days"),
        label_visibility="collapsed",
        width=420,
    )
    with st.expander(_("The same as a table"), icon=":material/table:"):
        st.dataframe(table, hide_index=True, alt=_("The events shown, as a table"))
    parts.download(table, "calendar")
with st.expander(_("How to read this calendar"), icon=":material/menu_book:"):
    for sentence in agenda_words.reading():
        st.markdown(sentence, width=760)

draft = event_draft.current()
if draft and may_edit:
    event_form.show(draft)
elif opened:
    row = everything[everything["id"].astype(str) == opened].iloc[0]
    event_details.show({str(name): cell for name, cell in row.items()})
