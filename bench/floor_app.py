"""The floor of an event: a blank Reflex application with one handler that changes one var."""

RXCONFIG = """
import os, sys
from pathlib import Path
sys.path.insert(0, {root!r})
import rxconfig as portal_config  # prepares the environment: Node, npm, no calls home
import reflex as rx
from reflex_base.constants import StateManagerMode
from producer_portal.edge.build import SameOriginPlugin
config = rx.Config(app_name="blank", telemetry_enabled=False, show_built_with_reflex=False,
    state_manager_mode=StateManagerMode.MEMORY, frontend_compression_formats=["gzip"],
    plugins=[rx.plugins.RadixThemesPlugin(), SameOriginPlugin()], disable_plugins=[rx.plugins.SitemapPlugin])
"""
APP = """
import reflex as rx

class Blank(rx.State):
    number: int = 0

    @rx.event
    async def find(self, text: str):
        self.number += 1

def index():
    return rx.el.div(rx.el.input(id="find", on_change=Blank.find), rx.el.span(Blank.number, id="number"))

app = rx.App()
app.add_page(index, route="/")
"""
