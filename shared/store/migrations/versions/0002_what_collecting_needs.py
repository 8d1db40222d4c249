"""What collecting needs"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "charge",
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
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "resource",
            sa.Enum("post", "user", name="resource", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("resource_id", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.PrimaryKeyConstraint(
            "network", "day", "resource", "resource_id", name=op.f("pk_charge")
        ),
    )
    op.create_table(
        "collector_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("leader", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("every", sa.Integer(), nullable=True),
        sa.Column("beat_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("next_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("asked_by", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("taken_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collector_state")),
    )
    op.create_table(
        "post_check",
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
        sa.Column("checked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("network", "post_id", name=op.f("pk_post_check")),
    )
    with op.batch_alter_table("post_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_check_checked_at"), ["checked_at"], unique=False)

    op.create_table(
        "spending",
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
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "resource",
            sa.Enum("post", "user", name="resource", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("resources", sa.Integer(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("network", "day", "resource", name=op.f("pk_spending")),
    )
    op.create_table(
        "sync_run",
        sa.Column("id", sa.Integer(), nullable=False),
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
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("started", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("finished", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "ok",
                "partial",
                "stopped",
                "budget",
                "credits",
                "auth",
                "drift",
                "failed",
                name="syncstatus",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("resumes_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("host", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("users", sa.Integer(), nullable=False),
        sa.Column("posts_new", sa.Integer(), nullable=False),
        sa.Column("posts_updated", sa.Integer(), nullable=False),
        sa.Column("posts_erased", sa.Integer(), nullable=False),
        sa.Column("interactions_new", sa.Integer(), nullable=False),
        sa.Column("unresolved", sa.Integer(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("rate_remaining", sa.Integer(), nullable=True),
        sa.Column("waited", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_run")),
    )
    with op.batch_alter_table("sync_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_run_started"), ["started"], unique=False)

    op.create_table(
        "checkpoint",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "stream",
            sa.Enum("recent", "past", name="stream", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("high_water", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("pending_newest", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("pending_oldest", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("pending_since", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("pending_token", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("window_started", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("exhausted", sa.Boolean(), nullable=False),
        sa.Column("completed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_checkpoint_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "stream", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "sync_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("posts_new", sa.Integer(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("problem", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sync_item_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run"], ["sync_run.id"], name=op.f("fk_sync_item_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_item")),
    )
    with op.batch_alter_table("sync_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_item_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_item_run"), ["run"], unique=False)

    op.add_column(
        "account", sa.Column("looked_up", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
    )
    op.add_column("account", sa.Column("followers", sa.Integer(), nullable=True))
    op.add_column(
        "account",
        sa.Column("description", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
    )
    op.add_column(
        "account", sa.Column("picture", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True)
    )
    op.add_column("account", sa.Column("addressed_since", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "addressed_since")
    op.drop_column("account", "picture")
    op.drop_column("account", "description")
    op.drop_column("account", "followers")
    op.drop_column("account", "looked_up")

    with op.batch_alter_table("sync_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sync_item_run"))
        batch_op.drop_index(batch_op.f("ix_sync_item_account_id"))

    op.drop_table("sync_item")
    op.drop_table("checkpoint")
    with op.batch_alter_table("sync_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sync_run_started"))

    op.drop_table("sync_run")
    op.drop_table("spending")
    with op.batch_alter_table("post_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_check_checked_at"))

    op.drop_table("post_check")
    op.drop_table("collector_state")
    op.drop_table("charge")
