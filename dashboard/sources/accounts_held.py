"""Every account with what is known of it: how it stands, when it was last seen, its posts."""

import pandas as pd

from dashboard import cached
from dashboard.sources import holdings


def accounts_held(language: str) -> pd.DataFrame:
    """The accounts of the roster, in the words of `language`, by institution and platform.

    Columns: id, institution_id, name, network, handle (empty: not learned), status_id, status
    (words), person (bool), followers (Int64, NA: never looked up), last_seen (datetime64: the day
    of its last whole reading or, if later, its last day with data; NaT: never), days (Int64, NA:
    none), posts (Int64, NA: no data).
    """
    del language  # the words of `status` depend on it
    accounts, read = cached.frame("accounts"), cached.frame("accounts_read")
    known = accounts.merge(read, left_on="id", right_on="account_id", how="left")
    days = holdings.days_known(cached.coverage(), "account_id").reindex(known["id"])
    counted = cached.frame("posts_by_month").groupby("account_id")["posts"].sum()
    posts = known["id"].map(counted).astype("Int64")
    covered = pd.Series(days["days"].notna().to_numpy(), index=known.index)
    seen = covered | posts.notna() | known["read_at"].notna()
    ends = pd.DataFrame(
        {"read": known["read_at"].dt.floor("D"), "known": days["last_day"].to_numpy()}
    )
    names = cached.names()
    return pd.DataFrame(
        {
            "id": known["id"],
            "institution_id": known["institution_id"],
            "name": [names.get(id, id) for id in known["institution_id"]],
            "network": known["network"],
            "handle": known["handle"],
            "status_id": known["status"].where(known["status"].ne("active") | seen, "unread"),
            "status": [
                holdings.status(account, read=read)
                for account, read in zip(known.to_dict("records"), seen, strict=True)
            ],
            "person": known["person"],
            "followers": known["followers"],
            "last_seen": ends.max(axis=1),
            "days": days["days"].astype("Int64").array,
            "posts": posts.fillna(0).where(seen),
        }
    )
