"""How Alembic runs our migrations: over the connection handed to it, one set for both engines."""

from alembic import context
from sqlmodel import SQLModel

import shared.models  # noqa: F401 (fills the metadata)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    compare_server_default=True,
    user_module_prefix=None,
)
with context.begin_transaction():
    context.run_migrations()
