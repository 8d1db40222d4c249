"""How posts come in, from files or from X; knows the store, no screen.

Reading order: `formats` (raw to posts, pure), `batch` and `directory` (whose posts, whom they
address), `save` (writing them), `files` (bringing files in), `x` (asking X), `collector` (what a
collecting process needs), `look_ups` (accounts and posts asked for by name or id), `timelines`
(the collection itself), `rederive` and `retention` (what follows later).
"""
