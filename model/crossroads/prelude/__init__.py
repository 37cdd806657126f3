"""The road to June 1941: dated events since 1905 as a causal graph in data, and the opening that comes out of it.

`events` and `quantities` read the data; `course` tells, world by world, how each event ended once a scenario edits
some of them; `june` lays what that does to relations and beliefs over the parameters that a world draws; `followed`
tells what came of an edit. Where nothing is edited, everything was as it was, and no draw moves.
"""
