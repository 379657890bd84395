"""What a reader fills in. A field that no person sees catches programs that fill in all of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from app.domain.errors import DomainError, Rejected
from app.domain.reports import BESIDE, LONGEST_ADDRESS, LONGEST_QUOTE, ReportFields, ReportKind
from app.web.origin import base_url
from app.web.reading.language import sentence, told

PUBLIC_AREAS = {"library", "compare"}
KINDS = [
    SelectChoice(ReportKind.ERROR.value, sentence("Something here is wrong or out of date")),
    SelectChoice(ReportKind.EVIDENCE.value, sentence("I know evidence, for or against")),
    SelectChoice(ReportKind.OTHER.value, sentence("Something else")),
]


def clean(value: str | None) -> str:
    """Trim a text and give its lines plain ends."""
    return (value or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def clean_or_none(value: str | None) -> str | None:
    """Clean a text; None for an empty one."""
    return clean(value) or None


class ReaderForm(FlaskForm):  # type: ignore[misc]  # flask_wtf is untyped
    """A form of a reader. What a service rejects is shown at the field that it names, or above the form."""

    def refuse(self, error: DomainError) -> None:
        """Show what was rejected."""
        field: Field | None = self._fields.get(getattr(error, "field", None) or "")
        if field is None:
            self.form_errors.append(told(error.args[0]))
        else:
            field.errors = [*(field.errors or []), told(error.args[0])]


class ReportForm(ReaderForm):
    """An error or an offer of evidence, on a page and perhaps on words of it."""

    kind = RadioField(sentence("What do you want to report?"), choices=KINDS, validate_choice=False)
    address = StringField(
        sentence("Which page is it about?"),
        description=sentence("Its address on this site, such as /pairs/…."),
        filters=[clean],
    )
    exact = TextAreaField(
        sentence("Which words is it about?"),
        description=sentence("Copy them from the page. Leave this empty to speak of the whole page."),
        filters=[clean],
    )
    prefix = HiddenField()
    suffix = HiddenField()
    text = TextAreaField(sentence("What should the editors know?"), filters=[clean])
    source_url = URLField(
        sentence("Where can one see that?"),
        description=sentence("The address of a document, a report or a record, if there is one."),
        filters=[clean_or_none],
    )
    contact = StringField(
        sentence("How can the editors reach you?"),
        description=sentence("You need not say. You get a private page with the answer either way."),
        filters=[clean_or_none],
    )
    website = StringField(sentence("Leave this field empty"), filters=[clean])
    stamp = HiddenField()

    def fields(self) -> ReportFields:
        """Return what the use case takes. Raise Rejected for a page that is none of ours, or a field that is a trap."""
        if self.website.data:
            raise Rejected("Leave the field for programs empty, then send the form once more.")
        beside = self.exact.data and len(self.prefix.data or "") <= BESIDE and len(self.suffix.data or "") <= BESIDE
        return ReportFields(
            kind=self.kind.data or "",
            address=page_of(self.address.data or ""),
            text=self.text.data or "",
            exact=self.exact.data or "",
            prefix=self.prefix.data or "" if beside else "",
            suffix=self.suffix.data or "" if beside else "",
            source_url=self.source_url.data,
            contact=self.contact.data,
        )


class MessageForm(ReaderForm):
    """More from the reader, under a report."""

    text = TextAreaField(sentence("Add to your report"), filters=[clean])


def first_data() -> dict[str, Any]:
    """Return what a new form begins with: the page and the words that the link names."""
    given = {name: request.args.get(name, "")[:LONGEST_QUOTE] for name in ("page", "words", "before", "after")}
    kind = request.args.get("kind", "")
    return {
        "kind": kind if kind in set(ReportKind) else ReportKind.ERROR.value,
        "address": given["page"],
        "exact": given["words"],
        "prefix": given["before"],
        "suffix": given["after"],
    }


def page_of(address: str) -> str:
    """Return the path of a public page, given as a path or a whole address of this site. Raise Rejected for others."""
    if not address:
        raise Rejected("Say which page it is about: copy its address.", "address")
    try:
        parts = urlsplit(address)
        whole = f"{parts.scheme}://{parts.netloc}"
        ours = not (parts.scheme or parts.netloc) or whole in {base_url(), request.host_url.rstrip("/")}
        if ours and len(address) <= LONGEST_ADDRESS and address.isprintable():
            endpoint, _ = current_app.url_map.bind("").match(parts.path, "GET")
            if endpoint.partition(".")[0] in PUBLIC_AREAS:
                return parts.path + (f"?{parts.query}" if parts.query else "")
    except (ValueError, HTTPException):
        pass
    raise Rejected("That is no page of this site; copy the address of the page that you mean.", "address")
