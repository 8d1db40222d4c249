"""The main button is drawn so that its words can be read in both themes."""

import pytest

from dashboard import charts
from dashboard.main_button import main_button


@pytest.mark.parametrize(("dark", "look"), [(False, "primary"), (True, "secondary")])
def test_no_white_stands_on_the_light_accent_of_the_dark_theme(
    monkeypatch: pytest.MonkeyPatch, dark: bool, look: str
) -> None:
    monkeypatch.setattr(charts, "is_dark", lambda: dark)
    assert main_button() == look
