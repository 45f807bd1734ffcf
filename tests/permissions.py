"""Write docs/permissions.md: which role may do what, as the predicates themselves answer. `--update` writes it."""

from __future__ import annotations

import sys
from inspect import getdoc
from pathlib import Path
from tempfile import TemporaryDirectory

from app.accounts.models import ROLE_TITLES, Role
from app.core import policy
from app.core.ids import new_id
from app.core.policy import Actor, Grant

PAGE = Path(__file__).parent.parent / "docs" / "permissions.md"
PATH = "TJ/CENTRE/"
# These answer for a whole country; the others for an agency or a centre.
EVERYWHERE = {Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.CURRICULUM_EDITOR}
HEAD = """# Who may do what

Roles are data, permissions are code: each stands in a feature's `permissions.py` with the predicate that decides on it.
A ● says that the role opens the door; the sentence beside it says for which things, and lists show nothing else. Nobody
holds a permission that has no predicate, and nobody reaches an endpoint without a mark. Everybody who is recorded is a
trainee too. `python -m tests.permissions --update` writes this page; a test compares it with the program.
"""


def someone(role: Role) -> Actor:
    """Return a person who holds one role."""
    scope = "" if role in EVERYWHERE else PATH
    return Actor(
        id=new_id(),
        name="",
        email="",
        language="en",
        content_language="en",
        time_zone="Asia/Dushanbe",
        agency_id=new_id(),
        agency_path=PATH,
        grants=(Grant(role, scope, new_id()),),
    )


def write_page() -> str:
    """Return the page as the program is now."""
    roles = list(Role)
    lines = [
        HEAD,
        "| permission | " + " | ".join(ROLE_TITLES[role].lower() for role in roles) + " | for which things |",
        "| --- |" + " :-: |" * len(roles) + " --- |",
    ]
    for permission in policy.permissions():
        marks = ["●" if policy.allowed(someone(role), permission) else "" for role in roles]
        sentence = " ".join((getdoc(policy._predicates[permission]) or "").split())
        lines.append(f"| `{permission}` | " + " | ".join(marks) + f" | {sentence} |")
    return "\n".join(lines) + "\n"


def register_features() -> None:
    """Let every feature register its predicates, and what predicates of others ask."""
    from app import create_app
    from app.settings import Settings

    with TemporaryDirectory() as folder:
        create_app(Settings.from_environ({"SABAQ_DATA_FOLDER": folder}))


if __name__ == "__main__":
    register_features()
    if "--update" in sys.argv:
        PAGE.write_text(write_page())
    elif PAGE.read_text() != write_page():
        sys.exit("docs/permissions.md is out of date: python -m tests.permissions --update")
