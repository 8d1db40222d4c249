"""One post of the sample, before it is written the network's way."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Message:
    """A post: `kind` is empty for a plain one, else the network's word for the reference."""

    id: str
    at: datetime
    author: str  # handle
    text: str
    language: str
    kind: str = ""  # retweeted, quoted, replied_to
    original: "Message | None" = None
    likes: int = 0
    shares: int = 0
    first_id: str = ""  # of an edited post: the id it had first
