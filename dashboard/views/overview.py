"""How cooperation stands."""

from dashboard import parts
from dashboard.i18n import _

asked = parts.head(_("How cooperation stands"))
