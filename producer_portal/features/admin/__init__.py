"""People of an agency: invited, given roles and grants, unlocked, deactivated; the demonstration's making."""
