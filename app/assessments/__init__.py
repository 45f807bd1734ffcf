"""Question banks, papers, attempts, marking."""

from __future__ import annotations

from flask import Flask

from app.core.audit import name_acts
from app.core.contributions import home_sections, module_actions
from app.core.db import transaction
from app.core.jobs import Periodic, periodic
from app.core.ports import ports

from . import analysis, contributions, services
from .audit_titles import ACT_TITLES
from .banks.registration import register as register_banks
from .booklets.registration import register as register_booklets
from .marking import contributions as marking_contributions
from .notices import registration as notices
from .simulations import contributions as simulation_contributions
from .simulations import views as simulation_views
from .sittings import contributions as sitting_contributions
from .views import blueprint

__all__ = ["expire", "register", "simulation_views"]


def register(app: Flask) -> None:
    """Offer attempts, the links to them on course and home pages, and the job that closes what is overdue."""
    name_acts(ACT_TITLES)
    app.register_blueprint(blueprint)
    module_actions.register("assessments", contributions.offer_actions, order=20)
    module_actions.register("simulations", simulation_contributions.offer_actions, order=30)
    home_sections.register("assessments", contributions.offer_section, order=20)
    analysis.register(app)
    register_banks(app)
    register_booklets(app)
    sitting_contributions.register(app)
    marking_contributions.register(app)
    notices.register()
    periodic.register("assessments-expire", Periodic(1, expire))


def expire() -> None:
    """Close attempts whose time is over, so that their results do not wait for their owners."""
    with transaction() as session:
        services.expire_overdue(session, at=ports().clock.now())
