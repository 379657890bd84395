"""The desk: normalised tables of drafts and their revisions. No public route reads them."""

from app.storage.models.desk.agency import Agency, Topic
from app.storage.models.desk.claim import ClaimStem, ClaimText
from app.storage.models.desk.judgement import Evidence, Finding, Link, Observation, Reply
from app.storage.models.desk.page import Capture, Page, PageAddress, Proposal, Wording
from app.storage.models.desk.people import Invitation, PeopleEvent, RecoveryCode, RoleRow, SecondStep, User
from app.storage.models.desk.source import Source, SourceCheck
from app.storage.models.desk.statement import Commitment, Concern, Pair, Passage, Safeguard, Statement, SubjectTopic
from app.storage.models.desk.subject import Correction, Revision, Step, Subject
from app.storage.models.desk.work import Comment, Editing, HeldForm, HubTold, Plan, ProposalStep, Submission

__all__ = [
    "Agency",
    "Capture",
    "ClaimStem",
    "ClaimText",
    "Comment",
    "Commitment",
    "Concern",
    "Correction",
    "Editing",
    "Evidence",
    "Finding",
    "HeldForm",
    "HubTold",
    "Invitation",
    "Link",
    "Observation",
    "Page",
    "PageAddress",
    "Pair",
    "Passage",
    "PeopleEvent",
    "Plan",
    "Proposal",
    "ProposalStep",
    "RecoveryCode",
    "Reply",
    "Revision",
    "RoleRow",
    "Safeguard",
    "SecondStep",
    "Source",
    "SourceCheck",
    "Statement",
    "Step",
    "Subject",
    "SubjectTopic",
    "Submission",
    "Topic",
    "User",
    "Wording",
]
