import pytest

from shared.slugs import LONGEST, institution_id, slug


@pytest.mark.parametrize(
    "name, expected",
    [
        ("Musée d’Orsay", "musee-d-orsay"),
        ("  LE  Cœur & l'Œuvre!  ", "le-coeur-l-oeuvre"),
        ("Эрмитаж", "ermitazh"),
        ("---", ""),
    ],
)
def test_a_slug_is_the_name_in_plain_latin_letters(name, expected):
    assert slug(name) == expected


def test_a_slug_is_never_longer_than_the_store_can_hold():
    assert len(slug("museum " * 50)) <= LONGEST
    assert not slug("a" * 79 + " b").endswith("-")


def test_an_id_takes_the_city_then_a_number_when_the_name_is_taken():
    taken: set[str] = set()
    given = []
    for _ in range(4):
        taken.add(found := institution_id("Musée d'art", "Saint-Étienne", taken))
        given.append(found)
    assert given == [
        "musee-d-art",
        "musee-d-art-saint-etienne",
        "musee-d-art-saint-etienne-2",
        "musee-d-art-saint-etienne-3",
    ]


def test_a_name_without_a_city_goes_straight_to_a_number():
    assert institution_id("Museum", None, {"museum"}) == "museum-2"


def test_a_name_without_a_letter_still_gets_an_id():
    assert institution_id("…", None, ()) == "institution"


def test_long_names_that_begin_alike_stay_within_the_limit_and_differ():
    name = "museum of " * 20
    first = institution_id(name, "Rome", ())
    second = institution_id(name, "Rome", {first})
    assert first != second
    assert len(second) <= LONGEST
