"""The tables: what Passerelle remembers.

Ids that come from a network are text. Every time is aware and in UTC. Natural keys make
writing twice change nothing. A table class does not validate on construction: single rows
from outside go through `Model.model_validate`.
"""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Table, Text, UniqueConstraint
from sqlalchemy import Enum as SqlEnum
from sqlalchemy import ForeignKeyConstraint as ForeignKeys
from sqlmodel import Field, SQLModel

# Constraints have names, so that a migration can find them on both engines.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Network(StrEnum):
    """A platform on which institutions have accounts; the first three are read."""

    X = "x"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"
    LINKEDIN = "linkedin"


class Kind(StrEnum):
    """How one account addresses another in one post."""

    MENTION = "mention"
    REPOST = "repost"
    QUOTE = "quote"
    REPLY = "reply"


class AccountStatus(StrEnum):
    """Where an account stands in its life."""

    ACTIVE = "active"
    DORMANT = "dormant"
    LEFT = "left"
    RENAMED = "renamed"
    PROTECTED = "protected"
    SUSPENDED = "suspended"
    MISSING = "missing"


class PostState(StrEnum):
    """Whether a post still stands on its network."""

    LIVE = "live"
    DELETED = "deleted"
    WITHHELD = "withheld"  # in some countries: the text is hidden, the act counts


class RunStatus(StrEnum):
    """How an import ended; `running` also means: was cut off."""

    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"


class SyncStatus(StrEnum):
    """How a collection ended; `running` also means: was cut off."""

    RUNNING = "running"
    OK = "ok"
    PARTIAL = "partial"  # some accounts failed, or a limit of requests was met: goes on next time
    STOPPED = "stopped"  # a person or the machine asked it to end
    BUDGET = "budget"  # a ceiling of ours was reached
    CREDITS = "credits"  # the network's credits are used up
    AUTH = "auth"  # the network does not accept the token
    DRIFT = "drift"  # the network answers otherwise than agreed
    FAILED = "failed"


class Stream(StrEnum):
    """Which way a timeline is read."""

    RECENT = "recent"  # what is newer than the high-water mark
    PAST = "past"  # what is older than the oldest post read, as deep as was chosen


class Resource(StrEnum):
    """What a network bills."""

    POST = "post"
    USER = "user"


class RuleKind(StrEnum):
    """How a series forecasts its next edition."""

    FIXED = "fixed"  # rule "05-18": that day every year
    RRULE = "rrule"  # rule "FREQ=YEARLY;BYMONTH=9;BYDAY=3SA" (RFC 5545)
    NEAREST_WEEKDAY = "nearest_weekday"  # rule "SA 05-18": the Saturday nearest 18 May
    NONE = "none"


class Certainty(StrEnum):
    """How sure the dates of an event are."""

    FORECAST = "forecast"
    CONFIRMED = "confirmed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class EventOrigin(StrEnum):
    """Where an event was first told of."""

    MANUAL = "manual"
    SERIES = "series"
    ICS = "ics"
    DETECTED = "detected"


class ParticipationRole(StrEnum):
    """What an institution does in an event."""

    HOST = "host"
    PARTNER = "partner"
    INVITED = "invited"


class ParticipationStatus(StrEnum):
    """What an institution said about taking part."""

    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"


class DecisionStatus(StrEnum):
    """What a coordinator decided about a suggestion; `open` undoes the one before."""

    TAKEN_UP = "taken_up"
    LATER = "later"
    DISMISSED = "dismissed"
    OPEN = "open"


def _by_value(enum: type[StrEnum]) -> SqlEnum:
    """A column type that stores the value of an enum, so that other readers see `mention`."""
    return SqlEnum(
        enum,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=False,
        length=16,
    )


