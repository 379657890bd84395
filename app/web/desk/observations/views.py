"""Observations: note how a commitment fared."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.services.judgements import create_observation, revise_observation
from app.services.revisions import load
from app.storage.models.desk import Commitment, Observation, Statement
from app.storage.queries.desk import judgements
from app.web.databases import get_desk_session
from app.web.desk.answers import kept, page
from app.web.desk.observations.forms import ObservationForm
from app.web.desk.versions import data_of
from app.web.people import desk


def add(commitment_id: str) -> ResponseReturnValue:
    """Note an observation."""
    commitment, statement = _commitment(commitment_id)
    form = ObservationForm()
    if form.validate_on_submit():
        with form.saving():
            return kept(create_observation(desk(), commitment.id, form.fields()))
    return page(
        "desk/observations/edit.html",
        form,
        subject=None,
        kind="observation",
        statement=statement,
        commitment=commitment,
    )


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit an observation."""
    observation = load(desk(), Observation, subject_id)
    commitment, statement = _commitment(observation.commitment_id)
    form = ObservationForm(data=data_of(ObservationForm, observation))
    if form.validate_on_submit():
        with form.saving():
            return kept(revise_observation(desk(), observation.id, form.fields(), form.base))
    return page(
        "desk/observations/edit.html",
        form,
        subject=observation,
        kind="observation",
        statement=statement,
        commitment=commitment,
    )


def _commitment(commitment_id: str) -> tuple[Commitment, Statement]:
    row = judgements.commitment(get_desk_session(), commitment_id)
    if row is None:
        raise NotFound("There is no such commitment on the desk.")
    return row, load(desk(), Statement, row.subject_id)
