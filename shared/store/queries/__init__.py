"""What the store answers: one tidy frame per question, read anew each time.

Every function takes its session by keyword and changes nothing. Columns and their types are
fixed, also when nothing is found. Institution ids are text; days are datetime64[s] at midnight;
moments are datetime64[us] in UTC without a zone; text that may be missing is None.
"""

from shared.store.queries.account_days import posts_by_day, posts_by_month
from shared.store.queries.agenda import events, participations
from shared.store.queries.answers import answers, unanswered
from shared.store.queries.collecting import accounts_read, sync_items, sync_runs
from shared.store.queries.imports import (
    import_problems,
    import_runs,
    unresolved,
    unresolved_posts,
)
from shared.store.queries.posts import interactions, posts_between, posts_count, tags
from shared.store.queries.roster import accounts, coverage, institutions
from shared.store.queries.suggestions import decisions, positions, suggestions
from shared.store.queries.ties import tie_months, ties, ties_ever

__all__ = [
    "accounts",
    "accounts_read",
    "answers",
    "coverage",
    "decisions",
    "events",
    "import_problems",
    "import_runs",
    "institutions",
    "interactions",
    "participations",
    "positions",
    "posts_between",
    "posts_by_day",
    "posts_by_month",
    "posts_count",
    "suggestions",
    "sync_items",
    "sync_runs",
    "tags",
    "tie_months",
    "ties",
    "ties_ever",
    "unanswered",
    "unresolved",
    "unresolved_posts",
]
