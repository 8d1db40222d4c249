"""What the page of suggestions says around its cards."""

import streamlit as st

from dashboard import address, cached, parts, suggestion_filters
from dashboard.i18n import _, ngettext
from dashboard.pair_cards import WIDTH
from dashboard.suggested import Choice
from shared.cooperation.suggestions import AT_MOST, REASONS
from shared.periods import Period

FEW = 5  # members under which there is little to suggest
ICONS = {
    "taken_up": ":material/check:",
    "later": ":material/schedule:",
    "dismissed": ":material/close:",
}


def lists() -> dict[str, str]:
    """What the lists of decisions are called, by status."""
    return {"taken_up": _("Taken up"), "later": _("Put off"), "dismissed": _("Dismissed")}


def made_from(n: int, days: Period | None) -> str:
    """How many pairs wait for a decision, what they are computed from, and when."""
    pairs = ngettext("**{n} pair** to consider", "**{n} pairs** to consider", n)
    computed = cached.frame("suggestions")["computed_at"].max().date()
    if days is None:
        return _(
            "{pairs}, going by joint events and the list of institutions. Computed on {day}.",
            pairs=pairs,
            day=computed,
        )
    return _(
        "{pairs}, going by the posts of these {days} days, joint events and the list of "
        "institutions. Computed on {day}.",
        pairs=pairs,
        day=computed,
        days=days.days,
    )


def how_it_works() -> None:
    """A folded account of what a suggestion is and is not."""
    with st.expander(_("How it works"), icon=":material/menu_book:", width=WIDTH):
        for sentence in (
            _(
                "A suggestion brings together two members between whom no exchange in both "
                "directions was seen in these days. It gives one to {n} reasons, each of which "
                "you can check: contacts in common, a message without an answer, an event or "
                "rare hashtags that both share, the same city or kind, or a tie of earlier times "
                "that is paused.",
                n=REASONS,
            ),
            _(
                "The most useful come first. Contacts who know everybody count less, members "
                "with few contacts come forward, and pairs who would very likely meet anyway "
                "come last. At most {n} suggestions per member are kept, besides those decided.",
                n=AT_MOST,
            ),
            _(
                "We only see public posts on the platforms we read: two museums may well talk "
                "elsewhere. If so, dismiss the suggestion and say why."
            ),
            _(
                "A decision tells nobody by itself. It is kept with its date and its author, "
                "and can be undone below."
            ),
        ):
            st.markdown(sentence, width=760)


def few_members() -> None:
    """Too few members for suggestions to make sense: what to do."""
    st.info(
        ngettext(
            "{n} member is in the list. Suggestions make sense from five members on: complete "
            "the list of institutions.",
            "{n} members are in the list. Suggestions make sense from five members on: complete "
            "the list of institutions.",
            len(cached.members()),
        ),
        icon=":material/account_balance:",
    )
    address.link("start", _("Start with our museums"), icon=":material/arrow_forward:")


def nothing(choice: Choice, *, decided_all: bool) -> None:
    """No suggestion is left to consider: why, and what to do next."""
    if choice.everything:
        said = (
            _("Every suggestion has its decision: new ones come with the next posts or events.")
            if decided_all
            else _("No suggestion for now: come back after the next campaign.")
        )
        st.info(said, icon=":material/handshake:")
        return
    st.info(_nothing_for(choice, decided_all=decided_all), icon=":material/filter_alt_off:")
    st.button(
        _("See all suggestions"),
        icon=":material/filter_alt_off:",
        on_click=suggestion_filters.cleared,
    )


def _nothing_for(choice: Choice, *, decided_all: bool) -> str:
    """Why nothing is left of a choice; only what was chosen can be widened."""
    if decided_all:
        return _(
            "Every suggestion for this choice has its decision: new ones come with the next posts "
            "or events."
        )
    if choice.institution and not (choice.kind or choice.country):
        (name,) = parts.names_of([choice.institution])
        return _("No suggestion with {name} for now: come back after the next campaign.", name=name)
    return _(
        "No suggestion for this choice: widen country or kind, or come back after the next "
        "campaign."
    )
