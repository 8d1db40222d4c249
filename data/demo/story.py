"""What is planted in the sample, so that every page has something to show.

Days are counted from the sample's today: 0 is today, negative is past.
"""

FIRST_DAY = -729  # with today: two years

ALONE = "museo-del-lago-basso"  # posts, but no exchange with any member
NO_DATA = "museum-der-wandernden-steine"  # has an account of which nothing is known
LEFT = "museum-der-vergessenen-lieder"  # left its platform on that day
LEFT_DAY = -150
SHARED = "les-trois-quais"  # through its account two museums of the city speak

# The first addresses the second, who never answers.
ONE_SIDED = (
    ("museu-da-mare-alta", "musee-des-marees-lentes"),
    ("museum-of-small-rain", "musee-de-la-brume"),
    ("museum-der-kleinen-brucken", "museo-dei-mille-gradini"),
    ("museo-dei-fossili-gentili", "museum-des-nuages"),
)
UNANSWERED_DAYS = (-61, -34, -12)  # on these days it even asks a question

# Once in touch both ways, nothing for the last eight months.
LAPSED = (
    ("museo-del-sale-rosa", "nebelmuseum"),
    ("museum-of-borrowed-maps", "stadtmuseum-am-krummen-turm"),
)
LAPSED_DAY = -260

# Named by others, but addressing members only since that day, or not at all so far.
NEWCOMERS = (
    "museu-do-fio-e-da-la-azul",
    "museum-van-het-verdwenen-eiland",
    "museo-dei-fari-spenti",
    "musee-du-verre-bleu",
    "salzwegmuseum",
)
NEWCOMERS_DAY = -240
LISTENERS = ("museo-de-las-cartas-sin-abrir", "museum-de-zeven-sluizen", "the-pendulum-rooms")

# Never in touch, yet with the same contacts: pairs that a suggestion names.
TAKEN_UP = ("museo-de-la-siesta", "museum-der-langen-wege")
DISMISSED = ("musee-de-l-echo", "museum-of-turf-and-thread")
COMMON_CONTACTS = {
    TAKEN_UP: (
        "musee-des-jouets-en-bois-flotte",
        "museum-der-bergwinde",
        "museo-delle-maschere-storte",
        "museum-of-borrowed-maps",
    ),
    DISMISSED: (
        "musee-des-jouets-en-bois-flotte",
        "museo-delle-maschere-storte",
        "the-lantern-house",
        "museum-of-borrowed-maps",
    ),
}

# A hashtag that several members use in a burst, and that no event explains yet.
BURST_TAG = "NuageDuJour"
BURST_DAYS = (-20, -18)
BURST_BY = (
    "museum-des-nuages",
    "musee-de-la-brume",
    "nebelmuseum",
    "museum-van-de-lage-wolken",
    "museum-of-small-rain",
    "museo-del-viento-norte",
    "museum-der-bergwinde",
)

# Members who joined the running campaign and of whom nothing is seen so far.
NOTHING_SEEN = (
    "musee-du-verre-bleu",
    "museum-fur-papiermonde",
    "museo-de-los-azulejos-rotos",
    "museo-delle-campane-mute",
    "the-paper-boat-museum",
)


def barred(source: str, target: str) -> bool:
    """Whether chance must never make the first address the second."""
    pair = {source, target}
    if source == target or pair & {ALONE, NO_DATA}:
        return True
    apart = (TAKEN_UP, DISMISSED, *LAPSED)
    return (target, source) in ONE_SIDED or any(pair == set(two) for two in apart)
