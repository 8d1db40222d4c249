"""Names and texts that try to be more than text: on every page they are read letter by letter.

The store is filled past the doors, as if every check there had failed.
"""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from shared import models
from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.files.bring_in import Outcome
from shared.refresh import refresh
from shared.store.database import engine_for, writing

EVIL = "https://stranger.example"
# What each tries to become; the mark in it is found nowhere else.
NAMES = {
    "bold and link": f"**zqbold** [zqlink]({EVIL}/zqlink)",
    "picture": f"![zqpicture]({EVIL}/zqpicture.png)",
    "script": "<script>window.canary='zqscript'</script><b>zqtag</b>",
    "handler": "<img src=x onerror=\"window.canary='zqhandler'\">",
    "formula and icon": "$zqformula^2$ :material/pest_control: :streamlit:",
    "colour and badge": ":red[zqcolour] :green-badge[zqbadge] `zqcode`",
    "address": f"{EVIL}/zqaddress www.stranger.example zq@stranger.example -> zqarrow",
    "template": "{{zqbraces}} {zqname} {0} %(zqpercent)s {a|zqrich}",
    "direction": "zqturned \u202etxet\u202c =HYPERLINK(1)",
    "heading": "# zqheading | a | b |",
}
TEXT = (
    f"**zqword** [zqread]({EVIL}/p) ![zqseen]({EVIL}/p.png) "
    "<script>window.canary='post'</script> <img src=x onerror=window.canary='post'> "
    "$zqsum$ :material/pest_control: :red[zqpaint]"
)
TITLE = f"**zqtitle** <img src={EVIL}/t.png onerror=window.canary='title'> [zqon]({EVIL}/t)"
# What may stand around a mark on the page: if it is gone, the text was interpreted.
LITERAL = {
    "zqbold": "**zqbold**",
    "zqlink": f"[zqlink]({EVIL}/zqlink)",
    "zqpicture": f"![zqpicture]({EVIL}/zqpicture.png)",
    "zqtag": "<b>zqtag</b>",
    "zqformula": "$zqformula^2$ :material/pest_control: :streamlit:",
    "zqcolour": ":red[zqcolour]",
    "zqbadge": ":green-badge[zqbadge]",
    "zqcode": "`zqcode`",
    "zqarrow": "-> zqarrow",
    "zqbraces": "{{zqbraces}}",
    "zqname": "{zqname} {0}",
    "zqrich": "{a|zqrich}",
    "zqheading": "# zqheading | a | b |",
    "zqword": "**zqword**",
    "zqread": f"[zqread]({EVIL}/p)",
    "zqseen": f"![zqseen]({EVIL}/p.png)",
    "zqsum": "$zqsum$ :material/pest_control: :red[zqpaint]",
    "zqkind": "*zqkind*",
    "zqperiod": "**zqperiod**",
    "zqtitle": "**zqtitle**",
    "zqon": f"[zqon]({EVIL}/t)",
}
# Elements that our texts must never become.
MADE = """() => {
  const made = [];
  for (const one of document.querySelectorAll('a[href]'))
    if (/stranger|javascript:|data:text|mailto:/.test(one.href)) made.push(one.outerHTML);
  for (const one of document.querySelectorAll('img, iframe, object, embed, image, link'))
    if (/stranger/.test(one.outerHTML) || one.getAttribute('src') === 'x') made.push(one.outerHTML);
  for (const one of document.querySelectorAll('.katex, .stMarkdownBadge'))
    made.push(one.outerHTML);
  for (const one of document.querySelectorAll('[data-testid=stIconMaterial]'))
    if (one.textContent.includes('pest_control')) made.push(one.outerHTML);
  for (const one of document.querySelectorAll('main code, main em, main h2, main h1, main table'))
    if (/^zq\\w+$/.test(one.textContent.trim())) made.push(one.outerHTML);
  return made.map(html => html.slice(0, 300));
}"""


