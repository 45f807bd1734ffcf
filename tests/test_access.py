"""Who may call what: the specification. Every endpoint stands here, with what each person of the cast is answered.

A row: method, endpoint, and the answers in the order of PEOPLE. A dash stands for "asked to sign in" (302, or 401
for a form). The objects in the addresses are those of the Dushanbe cohort: Amina and Tolib learn in it, Rustam teaches
it, Dilnoza administers its centre, Farida's ministry sent Amina. Sherzod answers for another country.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import services as accounts
from app.accounts.models import RoleAssignment, User
from app.accounts.notices.telling import unsubscribe_link
from app.assessments.booklets.models import (
    BookletPrinting,
    BookletSet,
    BookletSheet,
    BookletVariant,
    PaperEntry,
    PaperFile,
)
from app.assessments.booklets.rules.entries import EntryKind
from app.assessments.booklets.rules.printing import PrintKind
from app.assessments.booklets.rules.variants import Arrangement
from app.assessments.marking.services.waiting import new_code
from app.assessments.models import Assessment, QuestionVersion
from app.assessments.rules.questions import QuestionKind
from app.assessments.services.starting import start_attempt
from app.assessments.simulations.services import decide, start_run
from app.assessments.sittings.services import SittingDetails
from app.certificates.obligations.models import Exemption
from app.certificates.services import Press, issue
from app.core.access import access_of
from app.core.db import db
from app.core.ids import new_id
from app.core.outbox import OutboxEntry
from app.core.ports import ports
from app.courses.manuals.models import Manual
from app.courses.manuals.rules import ManualState, fingerprint
from app.courses.models import Media
from app.interop.services import Upload
from app.interop.services import send_file as send_questions
from app.training.absences.models import Absence, AbsenceSession
from app.training.checkins.models import CheckIn
from app.training.content import publish as publish_plans
from app.training.evaluations.content import publish as publish_forms
from app.training.evaluations.models import Evaluation, EvaluationAsked, EvaluationForm
from app.training.evaluations.rules import Audience, EvaluationKind
from app.training.evaluations.services import digest_of as evaluation_digest
from app.training.exams.services import open_cohort_sitting
from app.training.feeds.models import FeedKey
from app.training.feeds.queries import digest_of
from app.training.imports.models import ImportFile
from app.training.imports.rules.decisions import Action, ImportKind
from app.training.models import (
    AttendanceStatus,
    PeopleImport,
    Room,
    SessionKind,
    SessionPlan,
    TrainingSession,
)
from app.training.papers.models import Paper
from app.training.sheets.models import MarksFile, SheetScan
from app.training.tours.models import TourReport, TourTraveller, TourVisit
from app.training.trainers.models import Qualification, TrainerAbsence
from app.training.venues.models import BedBooking, EquipmentItem, Venue
from app.training.walk_ins.models import WalkIn
from tests.assessments.banks import scene as scene_of_banks
from tests.assessments.factories import add_question, make_exam
from tests.assessments.marking.world import make_marked
from tests.assessments.simulations import scene as scene_of_cases
from tests.assessments.simulations.scene import KEY
from tests.certificates.scene import make_scene
from tests.conftest import NOW, ROOT, empty_tables
from tests.people import make_cast
from tests.training.agency_training.factories import make_handed_in
from tests.training.nominations.access import make_call

SUPERVISOR = "the secret of a supervisor's link"
FEED = "the secret of a feed"
PEOPLE = ("nobody", "amina", "tolib", "rustam", "dilnoza", "farida", "sherzod", "gulnora", "nargis", "bahrom")
TABLE = """
GET  accounts.accept_invitation       200 200 200 200 200 200 200 200 200 200
POST accounts.accept_invitation       422 422 422 422 422 422 422 422 422 422
GET  accounts.add_agency                - 403 403 403 403 403 403 403 403 200
POST accounts.add_agency                - 403 403 403 403 403 403 403 403 422
POST accounts.change_password           - 422 422 422 422 422 422 422 422 422
GET  accounts.close_account             - 403 403 403 200 403 403 403 403 200
POST accounts.close_account             - 403 403 403 303 403 403 403 403 303
POST accounts.end_all_sign_ins          - 303 303 303 303 303 303 303 303 303
POST accounts.end_role                  - 403 403 403 403 403 403 403 403 303
POST accounts.end_sign_in               - 303 404 404 404 404 404 404 404 404
GET  accounts.forgotten_password      200 200 200 200 200 200 200 200 200 200
POST accounts.forgotten_password      422 422 422 422 422 422 422 422 422 422
POST accounts.grant_role                - 403 403 403 403 403 403 403 403 303
POST accounts.invite_again              - 403 403 403 200 403 403 403 403 200
GET  accounts.invite_person             - 403 403 403 200 403 403 403 403 200
POST accounts.invite_person             - 403 403 403 422 403 403 403 403 422
GET  accounts.list_agencies             - 403 403 403 403 403 403 403 403 200
GET  accounts.list_people               - 403 403 403 200 200 200 403 403 200
POST accounts.move_person               - 403 403 403 303 403 403 403 403 303
POST accounts.reopen_account            - 403 403 403 303 403 403 403 403 303
POST accounts.set_content_language      - 303 303 303 303 303 303 303 303 303
POST accounts.set_language            303 303 303 303 303 303 303 303 303 303
GET  accounts.show_account              - 200 200 200 200 200 200 200 200 200
GET  accounts.show_person               - 403 403 403 200 200 404 403 403 200
GET  accounts.sign_in                 200 302 302 302 302 302 302 302 302 302
POST accounts.sign_in                 422 422 422 422 422 422 422 422 422 422
POST accounts.sign_in_demo            404 404 404 404 404 404 404 404 404 404
POST accounts.sign_out                  - 303 303 303 303 303 303 303 303 303
POST assessments.answer_question        - 422 404 404 404 404 404 404 404 404
POST assessments.begin_case             - 303 404 404 404 404 404 404 404 404
GET  notices.choose                     - 200 200 200 200 200 200 200 200 200
POST notices.choose                     - 303 303 303 303 303 303 303 303 303
GET  notices.unsubscribe              200 200 200 200 200 200 200 200 200 200
POST notices.unsubscribe              200 200 200 200 200 200 200 200 200 200
GET  outbox.list_all                    - 403 403 403 200 403 403 403 403 200
POST outbox.try_again                   - 403 403 403 303 403 403 403 403 303
POST outbox.cancel                      - 403 403 403 303 403 403 403 403 303
GET  analysis.export_figures            - 403 403 404 404 403 403 200 200 200
GET  analysis.list_all                  - 403 403 200 200 403 403 200 200 200
GET  analysis.show_figures              - 403 403 404 404 403 403 200 200 200
GET  analysis.show_question             - 403 403 404 404 403 403 404 404 404
GET  assessments.review_attempt         - 200 404 404 404 404 404 404 404 404
POST assessments.save_response          - 200 404 404 404 404 404 404 404 404
GET  assessments.show_assessment        - 200 404 404 404 404 404 404 404 404
GET  assessments.show_case              - 200 404 404 404 404 404 404 404 404
GET  assessments.show_paper             - 200 404 404 404 404 404 404 404 404
GET  assessments.show_question          - 200 404 404 404 404 404 404 404 404
GET  assessments.show_result            - 303 404 404 404 404 404 404 404 404
GET  assessments.show_consequence       - 200 404 404 404 404 404 404 404 404
GET  assessments.show_debrief           - 303 404 404 404 404 404 404 404 404
GET  assessments.show_run               - 200 404 404 404 404 404 404 404 404
GET  assessments.show_simulation        - 200 404 404 404 404 404 404 404 404
POST assessments.start_simulation       - 303 404 404 404 404 404 404 404 404
POST assessments.take_decision          - 303 404 404 404 404 404 404 404 404
GET  assessments.show_attempt_state     - 200 404 404 404 404 404 404 404 404
GET  assessments.show_whole             - 200 404 404 404 404 404 404 404 404
POST assessments.answer_whole           - 303 404 404 404 404 404 404 404 404
GET  exams.list_exams                   - 403 403 200 200 403 403 403 403 403
GET  exams.new_exam                     - 403 403 200 200 403 403 403 403 403
POST exams.new_exam                     - 403 403 422 422 403 403 403 403 403
POST exams.add_people                   - 403 403 303 303 403 403 403 403 403
GET  booklets.show_paper                - 403 403 200 200 403 403 403 403 403
GET  booklets.new_set                   - 403 403 200 200 403 403 403 403 403
POST booklets.new_set                   - 403 403 422 422 403 403 403 403 403
GET  booklets.show_set                  - 403 403 200 200 403 403 403 403 403
POST booklets.print_document            - 403 403 422 422 403 403 403 403 403
POST booklets.print_key                 - 403 403 303 303 403 403 403 403 403
GET  booklets.open_printing             - 403 403 200 200 403 403 403 403 403
GET  booklets.enter                     - 403 403 200 200 403 403 403 403 403
POST booklets.enter                     - 403 403 422 422 403 403 403 403 403
POST booklets.note_absence              - 403 403 303 303 403 403 403 403 403
GET  booklets.decide                    - 403 403 303 303 403 403 403 403 403
POST booklets.decide                    - 403 403 303 303 403 403 403 403 403
POST booklets.mark                      - 403 403 303 303 403 403 403 403 403
GET  booklets.find_by_code              - 403 403 303 303 403 403 403 403 403
GET  booklets.open_scan                 - 403 403 200 200 403 403 403 403 403
GET  booklets.answers_template          - 403 403 200 200 403 403 403 403 403
POST booklets.send_file                 - 403 403 422 422 403 403 403 403 403
GET  booklets.show_file                 - 403 403 200 200 403 403 403 403 403
POST booklets.accept_file               - 403 403 303 303 403 403 403 403 403
GET  sittings.list_sittings             - 403 403 200 200 403 403 403 403 403
GET  sittings.show_sitting              - 403 403 200 200 403 403 403 403 403
GET  sittings.show_state                - 403 403 200 200 403 403 403 403 403
GET  sittings.show_protocol             - 403 403 200 200 403 403 403 403 403
GET  sittings.show_person               - 403 403 200 200 403 403 403 403 403
GET  sittings.edit_sitting              - 403 403 200 200 403 403 403 403 403
POST sittings.edit_sitting              - 403 403 422 422 403 403 403 403 403
POST sittings.give_minutes              - 403 403 303 303 403 403 403 403 403
POST sittings.note_incident             - 403 403 303 303 403 403 403 403 403
POST sittings.renew_code                - 403 403 303 303 403 403 403 403 403
POST sittings.release_results           - 403 403 303 303 403 403 403 403 403
GET  sittings.end_attempt               - 403 403 200 200 403 403 403 403 403
POST sittings.end_attempt               - 403 403 422 422 403 403 403 403 403
POST sittings.remove_person             - 403 403 303 303 403 403 403 403 403
GET  sittings.accommodate               - 403 403 403 200 403 403 403 403 403
POST sittings.accommodate               - 403 403 403 422 403 403 403 403 403
POST assessments.start_attempt          - 303 404 404 404 404 404 404 404 404
POST assessments.submit_attempt         - 303 404 404 404 404 404 404 404 404
POST banks.delete_question              - 403 403 303 303 403 403 303 403 403
GET  banks.edit_bank                    - 403 403 200 200 403 403 200 403 403
POST banks.edit_bank                    - 403 403 422 422 403 403 422 403 403
GET  banks.edit_question                - 403 403 200 200 403 403 200 403 403
POST banks.edit_question                - 403 403 422 422 403 403 422 403 403
GET  banks.list_all                     - 403 403 200 200 403 403 200 403 403
GET  banks.list_duplicates              - 403 403 200 200 403 403 200 403 403
POST banks.mark_distinct                - 403 403 404 404 403 403 404 403 403
GET  banks.new_bank                     - 403 403 200 200 403 403 200 403 403
POST banks.new_bank                     - 403 403 422 422 403 403 422 403 403
GET  banks.new_question                 - 403 403 200 200 403 403 200 403 403
POST banks.new_question                 - 403 403 422 422 403 403 422 403 403
GET  banks.preview_question             - 403 403 200 200 403 403 200 403 403
POST banks.preview_question             - 403 403 422 422 403 403 422 403 403
GET  banks.show_bank                    - 403 403 200 200 403 403 200 403 403
GET  banks.show_curriculum              - 403 403 200 200 403 403 200 403 403
GET  banks.show_curriculum_question     - 403 403 200 200 403 403 200 403 403
GET  banks.show_picture              - 404 404 404 404 404 404 404 404 404
GET  banks.show_question                - 403 403 200 200 403 403 200 403 403
POST banks.take_step                    - 403 403 303 303 403 403 303 403 403
POST banks.take_steps                   - 403 403 303 303 403 403 303 403 403
POST banks.try_curriculum_question      - 403 403 422 422 403 403 422 403 403
GET  calendar.show                      - 200 200 200 200 200 200 200 200 200
GET  certificates.ask_serial          200 200 200 200 200 200 200 200 200 200
GET  certificates.confirm_issue         - 403 403 403 303 403 403 403 403 403
GET  certificates.download              - 200 404 404 200 200 404 404 404 404
POST certificates.issue_to_all          - 403 403 403 303 403 403 403 403 403
POST certificates.issue_to_one          - 403 403 403 303 403 403 403 403 403
GET  certificates.list_own              - 200 200 200 200 200 200 200 200 200
GET  certificates.revoke                - 403 403 403 200 403 403 403 403 403
POST certificates.revoke                - 403 403 403 422 403 403 403 403 403
GET  certificates.show_certificate      - 200 404 404 200 200 404 404 404 404
GET  certificates.show_cohort           - 403 403 403 200 403 403 403 403 403
GET  certificates.verify              200 200 200 200 200 200 200 200 200 200
POST courses.complete_lesson            - 303 404 404 404 404 404 404 404 404
GET  courses.list_courses               - 200 200 200 200 200 200 200 200 200
GET  courses.show_course                - 200 404 404 404 404 404 404 404 404
GET  courses.show_lesson                - 200 404 404 404 404 404 404 404 404
GET  courses.show_media                 - 200 200 200 200 200 200 200 200 200
GET  gain.export                        - 403 403 200 200 200 200 403 200 200
GET  gain.show                          - 403 403 200 200 200 200 403 200 200
GET  home.favicon                     301 301 301 301 301 301 301 301 301 301
GET  home.health                      200 200 200 200 200 200 200 200 200 200
GET  home.index                         - 200 200 200 200 200 200 200 200 200
GET  interop.choose_export              - 403 403 200 200 403 403 200 403 403
GET  interop.export_file                - 403 403 200 200 403 403 200 403 403
GET  interop.send_file                  - 403 403 200 200 403 403 200 403 403
POST interop.send_file                  - 403 403 422 422 403 403 422 403 403
GET  interop.show_file                  - 403 403 200 200 403 403 200 403 403
POST interop.accept_file                - 403 403 303 303 403 403 303 403 403
GET  library.index                      - 302 302 302 302 302 302 302 302 302
GET  library.show_glossary              - 200 200 200 200 200 200 200 200 200
GET  library.show_hotlines              - 200 200 200 200 200 200 200 200 200
GET  library.show_instruments           - 200 200 200 200 200 200 200 200 200
GET  library.show_forms                 - 200 200 200 200 200 200 200 200 200
GET  library.show_form                  - 404 404 404 404 404 404 404 404 404
GET  library.show_films                 - 200 200 200 200 200 200 200 200 200
POST manuals.build_pdf                  - 303 404 303 303 404 404 303 404 303
GET  manuals.download                   - 200 404 200 200 404 404 200 404 200
GET  manuals.list_manuals               - 200 200 200 200 200 200 200 200 200
GET  manuals.open_manual                - 302 404 302 302 404 404 302 404 302
GET  manuals.show_end                   - 200 404 200 200 404 404 200 404 200
GET  manuals.show_manual                - 200 404 200 200 404 404 200 404 200
GET  manuals.show_module                - 200 404 200 200 404 404 200 404 200
GET  manuals.show_pdf                   - 200 404 200 200 404 404 200 404 200
GET  marking.show_queue                 - 403 403 200 200 403 403 403 403 403
GET  marking.show_next                  - 403 403 303 303 403 403 403 403 403
GET  marking.show_task                  - 403 403 200 200 403 403 403 403 403
POST marking.mark_task                  - 403 403 422 422 403 403 403 403 403
GET  marking.show_checklist             - 403 403 200 200 403 403 403 403 403
POST marking.observe                    - 403 403 303 303 403 403 403 403 403
GET  marking.show_moderation            - 403 403 403 200 403 403 403 403 403
POST marking.draw_sample                - 403 403 403 303 403 403 403 403 403
GET  marking.show_sample                - 403 403 403 200 403 403 403 403 403
GET  marking.show_moderated             - 403 403 403 200 403 403 403 403 403
POST marking.moderate                   - 403 403 403 422 403 403 403 403 403
GET  marking.list_rulings               - 403 403 403 200 403 403 200 403 403
GET  marking.show_withdrawal            - 403 403 403 404 403 403 200 403 403
POST marking.withdraw                   - 403 403 403 404 403 403 422 403 403
GET  marking.show_ruling                - 403 403 403 200 403 403 200 403 403
GET  marking.show_own_appeal            - 200 404 404 404 404 404 404 404 404
POST marking.file_appeal                - 422 404 404 404 404 404 404 404 404
GET  marking.list_appeals               - 403 403 200 200 403 403 403 403 403
GET  marking.show_appeal                - 403 403 200 200 403 403 403 403 403
POST marking.assign_appeal              - 403 403 403 422 403 403 403 403 403
POST marking.decide_appeal              - 403 403 422 404 403 403 403 403 403
GET  marking.show_appealed              - 403 403 200 404 403 403 403 403 403
POST marking.mark_again                 - 403 403 422 404 403 403 403 403 403
GET  modules.list_modules               - 403 403 200 200 403 403 200 403 200
GET  modules.show_lesson                - 403 403 200 200 403 403 200 403 200
GET  modules.show_module                - 403 403 200 200 403 403 200 403 200
GET  modules.show_standing               - 403 403 200 200 403 403 200 403 200
GET  reports.export_attendance          - 403 403 200 200 200 200 403 200 200
GET  reports.show_attendance            - 403 403 303 303 303 303 403 303 303
GET  audit.show                         - 403 403 403 403 403 403 403 200 200
GET  search.show                        - 200 200 200 200 200 200 200 200 200
GET  style_guide                      200 200 200 200 200 200 200 200 200 200
POST training.accept_import             - 403 403 403 409 403 403 403 403 403
GET  training.apply_plan                - 403 403 200 200 403 403 403 403 403
POST training.apply_plan                - 403 403 422 422 403 403 403 403 403
GET  training.cancel_session            - 403 403 200 200 403 403 403 403 403
POST training.cancel_session            - 403 403 422 422 403 403 403 403 403
GET  training.edit_cohort               - 403 403 200 200 403 403 403 403 403
POST training.edit_cohort               - 403 403 422 422 403 403 403 403 403
GET  training.edit_session              - 403 403 200 200 403 403 403 403 403
POST training.edit_session              - 403 403 422 422 403 403 403 403 403
POST training.enrol_person              - 403 403 403 303 403 403 403 403 403
GET  training.find_people               - 403 403 403 200 403 403 403 403 403
GET  training.import_people             - 403 403 403 200 403 403 403 403 403
POST training.import_people             - 403 403 403 422 403 403 403 403 403
GET  training.invite_person             - 403 403 403 200 403 403 403 403 403
POST training.invite_person             - 403 403 403 422 403 403 403 403 403
GET  training.list_cohorts              - 403 403 200 200 403 403 403 403 403
GET  training.list_own_centres          - 403 403 403 200 403 403 403 403 403
POST training.mark_attendance           - 403 403 303 303 403 403 403 403 403
GET  training.new_cohort                - 403 403 200 200 403 403 403 403 403
POST training.new_cohort                - 403 403 422 422 403 403 403 403 403
GET  training.new_room                  - 403 403 403 200 403 403 403 403 403
POST training.new_room                  - 403 403 403 422 403 403 403 403 403
GET  training.new_session               - 403 403 200 200 403 403 403 403 403
POST training.new_session               - 403 403 422 422 403 403 403 403 403
GET  training.people_template           - 403 403 403 200 403 403 403 403 403
GET  training.show_attendance           - 403 403 200 200 403 403 403 403 403
GET  training.show_cohort               - 403 403 200 200 403 403 403 403 403
GET  training.show_import               - 403 403 403 200 403 403 403 403 403
GET  training.show_mark_history         - 403 403 200 200 403 403 403 403 403
GET  training.show_plan                 - 403 403 200 200 403 403 403 403 403
GET  training.show_record               - 403 403 200 200 403 403 403 403 403
GET  training.show_results              - 403 403 200 200 403 403 403 403 403
GET  evaluations.answer                 - 200 404 404 404 404 404 404 404 404
POST evaluations.answer                 - 422 404 404 404 404 404 404 404 404
GET  evaluations.thank                  - 303 404 404 404 404 404 404 404 404
POST evaluations.thank                  - 303 404 404 404 404 404 404 404 404
GET  evaluations.answer_by_link         200 200 200 200 200 200 200 200 200 200
POST evaluations.answer_by_link         422 422 422 422 422 422 422 422 422 422
GET  evaluations.show_cohort            - 403 403 200 200 403 403 403 403 403
POST evaluations.open_now               - 403 403 303 303 403 403 403 403 403
GET  evaluations.show_results           - 403 403 200 200 403 403 403 403 403
GET  evaluations.export_results         - 403 403 404 404 403 403 403 403 403
GET  training.show_session              - 200 200 200 200 404 404 404 404 404
GET  training.show_sessions             - 403 403 200 200 403 403 403 403 403
GET  training.sign_in_sheet             - 403 403 200 200 403 403 403 403 403
GET  training.withdraw_person           - 403 403 403 200 403 403 403 403 403
POST training.withdraw_person           - 403 403 403 422 403 403 403 403 403
GET  nominations.list_all               - 403 403 403 403 200 200 403 403 403
GET  nominations.show_call              - 403 403 403 403 200 404 403 403 403
POST nominations.reserve_seats          - 403 403 403 403 303 404 403 403 403
GET  nominations.nominate               - 403 403 403 403 200 404 403 403 403
POST nominations.nominate               - 403 403 403 403 303 404 403 403 403
POST nominations.nominate_new           - 403 403 403 403 422 404 403 403 403
POST nominations.move_up                - 403 403 403 403 303 404 403 403 403
GET  nominations.show_nomination        - 403 403 200 200 200 404 403 403 403
POST nominations.take_step              - 403 403 303 303 303 404 403 403 403
GET  nominations.set_head               - 403 403 403 200 200 404 403 403 403
POST nominations.set_head               - 403 403 403 303 303 404 403 403 403
GET  nominations.show_cohort            - 403 403 200 200 403 403 403 403 403
GET  nominations.edit_call              - 403 403 403 200 403 403 403 403 403
POST nominations.edit_call              - 403 403 403 422 403 403 403 403 403
POST nominations.decide_many            - 403 403 403 303 403 403 403 403 403
POST nominations.release_seats          - 403 403 403 303 403 403 403 403 403
POST nominations.issue_letters          - 403 403 403 303 403 403 403 403 403
GET  nominations.export_cohort          - 403 403 403 200 403 403 403 403 403
GET  nominations.fetch_letters          - 403 403 403 200 403 403 403 403 403
GET  nominations.fetch_letter           - 200 404 404 200 200 404 404 404 404
GET  years.list_all                     - 403 403 200 200 403 403 403 403 403
POST years.list_all                     - 403 403 200 422 403 403 403 403 403
GET  years.show_plan                    - 403 403 200 200 403 403 403 403 403
GET  years.add_line                     - 403 403 403 200 403 403 403 403 403
POST years.add_line                     - 403 403 403 422 403 403 403 403 403
GET  years.edit_line                    - 403 403 403 200 403 403 403 403 403
POST years.edit_line                    - 403 403 403 422 403 403 403 403 403
POST years.remove_line                  - 403 403 403 303 403 403 403 403 403
POST years.approve_plan                 - 403 403 403 303 403 403 403 403 403
POST years.revise_plan                  - 403 403 403 303 403 403 403 403 403
GET  years.open_cohort                  - 403 403 403 200 403 403 403 403 403
POST years.open_cohort                  - 403 403 403 422 403 403 403 403 403
POST years.link_cohort                  - 403 403 403 303 403 403 403 403 403
GET  years.print_plan                   - 403 403 200 200 403 403 403 403 403
GET  years.export_plan                  - 403 403 200 200 403 403 403 403 403
GET  years.feed                       404 404 404 404 404 404 404 404 404 404
GET  absences.announce                  - 200 404 200 200 200 404 404 404 404
POST absences.announce                  - 422 404 422 422 422 404 404 404 404
GET  absences.list_absences             - 200 200 200 200 200 200 200 200 200
GET  absences.show_absence              - 200 404 200 200 200 404 404 404 404
GET  absences.show_paper                - 200 404 200 200 200 404 404 404 404
POST absences.take_back                 - 303 404 303 303 303 404 404 404 404
POST check_in.change_check_in           - 403 403 303 303 403 403 403 403 403
POST check_in.claim                     - 409 409 404 404 404 404 404 404 404
GET  check_in.scan                    303 303 303 303 303 303 303 303 303 303
GET  check_in.show_claim                - 200 200 404 404 404 404 404 404 404
GET  check_in.show_code                 - 403 403 200 200 403 403 403 403 403
GET  check_in.show_poster               - 403 403 200 200 403 403 403 403 403
GET  check_in.show_screen               - 403 403 200 200 403 403 403 403 403
GET  check_in.type_code                 - 200 200 200 200 200 200 200 200 200
POST check_in.type_code                 - 422 422 422 422 422 422 422 422 422
GET  moves.change_cohort                - 403 403 403 200 403 403 403 403 403
POST moves.change_cohort                - 403 403 403 422 403 403 403 403 403
POST sheets.accept_marks                - 403 403 409 409 403 403 403 403 403
GET  sheets.enter_sheet                 - 403 403 200 200 403 403 403 403 403
GET  sheets.import_marks                - 403 403 200 200 403 403 403 403 403
POST sheets.import_marks                - 403 403 422 422 403 403 403 403 403
GET  sheets.marks_template              - 403 403 200 200 403 403 403 403 403
POST sheets.save_sheet                  - 403 403 422 422 403 403 403 403 403
GET  sheets.show_marks_file             - 403 403 200 200 403 403 403 403 403
GET  sheets.show_scan                   - 403 403 200 200 403 403 403 403 403
POST training.confirm_waiting           - 403 403 303 303 403 403 403 403 403
GET  unlocks.set_lock_days              - 403 403 403 200 403 403 403 403 403
POST unlocks.set_lock_days              - 403 403 403 422 403 403 403 403 403
GET  unlocks.unlock_sheet               - 403 403 403 200 403 403 403 403 403
POST unlocks.unlock_sheet               - 403 403 403 422 403 403 403 403 403
GET  walk_ins.list_walk_ins             - 403 403 200 200 403 403 403 403 403
POST walk_ins.list_walk_ins             - 403 403 422 422 403 403 403 403 403
GET  walk_ins.merge                     - 403 403 403 200 403 403 403 403 403
POST walk_ins.merge                     - 403 403 403 422 403 403 403 403 403
POST lists.accept_import                - 403 403 403 303 403 403 403 403 404
GET  lists.choose_columns               - 403 403 403 200 403 403 403 403 404
POST lists.choose_columns               - 403 403 403 200 403 403 403 403 404
POST lists.decide_people                - 403 403 403 303 403 403 403 403 404
GET  lists.empty_list                   - 403 403 403 200 403 403 403 403 200
GET  lists.export_list                  - 403 403 403 200 403 403 403 403 200
GET  lists.list_imports                 - 403 403 403 200 403 403 403 403 200
GET  lists.refused_rows                 - 403 403 403 200 403 403 403 403 404
GET  lists.send_file                    - 403 403 403 200 403 403 403 403 200
POST lists.send_file                    - 403 403 403 422 403 403 403 403 422
GET  lists.show_import                  - 403 403 403 200 403 403 403 403 404
GET  lists.undo_import                  - 403 403 403 200 403 403 403 403 404
POST lists.undo_import                  - 403 403 403 422 403 403 403 403 404
GET  venues.list_venues                  - 403 403 403 200 403 403 403 403 403
GET  venues.edit_room                    - 403 403 403 200 403 403 403 403 403
GET  venues.edit_item                    - 403 403 403 200 403 403 403 403 403
GET  venues.edit_venue                   - 403 403 403 200 403 403 403 403 403
GET  venues.new_item                     - 403 403 403 200 403 403 403 403 403
GET  venues.new_venue                    - 403 403 403 200 403 403 403 403 403
GET  venues.show_beds                    - 403 403 403 200 403 403 403 403 403
GET  trainers.list_pool                  - 403 403 403 200 403 403 403 403 403
GET  trainers.show_trainer               - 403 403 403 200 403 403 403 403 403
GET  trainers.grant                      - 403 403 403 200 403 403 403 403 403
GET  trainers.withdraw                   - 403 403 403 200 403 403 403 403 403
GET  trainers.set_profile                - 403 403 403 200 403 403 403 403 403
GET  trainers.note_absence               - 403 403 403 200 403 403 403 403 403
POST venues.edit_room                    - 403 403 403 422 403 403 403 403 403
POST venues.edit_item                    - 403 403 403 422 403 403 403 403 403
POST venues.edit_venue                   - 403 403 403 422 403 403 403 403 403
POST venues.new_item                     - 403 403 403 422 403 403 403 403 403
POST venues.new_venue                    - 403 403 403 422 403 403 403 403 403
POST venues.show_beds                    - 403 403 403 422 403 403 403 403 403
POST venues.give_beds_back               - 403 403 403 303 403 403 403 403 403
POST trainers.grant                      - 403 403 403 422 403 403 403 403 403
POST trainers.withdraw                   - 403 403 403 422 403 403 403 403 403
POST trainers.set_profile                - 403 403 403 303 403 403 403 403 403
POST trainers.note_absence               - 403 403 403 422 403 403 403 403 403
POST trainers.take_absence_back          - 403 403 403 303 403 403 403 403 403
POST trainers.set_requirement            - 403 403 403 303 403 403 403 403 403
GET  training.find_slot                  - 403 403 200 200 403 403 403 403 403
POST training.take_slot                  - 403 403 303 303 403 403 403 403 403
GET  training.repeat_session             - 403 403 200 200 403 403 403 403 403
POST training.repeat_session             - 403 403 422 422 403 403 403 403 403
GET  training.copy_earlier               - 403 403 200 200 403 403 403 403 403
POST training.copy_earlier               - 403 403 422 422 403 403 403 403 403
GET  tours.show_tour                     - 200 200 200 200 404 404 404 404 404
GET  tours.write_report                  - 200 404 404 404 404 404 404 404 404
POST tours.write_report                  - 303 404 404 404 404 404 404 404 404
GET  tours.show_report                   - 200 404 404 404 404 404 404 404 404
GET  tours.edit_tour                     - 403 403 200 200 403 403 403 403 403
POST tours.edit_tour                     - 403 403 303 303 403 403 403 403 403
GET  tours.add_visit                     - 403 403 200 200 403 403 403 403 403
POST tours.add_visit                     - 403 403 422 422 403 403 403 403 403
POST tours.remove_visit                  - 403 403 303 303 403 403 403 403 403
GET  feeds.manage                        - 200 200 200 200 200 200 200 200 200
POST feeds.manage                        - 200 200 200 200 200 200 200 200 200
GET  feeds.own                           200 200 200 200 200 200 200 200 200 200
GET  feeds.of_cohort                     200 200 200 200 200 200 200 200 200 200
GET  feeds.of_room                       200 200 200 200 200 200 200 200 200 200
GET  feeds.of_centre                     200 200 200 200 200 200 200 200 200 200
GET  agency_training.list_trainings     - 403 403 403 200 200 200 403 403 403
GET  agency_training.new                - 403 403 403 403 200 200 403 403 403
POST agency_training.new                - 403 403 403 403 422 422 403 403 403
GET  agency_training.show               - 403 403 403 200 200 404 403 403 403
GET  agency_training.edit               - 403 403 403 403 409 404 403 403 403
POST agency_training.edit               - 403 403 403 403 409 404 403 403 403
GET  agency_training.choose_people      - 403 403 403 403 409 404 403 403 403
POST agency_training.choose_people      - 403 403 403 403 409 404 403 403 403
GET  agency_training.add_list           - 403 403 403 403 409 404 403 403 403
POST agency_training.add_list           - 403 403 403 403 409 404 403 403 403
POST agency_training.remove_person      - 403 403 403 403 409 404 403 403 403
GET  agency_training.attach             - 403 403 403 403 409 404 403 403 403
POST agency_training.attach             - 403 403 403 403 409 404 403 403 403
GET  agency_training.show_file          - 403 403 403 200 200 404 403 403 403
POST agency_training.detach             - 403 403 403 403 409 404 403 403 403
POST agency_training.submit             - 403 403 403 403 303 404 403 403 403
GET  agency_training.decide             - 403 403 403 200 403 403 403 403 403
POST agency_training.decide             - 403 403 403 422 403 403 403 403 403
GET  agency_training.annul              - 403 403 403 303 403 403 403 403 403
POST agency_training.annul              - 403 403 403 303 403 403 403 403 403
GET  hours.show_own                     - 200 200 200 200 200 200 200 200 200
GET  hours.show_person                  - 403 403 403 200 200 404 403 403 200
GET  hours.exempt                       - 403 403 403 200 200 404 403 403 403
POST hours.exempt                       - 403 403 403 422 422 404 403 403 403
GET  hours.end_exemption                - 403 403 403 200 200 404 403 403 403
POST hours.end_exemption                - 403 403 403 422 422 404 403 403 403
GET  hours.roll_up                      - 403 403 403 200 200 200 403 200 200
GET  hours.export                       - 403 403 403 200 200 200 403 200 200
GET  hours.list_rules                   - 200 200 200 200 200 200 200 200 200
GET  hours.new_rule                     - 403 403 403 200 403 403 403 403 200
POST hours.new_rule                     - 403 403 403 422 403 403 403 403 422
GET  hours.new_renewal_rule             - 403 403 403 403 403 403 200 403 200
POST hours.new_renewal_rule             - 403 403 403 403 403 403 422 403 422
GET  hours.list_renewals                - 403 403 403 200 200 200 403 403 200
GET  hours.export_renewals              - 403 403 403 200 200 200 403 403 200
"""
# Who may reach what belongs to the other country: the system administrator its people, Sherzod those whom he sent.
FAR_AND_YET_OPEN = {
    **dict.fromkeys(
        ("close_account", "end_role", "grant_role", "invite_again", "move_person", "reopen_account"), ("bahrom",)
    ),
    "show_person": ("bahrom", "sherzod"),
    "show_certificate": ("sherzod",),
    "show_next": ("rustam", "dilnoza"),
    **dict.fromkeys(("try_again", "cancel"), ("bahrom",)),
    "show_withdrawal": ("gulnora",),
    "withdraw": ("gulnora",),
    **dict.fromkeys(("announce", "show_absence", "show_paper", "take_back"), ("sherzod",)),
    **dict.fromkeys(("exempt", "end_exemption"), ("sherzod",)),
    "scan": PEOPLE,
    "download": ("sherzod",),
    # Curriculum editors work in the banks of every centre.
    **dict.fromkeys(
        (
            "show_bank",
            "edit_bank",
            "new_question",
            "show_question",
            "edit_question",
            "take_step",
            "take_steps",
            "delete_question",
            "preview_question",
        ),
        ("gulnora",),
    ),
    **dict.fromkeys(("export_figures", "show_figures"), ("gulnora", "nargis", "bahrom")),
    # The ministry of the other country, whose person it is there, is Sherzod's own.
    **dict.fromkeys(
        (
            "show_call",
            "reserve_seats",
            "nominate",
            "nominate_new",
            "move_up",
            "show_nomination",
            "take_step",
            "set_head",
            "fetch_letter",
        ),
        ("sherzod",),
    ),
}


# Objects of which the other country has none of its own here.
SAME_EVERYWHERE = {"edition_id", "attempt_id", "sign_in_id", "run_id", "plan_id", "course_edition_id"} | {
    "token",
    "task_id",
    "sample_id",
    "ruling_id",
    "appeal_id",
}


@dataclass(frozen=True)
class World:
    """The application with its people signed in, and what stands in the addresses: near and in the other country."""

    app: Flask
    cookies: dict[str, str]
    near: dict[str, dict[str, Any]]
    far: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def world(app_and_parts, tmp_path_factory) -> Iterator[World]:  # noqa: PLR0915 -- a list of what there is
    app, clock, _mailer = app_and_parts
    clock.instant = NOW
    with app.app_context():
        empty_tables()
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        cast = make_cast(session)
        scene = make_scene(session, cast)
        exam = make_exam(session, cast.amina, key="judges", module_key="consent")
        session.add(Media(edition_id=exam.edition.id, name="card.svg", kind="image/svg+xml", content=b"<svg/>"))
        files = [
            PeopleImport(
                id=new_id(),
                cohort_id=cohort.id,
                file_name="people.csv",
                file_digest="0" * 64,
                rows=[],
                receipt={},
                created_at=NOW,
                created_by=who.id,
            )
            for cohort, who in ((scene.cohort, cast.dilnoza), (scene.far_cohort, scene.far_admin))
        ]
        near_facts, far_facts = (
            make_attendance(session, app, cast, *each)
            for each in (
                (scene.session, scene.cohort, scene.amina, cast.dilnoza),
                (scene.far_session, scene.far_cohort, scene.far_enrolment, scene.far_admin),
            )
        )
        lists = [
            make_list(session, path, who)
            for path, who in (
                (scene.centre.agency.path, cast.dilnoza),
                (scene.tashkent.agency.path, scene.far_admin),
            )
        ]
        session.add_all(files)
        assignments = {
            each.user_id: each.id
            for each in session.scalars(select(RoleAssignment).where(RoleAssignment.agency_id.is_not(None)))
        }
        manual = Manual(
            id=new_id(),
            course_edition_id=exam.course.id,
            language="ru",
            fingerprint=fingerprint(0),
            state=ManualState.READY,
            digest=app.extensions["sabaq_ports"].storage.put(b"%PDF-1.4"),
            pages=1,
            size=8,
            requested_at=NOW,
            heard_at=NOW,
            finished_at=NOW,
        )
        session.add(manual)
        secret = accounts.invite(session, actor=None, user=cast.tolib, at=NOW)
        session.commit()
        attempt_id = start_attempt(
            session,
            actor=cast.actor(cast.amina),
            enrolment_id=exam.enrolment.id,
            assessment_id=exam.assessment.id,
            attempt_id=new_id(),
            at=NOW,
        )
        session.commit()
        certificates = []
        for enrolment, who in ((scene.amina, cast.dilnoza), (scene.far_enrolment, scene.far_admin)):
            with app.test_request_context():
                press = Press(ports().storage, "http://localhost")
                certificates.append(
                    issue(session, actor=cast.actor(who), enrolment_id=enrolment.id, press=press, at=NOW)
                )
            session.commit()
        sittings = [
            open_cohort_sitting(
                session,
                actor=cast.actor(who),
                cohort_id=cohort.id,
                sitting_id=new_id(),
                assessment_id=session.scalars(
                    select(Assessment.id).where(Assessment.course_edition_id == cohort.course_edition_id)
                ).first(),
                details=SittingDetails(title="Exam", opens_at=NOW, closes_at=NOW + timedelta(hours=1)),
                at=NOW,
            )
            for cohort, who in ((scene.cohort, cast.dilnoza), (scene.far_cohort, scene.far_admin))
        ]
        session.commit()
        bank_ids = [
            scene_of_banks.open_bank(session, cast, cast.gulnora, centre.id)
            for centre in (cast.dushanbe_centre, cast.tashkent_centre)
        ]
        bank_questions = [
            scene_of_banks.begin(session, cast, bank_id, scene_of_banks.write(), cast.gulnora) for bank_id in bank_ids
        ]
        near_paper, far_paper = (
            make_paper_version(session, app, *each)
            for each in (
                (sittings[0], scene.amina.id, cast.rustam.id),
                (sittings[1], scene.far_enrolment.id, scene.far_admin.id),
            )
        )
        question_files = [_send_questions(app, session, cast, bank_id) for bank_id in bank_ids]
        curriculum_question = session.scalars(
            select(QuestionVersion.question_key).where(QuestionVersion.module_key == "consent")
        ).first()
        cases = scene_of_cases.enrol(session, cast.amina, KEY, module=exam.edition)
        scene_of_cases.publish(session, scene_of_cases.write_content(tmp_path_factory.mktemp("cases")))
        publish_plans(session, ROOT / "content", NOW)
        session.commit()
        actor = cast.actor(cast.amina)
        case_exam = make_exam(session, cast.amina, key="cases-exam", module_key="cases", kinds=())
        add_question(session, case_exam.edition, QuestionKind.SIMULATION, key={"simulation": KEY})
        case_attempt_id = start_attempt(
            session,
            actor=actor,
            enrolment_id=case_exam.enrolment.id,
            assessment_id=case_exam.assessment.id,
            attempt_id=new_id(),
            at=NOW,
        )
        run_id = start_run(session, actor=actor, enrolment_id=cases.id, simulation_key=KEY, run_id=new_id(), at=NOW)
        session.flush()
        decide(session, actor=actor, run_id=run_id, decision_id=new_id(), position=1, choice="listen", at=NOW)
        plan_id = session.scalars(select(SessionPlan.id)).first()
        session.add(FeedKey(user_id=cast.rustam.id, digest=digest_of(FEED), made_at=NOW))
        near_places, far_places = (
            make_places(session, *each)
            for each in (
                (scene.centre, scene.cohort, cast.amina, cast.rustam, cast.dilnoza),
                (scene.tashkent, scene.far_cohort, scene.far_trainee, scene.far_admin, scene.far_admin),
            )
        )
        near_called, far_called = (
            make_call(
                session,
                app.extensions["sabaq_ports"].storage,
                cohort=cohort,
                agency=agency,
                enrolment=enrolment,
                by=who,
            )
            for cohort, agency, enrolment, who in (
                (scene.cohort, cast.interior, scene.amina, cast.dilnoza),
                (scene.far_cohort, cast.uzbek_interior, scene.far_enrolment, scene.far_admin),
            )
        )
        near_asked, far_asked = (
            make_evaluation(session, each.id, who.id)
            for each, who in ((scene.cohort, cast.amina), (scene.far_cohort, scene.far_trainee))
        )
        digest = app.extensions["sabaq_ports"].storage.put(b"%PDF-1.4")
        near_owed, far_owed = (
            make_owed(session, agency=agency, centre_id=place.agency_id, person=person, by=who.id, digest=digest)
            for agency, place, person, who in (
                (cast.interior, scene.centre, cast.amina, cast.dilnoza),
                (cast.uzbekistan, scene.tashkent, scene.far_trainee, scene.far_admin),
            )
        )
        session.commit()
        messages = [new_id(), new_id()]
        session.add_all(
            OutboxEntry(
                id=key,
                channel="mail",
                recipient_id=user.id,
                payload={"to": "x"},
                created_at=NOW,
                due_at=NOW,
                key=str(key),
            )
            for key, user in zip(messages, (cast.amina, scene.far_trainee), strict=True)
        )
        sign_ins = {
            name: accounts.begin_sign_in(session, user=getattr(cast, name), address="", browser="", at=NOW)
            for name in PEOPLE[1:]
        }
        session.commit()
    cookies = {}
    for name, sign_in in sign_ins.items():
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = str(sign_in.id), True
        cookies[name] = browser.get_cookie("sabaq").value
    with app.app_context():
        token = unsubscribe_link(cast.amina.id, "session_planned").rpartition("/")[2]
    marked = make_marked(engine, cast)
    everywhere = {
        **marked[""],
        "number": 1,
        "extension": "csv",
        "kind": "csv",
        "module_key": "consent",
        "lesson_key": "lesson-1",
        "form_id": "no-such-form",
        "secret": secret,
        "name": "card.svg",
        "edition_id": exam.edition.id,
        "assessment_id": exam.assessment.id,
        "attempt_id": attempt_id,
        "sign_in_id": sign_ins["amina"].id,
        "run_id": run_id,
        "plan_id": plan_id,
        "position": 1,
        "key": KEY,
        "course_edition_id": exam.course.id,
        "question_key": curriculum_question,
        "act": "sent",
        "language": "ru",
        "digest": manual.digest,
        "version_id": new_id(),
        "token": token,
        "entry_id": messages[0],
    }
    near = {
        "": {
            **everywhere,
            "user_id": cast.amina.id,
            "cohort_id": scene.cohort.id,
            "session_id": scene.session.id,
            "enrolment_id": scene.amina.id,
            "certificate_id": certificates[0].id,
            "import_id": files[0].id,
            "list_id": lists[0],
            "sitting_id": sittings[0],
            **near_facts,
            **near_called,
            **near_owed,
            "evaluation_id": near_asked,
            **near_places,
            "centre_id": scene.centre.agency_id,
            "serial": certificates[0].serial,
            "assignment_id": assignments[cast.rustam.id],
            "agency_id": cast.interior.id,
            "bank_id": bank_ids[0],
            "question_file_id": question_files[0],
            **near_paper,
            "question_id": bank_questions[0],
        },
        "courses": {"enrolment_id": exam.enrolment.id},
        "assessments": {"enrolment_id": exam.enrolment.id},
        **{name: objects for name, objects in marked.items() if name},
        "assessments.show_simulation": {"enrolment_id": cases.id},
        "assessments.show_case": {"attempt_id": case_attempt_id},
        "assessments.begin_case": {"attempt_id": case_attempt_id},
        "assessments.start_simulation": {"enrolment_id": cases.id},
        "evaluations.answer_by_link": {"secret": SUPERVISOR},
        "feeds": {"secret": FEED},
        "lists": {"kind": "people"},
        "tours": {"session_id": near_places["tour_id"]},
    }
    far = {
        "": {
            **near[""],
            "user_id": scene.far_trainee.id,
            "cohort_id": scene.far_cohort.id,
            "session_id": scene.far_session.id,
            "enrolment_id": scene.far_enrolment.id,
            "certificate_id": certificates[1].id,
            "import_id": files[1].id,
            "list_id": lists[1],
            "sitting_id": sittings[1],
            **far_facts,
            **far_called,
            **far_owed,
            "evaluation_id": far_asked,
            **far_places,
            "centre_id": scene.tashkent.agency_id,
            "assignment_id": assignments[scene.far_admin.id],
            "serial": certificates[1].serial,
            "bank_id": bank_ids[1],
            "question_file_id": question_files[1],
            **far_paper,
            "question_id": bank_questions[1],
            "entry_id": messages[1],
        },
        "courses": {"module_key": "what-trafficking-is"},
        "feeds": {"secret": FEED},
        "lists": {"kind": "people"},
        "tours": {"session_id": far_places["tour_id"]},
        "nominations.set_head": {"agency_id": cast.uzbek_interior.id},
    }
    yield World(app, cookies, near, far)
    with app.app_context():
        db.session.remove()


def make_paper_version(
    session: Session, app: Flask, sitting_id: UUID, enrolment_id: UUID, user_id: UUID
) -> dict[str, Any]:
    """Add a paper version of a sitting with a printed booklet, a sheet, its scan and a table of answers."""
    keys = ("set_id", "printing_id", "paper_entry_id", "paper_file_id")
    facts: dict[str, Any] = {**{name: new_id() for name in keys}, "sheet_code": new_code()}
    storage, variant_id = app.extensions["sabaq_ports"].storage, new_id()
    own = {"set_id": facts["set_id"]}
    paper = {"questions": [{"id": str(new_id()), "kind": "single", "options": ["a", "b"], "prompts": []}]}
    table = storage.put(b"Code;Name;Variant;Absent;Begun;Handed in;1\nX;;;;;;A")
    session.add(
        BookletSet(
            id=facts["set_id"],
            sitting_id=sitting_id,
            number=1,
            arrangement=Arrangement.ORDER,
            seed=1,
            languages=["en"],
            double_entry=False,
            conditions={},
            made_at=NOW,
            made_by=user_id,
        )
    )
    session.flush()
    session.add(BookletVariant(id=variant_id, letter="A", seed=1, paper=paper, **own))
    session.flush()
    session.add_all(
        [
            BookletSheet(
                id=new_id(),
                enrolment_id=enrolment_id,
                variant_id=variant_id,
                code=facts["sheet_code"],
                language="en",
                made_at=NOW,
                **own,
            ),
            BookletPrinting(
                id=facts["printing_id"],
                kind=PrintKind.BOOKLET,
                copies=1,
                digest=storage.put(b"%PDF-1.4"),
                pages=1,
                printed_at=NOW,
                printed_by=user_id,
                **own,
            ),
            PaperEntry(
                id=facts["paper_entry_id"],
                enrolment_id=enrolment_id,
                kind=EntryKind.ABSENT,
                answers={},
                scan_digest=storage.put(b"%PDF-1.4"),
                scan_kind="application/pdf",
                entered_at=NOW,
                entered_by=user_id,
                **own,
            ),
            PaperFile(id=facts["paper_file_id"], name="a.csv", digest=table, sent_at=NOW, sent_by=user_id, **own),
        ]
    )
    session.flush()
    return facts


def _send_questions(app: Flask, session: Session, cast: Any, bank_id: UUID) -> UUID:
    """Send a file of questions to a bank."""
    return send_questions(
        session,
        actor=cast.actor(cast.gulnora),
        file_id=new_id(),
        bank_id=bank_id,
        upload=Upload("q.txt", b"Q {T}", "en"),
        storage=app.extensions["sabaq_ports"].storage,
        at=NOW,
    )


def make_list(session: Session, scope_path: str, who: Any) -> UUID:
    """Add a list that was checked and not accepted yet."""
    key = new_id()
    session.add(
        ImportFile(
            id=key,
            kind=ImportKind.PEOPLE,
            scope_path=scope_path,
            file_name="people.csv",
            file_digest="0" * 64,
            content=b"Name,Email\nA,a@example.org\n",
            reading={},
            titles=["Name", "Email"],
            columns={},
            rows=[],
            choices={},
            counts={each.value: 0 for each in Action},
            created_at=NOW,
            created_by=who.id,
            checked_at=NOW,
        )
    )
    return key


def make_evaluation(session: Session, cohort_id: UUID, user_id: UUID) -> UUID:
    """Put a form to one person of a cohort, and to the supervisor of the first who is asked."""
    publish_forms(session, ROOT / "content", NOW)
    forms = {each.audience: each.id for each in session.scalars(select(EvaluationForm))}
    shared = {"cohort_id": cohort_id, "opens_on": NOW.date(), "closes_on": NOW.date(), "box": {}}
    own, other = (
        Evaluation(id=new_id(), form_id=forms[audience], audience=audience, kind=kind, **shared)
        for audience, kind in (
            (Audience.PARTICIPANT, EvaluationKind.END_OF_COURSE),
            (Audience.SUPERVISOR, EvaluationKind.AFTER_THREE_MONTHS),
        )
    )
    session.add_all([own, other])
    session.flush()
    session.add(EvaluationAsked(evaluation_id=own.id, user_id=user_id))
    first = session.scalar(select(func.count()).where(EvaluationAsked.link_digest.is_not(None))) == 0
    digest = evaluation_digest(SUPERVISOR if first else "another")
    session.add(EvaluationAsked(evaluation_id=other.id, user_id=user_id, link_digest=digest))
    session.flush()
    return own.id


def make_places(session: Session, centre: Any, cohort: Any, traveller: Any, trainer: Any, who: Any) -> dict[str, Any]:
    """Add a venue with a room, equipment and beds, a trainer's records, and a study tour with a draft report."""
    keys = ("venue_id", "room_id", "item_id", "booking_id", "qualification_id", "away_id", "tour_id", "visit_id")
    facts: dict[str, Any] = {name: new_id() for name in (*keys, "report_id")}
    place, days = centre.agency_id, {"first_day": NOW.date(), "last_day": NOW.date()}
    session.add(Venue(id=facts["venue_id"], centre_id=place, name="V", country="TJ", time_zone="Asia/Dushanbe", beds=2))
    session.flush()
    tour = TrainingSession(
        id=facts["tour_id"],
        cohort_id=cohort.id,
        title="Tour",
        kind=SessionKind.STUDY_TOUR,
        starts_at=NOW + timedelta(hours=6),
        ends_at=NOW + timedelta(hours=10),
    )
    session.add_all(
        [
            Room(id=facts["room_id"], centre_id=place, name="R", capacity=24, venue_id=facts["venue_id"]),
            EquipmentItem(id=facts["item_id"], centre_id=place, name="I", count=1),
            BedBooking(
                id=facts["booking_id"],
                venue_id=facts["venue_id"],
                cohort_id=cohort.id,
                beds=1,
                first_night=NOW.date(),
                last_night=NOW.date(),
                booked_by=who.id,
                booked_at=NOW,
            ),
            Qualification(
                id=facts["qualification_id"],
                centre_id=place,
                user_id=trainer.id,
                awarded_by="A",
                valid_from=NOW.date(),
                granted_by=who.id,
                granted_at=NOW,
            ),
            TrainerAbsence(id=facts["away_id"], user_id=trainer.id, noted_by=who.id, noted_at=NOW, **days),
            tour,
        ]
    )
    session.flush()
    session.add_all(
        [
            TourTraveller(session_id=tour.id, user_id=traveller.id),
            TourVisit(
                id=facts["visit_id"], session_id=tour.id, body="B", starts_at=tour.starts_at, ends_at=tour.ends_at
            ),
            TourReport(id=facts["report_id"], session_id=tour.id, user_id=traveller.id, saved_at=NOW),
        ]
    )
    session.flush()
    return {**facts, "trainer_id": trainer.id}


