"""What an editor says of a source: CSL-JSON fields under plain labels, or a pasted citation that fills them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from flask import current_app
from flask_wtf.file import FileField
from itsdangerous import BadSignature, Signer
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, URLField

from app.domain.citations import TYPES, citation_of, csl_date, date_of, doi_of, isbn_of
from app.domain.errors import Rejected
from app.domain.sizes import LARGEST_FILE
from app.services.agencies import SourceFields
from app.storage.blobs import Blobs
from app.web.desk.forms import PREVIEW, MarkdownField, VersionedForm, clean, clean_or_none, options
from app.web.people import actor

DATE_HINT = "As 2011-06-25, 2011-06 or 2011."
PLAIN = {
    "container": "container-title",
    "publisher": "publisher",
    "place": "publisher-place",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "number": "number",
    "edition": "edition",
    "doi": "DOI",
    "isbn": "ISBN",
}
"""Fields of the form that are texts in CSL-JSON."""
OURS = ("type", "author", "editor", "issued", "accessed", *PLAIN.values())


class SourceForm(VersionedForm):
    """A citable work."""

    BUTTONS: ClassVar[frozenset[str]] = frozenset({"fill", PREVIEW})
    NOT_COMPARED: ClassVar[frozenset[str]] = VersionedForm.NOT_COMPARED | {"citation", "file", "kept_file"}
    CARRIED: ClassVar[tuple[str, ...]] = ("kept_file",)
    citation = TextAreaField(
        "Paste BibTeX or CSL-JSON",
        description="Most catalogues and journals offer one of them. It fills the fields below; look them over, then "
        "save.",
    )
    title = StringField("What is the source called?", filters=[clean])
    type = SelectField("What is it?", choices=options(TYPES.items()), default="webpage", validate_choice=False)
    authors = TextAreaField(
        "Who wrote it?", description="One name on each line: Family, Given; or the name of a body.", filters=[clean]
    )
    issued = StringField("When was it published?", description=DATE_HINT, filters=[clean])
    publisher = StringField("Who published it?", filters=[clean])
    container = StringField(
        "What did it appear in?", description="The newspaper, the journal, the book, the site.", filters=[clean]
    )
    url = URLField("Its address", filters=[clean_or_none])
    accessed = StringField("When did you read it there?", description=DATE_HINT, filters=[clean])
    archived_url = URLField(
        "The address of an archived copy", description="Pages vanish; a copy keeps the proof.", filters=[clean_or_none]
    )
    file = FileField(
        "A copy of it, to be kept here",
        description="Up to 25 MB. It is kept with its SHA-256 and handed out on the desk alone, as a download.",
    )
    kept_file = HiddenField(filters=[clean_or_none])
    remove_file = BooleanField("Keep no copy here")
    volume = StringField("Volume", filters=[clean])
    issue = StringField("Issue", filters=[clean])
    pages = StringField("Pages", filters=[clean])
    number = StringField("Number", description="Of a report, a law, a case.", filters=[clean])
    edition = StringField("Edition", filters=[clean])
    place = StringField("Place of publication", filters=[clean])
    editors = TextAreaField("Who edited it?", description="As the authors.", filters=[clean])
    doi = StringField("DOI", filters=[clean])
    isbn = StringField("ISBN", filters=[clean])
    note = MarkdownField("Note for readers", description="Markdown.", filters=[clean])

    @classmethod
    def values(cls, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Spread the CSL-JSON fields over the form's."""
        csl = fields["csl"]
        return {
            **fields,
            "type": csl.get("type", "document"),
            "authors": "\n".join(map(name_of, csl.get("author", []))),
            "editors": "\n".join(map(name_of, csl.get("editor", []))),
            "issued": date_of(csl.get("issued")),
            "accessed": date_of(csl.get("accessed")),
            **{name: str(csl.get(key, "")) for name, key in PLAIN.items()},
        }

    def filled(self) -> dict[str, Any]:
        """Return what the form shall show once the pasted citation has filled it; what it lacks stays as it was."""
        if not (self.citation.data or "").strip():
            raise Rejected("Paste a citation first.", "citation")
        found = citation_of(self.citation.data or "")
        given = self.values({"csl": found.csl, "title": found.title, "url": found.url})
        kept = {field.name: field.data for field in self if field.name not in {"citation", "file", "csrf_token"}}
        return {**kept, **{name: value for name, value in given.items() if value and name in kept}}

    def fields(self, kept: Mapping[str, Any] | None = None, file_sha256: str | None = None) -> SourceFields:
        """Return what the use case takes; CSL fields that the form does not show are `kept`."""
        csl = {name: value for name, value in (kept or {}).items() if name not in OURS}
        csl["type"] = self.type.data or "document"
        csl |= {key: self[name].data for name, key in PLAIN.items() if self[name].data}
        for name, key in (("authors", "author"), ("editors", "editor")):
            people = [author_of(line) for line in (self[name].data or "").split("\n") if line.strip()]
            csl |= {key: people} if people else {}
        csl |= {name: csl_date(self[name].data, name) for name in ("issued", "accessed") if self[name].data}
        csl |= {"DOI": doi_of(self.doi.data)} if self.doi.data else {}
        csl |= {"ISBN": isbn_of(self.isbn.data)} if self.isbn.data else {}
        return SourceFields(
            title=self.title.data or "",
            csl=csl,
            url=self.url.data,
            archived_url=self.archived_url.data,
            file_sha256=None if self.remove_file.data else self.kept_sha256 or file_sha256,
            note=self.note.data or "",
        )

    def keep_upload(self, blobs: Blobs) -> None:
        """Store the copy that was uploaded, and remember it until the form is saved.

        Raise Rejected for one that is empty or too large.
        """
        data: bytes = self.file.data.read() if self.file.data else b""
        if len(data) > LARGEST_FILE:
            raise Rejected("A file of up to 25 MB can be kept; this one is larger. Nothing was stored.", "file")
        if self.file.data and self.file.data.filename and not data:
            raise Rejected("The file is empty. Nothing was stored.", "file")
        if data:
            self.kept_file.data = _signer().sign(blobs.add(data)).decode()

    @property
    def kept_sha256(self) -> str | None:
        """The SHA-256 of a copy that this person uploaded and that is not saved yet."""
        try:
            return _signer().unsign(self.kept_file.data or "").decode()
        except BadSignature:
            return None


def _signer() -> Signer:
    """Sign what this person uploaded, so that nobody names a file that they only know of."""
    return Signer(cast("str", current_app.secret_key), salt=f"kept file of {actor().id}")


def author_of(line: str) -> dict[str, str]:
    """Read one author: "Family, Given", or the literal name of a body."""
    family, comma, given = line.partition(",")
    if comma and family.strip() and given.strip():
        return {"family": family.strip(), "given": given.strip()}
    return {"literal": line.strip()}


def name_of(author: Mapping[str, str]) -> str:
    """Write one author as `author_of` reads it."""
    if "literal" in author:
        return author["literal"]
    return ", ".join(filter(None, (author.get("family"), author.get("given"))))