class Institution(SQLModel, table=True):
    """A museum or other cultural body of the roster.

    A member belongs to the consortium from `joined_on` to `left_on` (empty: always).
    """

    id: str = Field(primary_key=True, max_length=80)
    name: str = Field(index=True, max_length=300)
    kind: str | None = Field(default=None, max_length=40)  # an id of data/kinds.csv
    city: str | None = Field(default=None, max_length=120)
    country: str | None = Field(default=None, max_length=2)  # ISO 3166-1 alpha-2
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    website: str | None = Field(default=None, max_length=500)
    wikidata: str | None = Field(default=None, index=True, max_length=20)
    languages: str | None = Field(default=None, max_length=80)  # ISO 639-1, separated by spaces
    size: str | None = Field(default=None, max_length=20)
    closing_day: str | None = Field(default=None, max_length=40)
    government: bool | None = None
    contact: str | None = Field(default=None, max_length=200)  # a service address; never exported
    parent: str | None = Field(
        default=None, foreign_key="institution.id", max_length=80, index=True
    )
    member: bool = True
    joined_on: date | None = None
    left_on: date | None = None


class Account(SQLModel, table=True):
    """One presence of an institution on one network, known by the network's own id once learned."""

    __table_args__ = (UniqueConstraint("network", "native_id"),)

    id: int | None = Field(default=None, primary_key=True)
    institution_id: str = Field(foreign_key="institution.id", index=True)
    network: Network = Field(sa_type=_by_value(Network))
    native_id: str | None = Field(default=None, max_length=300)
    handle: str = Field(max_length=300, index=True)  # lower case, without @
    display_name: str | None = Field(default=None, max_length=300)
    status: AccountStatus = Field(default=AccountStatus.ACTIVE, sa_type=_by_value(AccountStatus))
    status_since: date | None = None
    person: bool = False  # a person's own account: off unless they agreed
    looked_up: datetime | None = None  # when its network was last asked who this is
    followers: int | None = None
    description: str | None = Field(default=None, max_length=1000)  # its profile's words
    picture: str | None = Field(default=None, max_length=500)  # the address of its picture
    addressed_since: date | None = None  # before it, who addressed it is not known (empty: known)


class HandlePeriod(SQLModel, table=True):
    """A handle an account went by, and the days between which that was seen (empty: always)."""

    __tablename__ = "handle_period"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    handle: str = Field(max_length=300, index=True)
    seen_from: date | None = None
    seen_to: date | None = None


class Post(SQLModel, table=True):
    """One message by an institution's account, known by its original's id through every edit."""

    __table_args__ = (Index(None, "account_id", "created_at"),)

    network: Network = Field(primary_key=True, sa_type=_by_value(Network))
    post_id: str = Field(primary_key=True, max_length=300)
    account_id: int = Field(foreign_key="account.id")
    created_at: datetime
    text: str | None = Field(default=None, sa_type=Text)
    lang: str | None = Field(default=None, max_length=20)
    url: str | None = Field(default=None, max_length=1000)
    conversation_id: str | None = Field(default=None, max_length=300)
    version_id: str = Field(max_length=300)  # the newest edit's
    state: PostState = Field(default=PostState.LIVE, sa_type=_by_value(PostState))
    refs: list[list[str | None]] = Field(default_factory=list, sa_type=JSON)  # kind, post id
    outsiders: int = 0  # accounts addressed that are nobody's in the roster: a count, no name
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    source_rank: int = 0  # 2: a network's API, 1: a table


class PostVersion(SQLModel, table=True):
    """An edit of a post: a reference to any version finds the post."""

    __tablename__ = "post_version"

    network: Network = Field(primary_key=True, sa_type=_by_value(Network))
    version_id: str = Field(primary_key=True, max_length=300)
    post_id: str = Field(max_length=300, index=True)


class PostTag(SQLModel, table=True):
    """A hashtag of a post: `tag` for comparing (no case, no accents), `shown` as written."""

    __tablename__ = "post_tag"
    __table_args__ = (
        ForeignKeys(["network", "post_id"], ["post.network", "post.post_id"], ondelete="CASCADE"),
    )

    network: Network = Field(primary_key=True, sa_type=_by_value(Network))
    post_id: str = Field(primary_key=True, max_length=300)
    tag: str = Field(primary_key=True, max_length=300, index=True)
    shown: str = Field(max_length=300)