def make_attendance(session: Session, app: Flask, cast: Any, held: Any, cohort: Any, enrolment: Any, who: Any) -> dict:
    """Add an open check-in, a scan, a file of marks, a walk-in and an announced absence of a session."""
    paper = Paper(
        id=new_id(),
        digest=app.extensions["sabaq_ports"].storage.put(b"%PDF-1.4"),
        name="x.pdf",
        kind="application/pdf",
        size=8,
        uploaded_by=who.id,
        uploaded_at=NOW,
    )
    session.add(paper)
    session.flush()
    facts = {name: new_id() for name in ("scan_id", "file_id", "walk_in_id", "absence_id")}
    session.add_all(
        [
            CheckIn(
                session_id=held.id,
                secret="0f" * 32,
                opened_at=NOW,
                opened_by=who.id,
                open_until=NOW + timedelta(hours=1),
            ),
            SheetScan(id=facts["scan_id"], session_id=held.id, paper_id=paper.id, entered_at=NOW, entered_by=who.id),
            MarksFile(
                id=facts["file_id"],
                cohort_id=cohort.id,
                file_name="m.csv",
                file_digest="0" * 64,
                rows=[],
                receipt={},
                created_at=NOW,
                created_by=who.id,
            ),
            WalkIn(
                id=facts["walk_in_id"],
                session_id=held.id,
                name="Nobody",
                status=AttendanceStatus.PRESENT,
                recorded_by=who.id,
                recorded_at=NOW,
            ),
            Absence(
                id=facts["absence_id"],
                enrolment_id=enrolment.id,
                user_id=enrolment.user_id,
                reason="x",
                paper_id=paper.id,
                announced_by=who.id,
                announced_at=NOW,
            ),
        ]
    )
    session.flush()
    session.add(AbsenceSession(session_id=held.id, absence_id=facts["absence_id"]))
    return {**facts, "code": "ABCDEF"}


