"""The look of the button that a page or a form is about."""

from typing import Literal

from dashboard import charts


def main_button() -> Literal["primary", "secondary"]:
    """Primary, but in the dark theme: Streamlit's white on the accent is too faint to read."""
    return "secondary" if charts.is_dark() else "primary"
