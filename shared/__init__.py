"""The store and all that is computed from it; knows no screen.

Reading order of the house: `models` (the tables), `collection` (how posts come in), `store`
(where they are kept, and the frames that come out), `cooperation` and `agenda` (figures on
frames, pure), `reports` (what leaves), `refresh` (what follows a change of data), `commands`.
"""
