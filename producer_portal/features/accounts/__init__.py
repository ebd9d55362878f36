"""Signing in with two factors, resets, invitations, and a person's own sessions and history.

Everything before sign-in is a plain server-rendered form: no session means no socket.
"""
