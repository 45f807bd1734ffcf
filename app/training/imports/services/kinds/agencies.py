"""A list of agencies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, AgencyKind
from app.accounts.queries import list_agencies
from app.accounts.rules import RegionElsewhere, check_region
from app.accounts.services import AgencyState, bulk
from app.core.errors import N_, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor

from ...models import ImportChange
from ...rules.cells import RowReader, read_text
from ...rules.columns import Field
from ...rules.decisions import Decision, ImportKind, Problem, ReadRow, TwiceInList, decided, refused
from ...rules.words import Words
from ..dependants import ChangedSince, GoneSince, UsedSince, used
from .base import Done, Run

CODE = re.compile(r"[A-Z0-9-]{1,40}")
LANGUAGES = ("en", "ru", "tg")


class CodeStrange(RuleViolation):
    """Not a code."""

    code = "agency-code-strange"
    message = N_("“%(text)s” is no code: use Latin letters, digits and hyphens.")


class NameNeeded(RuleViolation):
    """No name in any language."""

    code = "agency-name-needed"
    message = N_("Write the name in at least one language.")


class ParentUnknown(RuleViolation):
    """Neither on record nor in the file."""

    code = "agency-parent-unknown"
    message = N_("There is no agency with the code “%(text)s”, on record or in this file.")


class AgencyStays(RuleViolation):
    """A list does not move agencies in the tree."""

    code = "agency-stays"
    message = N_("%(agency)s belongs to %(parent)s. A list does not move it.")


class Agencies:
    """Agencies by their codes."""

    key = ImportKind.AGENCIES
    most_rows = batch = 5_000
    fields = (
        Field("code", N_("Agency code"), True, ("code", "код", "код ведомства", "рамз", "рамзи мақомот")),
        Field("name_en", N_("Name in English"), False, ("name", "agency", "english name", "название на английском")),
        Field("name_ru", N_("Name in Russian"), False, ("название", "ведомство", "наименование", "орган")),
        Field("name_tg", N_("Name in the State language"), False, ("ном", "мақомот", "название на таджикском")),
        Field("kind", N_("Kind"), True, ("type", "вид", "тип", "навъ")),
        Field("parent", N_("Part of (agency code)"), True, ("part of", "parent", "входит в", "подчинение", "тобеи")),
        Field("region", N_("Region"), False, ("province", "oblast", "регион", "область", "вилоят", "минтақа")),
    )

    def read(self, line: int, texts: Mapping[str, str], words: Words) -> ReadRow:
        """Read a row."""
        row = RowReader(texts)
        row.take("code", read_code, required=True)
        for language in LANGUAGES:
            row.take(f"name_{language}", lambda text: read_text(text, 200))
        row.choose("kind", words.agency_kinds, required=True)
        row.take("parent", read_code, required=True)
        row.choose("region", words.regions)
        if not any(row.values.get(f"name_{language}") for language in LANGUAGES):
            row.problems.append(Problem.of(NameNeeded(), "name_en"))
        return ReadRow(line=line, label=texts.get("code", ""), values=row.values, problems=tuple(row.problems))

    def decide(self, run: Run, rows: Sequence[ReadRow]) -> list[Decision]:
        """Decide on rows; a parent may stand below its children."""
        known = {each.code: each for each in list_agencies(run.session)}
        codes = {key: each.code for key, each in ((agency.id, agency) for agency in known.values())}
        lines: dict[str, int] = {}
        waiting = [row for row in rows if not row.problems and row.values["code"] not in known]
        countries = {code: each.country for code, each in known.items()}
        while more := {
            row.values["code"]: countries[row.values["parent"]]
            for row in waiting
            if row.values["parent"] in countries and row.values["code"] not in countries
        }:
            countries |= more
        decisions = []
        for row in rows:
            code = row.values.get("code", "")
            if row.problems:
                decisions.append(refused(row))
            elif code in lines:
                decisions.append(refused(row, Problem.of(TwiceInList(line=lines[code]), "code")))
            elif row.values["parent"] not in countries:
                decisions.append(refused(row, Problem.of(ParentUnknown(text=row.values["parent"]), "parent")))
            elif problem := _region_problem(row, countries[code]):
                decisions.append(refused(row, problem))
            else:
                decisions.append(_decide(row, known.get(code), codes))
            lines.setdefault(code, row.line)
        return decisions

    def carry_out(self, run: Run, decisions: Sequence[Decision]) -> tuple[list[Done], dict[int, Problem]]:
        """Add and correct agencies."""
        ids = {each.code: each.id for each in list_agencies(run.session)}
        new, done = [], []
        for each in _parents_first([each for each in decisions if not each.thing], ids):
            key = ids[each.do["code"]] = new_id()
            new.append(
                bulk.AgencyDetails(
                    id=key,
                    code=each.do["code"],
                    names=each.do["names"],
                    kind=AgencyKind(each.do["kind"]),
                    parent_id=ids[each.do["parent"]],
                    region=each.do["region"],
                )
            )
            done.append(Done(line=each.line, label=each.label, created=True, thing_id=key))
        bulk.add_agencies(run.session, actor=run.actor, agencies=new, at=run.at)
        changed = {UUID(each.thing): each for each in decisions if each.thing}
        wanted = {key: AgencyState.from_json(each.do) for key, each in changed.items()}
        bulk.change_agencies(run.session, actor=run.actor, changes=wanted, at=run.at)
        for key, each in changed.items():
            before, after = each.do["before"], wanted[key].to_json()
            done.append(Done(line=each.line, label=each.label, created=False, thing_id=key, before=before, after=after))
        return done, {}

    def take_back(self, run: Run, changes: Sequence[ImportChange]) -> dict[UUID, Problem]:
        """Remove what was added and is not used, put back what was corrected."""
        stays: dict[UUID, Problem] = {}
        stored = {each.id: each for each in run.session.scalars(_by_id(changes))}
        created = [each for each in changes if each.created]
        ids = {each.thing_id for each in created}
        # Children go before their parents; a parent of something that stays, stays.
        in_use = used(run.session, _TABLE, ids, apart_from=(_TABLE.name,))
        by_parent = run.session.execute(select(Agency.id, Agency.parent_id).where(Agency.parent_id.in_(ids))).all()
        while more := {parent for key, parent in by_parent if parent and (key not in ids or key in in_use)} - in_use:
            in_use |= more
        gone = [each for each in created if each.thing_id in stored and each.thing_id not in in_use]
        for each in created:
            if each.thing_id not in stored:
                stays[each.id] = Problem.of(GoneSince())
            elif each.thing_id in in_use:
                stays[each.id] = Problem.of(UsedSince())
        back = {}
        for each in (each for each in changes if not each.created):
            agency = stored.get(each.thing_id)
            if agency is None or AgencyState.of(agency).to_json() != each.after:
                stays[each.id] = Problem.of(ChangedSince())
            else:
                back[each.thing_id] = AgencyState.from_json(each.before)
        bulk.change_agencies(run.session, actor=run.actor, changes=back, at=run.at)
        for key in sorted((each.thing_id for each in gone), key=lambda key: -len(stored[key].path)):
            bulk.remove_agencies(run.session, actor=run.actor, agency_ids=[key], at=run.at)
        return stays

    def write(self, session: Session, actor: Actor) -> Iterator[Mapping[str, object]]:  # noqa: ARG002
        """Return all agencies below the countries."""
        agencies = list_agencies(session)
        codes = {each.id: each.code for each in agencies}
        for each in agencies:
            if each.parent_id is not None:
                names = {f"name_{language}": each.names.get(language, "") for language in LANGUAGES}
                facts = {"kind": each.kind.value, "parent": codes[each.parent_id], "region": each.region or ""}
                yield {"code": each.code, **facts, **names}


_TABLE: Any = Agency.__table__


def read_code(text: str) -> str:
    """Read an agency's code.

    Raises:
        CodeStrange: it is none.

    """
    code = text.upper()
    if not CODE.fullmatch(code):
        raise CodeStrange(text=text)
    return code


def _region_problem(row: ReadRow, country: str) -> Problem | None:
    try:
        check_region(row.values.get("region"), country)
    except RegionElsewhere as violation:
        return Problem.of(violation, "region")
    return None


def _decide(row: ReadRow, known: Agency | None, codes: Mapping[UUID, str]) -> Decision:
    names = {language: row.values[f"name_{language}"] for language in LANGUAGES if row.values.get(f"name_{language}")}
    do: dict[str, Any] = {"code": row.values["code"], "kind": row.values["kind"], "parent": row.values["parent"]}
    if known is None:
        return decided(row, do={**do, "names": names, "region": row.values.get("region")})
    parent = codes.get(known.parent_id, "") if known.parent_id else ""
    if parent != row.values["parent"]:
        return refused(row, Problem.of(AgencyStays(agency=known.code, parent=parent or "–"), "parent"))
    changes: dict[str, tuple[Any, Any]] = {
        f"name_{language}": (known.names.get(language, ""), name)
        for language, name in names.items()
        if " ".join(known.names.get(language, "").split()) != name
    }
    changes["kind"] = (known.kind.value, row.values["kind"])
    region = row.values.get("region") or known.region
    changes["region"] = (known.region, region)
    after = {"names": {**known.names, **names}, "region": region, "before": AgencyState.of(known).to_json()}
    return decided(row, thing=str(known.id), changes=changes, do={**do, **after})


def _parents_first(decisions: Sequence[Decision], known: Mapping[str, UUID]) -> Iterator[Decision]:
    waiting, placed = list(decisions), set(known)
    while waiting:
        ready = [each for each in waiting if each.do["parent"] in placed]
        if not ready:
            return
        yield from ready
        placed |= {each.do["code"] for each in ready}
        waiting = [each for each in waiting if each.do["code"] not in placed]


def _by_id(changes: Sequence[ImportChange]) -> Any:  # noqa: ANN401 -- a select
    return select(Agency).where(Agency.id.in_({each.thing_id for each in changes}))
