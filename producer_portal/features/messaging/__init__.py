"""A thread of messages on a record: producer and staff write, mention each other, attach files.

What kind of record it hangs on (a submission now, a policy, a renewal or a dispute later) is told by the
feature that owns it. Internal notes are rows of another table, which no producer's session can read.
"""