class Interaction(SQLModel, table=True):
    """One account addressing another in one post, at `occurred_at` (UTC)."""

    __table_args__ = (
        ForeignKeys(["network", "post_id"], ["post.network", "post.post_id"], ondelete="CASCADE"),
    )

    network: Network = Field(primary_key=True, sa_type=_by_value(Network))
    post_id: str = Field(primary_key=True, max_length=300)  # the original's: an edit keeps it
    kind: Kind = Field(primary_key=True, sa_type=_by_value(Kind))
    target_account: int = Field(primary_key=True, foreign_key="account.id", index=True)
    source_account: int = Field(foreign_key="account.id", index=True)
    occurred_at: datetime = Field(index=True)
    evidence: str = Field(max_length=16)  # id, handle or post: how the target was found


class Unresolved(SQLModel, table=True):
    """A reference whose account cannot be told; kept for the administrator, never guessed."""

    __table_args__ = (
        ForeignKeys(["network", "post_id"], ["post.network", "post.post_id"], ondelete="CASCADE"),
    )

    network: Network = Field(primary_key=True, sa_type=_by_value(Network))
    post_id: str = Field(primary_key=True, max_length=300)
    kind: Kind = Field(primary_key=True, sa_type=_by_value(Kind))
    referenced_id: str = Field(primary_key=True, default="", max_length=300, index=True)


class TieMonth(SQLModel, table=True):
    """What one institution addressed to another in one calendar month (UTC): posts per kind.

    `listed` counts those mentions that come from list posts (more than five members named).
    """

    __tablename__ = "tie_month"

    month: date = Field(primary_key=True)  # its first day
    source: str = Field(primary_key=True, foreign_key="institution.id")
    target: str = Field(primary_key=True, foreign_key="institution.id")
    mentions: int = 0
    reposts: int = 0
    quotes: int = 0
    replies: int = 0
    listed: int = 0


class Coverage(SQLModel, table=True):
    """Days (UTC, both included) on which we know an account's posts, per source.

    Sources: `files` (from files, may be incomplete), `stated` (`--covers`), `x` (from X's API).
    """

    account_id: int = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    source: str = Field(primary_key=True, max_length=20)
    first_day: date = Field(primary_key=True)
    last_day: date


class Erasure(SQLModel, table=True):
    """A post that was deleted for good: no import revives it. Holds no content."""

    network: Network = Field(primary_key=True, sa_type=_by_value(Network))
    post_id: str = Field(primary_key=True, max_length=300)
    reason: str = Field(max_length=40)
    at: datetime


class ImportRun(SQLModel, table=True):
    """One bringing-in of files, with what it found."""

    __tablename__ = "import_run"

    id: int | None = Field(default=None, primary_key=True)
    started: datetime
    finished: datetime | None = None
    by: str = Field(max_length=200)
    what: str = Field(max_length=16)  # posts or roster
    status: RunStatus = Field(default=RunStatus.RUNNING, sa_type=_by_value(RunStatus))
    files: list[str] = Field(default_factory=list, sa_type=JSON)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class ImportProblem(SQLModel, table=True):
    """A line that was kept aside, with its reason. `line` 0 means the whole file.

    `reason` is an English sentence with `{names}`; `values` fills them (see sentences.py).
    """

    __tablename__ = "import_problem"

    id: int | None = Field(default=None, primary_key=True)
    run: int = Field(foreign_key="import_run.id", ondelete="CASCADE", index=True)
    file: str = Field(max_length=500)
    line: int
    reason: str = Field(max_length=500)
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Checkpoint(SQLModel, table=True):
    """How far an account's timeline has been read, in one direction.

    Timelines are read newest first: `high_water`, the newest post id of a window read to its end,
    moves only when the window's last page is stored. The `pending_` columns are those of a window
    under way: the newest and oldest id in it, the mark it reads down to, and the network's token
    for its next page. In the past stream `pending_oldest` is the oldest post read, ever.
    """

    account_id: int = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    stream: Stream = Field(primary_key=True, sa_type=_by_value(Stream))
    high_water: str | None = Field(default=None, max_length=300)
    pending_newest: str | None = Field(default=None, max_length=300)
    pending_oldest: str | None = Field(default=None, max_length=300)
    pending_since: str | None = Field(default=None, max_length=300)
    pending_token: str | None = Field(default=None, max_length=1000)
    window_started: datetime | None = None  # of the window under way
    read: int = 0  # posts read in this stream, ever
    exhausted: bool = False  # past: the network gives nothing older
    completed_at: datetime | None = None  # when the last whole window was begun
    updated_at: datetime


