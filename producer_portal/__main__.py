"""`python -m producer_portal` is `portal`."""

from producer_portal.cli import main

main()
