"""Tables as files that a spreadsheet opens without running anything in them."""

import pandas as pd

from shared.formulas import defused

__all__ = ["csv_text", "defused"]


def csv_text(frame: pd.DataFrame) -> str:
    """The frame as comma-separated text, its columns named in the first line, formulas defused."""
    safe = frame.astype(object).map(defused, na_action="ignore")
    safe.columns = pd.Index([defused(str(name)) for name in frame.columns])
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text
