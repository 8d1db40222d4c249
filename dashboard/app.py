"""The frame around every page: navigation, the banner of the sample, the note of reading only."""

from pathlib import Path

import streamlit as st

from dashboard import address, cached, parts
from dashboard.i18n import _, told
from shared.access import READER, principal
from shared.sentences import Refusal

HERE = Path(__file__).parent


def pages() -> list[st.Page]:
    """The pages, in the order of the navigation; titles in the reader's language."""
    rooms = (
        ("overview", "", _("Overview"), ":material/visibility:"),
        ("network", "network", _("Network"), ":material/hub:"),
        ("agenda", "calendar", _("Calendar"), ":material/calendar_month:"),
        ("suggestions", "suggestions", _("Suggestions"), ":material/handshake:"),
        ("sources", "sources", _("Data"), ":material/database:"),
        ("start", "start", _("Start"), ":material/flag:"),
    )
    return [
        st.Page(
            f"views/{view}.py",
            title=title,
            icon=icon,
            url_path=path or None,
            default=view == "overview",
        )
        for view, path, title, icon in rooms
        if (HERE / "views" / f"{view}.py").is_file()
    ]


def banner(page: st.Page) -> None:
    """What holds on every page: the museums are invented, or nothing can be changed here."""
    if cached.is_sample() and page.url_path != "start":  # that page says so itself
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key="sample-banner"
        ):
            st.markdown(
                _("Imaginary consortium: these museums, accounts and posts are invented."),
                width="content",
            )
            address.link("start", _("Start with our museums"), icon=":material/arrow_forward:")
    if principal() == READER:
        st.caption(_("These pages are for reading only."))


def show(page: st.Page) -> None:
    """Run the page; where the store cannot be opened, say why, except on the page that helps."""
    try:
        cached.revision()
    except Refusal as refusal:
        if page.url_path != "start":
            no_store(refusal)
            return
    else:
        banner(page)
    page.run()


def no_store(refusal: Refusal) -> None:
    """There is no store to read: why, and where to begin."""
    parts.title_and_language(_("How cooperation stands"))
    st.info(told(refusal), icon=":material/database_off:")
    address.link("start", _("Start with our museums"), icon=":material/arrow_forward:")


st.set_page_config(page_title="Passerelle", page_icon=str(HERE / "logo.svg"), layout="wide")
st.logo(str(HERE / "logo.svg"), size="large")
chosen = st.navigation(pages(), position="top")
address.keep(chosen.url_path)
show(chosen)