@pytest.fixture(scope="module")
def hostile_url(
    serve: Callable[..., str], sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The pages of a store in which every text from outside is hostile."""
    store = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("hostile") / "hostile.db"))
    engine = engine_for(str(store))
    with writing(engine) as session:
        fill(session)
    refresh(engine=engine, by=LOCAL_ADMINISTRATOR)
    engine.dispose()
    return serve(store)


def fill(session: Session) -> None:
    """Ten museums, each with one of the names; everyone but the last two addresses the next."""
    today = datetime.now(UTC).date()
    for number, name in enumerate(NAMES.values(), start=1):
        museum(session, number, name, today)
    for number in range(1, 9):
        for back in (3, 20):
            post(session, number, number % 8 + 1, today - timedelta(days=back))
        post(session, number, 9 if number in (1, 2) else (number + 3) % 8 + 1, today)
    post(session, 10, None, today)
    event(session, 1, TITLE, today - timedelta(days=1))
    event(session, 2, NAMES["bold and link"], today + timedelta(days=1))
    session.add(
        models.ImportRun(
            id=1, started=datetime.now(UTC), by=TITLE, what="posts",
            status=models.RunStatus.PARTIAL, files=[f"/a/{NAMES['heading']}"],
            counts={
                **Outcome(posts_read=25, problems_total=1).as_dict(),
                "skipped": [{"file": NAMES["colour and badge"], "reason": TEXT}],
            },
        )
    )  # fmt: skip
    session.flush()
    session.add(
        models.ImportProblem(
            run=1, file=NAMES["heading"], line=3, reason="“{x}”", values={"x": TEXT}
        )
    )


def museum(session: Session, number: int, name: str, today: date) -> None:
    """A member whose every field is hostile, known for a hundred days."""
    session.add(
        models.Institution(
            id=f"m{number:02}", name=name, city=name[:120], country="FR", kind="*zqkind*",
            website=f"javascript:window.canary='{number}'",
        )
    )  # fmt: skip
    session.flush()
    session.add(
        models.Account(
            id=number, institution_id=f"m{number:02}", network=models.Network.X,
            handle=name, display_name=name,
        )
    )  # fmt: skip
    session.flush()
    first = today - timedelta(days=100)
    session.add(models.Coverage(account_id=number, source="files", first_day=first, last_day=today))


def post(session: Session, author: int, addressed: int | None, day: date) -> None:
    """A post with a hostile text, address and hashtag, and its interaction."""
    at = datetime.combine(day, time(1), UTC)
    id, x = f"{author}-{addressed}-{day}", models.Network.X
    session.add(
        models.Post(
            network=x, post_id=id, account_id=author, created_at=at, version_id=id, text=TEXT,
            url=f"javascript:window.canary='{id}'",
        )
    )  # fmt: skip
    session.flush()
    session.add(models.PostTag(network=x, post_id=id, tag="zqhash", shown=NAMES["script"]))
    if addressed is None:
        return
    session.add(
        models.Interaction(
            network=x, post_id=id, kind=models.Kind.MENTION, source_account=author,
            target_account=addressed, occurred_at=at, evidence="id",
        )
    )  # fmt: skip
    ends = (f"m{author:02}", f"m{addressed:02}")
    month = session.get(models.TieMonth, (day.replace(day=1), *ends))
    month = month or models.TieMonth(month=day.replace(day=1), source=ends[0], target=ends[1])
    month.mentions += 1
    session.add(month)
    session.flush()


def event(session: Session, id: int, title: str, starts: date) -> None:
    """A joint event of everybody with a hostile title, place, address and hashtags."""
    session.add(
        models.Event(
            id=id, title=title, starts=starts, ends=starts + timedelta(days=4), place=TITLE,
            url="javascript:window.canary='event'", hashtags=[NAMES["colour and badge"]],
            day_tags={starts.isoformat(): NAMES["colour and badge"]},
        )
    )  # fmt: skip
    session.flush()
    for number in range(1, len(NAMES) + 1):
        joined = models.ParticipationStatus.JOINED
        session.add(
            models.Participation(event_id=id, institution_id=f"m{number:02}", status=joined)
        )


def look(reader, *marks: str) -> None:
    """Nothing on the page was made from our texts; the marks are there, as they were written."""
    reader.rest()
    assert reader.page.evaluate("() => window.canary ?? null") is None
    assert reader.page.evaluate(MADE) == []
    shown = "\n".join(line for line in reader.text().splitlines() if not line.endswith("…"))
    for mark, literal in LITERAL.items():
        in_addresses = shown.count(f"{EVIL}/{mark}")
        assert shown.count(mark) == shown.count(literal) + in_addresses, mark
    for mark in marks:
        assert mark in shown, f"{mark} is not on the page: nothing was tried"
    assert reader.page.locator("[data-testid=stException]").count() == 0
    assert "n’a pas pu s’afficher" not in shown


def test_the_overview_reads_names_and_titles_as_text(reader, hostile_url) -> None:
    reader.open(hostile_url)
    for folded in reader.page.locator("main details summary").all():
        folded.click()
    look(reader, "zqtitle", "zqheading")
    reader.open(f"{hostile_url}/?for=m01&period=**zqperiod**&compare=<b>zqcompare</b>")
    look(reader, "zqbold", "zqperiod")


def test_the_network_reads_names_and_posts_as_text(reader, hostile_url) -> None:
    reader.open(f"{hostile_url}/network")
    canvas = reader.page.locator("[data-testid=stEChartsChart] canvas").first
    expect(canvas).to_be_visible()
    box = canvas.bounding_box() or {}
    for across in range(12, 96, 4):  # boxes appear over what lies under the mouse
        for down in (30, 50, 70):
            x, y = box["x"] + box["width"] * across / 100, box["y"] + box["height"] * down / 100
            reader.page.mouse.move(x, y)
    look(reader, "zqheading")
    for number in (1, 3, 5, 8):
        reader.open(f"{hostile_url}/network?who=m{number:02}&color=kind")
        look(reader, "zqword", "zqseen")


def test_the_calendar_reads_titles_places_and_tags_as_text(reader, hostile_url) -> None:
    reader.open(f"{hostile_url}/calendar")
    look(reader, "zqtitle", "zqcolour", "zqbold")
    frame = reader.page.frame_locator("iframe").first
    title = frame.get_by_text("**zqtitle**").first
    expect(title).to_contain_text(f"[zqon]({EVIL}/t)")
    assert frame.locator("img, strong, script[src*=stranger], a[href*=stranger]").count() == 0
    reader.click(title)
    dialog = reader.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert "zqtitle" in dialog.inner_text()
    look(reader, "zqcolour")
    reader.click(dialog.get_by_role("button", name="Modifier"))
    look(reader)


def test_the_suggestions_read_names_and_posts_as_text(reader, hostile_url) -> None:
    reader.open(f"{hostile_url}/suggestions")
    for button in reader.page.get_by_text("Voir les publications").all():
        reader.click(button)
    look(reader, "zqword", "zqbold", "zqtitle")
    reader.click(reader.page.get_by_role("button", name="Retenir").first)
    look(reader)


def test_the_data_page_reads_names_accounts_and_files_as_text(reader, hostile_url) -> None:
    reader.open(f"{hostile_url}/sources?who=m01&run=1")
    look(reader, "zqbold", "zqcolour", "zqseen")
    for number in (3, 5, 6, 7):
        reader.open(f"{hostile_url}/sources?who=m{number:02}&find=**zqsought**")
        look(reader)
