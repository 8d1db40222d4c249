"""What the sample's coordinator decided about two suggestions."""

from typing import Any

from data.demo.story import DISMISSED, TAKEN_UP


def decisions() -> list[dict[str, Any]]:
    """One pair taken up, one dismissed: institution ids a before b, status, note, until."""
    return [
        _decision(
            TAKEN_UP, "taken_up", "Deux musées de société : une visite à deux voix au printemps."
        ),
        _decision(
            DISMISSED, "dismissed", "Ils se parlent déjà par courriel, hors des plateformes."
        ),
    ]


def _decision(pair: tuple[str, str], status: str, note: str) -> dict[str, Any]:
    a, b = sorted(pair)
    return {"a": a, "b": b, "status": status, "note": note, "until": None}
