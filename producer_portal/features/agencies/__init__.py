"""The distribution chain: agencies under agencies, producers under producers, to any depth (ORG-1).

Moves are dated: who stood above whom on any past day can always be told, and a move never changes
that. The directory of producers holds what a colleague may know; private facts live elsewhere.
"""
