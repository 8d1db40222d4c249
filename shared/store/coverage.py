"""The days on which an account's posts are known, kept as the fewest spans that hold them."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlmodel import Session, col, delete, insert, select

from shared.models import Coverage

Span = tuple[date, date]  # first and last day, both included

FILES = "files"  # from files: may be incomplete
STATED = "stated"  # somebody stated that the files hold everything
X = "x"  # read from X itself


def cover(spans: Mapping[int, Span], *, session: Session, source: str) -> None:
    """Note that each account's posts are known on the days of its span."""
    kept: dict[int, list[Span]] = {}
    for held in session.exec(select(Coverage).where(Coverage.source == source)):
        kept.setdefault(held.account_id, []).append((held.first_day, held.last_day))
    after = {account: merged([*kept.get(account, []), span]) for account, span in spans.items()}
    changed = [account for account in spans if after[account] != sorted(kept.get(account, []))]
    if not changed:
        return
    session.exec(
        delete(Coverage).where(
            col(Coverage.account_id).in_(changed), col(Coverage.source) == source
        )
    )
    rows = [
        {"account_id": account, "source": source, "first_day": first, "last_day": last}
        for account in changed
        for first, last in after[account]
    ]
    session.connection().execute(insert(Coverage), rows)


def merged(spans: list[Span]) -> list[Span]:
    """The same days in the fewest spans, in order.

    >>> a, b, c = date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 6)
    >>> merged([(c, c), (a, b)]) == [(a, c)]
    True
    """
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
