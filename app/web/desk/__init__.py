"""The desk area: where editors work. Its addresses in one table; each view module is named for what it edits."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.permissions import Action, may
from app.domain.scores import shown_score
from app.services.people import role_of
from app.web.desk import previews
from app.web.desk.account import views as account
from app.web.desk.agencies import views as agencies
from app.web.desk.captures import lists
from app.web.desk.captures import views as captures
from app.web.desk.errors import install_desk_errors
from app.web.desk.evidence import views as evidence
from app.web.desk.findings import views as findings
from app.web.desk.imports import views as imports
from app.web.desk.links import views as links
from app.web.desk.observations import views as observations
from app.web.desk.pages import views as pages
from app.web.desk.people import views as people
from app.web.desk.places import address_by, address_of, parent_address, public_address
from app.web.desk.proposals import views as proposals
from app.web.desk.queue import views as queue
from app.web.desk.rebinding import views as rebinding
from app.web.desk.rebinding.told import changed_view
from app.web.desk.replies import views as replies
from app.web.desk.reports import views as reports
from app.web.desk.reports.about import correcting, may_handle_reports
from app.web.desk.sources import views as sources
from app.web.desk.sources.links import link_told
from app.web.desk.statements import views as statements
from app.web.desk.subjects import editing, planning
from app.web.desk.subjects import views as subjects
from app.web.desk.subjects.fields import commentable
from app.web.desk.subjects.steps import lacking_in, may_edit, steps_for
from app.web.desk.submissions import held_form, install_submissions, keep_for_later, key_input
from app.web.desk.takes import refuse_unknown_fields
from app.web.desk.topics import views as topics
from app.web.people import actor, must_switch_codes_on, signed_in

SEE_OTHER = 303
READ, BOTH, WRITE = ("GET",), ("GET", "POST"), ("POST",)
NUMBER = f"int(max={2**31 - 1})"
MEASURED = "<any(pairs, safeguards, concerns):plural>"

blueprint = Blueprint("desk", __name__, url_prefix="/desk")
install_desk_errors(blueprint)

for address, endpoint, view, methods in (
    ("", "queue", queue.show, READ),
    ("/queue/<name>", "queue_list", queue.show_list, READ),
    ("/queue/<name>/steps", "queue_steps", queue.take, WRITE),
    ("/account", "account", account.edit, BOTH),
    ("/account/sign-out", "account_sign_out", account.sign_out_everywhere, WRITE),
    ("/people", "people", people.show_all, BOTH),
    ("/people/log", "people_log", people.show_log, READ),
    (f"/people/<{NUMBER}:user_id>", "person", people.edit, BOTH),
    (f"/people/<{NUMBER}:user_id>/acts", "person_act", people.act, WRITE),
    (f"/people/invitations/<{NUMBER}:invitation_id>/withdraw", "invitation_withdraw", people.withdraw, WRITE),
    ("/reports", "reports", reports.show_all, READ),
    (f"/reports/<{NUMBER}:report_id>", "report", reports.show, BOTH),
    (f"/reports/<{NUMBER}:report_id>/take", "report_take", reports.take, WRITE),
    (f"/reports/<{NUMBER}:report_id>/correct", "report_correct", reports.correct, WRITE),
    ("/agencies", "agencies", agencies.show_all, READ),
    ("/agencies/new", "agency_new", agencies.add, BOTH),
    ("/agencies/<subject_id>", "agency", agencies.edit, BOTH),
    ("/topics", "topics", topics.show_all, READ),
    ("/topics/new", "topic_new", topics.add, BOTH),
    ("/topics/<subject_id>", "topic", topics.edit, BOTH),
    ("/pages", "pages", pages.show_all, READ),
    ("/pages/new", "page_new", pages.add, BOTH),
    ("/pages/<subject_id>", "page", pages.edit, BOTH),
    ("/pages/<page_id>/captures/new", "capture_new", captures.add_to_page, BOTH),
    ("/sources", "sources", sources.show_all, READ),
    ("/sources/new", "source_new", sources.add, BOTH),
    ("/sources/<subject_id>", "source", sources.edit, BOTH),
    ("/sources/<subject_id>/file", "source_file", sources.file, READ),
    ("/captures/new", "capture_quick", captures.add, BOTH),
    ("/captures/lists/<key>", "capture_list", lists.show, BOTH),
    ("/captures/<subject_id>", "capture", captures.show, READ),
    ("/import", "import_new", imports.add, BOTH),
    ("/import/files/<key>", "import_file", imports.show, BOTH),
    ("/import/reports/<key>", "import_report", imports.report, READ),
    ("/captures/<subject_id>/provenance", "capture_provenance", captures.edit, BOTH),
    ("/captures/<subject_id>/accept-all", "capture_accept", captures.accept_proposals, WRITE),
    ("/captures/<subject_id>/undo", "capture_undo", proposals.undo, WRITE),
    ("/captures/<capture_id>/proposals/new", "proposal_new", proposals.add, BOTH),
    ("/captures/<subject_id>/publish", "capture_publish", captures.publish, WRITE),
    ("/captures/<subject_id>/submit", "capture_submit", captures.submit, WRITE),
    ("/proposals/<proposal_id>", "proposal", proposals.edit, BOTH),
    ("/proposals/<proposal_id>/split", "proposal_split", proposals.split, BOTH),
    ("/proposals/<proposal_id>/decision", "proposal_decide", proposals.decide, WRITE),
    (f"/{MEASURED}/<subject_id>", "statement", statements.edit, BOTH),
    ("/statements/<statement_id>/evidence/new", "evidence_new", evidence.add, BOTH),
    ("/statements/<statement_id>/findings/new", "finding_new", findings.add, BOTH),
    ("/statements/<statement_id>/repeats", "repeats_new", links.repeat, WRITE),
    ("/statements/<statement_id>/links/new", "link_new", links.add, BOTH),
    ("/evidence/<subject_id>", "evidence", evidence.edit, BOTH),
    ("/evidence/<subject_id>/binding", "evidence_binding", rebinding.bind_evidence, BOTH),
    ("/findings/<subject_id>/binding", "finding_binding", rebinding.bind_finding, BOTH),
    ("/findings/<subject_id>", "finding", findings.edit, BOTH),
    ("/findings/<finding_id>/replies/new", "reply_new", replies.add, BOTH),
    ("/replies/<subject_id>", "reply", replies.edit, BOTH),
    ("/commitments/<commitment_id>/observations/new", "observation_new", observations.add, BOTH),
    ("/observations/<subject_id>", "observation", observations.edit, BOTH),
    ("/subjects/<subject_id>/steps", "step", subjects.step, WRITE),
    ("/subjects/<subject_id>/plan", "plan", planning.plan, WRITE),
    ("/preview", "preview", previews.show, WRITE),
    ("/subjects/<subject_id>/editing", "editing", editing.note, WRITE),
    ("/subjects/<subject_id>/comments", "comment", subjects.comment, WRITE),
    ("/<plural>/<subject_id>/history", "history", subjects.history, READ),
    ("/<plural>/<subject_id>/restore", "restore", subjects.restore, WRITE),
):
    blueprint.add_url_rule(address, endpoint, view, methods=methods)


@blueprint.before_request
def door() -> ResponseReturnValue | None:
    """Let in who is signed in; send others to sign in and then on to where they wanted.

    Who must switch codes on first is sent to do that.
    """
    if signed_in():
        session.permanent = True
        return redirect(url_for("auth.codes"), SEE_OTHER) if must_switch_codes_on() else None
    rule = request.url_rule
    shown = request.method == "GET" or (rule is not None and "GET" in (rule.methods or ()))
    wanted = keep_for_later() or (request.full_path.rstrip("?") if shown else url_for("desk.queue"))
    return redirect(url_for("security.login", next=wanted))


blueprint.before_request(refuse_unknown_fields)
install_submissions(blueprint)


@blueprint.context_processor
def tools() -> dict[str, object]:
    """Give desk templates where things are and what may be done with them."""
    return {
        "actor": actor,
        "address_of": address_of,
        "address_by": address_by,
        "parent_address": parent_address,
        "public_address": public_address,
        "steps_for": steps_for,
        "may_edit": may_edit,
        "may_plan": planning.may_plan,
        "plan_has_passed": planning.plan_has_passed,
        "planned": planning.planned,
        "refused_at": planning.refused_at,
        "commentable": commentable,
        "lacking_in": lacking_in,
        "editors_notice": editing.editors_notice,
        "changed_view": changed_view,
        "link_told": link_told,
        "key_input": key_input,
        "held_form": held_form,
        "shown_score": shown_score,
        "role_of": role_of,
        "may_import": lambda: may(actor(), Action.IMPORT),
        "manages_people": lambda: may(actor(), Action.MANAGE_USERS),
        "correcting": correcting,
        "may_handle_reports": may_handle_reports,
    }
