"""The sample consortium: invented museums, handles and posts, made anew for any day.

Read `story.py` for what is planted, `consortium.py` for who is there, `habits.py` for who
addresses whom, `agenda.py` for what they do together, `posts.py` for how the posts come about,
`pages.py` for how they are written, `sample.py` for all of it together.
"""

from data.demo.sample import Sample, sample

__all__ = ["Sample", "sample"]
