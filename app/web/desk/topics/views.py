"""Topics: list, new, edit."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.services.agencies import create_topic, revise_topic
from app.services.revisions import load
from app.storage.models.desk import Topic
from app.storage.queries.desk.agencies import topics
from app.web.databases import get_desk_session
from app.web.desk.answers import done, page
from app.web.desk.topics.forms import TopicForm
from app.web.desk.versions import data_of
from app.web.people import actor, desk


def show_all() -> str:
    """List the topics."""
    rows = topics(get_desk_session(), actor())
    return render_template(
        "desk/subjects/list.html", rows=rows, plural="topics", singular="topic", new="desk.topic_new"
    )


def add() -> ResponseReturnValue:
    """Put a new topic on the desk."""
    form = TopicForm()
    if form.validate_on_submit():
        with form.saving():
            return done(create_topic(desk(), form.fields()))
    return page("desk/subjects/edit.html", form, subject=None, kind="topic")


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit a topic."""
    topic = load(desk(), Topic, subject_id)
    form = TopicForm(data=data_of(TopicForm, topic))
    if form.validate_on_submit():
        with form.saving():
            return done(revise_topic(desk(), topic.id, form.fields(), form.base))
    return page("desk/subjects/edit.html", form, subject=topic, kind="topic")
