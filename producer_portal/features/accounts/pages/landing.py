"""The address without a path."""

import reflex as rx

from producer_portal.features.accounts.state import LandingState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.feedback import skeleton_rows
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.page import portal_page


@portal_page("/", title="Home", permission=Permission.OWN_ACCOUNT, on_load=LandingState.load)
def landing_page() -> rx.Component:
    """Shows that the page is on its way while the person is led on."""
    return portal_frame(skeleton_rows(), active="home")
