"""Who may call what: the specification. Every endpoint stands here, with what each person of the cast is answered.

A row: method, endpoint, and the answers in the order of PEOPLE. A dash stands for "asked to sign in" (302, or 401
for a form). The objects in the addresses are those of the Dushanbe cohort: Amina and Tolib learn in it, Rustam teaches
it, Dilnoza administers its centre, Farida's ministry sent Amina. Sherzod answers for another country.
"""

from __future__ import annotations

PEOPLE = ("nobody", "amina", "tolib", "rustam", "dilnoza", "farida", "sherzod", "gulnora", "nargis", "bahrom")
TABLE = """
GET  accounts.accept_invitation       200 200 200 200 200 200 200 200 200 200
POST accounts.accept_invitation       422 422 422 422 422 422 422 422 422 422
GET  accounts.add_agency                - 403 403 403 403 403 403 403 403 200
POST accounts.add_agency                - 403 403 403 403 403 403 403 403 422
GET  accounts.change_agency             - 403 403 403 403 403 403 403 403 200
POST accounts.change_agency             - 403 403 403 403 403 403 403 403 303
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
GET  certificates.renew                 - 403 403 403 200 403 403 403 403 403
POST certificates.renew                 - 403 403 403 422 403 403 403 403 403
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
POST marking.take_back                  - 403 403 422 422 403 403 403 403 403
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
GET  training.show_attendance           - 403 403 200 200 403 403 403 403 403
GET  training.show_cohort               - 403 403 200 200 403 403 403 403 403
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
GET  evaluations.list_colleagues        - 403 403 403 403 200 404 403 403 403
GET  evaluations.answer_about           - 403 403 403 403 200 404 403 403 403
POST evaluations.answer_about           - 403 403 403 403 422 404 403 403 403
GET  evaluations.send_on                - 403 403 403 403 200 404 403 403 403
POST evaluations.send_on                - 403 403 403 403 422 404 403 403 403
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
POST nominations.nominate_several       - 403 403 403 403 303 404 403 403 403
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
GET  nominations.check_letter           200 200 200 200 200 200 200 200 200 200
GET  years.list_all                     - 403 403 200 200 403 403 403 403 403
POST years.list_all                     - 403 403 200 422 403 403 403 403 403
GET  years.list_parts                   - 403 403 403 403 200 200 403 403 403
GET  years.show_part                    - 403 403 403 403 200 404 403 403 403
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
GET  sheets.enter_sheet                 - 403 403 200 200 403 403 403 403 403
GET  sheets.marks_template              - 403 403 200 200 403 403 403 403 403
POST sheets.save_sheet                  - 403 403 422 422 403 403 403 403 403
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
GET  walk_ins.take_back                 - 403 403 403 404 403 403 403 403 403
POST walk_ins.take_back                 - 403 403 403 404 403 403 403 403 403
POST lists.accept_import                - 403 403 404 303 403 403 403 403 404
GET  lists.choose_columns               - 403 403 404 200 403 403 403 403 404
POST lists.choose_columns               - 403 403 404 200 403 403 403 403 404
POST lists.decide_people                - 403 403 404 303 403 403 403 403 404
GET  lists.empty_list                   - 403 403 403 200 403 403 403 403 200
GET  lists.export_list                  - 403 403 403 200 403 403 403 403 200
GET  lists.list_imports                 - 403 403 403 200 403 403 403 403 200
GET  lists.refused_rows                 - 403 403 404 200 403 403 403 403 404
GET  lists.send_file                    - 403 403 403 200 403 403 403 403 200
POST lists.send_file                    - 403 403 403 422 403 403 403 403 422
GET  lists.send_for_cohort              - 403 403 200 200 403 403 403 403 403
POST lists.send_for_cohort              - 403 403 422 422 403 403 403 403 403
GET  lists.show_import                  - 403 403 404 200 403 403 403 403 404
GET  lists.undo_import                  - 403 403 404 200 403 403 403 403 404
POST lists.undo_import                  - 403 403 404 422 403 403 403 403 404
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
        ("change_agency", "close_account", "end_role", "grant_role", "invite_again", "move_person", "reopen_account"),
        ("bahrom",),
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
            "interop.accept_file",
            "interop.choose_export",
            "interop.export_file",
            "interop.send_file",
            "interop.show_file",
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
            "nominate_several",
            "move_up",
            "show_nomination",
            "nominations.take_step",
            "set_head",
            "fetch_letter",
            "list_colleagues",
            "answer_about",
            "send_on",
            "show_part",
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


def rows() -> list[tuple[str, str, list[str]]]:
    split = [line.split() for line in TABLE.strip().splitlines()]
    return [(method, endpoint, answers) for method, endpoint, *answers in split]
