"""X's API v2, asked with tweepy: profiles, posts and timelines, one request at a time.

Every method is one request and one attempt. X bills each resource returned, once per UTC day; the
fields asked for cost nothing in the `tweet` dialect, while `post` needs expansions, which are
billed as further profiles and posts.
"""

import logging
import os
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import tweepy
from pydantic import SecretStr

from shared.collection.x_failures import Failure, FailureKind, withheld_account
from shared.collection.x_transport import Rate, Session, Timeout, Transport, address
from shared.sentences import Refusal, say

TOKEN, TOKEN_FILE = "X_BEARER_TOKEN", "X_BEARER_TOKEN_FILE"
MOST = 100  # resources in one request
Dialect = Literal["tweet", "post"]
# What X takes for an id and for a handle.
ID = re.compile(r"\d{1,19}", re.ASCII)
HANDLE = re.compile(r"\w{1,15}", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]{1,5000}")
_LONGEST_FILE = 10_000  # characters
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "tweet": {
        "tweet_fields": "id,text,author_id,created_at,conversation_id,in_reply_to_user_id,"
        "referenced_tweets,entities,note_tweet,edit_history_tweet_ids,lang,public_metrics,"
        "possibly_sensitive,withheld"
    },
    "post": {
        "post.fields": "id,text,created_at,conversation_id,entities,note_post,"
        "edit_history_post_ids,lang,public_metrics,possibly_sensitive,withheld",
        "expansions": "author_id,referenced_posts,in_reply_to_user_id",
    },
}
_USER_FIELDS = "id,name,username,description,profile_image_url,protected,public_metrics"


class NoToken(Refusal):
    """There is no token, or none that can be one."""


@dataclass(frozen=True)
class Answer:
    """What X answered, as it wrote it, and what it says of its limits."""

    body: dict[str, Any]
    rate: Rate | None


class X:
    """X, with a token; `host` is whom it asks. Not to be shared between threads."""

    def __init__(
        self,
        token: SecretStr,
        *,
        base_url: str | None = None,
        timeout: Timeout = (5, 30),
        dialect: str = "tweet",
    ) -> None:
        """Raises Refusal for an address or a token that cannot be, ValueError for a dialect."""
        if dialect not in _FIELDS:
            raise ValueError(f"X has no dialect {dialect}")
        _check(token)
        self._transport = Transport(address(base_url), timeout, token)
        self._client = tweepy.Client(return_type=dict, wait_on_rate_limit=False)
        self._client.session = Session(token, self._transport)
        logging.getLogger("tweepy.client").addFilter(_expected)
        self._fields = _FIELDS[dialect]
        self.host = self._transport.base.netloc

    def users_by(self, handles: Sequence[str]) -> Answer:
        """The profiles of up to 100 handles; those X does not show stand under `errors`."""
        named = _listed(handles, HANDLE)
        return self._ask(self._client.get_users, usernames=named, user_fields=_USER_FIELDS)

    def users(self, ids: Sequence[str]) -> Answer:
        """The profiles of up to 100 ids; those X does not show stand under `errors`."""
        return self._ask(self._client.get_users, ids=_listed(ids, ID), user_fields=_USER_FIELDS)

    def posts(self, ids: Sequence[str]) -> Answer:
        """Up to 100 posts by their ids; those X does not show stand under `errors`."""
        return self._ask(self._client.get_tweets, _listed(ids, ID), **self._fields)

    def timeline(
        self,
        native_id: str,
        *,
        since_id: str | None = None,
        until_id: str | None = None,
        page_token: str | None = None,
        max_results: int = 100,
        start_time: datetime | None = None,
    ) -> Answer:
        """One page of an account's posts, newest first; max_results from 5 to 100.

        An answer that says nothing but why the account is not shown is a Failure too: ACCOUNT or
        MISSING, with its `standing`.
        """
        answer = self._ask(
            self._client.get_users_tweets,
            _listed([native_id], ID),
            since_id=since_id,
            until_id=until_id,
            pagination_token=page_token,
            max_results=max_results,
            start_time=start_time,
            **self._fields,
        )
        errors = answer.body.get("errors")
        if errors and "data" not in answer.body and "meta" not in answer.body:
            first = errors[0] if isinstance(errors, list) else errors
            raise withheld_account(first if isinstance(first, dict) else {})
        return answer

    def _ask(self, method: Callable[..., Any], *what: Any, **how: Any) -> Answer:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # tweepy's own way of logging
                body = method(*what, **how)
        except (ValueError, RecursionError):  # no JSON
            body = None
        if not isinstance(body, dict):
            raise _no_json(self.host)
        return Answer(body, self._transport.rate)


def token() -> SecretStr:
    """The bearer token of X_BEARER_TOKEN, or of the file that X_BEARER_TOKEN_FILE names.

    Raises NoToken, which says what to do, if there is none; it never repeats what it found.
    """
    if given := os.environ.get(TOKEN, "").strip():
        found = SecretStr(given)
    elif file := os.environ.get(TOKEN_FILE):
        found = _token_in(Path(file))
    else:
        raise NoToken(
            say(
                "There is no token for X. Make a bearer token in X's developer console, and put it "
                "in X_BEARER_TOKEN, or in a file that X_BEARER_TOKEN_FILE names."
            )
        )
    _check(found)
    return found


def _token_in(file: Path) -> SecretStr:
    try:
        with file.open(encoding="utf-8") as opened:
            return SecretStr(opened.read(_LONGEST_FILE).strip())
    except (OSError, ValueError):
        said = say("X_BEARER_TOKEN_FILE names “{file}”, which cannot be read.", file=str(file))
    raise NoToken(said)


def _check(token: SecretStr) -> None:
    if not _TOKEN.fullmatch(token.get_secret_value()):
        raise NoToken(
            say(
                "What is given as X's token cannot be one: it is empty, or holds blanks, line "
                "breaks or letters that no token has. Copy the bearer token alone, on one line."
            )
        )


def _listed(values: Sequence[str], form: re.Pattern[str]) -> str:
    """The values as X takes them. Raises ValueError for none, too many, or one that cannot be."""
    if not 1 <= len(values) <= MOST or not all(form.fullmatch(value) for value in values):
        raise ValueError(f"X takes 1 to {MOST} of the form {form.pattern}")
    return ",".join(values)


def _expected(record: logging.LogRecord) -> bool:
    """Leaves out what tweepy says of parameters that it does not know yet."""
    return not record.getMessage().startswith("Unexpected parameter")


def _no_json(host: str) -> Failure:
    said = say(
        "What {host} answers is nothing that X says; something may stand between.", host=host
    )
    return Failure(FailureKind.PASSING, said, status=200, problem="NoJSON")
