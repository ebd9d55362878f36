"""Notices in the portal and by e-mail about what happened to a record somebody cares for.

A service announces an event in its own transaction; the delivery, which sees the whole tenant,
works out who is told and how. Preferences per person come on top of the source table's defaults.
"""
