"""Taking an assessment's row, so that nobody moves it on while something hangs on its state."""

from __future__ import annotations

from selaras.assessments.models import Assessment


def hold(assessment: Assessment) -> Assessment:
    """The assessment as it is now, kept until the transaction ends, with cycle and institution.

    Everyone takes this row before any other (then stage results, answers, evidence, and the trail
    last), so no two writers can wait for each other. Raises Assessment.DoesNotExist.
    """
    held = Assessment.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "cycle__instrument", "institution"
    )
    # The instrument is remembered by content; its document is large and nobody here reads it.
    return held.defer("cycle__instrument__document").get(pk=assessment.pk)