@contextmanager
def nothing_stays(app: Flask) -> Iterator[None]:
    """Let every commit undo instead, so that no request changes the world of the next one."""
    with app.app_context():
        dialect = db.engine.dialect
    dialect.do_commit = dialect.do_rollback
    try:
        yield
    finally:
        del dialect.do_commit


# What a form must hold before anybody can tell who sent it.
SENT: dict[str, dict[str, Any]] = {
    "assessments.save_response": {"json": {"id": "01900000-0000-7000-8000-000000000001", "question": 0, "answer": {}}},
    "accounts.set_language": {"data": {"language": "en"}},
    "accounts.sign_in_demo": {"data": {"email": "nobody@example.org"}},
    "banks.take_steps": {"data": {"act": "sent"}},
    "nominations.take_step": {"data": {"act": "no_show"}},
}


def ask(world: World, objects: dict[str, dict[str, Any]], method: str, endpoint: str, person: str) -> int:
    rule = next(world.app.url_map.iter_rules(endpoint))
    values = {**objects[""], **objects.get(endpoint.split(".", maxsplit=1)[0], {}), **objects.get(endpoint, {})}
    with world.app.test_request_context():
        address = world.app.url_for(endpoint, **{name: values[name] for name in rule.arguments})
    sent = SENT.get(endpoint, {"data": {"user_id": str(values["user_id"]), "agency": str(values["agency_id"])}})
    browser = world.app.test_client()
    if person in world.cookies:
        browser.set_cookie("sabaq", world.cookies[person])
    with nothing_stays(world.app):
        answer = browser.open(address, method=method, **(sent if method == "POST" else {}))
        answer.get_data()
    return int(answer.status_code)


