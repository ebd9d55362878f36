"""The books of each agency: append-only double entry in whole minor units (COM-1).

Other features ask it to post or reverse an entry; nothing changes one. Every entry says who, when,
why and from what, and hangs on the hash of the entry before it. Positive means the account receives.
"""
