"""What a producer must hold to do business: licenses, appointments, E&O cover (VLT).

An administrator or a principal keeps them; staff read them; a producer reads their own. Sending a
submission and binding a quote ask here whether everything is in force on the effective date.
"""