def make_owed(session: Session, *, person: User, by: UUID, **others: Any) -> dict[str, UUID]:
    """Hand in a training of an agency, and exempt somebody from hours."""
    exemption = Exemption(
        id=new_id(), user_id=person.id, first=NOW.date(), last=NOW.date(), reason="R", made_at=NOW, made_by=by
    )
    session.add(exemption)
    session.flush()
    return {**make_handed_in(session, person=person, by=by, **others), "exemption_id": exemption.id}


def rows() -> list[tuple[str, str, list[str]]]:
    split = [line.split() for line in TABLE.strip().splitlines()]
    return [(method, endpoint, answers) for method, endpoint, *answers in split]


def endpoints(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.endpoint) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_every_endpoint_stands_in_the_table_once(world):
    listed = [(method, endpoint) for method, endpoint, _answers in rows()]
    assert len(listed) == len(set(listed))
    assert set(listed) == endpoints(world.app)
    assert all(len(answers) == len(PEOPLE) for _method, _endpoint, answers in rows())


def test_every_endpoint_says_who_may_call_it(world):
    assert [endpoint for _method, endpoint in endpoints(world.app) if access_of(world.app, endpoint) is None] == []


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_is_answered_as_the_table_says(world, person):
    place = PEOPLE.index(person)
    wrong = []
    for method, endpoint, answers in rows():
        expected = {"-": 302 if method == "GET" else 401}.get(answers[place]) or int(answers[place])
        found = ask(world, world.near, method, endpoint, person)
        if found != expected:
            wrong.append(f"{method} {endpoint}: {found} instead of {expected}")
    assert wrong == []


@pytest.mark.parametrize("person", PEOPLE[1:])
def test_what_belongs_to_the_other_country_is_not_there(world, person):
    """Who holds the permission at home is told that the thing is missing, not that it is forbidden."""
    wrong = []
    for method, endpoint, answers in rows():
        arguments = next(world.app.url_map.iter_rules(endpoint)).arguments
        named = {name for name in arguments if name.endswith("_id")} - SAME_EVERYWHERE
        if not named or person in FAR_AND_YET_OPEN.get(endpoint.split(".")[1], ()):
            continue
        expected = 403 if answers[PEOPLE.index(person)] == "403" else 404
        found = ask(world, world.far, method, endpoint, person)
        if found != expected:
            wrong.append(f"{method} {endpoint}: {found} instead of {expected}")
    assert wrong == []
