"""The sample consortium as it would be found on X."""

from datetime import date

from data.demo import story
from data.demo.consortium import by_id
from data.demo.sample import SEED, sample
from data.demo.voices import voices
from data.demo.x_world import World


def sample_world(today: date, seed: int = SEED) -> World:
    """All accounts and posts of the sample whose 24 months end on `today`.

    The museum that left is still there with its farewell; the one of which nothing is known is
    not. Same day and seed, same world.
    """
    world = World.from_pages(sample(today, seed).pages)
    nothing_known = by_id()[story.NO_DATA].handle
    for handle, voice in voices().items():
        if handle == nothing_known:
            continue
        if world.user(voice.native_id) is None:
            world.add_user(id=voice.native_id, username=handle, name=voice.name)
        picture = f"https://pictures.example/{handle}.png"
        world.describe(voice.native_id, profile_image_url=picture)
    return world
