"""Networks small enough to draw."""

from collections.abc import Callable, Iterable

import pandas as pd
import pytest

Drawn = Callable[..., pd.DataFrame]
KINDS = ["mentions", "reposts", "quotes", "replies", "listed"]


@pytest.fixture
def drawn() -> Drawn:
    """Ties from arrows such as "a>b" (one mention) or "a>b:3"; a frame as the store gives it."""

    def draw(arrows: str | Iterable[str], **counts: int) -> pd.DataFrame:
        rows = []
        for arrow in arrows.split() if isinstance(arrows, str) else arrows:
            ends, _, number = arrow.partition(":")
            source, target = ends.split(">")
            rows.append((source, target, int(number or 1), 0, 0, 0, 0))
        ties = pd.DataFrame(rows, columns=["source", "target", *KINDS])
        ties = ties.astype({"source": "str", "target": "str"} | dict.fromkeys(KINDS, "int64"))
        ties = ties.assign(**counts)
        return ties.assign(total=ties[KINDS[:4]].sum(axis=1))

    return draw
