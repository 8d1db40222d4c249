"""The first tables"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("action", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)

    op.create_table(
        "erasure",
        sa.Column(
            "network",
            sa.Enum(
                "x",
                "bluesky",
                "mastodon",
                "instagram",
                "facebook",
                "linkedin",
                name="network",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("post_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("network", "post_id", name=op.f("pk_erasure")),
    )
    op.create_table(
        "event_series",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("title_fr", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("title_en", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "rule_kind",
            sa.Enum(
                "fixed",
                "rrule",
                "nearest_weekday",
                "none",
                name="rulekind",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("rule", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("offset_days", sa.Integer(), nullable=False),
        sa.Column("duration_days", sa.Integer(), nullable=False),
        sa.Column("countries", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("hashtags", sa.JSON(), nullable=False),
        sa.Column("source_url", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("last_verified", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("finished", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "done",
                "partial",
                "failed",
                name="runstatus",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "institution",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("city", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("website", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("wikidata", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("languages", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column("size", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("closing_day", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("government", sa.Boolean(), nullable=True),
        sa.Column("contact", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("parent", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column("member", sa.Boolean(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["institution.id"], name=op.f("fk_institution_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
    )
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_parent"), ["parent"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_wikidata"), ["wikidata"], unique=False)

    op.create_table(
        "post_version",
        sa.Column(
            "network",
            sa.Enum(
                "x",
                "bluesky",
                "mastodon",
                "instagram",
                "facebook",
                "linkedin",
                name="network",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("version_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("post_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.PrimaryKeyConstraint("network", "version_id", name=op.f("pk_post_version")),
    )
    with op.batch_alter_table("post_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_version_post_id"), ["post_id"], unique=False)

    op.create_table(
        "setting",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "network",
            sa.Enum(
                "x",
                "bluesky",
                "mastodon",
                "instagram",
                "facebook",
                "linkedin",
                name="network",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("native_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("handle", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("display_name", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "dormant",
                "left",
                "renamed",
                "protected",
                "suspended",
                "missing",
                name="accountstatus",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("status_since", sa.Date(), nullable=True),
        sa.Column("person", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_account_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("network", "native_id", name=op.f("uq_account_network_native_id")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_handle"), ["handle"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_account_institution_id"), ["institution_id"], unique=False
        )

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("a", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("b", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "taken_up",
                "later",
                "dismissed",
                "open",
                name="decisionstatus",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("a < b", name=op.f("ck_decision_ordered")),
        sa.ForeignKeyConstraint(["a"], ["institution.id"], name=op.f("fk_decision_a")),
        sa.ForeignKeyConstraint(["b"], ["institution.id"], name=op.f("fk_decision_b")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_a_b"), ["a", "b"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("edition", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("timezone", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column(
            "certainty",
            sa.Enum(
                "forecast",
                "confirmed",
                "postponed",
                "cancelled",
                name="certainty",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("hashtags", sa.JSON(), nullable=False),
        sa.Column("day_tags", sa.JSON(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "manual",
                "series",
                "ics",
                "detected",
                name="eventorigin",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("edited_by", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("edited_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends >= starts", name=op.f("ck_event_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["event_series.id"], name=op.f("fk_event_series_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("series_id", "edition", name=op.f("uq_event_series_id_edition")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_ends"), ["ends"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_starts"), ["starts"], unique=False)

    op.create_table(
        "import_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("file", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["import_run.id"], name=op.f("fk_import_problem_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problem")),
    )
    with op.batch_alter_table("import_problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_problem_run"), ["run"], unique=False)

    op.create_table(
        "position",
        sa.Column("institution_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("x", sa.Float(), nullable=False),
        sa.Column("y", sa.Float(), nullable=False),
        sa.Column("community", sa.Integer(), nullable=True),
        sa.Column("computed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_position_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_position")),
    )
    op.create_table(
        "suggestion",
        sa.Column("a", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("b", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("computed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("method", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.CheckConstraint("a < b", name=op.f("ck_suggestion_ordered")),
        sa.ForeignKeyConstraint(["a"], ["institution.id"], name=op.f("fk_suggestion_a")),
        sa.ForeignKeyConstraint(["b"], ["institution.id"], name=op.f("fk_suggestion_b")),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_suggestion")),
    )
    op.create_table(
        "tie_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("target", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("reposts", sa.Integer(), nullable=False),
        sa.Column("quotes", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["institution.id"], name=op.f("fk_tie_month_source")),
        sa.ForeignKeyConstraint(["target"], ["institution.id"], name=op.f("fk_tie_month_target")),
        sa.PrimaryKeyConstraint("month", "source", "target", name=op.f("pk_tie_month")),
    )
    op.create_table(
        "coverage",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_coverage_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "source", "first_day", name=op.f("pk_coverage")),
    )
    op.create_table(
        "handle_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("handle", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("seen_from", sa.Date(), nullable=True),
        sa.Column("seen_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_handle_period_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handle_period")),
    )
    with op.batch_alter_table("handle_period", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handle_period_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_handle_period_handle"), ["handle"], unique=False)

    op.create_table(
        "participation",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "host", "partner", "invited", name="participationrole", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "invited",
                "joined",
                "declined",
                name="participationstatus",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_participation_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_participation_institution_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "institution_id", name=op.f("pk_participation")),
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_participation_institution_id"), ["institution_id"], unique=False
        )

    op.create_table(
        "post",
        sa.Column(
            "network",
            sa.Enum(
                "x",
                "bluesky",
                "mastodon",
                "instagram",
                "facebook",
                "linkedin",
                name="network",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("post_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("lang", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("conversation_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("version_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum("live", "deleted", "withheld", name="poststate", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("refs", sa.JSON(), nullable=False),
        sa.Column("outsiders", sa.Integer(), nullable=False),
        sa.Column("likes", sa.Integer(), nullable=True),
        sa.Column("reposts", sa.Integer(), nullable=True),
        sa.Column("replies", sa.Integer(), nullable=True),
        sa.Column("quotes", sa.Integer(), nullable=True),
        sa.Column("source_rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_post_account_id")),
        sa.PrimaryKeyConstraint("network", "post_id", name=op.f("pk_post")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_post_account_id_created_at"), ["account_id", "created_at"], unique=False
        )

    op.create_table(
        "interaction",
        sa.Column(
            "network",
            sa.Enum(
                "x",
                "bluesky",
                "mastodon",
                "instagram",
                "facebook",
                "linkedin",
                name="network",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("post_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mention", "repost", "quote", "reply", name="kind", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column("target_account", sa.Integer(), nullable=False),
        sa.Column("source_account", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("evidence", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["network", "post_id"],
            ["post.network", "post.post_id"],
            name=op.f("fk_interaction_network_post_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_account"], ["account.id"], name=op.f("fk_interaction_source_account")
        ),
        sa.ForeignKeyConstraint(
            ["target_account"], ["account.id"], name=op.f("fk_interaction_target_account")
        ),
        sa.PrimaryKeyConstraint(
            "network", "post_id", "kind", "target_account", name=op.f("pk_interaction")
        ),
    )
    with op.batch_alter_table("interaction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interaction_occurred_at"), ["occurred_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_interaction_source_account"), ["source_account"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_interaction_target_account"), ["target_account"], unique=False
        )

    op.create_table(
        "post_tag",
        sa.Column(
            "network",
            sa.Enum(
                "x",
                "bluesky",
                "mastodon",
                "instagram",
                "facebook",
                "linkedin",
                name="network",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("post_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("tag", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("shown", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["network", "post_id"],
            ["post.network", "post.post_id"],
            name=op.f("fk_post_tag_network_post_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("network", "post_id", "tag", name=op.f("pk_post_tag")),
    )
    with op.batch_alter_table("post_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_tag_tag"), ["tag"], unique=False)

    op.create_table(
        "unresolved",
        sa.Column(
            "network",
            sa.Enum(
                "x",
                "bluesky",
                "mastodon",
                "instagram",
                "facebook",
                "linkedin",
                name="network",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("post_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mention", "repost", "quote", "reply", name="kind", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column("referenced_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["network", "post_id"],
            ["post.network", "post.post_id"],
            name=op.f("fk_unresolved_network_post_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "network", "post_id", "kind", "referenced_id", name=op.f("pk_unresolved")
        ),
    )
    with op.batch_alter_table("unresolved", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unresolved_referenced_id"), ["referenced_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("unresolved", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unresolved_referenced_id"))

    op.drop_table("unresolved")
    with op.batch_alter_table("post_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_tag_tag"))

    op.drop_table("post_tag")
    with op.batch_alter_table("interaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interaction_target_account"))
        batch_op.drop_index(batch_op.f("ix_interaction_source_account"))
        batch_op.drop_index(batch_op.f("ix_interaction_occurred_at"))

    op.drop_table("interaction")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_account_id_created_at"))

    op.drop_table("post")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_institution_id"))

    op.drop_table("participation")
    with op.batch_alter_table("handle_period", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handle_period_handle"))
        batch_op.drop_index(batch_op.f("ix_handle_period_account_id"))

    op.drop_table("handle_period")
    op.drop_table("coverage")
    op.drop_table("tie_month")
    op.drop_table("suggestion")
    op.drop_table("position")
    with op.batch_alter_table("import_problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_problem_run"))

    op.drop_table("import_problem")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_starts"))
        batch_op.drop_index(batch_op.f("ix_event_ends"))

    op.drop_table("event")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_a_b"))

    op.drop_table("decision")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_institution_id"))
        batch_op.drop_index(batch_op.f("ix_account_handle"))

    op.drop_table("account")
    op.drop_table("setting")
    with op.batch_alter_table("post_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_version_post_id"))

    op.drop_table("post_version")
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institution_wikidata"))
        batch_op.drop_index(batch_op.f("ix_institution_parent"))
        batch_op.drop_index(batch_op.f("ix_institution_name"))

    op.drop_table("institution")
    op.drop_table("import_run")
    op.drop_table("event_series")
    op.drop_table("erasure")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
