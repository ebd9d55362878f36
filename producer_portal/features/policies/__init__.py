"""Policies in force and past: what is covered, for whom, since when, and every transaction (POL-2).

A policy is issued from a bind, once. Each transaction freezes the chain of producers as it stood
when it was written, and commissions accrue from it (COM-3). Nothing here knows of commissions.
"""
