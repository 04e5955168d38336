"""Progress is read off stages and accepted evidence, in three queries however many actions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.foundation import clock
from selaras.improvement.models import Action, ActionStep, Blocker, RequiredEvidence
from selaras.improvement.queries.progress import ActionStatus, progress_of
from tests.improvement_fixtures import FollowUp, make_action
from tests.work_fixtures import Work

pytestmark = pytest.mark.django_db
DAY = date(2025, 5, 10)


def progress(action, today=DAY):
    return progress_of([action], today=today)[action.pk]


def test_an_action_counts_its_stages_and_documents(follow_up: FollowUp):
    found = progress(follow_up.action)
    assert (found.steps, found.steps_done) == (2, 1)
    assert (found.evidence, found.evidence_attached, found.evidence_accepted) == (2, 0, 0)
    assert found.evidence_missing == 2
    assert found.share == Fraction(1, 4)
    assert found.status == ActionStatus.RUNNING
    assert found.days_left == (date(2025, 12, 31) - DAY).days


def test_the_calendar_wants_what_ended_before_today(follow_up: FollowUp):
    assert progress(follow_up.action).tally.planned == Fraction(1, 4)
    assert progress(follow_up.action, date(2025, 6, 30)).tally.planned == Fraction(1, 4)
    assert progress(follow_up.action, date(2025, 7, 1)).tally.planned == Fraction(1, 2)
    assert progress(follow_up.action, date(2026, 1, 1)).tally.planned == 1


def test_a_document_counts_once_it_was_accepted_for_what_it_must_prove(work: Work, follow_up):
    row = follow_up.action.evidence.get(position=1)
    row.document = work.document
    row.save(update_fields=["document"])
    found = progress(follow_up.action)
    assert (found.evidence_attached, found.evidence_accepted) == (1, 0), "accepted for level 2 only"
    RequiredEvidence.objects.filter(pk=row.pk).update(level=2)
    assert progress(follow_up.action).evidence_accepted == 1
    assert progress(follow_up.action).share == Fraction(1, 2)
    RequiredEvidence.objects.filter(pk=row.pk).update(level=None)
    assert progress(follow_up.action).evidence_accepted == 1
    RequiredEvidence.objects.filter(pk=row.pk).update(indicator=work.indicator("2"))
    assert progress(follow_up.action).evidence_accepted == 0
    RequiredEvidence.objects.filter(pk=row.pk).update(indicator=None)
    assert progress(follow_up.action).evidence_accepted == 1


def test_withdrawn_and_old_evidence_does_not_count(work: Work, follow_up):
    row = follow_up.action.evidence.get(position=1)
    RequiredEvidence.objects.filter(pk=row.pk).update(document=work.document, level=2)
    follow_up.plan.first_year = follow_up.plan.last_year = 2027
    follow_up.plan.save(update_fields=["first_year", "last_year"])
    assert progress(follow_up.action).evidence_accepted == 0, "accepted two years before the plan"
    follow_up.plan.first_year = 2026
    follow_up.plan.save(update_fields=["first_year"])
    assert progress(follow_up.action).evidence_accepted == 1
    work.item.withdrawn_at = clock.now()
    work.item.save(update_fields=["withdrawn_at"])
    assert progress(follow_up.action).evidence_accepted == 0


def test_status_is_the_first_that_holds(follow_up: FollowUp):
    action, other = follow_up.actions
    assert progress(other).status == ActionStatus.NOT_STARTED
    assert progress(other).share is None
    Blocker.objects.create(action=action, text="Anggaran", raised_at=clock.now())
    assert progress(action).status == ActionStatus.BLOCKED
    late = progress(action, date(2026, 1, 10))
    assert (late.status, late.blockers, late.days_late) == (ActionStatus.LATE, 1, 10)
    action.evidence.all().delete()
    ActionStep.objects.filter(action=action).update(done_on=DAY)
    done = progress(action, date(2026, 1, 10))
    assert (done.status, done.share, done.days_left) == (ActionStatus.DONE, 1, None)
    action.cancelled_at = clock.now()
    assert progress(action).status == ActionStatus.CANCELLED


@pytest.mark.parametrize("count", [5, 100])
def test_three_queries_however_many(follow_up: FollowUp, count):
    for place in range(count):
        made = make_action(follow_up.plan, place + 3, f"Aksi {place}", follow_up.world.office)
        ActionStep.objects.create(action=made, position=1, title="Tahap")
    actions = list(Action.objects.filter(plan=follow_up.plan))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        found = progress_of(actions, today=DAY)
    assert len(found) == count + 2
    assert len(seen) == 3
