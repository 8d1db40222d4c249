"""An identity for rows without an id, the same whenever the same file is read again."""

from datetime import datetime
from hashlib import blake2b

from shared.models import Network


def digest(
    network: Network, author: str, time: datetime, text: str | None, targets: list[str]
) -> str:
    """A fingerprint of what a row says: 32 characters, the same for rows that say the same."""
    told = [network.value, author, time.isoformat(), text or "", *sorted(targets)]
    said = "\x1f".join(part.replace("\x1f", " ") for part in told)
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
