"""How the posts come about: plans are carried out in the order of time, and some are answered."""

import heapq
from collections import deque
from datetime import datetime, timedelta
from itertools import count
from random import Random

from data.demo.consortium import institutions
from data.demo.habits import Habit
from data.demo.message import Message
from data.demo.phrases import phrase
from data.demo.plans import Plan, plans
from data.demo.rhythm import Rhythm
from data.demo.voices import voices

_FIRST_ID_MS = 1_288_834_974_657  # the instant from which X's ids count
_EDITED = timedelta(minutes=20)  # X's ids hold their time, an edit's its own
_ANSWERED = 0.62
_TO_VISITORS = 0.4
_FRESH = timedelta(days=21)
_DAY = 86_400.0


class Conversation:
    """The accounts talking; keeps what was said lately, so that it can be taken up."""

    def __init__(self, rng: Random, rhythm: Rhythm, habits: list[Habit]) -> None:
        self._rng = rng
        self._rhythm = rhythm
        self._numbers = count(1)
        self._recent: dict[str, deque[Message]] = {}
        handles = {museum.id: museum.handle for museum in institutions()}
        self._habits = {(handles[h.source], handles[h.target]): h for h in habits}
        self._due: list[tuple[float, int, Plan]] = []
        for plan in plans(rng, rhythm, habits):
            self._expect(plan)

    def _expect(self, plan: Plan) -> None:
        if plan.at <= self._rhythm.end():
            heapq.heappush(self._due, (plan.at.timestamp(), next(self._numbers), plan))

    def posts(self) -> list[Message]:
        """All posts, oldest first."""
        said = []
        while self._due:
            plan = heapq.heappop(self._due)[2]
            message = self._carry_out(plan)
            said.append(message)
            self._remember(message)
            self._await_answers(plan, message)
        return said

    def _carry_out(self, plan: Plan) -> Message:
        original = plan.about or self._taken_up(plan)
        kind = plan.what if original else ""
        what = plan.what
        if what in ("retweeted", "quoted", "replied_to") and not original:
            what = "mention"
        language = self._language(plan)
        message = Message(
            id=_post_id(plan.at, next(self._numbers)),
            at=plan.at,
            author=plan.author,
            text=self._text(plan, what, original, language),
            language=original.language if original and kind == "retweeted" else language,
            kind="replied_to" if plan.what == "answer" else kind,
            original=original,
            likes=int(self._rng.lognormvariate(2.2, 0.9)),
            shares=int(self._rng.lognormvariate(0.6, 0.9)),
        )
        if what == "news" and self._rng.random() < 0.004:
            message.first_id = message.id
            message.id = _post_id(plan.at + _EDITED, next(self._numbers))
        return message

    def _taken_up(self, plan: Plan) -> Message | None:
        """A recent post of the one addressed that a repost, quote or reply may refer to."""
        if plan.what not in ("retweeted", "quoted", "replied_to"):
            return None
        recent = self._recent.get(plan.targets[0], ())
        fresh = [
            message
            for message in recent
            if plan.at - message.at < _FRESH
            and not (plan.what == "retweeted" and message.kind == "replied_to")
        ]
        return self._rng.choice(fresh) if fresh else None

    def _language(self, plan: Plan) -> str:
        own = voices()[plan.author].language
        others = {voices()[handle].language for handle in plan.targets}
        if plan.what == "visitor":
            return others.pop() if self._rng.random() < 0.7 else own
        foreign = others and others != {own}
        return "en" if foreign and self._rng.random() < 0.55 else own

    def _text(self, plan: Plan, what: str, original: Message | None, language: str) -> str:
        rng = self._rng
        who = " ".join(f"@{handle}" for handle in plan.targets)
        if what == "retweeted" and original:
            text = f"RT @{original.author}: {original.text}"
            return text if len(text) <= 140 else text[:139] + "…"
        if what == "quoted" and original:
            return f"{phrase(rng, language, 'quote')} {link(original)}"
        if what in ("replied_to", "answer") and original:
            occasion = "reply" if what == "replied_to" else "answer"
            return f"{self._front(original, plan.author)} {phrase(rng, language, occasion)}"
        tag = plan.tags[0] if plan.tags else ""
        text = phrase(rng, language, what, who=who, tag=tag)
        text += "".join(f" #{tag}" for tag in plan.tags[1:])
        return text + self._ending(language) if what == "news" else text

    def _front(self, original: Message, author: str) -> str:
        """The handles X puts in front of a reply: the one answered, then others of the thread."""
        front = [original.author]
        if original.kind == "replied_to" and original.original:
            front.append(original.original.author)
        return " ".join(f"@{handle}" for handle in dict.fromkeys(front) if handle != author)

    def _ending(self, language: str) -> str:
        chance = self._rng.random()
        if chance < 0.35:
            return f" #{phrase(self._rng, language, 'topics')}"
        return f" {phrase(self._rng, language, 'tails')}" if chance < 0.75 else ""

    def _remember(self, message: Message) -> None:
        if message.kind != "retweeted":
            self._recent.setdefault(message.author, deque(maxlen=12)).append(message)

    def _await_answers(self, plan: Plan, message: Message) -> None:
        """Who is named by a mention or a quote may answer, if that is a habit of theirs."""
        if plan.what == "visitor" and self._rng.random() < _TO_VISITORS:
            self._answer(plan.targets[0], "answer", message)
        if plan.what not in ("mention", "quoted", "together"):
            return
        for handle in plan.targets:
            habit = self._habits.get((handle, plan.author))
            if habit and habit.alive(self._rhythm.day(plan.at)) and self._rng.random() < _ANSWERED:
                self._answer(handle, "replied_to", message)

    def _answer(self, handle: str, what: str, message: Message) -> None:
        delay = min(_DAY * 2.9, 900 + 3600 * self._rng.lognormvariate(1.5, 1.0))
        at = message.at + timedelta(seconds=int(delay))
        self._expect(Plan(at, handle, what, (message.author,), about=message))


def link(message: Message) -> str:
    """The short address under which a text refers to a post."""
    return f"https://t.example/{message.id[-9:]}"


def _post_id(at: datetime, number: int) -> str:
    """An id as X makes them, with a sequence number so high that no real post can have it.

    An address made of it must lead to no one's post.
    """
    machine, sequence = number % 1024, 4095 - number // 1024
    milliseconds = int(at.timestamp() * 1000) - _FIRST_ID_MS
    return str(milliseconds << 22 | machine << 12 | sequence)