class SyncRun(SQLModel, table=True):
    """One collection from a network, told so that a person knows what happened and what follows.

    `reason` is an English sentence with `{names}`; `values` fills them (see sentences.py).
    Money is in millionths of a dollar.
    """

    __tablename__ = "sync_run"

    id: int | None = Field(default=None, primary_key=True)
    network: Network = Field(sa_type=_by_value(Network))
    what: str = Field(max_length=16)  # posts, accounts (resolve), check (deletions), references
    started: datetime = Field(index=True)
    finished: datetime | None = None
    by: str = Field(max_length=200)
    status: SyncStatus = Field(default=SyncStatus.RUNNING, sa_type=_by_value(SyncStatus))
    reason: str | None = Field(default=None, max_length=500)
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    resumes_at: datetime | None = None  # when it can go on
    host: str | None = Field(default=None, max_length=200)
    accounts: int = 0  # accounts to read
    requests: int = 0
    posts: int = 0  # returned by the network
    users: int = 0  # returned by the network
    posts_new: int = 0
    posts_updated: int = 0
    posts_erased: int = 0
    interactions_new: int = 0
    unresolved: int = 0
    cost: int = Field(default=0, sa_type=BigInteger)  # millionths of a dollar
    rate_remaining: int | None = None  # the fewest requests left in a window of the network
    waited: float = 0.0  # seconds


