"""The compiled front end: when it must be built again, and that it calls the origin it came from."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from reflex.plugins import Plugin

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / ".web"
BUILT = WEB / "build" / "client"
STAMP = WEB / "portal.stamp"


class SameOriginPlugin(Plugin):
    """Reflex bakes the address of the building machine into one script; a page must call home instead."""

    def post_build(self, **context: Any) -> None:
        """Rewrite that script before it is compressed."""
        for script in Path(context["static_dir"]).glob("**/reflex-env-*.js"):
            words = script.read_text()
            words = re.sub(
                r"`ws://localhost:\d+/([^`]*)`",
                r"location.origin.replace(/^http/,`ws`)+`/\1`",
                words,
            )
            words = re.sub(r"`http://localhost:\d+/([^`]*)`", r"location.origin+`/\1`", words)
            script.write_text(words)


def fingerprint() -> str:
    """A hash over everything that the front end is built from."""
    digest = hashlib.sha256(sys.version.encode())
    sources = [
        *ROOT.glob("producer_portal/ui/**/*"),
        *ROOT.glob("producer_portal/features/**/*.py"),
        *ROOT.glob("producer_portal/features/**/*.jsx"),
        ROOT / "producer_portal/app.py",
        *ROOT.glob("assets/**/*"),
        ROOT / "rxconfig.py",
        ROOT / "requirements/base.txt",
        *ROOT.glob("reflex.lock/*.json"),
    ]
    for path in sorted(sources):
        # Reflex links shared scripts into assets/external while it compiles; they are counted in ui.
        if path.is_file() and "__pycache__" not in path.parts and "external" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def ensure_built() -> bool:
    """Build the front end unless it stands as its sources are. True when it was built now."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted and (BUILT / "index.html").exists():
        return False
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"
    }
    subprocess.run(
        [sys.executable, "-m", "reflex", "export", "--no-zip", "--no-ssr"],
        cwd=ROOT,
        check=True,
        env=environment,
    )
    STAMP.write_text(fingerprint())
    return True
