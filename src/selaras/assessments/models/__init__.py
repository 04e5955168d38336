"""The tables of assessments."""

from selaras.assessments.models.announced import AnnouncedFigure
from selaras.assessments.models.answer import Answer, AnswerReview
from selaras.assessments.models.assignment import MemberAssignment, UnitAssignment
from selaras.assessments.models.average import AverageGroup, GroupAverage
from selaras.assessments.models.calibration import BlindRating, Calibration, Dispute
from selaras.assessments.models.cycle import Assessment, Cycle, CycleKind, Window
from selaras.assessments.models.discussion import Audience, Comment
from selaras.assessments.models.external import (
    Finding,
    FindingKind,
    Meeting,
    MeetingKind,
    MeetingState,
)
from selaras.assessments.models.importing import ImportJob, ImportState
from selaras.assessments.models.openness import OpenAgreement
from selaras.assessments.models.proof import EvidenceItem, EvidenceReview
from selaras.assessments.models.signing import SignedDocument, SignedKind, Submission
from selaras.assessments.models.value import Stage, StageResult, StageValue
from selaras.assessments.models.worksheet import ReturnState, Worksheet, WorksheetReturn

__all__ = [
    "AnnouncedFigure",
    "Answer",
    "AnswerReview",
    "Assessment",
    "Audience",
    "AverageGroup",
    "BlindRating",
    "Calibration",
    "Comment",
    "Cycle",
    "CycleKind",
    "Dispute",
    "EvidenceItem",
    "EvidenceReview",
    "Finding",
    "FindingKind",
    "GroupAverage",
    "ImportJob",
    "ImportState",
    "Meeting",
    "MeetingKind",
    "MeetingState",
    "MemberAssignment",
    "OpenAgreement",
    "ReturnState",
    "SignedDocument",
    "SignedKind",
    "Stage",
    "StageResult",
    "StageValue",
    "Submission",
    "UnitAssignment",
    "Window",
    "Worksheet",
    "WorksheetReturn",
]