class SyncItem(SQLModel, table=True):
    """One account in a collection: what came of it. `reason` and `values` as in SyncRun."""

    __tablename__ = "sync_item"

    id: int | None = Field(default=None, primary_key=True)
    run: int = Field(foreign_key="sync_run.id", ondelete="CASCADE", index=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    outcome: str = Field(max_length=16)  # ok, partial, failed, missing, suspended, protected, …
    pages: int = 0
    posts: int = 0
    posts_new: int = 0
    http_status: int | None = None
    problem: str | None = Field(default=None, max_length=200)  # the network's own type or title
    reason: str | None = Field(default=None, max_length=500)
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Charge(SQLModel, table=True):
    """A resource that the network returned on a UTC day: billed once that day. Kept for days."""

    network: Network = Field(primary_key=True, sa_type=_by_value(Network))
    day: date = Field(primary_key=True)
    resource: Resource = Field(primary_key=True, sa_type=_by_value(Resource))
    resource_id: str = Field(primary_key=True, max_length=300)


class Spending(SQLModel, table=True):
    """What a network bills for a UTC day: resources, and millionths of a dollar."""

    network: Network = Field(primary_key=True, sa_type=_by_value(Network))
    day: date = Field(primary_key=True)
    resource: Resource = Field(primary_key=True, sa_type=_by_value(Resource))
    resources: int = 0
    cost: int = Field(default=0, sa_type=BigInteger)


class PostCheck(SQLModel, table=True):
    """When a post, ours or one referred to, was last asked for by its id; whether it stood."""

    __tablename__ = "post_check"

    network: Network = Field(primary_key=True, sa_type=_by_value(Network))
    post_id: str = Field(primary_key=True, max_length=300)
    checked_at: datetime = Field(index=True)
    found: bool


class CollectorState(SQLModel, table=True):
    """The one collector of this store: who leads, since when, what it was asked.

    `term` grows with every new leader; a write of an older term is refused (fencing).
    """

    __tablename__ = "collector_state"

    id: int = Field(default=1, primary_key=True)
    term: int = 0
    leader: str | None = Field(default=None, max_length=200)  # machine and process
    every: int | None = None  # seconds between two collections; empty: one only
    beat_at: datetime | None = None
    next_at: datetime | None = None
    asked_at: datetime | None = None  # somebody asked for a collection now
    asked_by: str | None = Field(default=None, max_length=200)
    taken_at: datetime | None = None  # when the collector took that up


class EventSeries(SQLModel, table=True):
    """Something that comes back, such as International Museum Day."""

    __tablename__ = "event_series"

    id: str = Field(primary_key=True, max_length=80)
    title_fr: str = Field(max_length=200)
    title_en: str = Field(max_length=200)
    rule_kind: RuleKind = Field(sa_type=_by_value(RuleKind))
    rule: str | None = Field(default=None, max_length=200)
    offset_days: int = 0
    duration_days: int = 1
    countries: str | None = Field(default=None, max_length=200)  # ISO codes, by spaces; empty: all
    hashtags: list[str] = Field(default_factory=list, sa_type=JSON)  # `{yyyy}` becomes the year
    source_url: str | None = Field(default=None, max_length=500)
    last_verified: date | None = None


class Event(SQLModel, table=True):
    """Something institutions do on given days: an edition of a series, or an event of its own.

    `starts` and `ends` are days, both included. `opens` and `closes` are wall-clock hours in
    `timezone` (IANA); without `opens` the event lasts all day. Two or more participating
    institutions make it a joint event. `version` grows with every change (compare-and-swap).
    """

    __table_args__ = (
        UniqueConstraint("series_id", "edition"),
        CheckConstraint("ends >= starts", name="ends_after_start"),
        {"sqlite_autoincrement": True},  # what was deleted is kept by its id
    )

    id: int | None = Field(default=None, primary_key=True)
    series_id: str | None = Field(default=None, foreign_key="event_series.id")
    edition: str | None = Field(default=None, max_length=20)
    title: str = Field(max_length=200)
    starts: date = Field(index=True)
    ends: date = Field(index=True)
    opens: time | None = None
    closes: time | None = None
    timezone: str = Field(default="Europe/Paris", max_length=60)
    certainty: Certainty = Field(default=Certainty.CONFIRMED, sa_type=_by_value(Certainty))
    hashtags: list[str] = Field(default_factory=list, sa_type=JSON)
    day_tags: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # ISO day -> hashtag
    url: str | None = Field(default=None, max_length=500)
    place: str | None = Field(default=None, max_length=200)
    origin: EventOrigin = Field(default=EventOrigin.MANUAL, sa_type=_by_value(EventOrigin))
    edited_by: str | None = Field(default=None, max_length=200)  # empty: as shipped
    edited_at: datetime | None = None
    version: int = 1


class Participation(SQLModel, table=True):
    """An institution in an event: what it does there and what it said."""

    event_id: int = Field(primary_key=True, foreign_key="event.id", ondelete="CASCADE")
    institution_id: str = Field(primary_key=True, foreign_key="institution.id", index=True)
    role: ParticipationRole = Field(
        default=ParticipationRole.PARTNER, sa_type=_by_value(ParticipationRole)
    )
    status: ParticipationStatus = Field(
        default=ParticipationStatus.INVITED, sa_type=_by_value(ParticipationStatus)
    )


class Position(SQLModel, table=True):
    """Where an institution stands on the map, and its community; computed when data change."""

    institution_id: str = Field(primary_key=True, foreign_key="institution.id")
    x: float
    y: float
    community: int | None = None  # None: no exchange
    computed_at: datetime


class Suggestion(SQLModel, table=True):
    """Two institutions (a before b) that should cooperate, with the reasons."""

    __table_args__ = (CheckConstraint("a < b", name="ordered"),)

    a: str = Field(primary_key=True, foreign_key="institution.id")
    b: str = Field(primary_key=True, foreign_key="institution.id")
    computed_at: datetime
    score: float
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    method: str = Field(max_length=40)


class Decision(SQLModel, table=True):
    """What a coordinator decided about a pair (a before b); appended, the last one holds."""

    __table_args__ = (CheckConstraint("a < b", name="ordered"), Index(None, "a", "b"))

    id: int | None = Field(default=None, primary_key=True)
    a: str = Field(foreign_key="institution.id")
    b: str = Field(foreign_key="institution.id")
    status: DecisionStatus = Field(sa_type=_by_value(DecisionStatus))
    by: str = Field(max_length=200)
    at: datetime
    note: str | None = Field(default=None, max_length=1000)
    until: date | None = None


class AuditEntry(SQLModel, table=True):
    """Who did what, and when; `detail` is what it takes to undo it."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    by: str = Field(max_length=200)
    action: str = Field(max_length=40)
    what: str = Field(max_length=1000)
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class Setting(SQLModel, table=True):
    """A fact about the store itself: its revision, whether it is the sample."""

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=500)


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model, for statements that move many rows at once."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
