"""A cohort of the Dushanbe centre that starts in a month, and three ministries with their officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, AgencyKind, Profession, Role, User
from app.core.ids import new_id
from app.core.policy import Actor
from app.training.models import Cohort, TrainingCentre
from app.training.nominations import services
from app.training.nominations.models import NominationAct
from app.training.nominations.queries.boards import Board, find_board
from app.training.nominations.queries.facts import NominationFacts
from app.training.nominations.rules.states import Act, State
from app.training.nominations.services import CallDetails, NewPerson
from tests import factories
from tests.conftest import NOW
from tests.people import Cast, agency, person

CLOSES, RELEASES = date(2026, 12, 4), date(2026, 12, 10)
STARTS, ENDS = date(2026, 12, 14), date(2026, 12, 18)


@dataclass
class Scene:
    """What tests of nominations need; acts are done at NOW unless they say otherwise."""

    session: Session
    cast: Cast
    centre: TrainingCentre
    cohort: Cohort
    court: Agency
    officers: dict[UUID, User]

    def actor(self, user: User) -> Actor:
        """Return a person as one who acts."""
        return self.cast.actor(user)

    @property
    def administrator(self) -> Actor:
        """Return Dilnoza."""
        return self.cast.actor(self.cast.dilnoza)

    def call(self, quotas: dict[Agency, int], at: datetime = NOW, **changes: object) -> None:
        """Open the cohort, or change its call."""
        values = {"closes_on": CLOSES, "release_on": RELEASES, **changes}
        details = CallDetails(quotas={each.id: seats for each, seats in quotas.items()}, **values)
        services.open_call(self.session, actor=self.administrator, cohort_id=self.cohort.id, details=details, at=at)
        self.session.flush()

    def somebody(self, home: Agency, name: str = "Парвиз Раҳимов") -> User:
        """Record a person of an agency."""
        return factories.make_user(self.session, home, name)

    def nominate(self, home: Agency, who: User | NewPerson | None = None, at: datetime = NOW, **more: object) -> UUID:
        """Let the agency's officer nominate somebody of it."""
        who = who or self.somebody(home)
        return services.nominate(
            self.session,
            actor=self.actor(self.officers[home.id]),
            nomination_id=new_id(),
            cohort_id=self.cohort.id,
            person=who.id if isinstance(who, User) else who,
            at=at,
            **more,
        )

    def step(
        self, nomination_id: UUID, act: Act, who: User | None = None, reason: str = "", at: datetime = NOW
    ) -> None:
        """Take a step; the administrator does unless another person is named."""
        services.take_step(
            self.session,
            actor=self.actor(who or self.cast.dilnoza),
            nomination_id=nomination_id,
            act=act,
            reason=reason,
            at=at,
        )

    @property
    def board(self) -> Board:
        """Return the call as it stands."""
        self.session.flush()
        found = find_board(self.session, self.cohort.id)
        assert found is not None
        return found

    def find(self, nomination_id: UUID) -> NominationFacts:
        """Return a nomination."""
        found = self.board.find(nomination_id)
        assert found is not None
        return found

    def state(self, nomination_id: UUID) -> State:
        """Return where a nomination stands."""
        return self.find(nomination_id).state

    def acts(self, nomination_id: UUID) -> list[NominationAct]:
        """Return what was done with a nomination."""
        chosen = select(NominationAct).where(NominationAct.nomination_id == nomination_id)
        return list(self.session.scalars(chosen.order_by(NominationAct.number)))

    def count(self, table: type) -> int:
        """Count the rows of a table."""
        return self.session.scalar(select(func.count()).select_from(table)) or 0


def new_person(home: Agency, email: str = "new@example.org", name: str = "Саида Нурова") -> NewPerson:
    """Write down somebody who is not on record."""
    return NewPerson(
        name=name, email=email, agency_id=home.id, profession=Profession.POLICE_INVESTIGATOR, language="tg"
    )


def make_scene(session: Session, cast: Cast, *, capacity: int = 6) -> Scene:
    """Make the centre, the cohort, a third agency and an officer for each."""
    centre = factories.make_centre(session, cast.dushanbe_centre)
    course = factories.make_course(session)
    cohort = factories.make_cohort(
        session, centre, course, (cast.rustam,), starts_on=STARTS, ends_on=ENDS, capacity=capacity
    )
    court = agency(session, "TJ-SC", "Supreme Court", AgencyKind.COURT, cast.tajikistan)
    zarina = person(
        session,
        "Зарина Олимова",
        "zarina",
        cast.prosecution,
        Profession.OTHER,
        (Role.AGENCY_OFFICER, cast.prosecution),
    )
    jamshed = person(session, "Ҷамшед Каримов", "jamshed", court, Profession.OTHER, (Role.AGENCY_OFFICER, court))
    officers = {
        cast.interior.id: cast.farida,
        cast.interior_sughd.id: cast.farida,
        cast.prosecution.id: zarina,
        court.id: jamshed,
    }
    session.commit()
    return Scene(session, cast, centre, cohort, court, officers)
