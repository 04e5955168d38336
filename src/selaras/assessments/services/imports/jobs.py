"""Taking one file through: hand in, preview, confirm or cancel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from selaras.assessments.events import (
    IMPORT_CANCELLED,
    IMPORT_CONFIRMED,
    IMPORT_HANDED_IN,
    IMPORT_PREVIEWED,
)
from selaras.assessments.models import CycleKind, ImportJob, ImportState
from selaras.assessments.permissions import PUBLISH_RESULTS, may_publish_results
from selaras.assessments.services.imports import reports, storage
from selaras.assessments.services.imports.plan import IGNORED, Choice, Options, Plan
from selaras.assessments.services.imports.registry import shape
from selaras.assessments.services.imports.shape import ImportShape, Layout
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError, refuse
from selaras.foundation.tables import SheetChoiceError, Table, TableError, read_table
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record, telling_last
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution

_OPEN = (ImportState.UPLOADED, ImportState.PREVIEWED)


def examine(
    data: bytes,
    filename: str,
    kind: ImportShape,
    options: Options,
    *,
    choices: Mapping[int, Choice] | None = None,
    actor: Actor,
) -> tuple[reports.Report, tuple[Choice, ...]]:
    """What bringing this file in would do, and what its columns mean; nothing is kept.

    ``choices`` override the meaning of single columns, by place. Raises DeniedError, TableError.
    """
    table = read_table(data, filename, options.sheet or None)
    found = kind.detect(table)
    chosen = tuple((choices or {}).get(place, choice) for place, choice in enumerate(found.choices))
    layout = Layout(found.header_row, found.headings, chosen)
    plan = kind.plan(table, chosen, options, actor=actor)
    return reports.from_json(reports.to_json(plan, table, layout)), chosen


def headings_of(data: bytes, filename: str, kind: ImportShape, sheet: str = "") -> tuple[str, ...]:
    """The headings of the file's columns. Raises TableError."""
    return kind.detect(read_table(data, filename, sheet or None)).headings


def hand_in(
    data: bytes,
    filename: str,
    kind: ImportShape,
    options: Options,
    *,
    choices: Sequence[Choice] | None = None,
    actor: Actor,
) -> ImportJob:
    """Keep a file and preview it with the columns told by its headings (or as chosen).

    A workbook with several sheets stays uploaded until a sheet is chosen. A file that is no
    readable table is not kept. Raises DeniedError and TableError.
    """
    demand(kind.allows(actor), kind.action)
    job = ImportJob(
        shape=kind.identifier,
        filename=filename[-200:],
        size=len(data),
        options=_stored(options),
        author_id=actor.actor_id,
        uploaded_at=clock.now(),
    )
    try:
        table = read_table(data, filename, options.sheet or None)
    except SheetChoiceError as error:
        job.report = {"sheets": list(error.sheets)}
    else:
        _preview(job, table, kind, options, choices, actor)
    job.digest = storage.keep(data)
    with telling_last():
        job.save()
        _tell(IMPORT_HANDED_IN, job, actor=actor)
    return job


def preview(
    job: ImportJob,
    options: Options,
    choices: Sequence[Choice] | None = None,
    *,
    actor: Actor,
) -> ImportJob:
    """Read the file again with other choices; without choices the headings decide.

    Raises DeniedError, TableError, and RefusedError when the job is finished.
    """
    kind = shape(job.shape)
    demand(kind.allows(actor), kind.action)
    table = _table(job, options)
    _preview(job, table, kind, options, choices, actor)
    job.options = _stored(options)
    with telling_last():
        changed = ImportJob.objects.filter(pk=job.pk, state__in=_OPEN).update(
            options=job.options,
            columns=job.columns,
            report=job.report,
            state=job.state,
            version=F("version") + 1,
        )
        if not changed:
            raise refuse(_("Impor ini sudah selesai. Unggah berkasnya lagi bila perlu."))
        _tell(IMPORT_PREVIEWED, job, actor=actor)
    job.refresh_from_db(fields=["version"])
    return job


def confirm(
    job: ImportJob,
    *,
    seen: int | None = None,
    good_rows_only: bool = False,
    publish: bool = False,
    actor: Actor,
) -> ImportJob:
    """Write what the preview showed; a second confirmation changes nothing.

    ``seen`` is the version of the preview that was approved, the given job's own unless said;
    ``good_rows_only`` leaves faulty rows out; ``publish`` announces complete final results.
    Raises DeniedError, ChangedMeanwhileError when the preview or a value has been replaced since,
    and RefusedError when faults stand in the way or the job was cancelled.
    """
    kind = shape(job.shape)
    demand(kind.allows(actor), kind.action)
    if publish:
        demand(may_publish_results(actor), PUBLISH_RESULTS)
    version = job.version if seen is None else seen
    try:
        with telling_last():
            claimed = ImportJob.objects.filter(
                pk=job.pk, state=ImportState.PREVIEWED, version=version
            ).update(state=ImportState.CONFIRMED)
            if not claimed:
                return _settled(job)
            job.refresh_from_db()
            _write(job, kind, good_rows_only=good_rows_only, publish=publish, actor=actor)
    except _StandsInTheWayError as error:
        _show_again(job, actor)
        raise error.reason from error
    return job


class _StandsInTheWayError(Exception):
    """The claimed job cannot be written; ``reason`` is for the person."""

    def __init__(self, reason: RefusedError) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _write(
    job: ImportJob, kind: ImportShape, *, good_rows_only: bool, publish: bool, actor: Actor
) -> None:
    """Read the file once more, write it and the report, in the caller's transaction."""
    options = replace(options_of(job), good_rows_only=good_rows_only, publish=publish)
    try:
        table = _table(job, options)
        layout = _layout(job, kind, table)
        plan = kind.plan(table, layout.choices, options, actor=actor)
        if not plan.may_apply(good_rows_only=good_rows_only):
            raise refuse(_("Impor belum dapat dijalankan. Perbaiki dulu kesalahan yang ditandai."))
        outcome = kind.apply(plan, options, actor=actor, filename=job.filename)
    except RefusedError as error:
        raise _StandsInTheWayError(error) from error
    now = reports.to_json(plan, table, layout)
    job.report = reports.with_outcome(reports.moved_on(job.report, now), outcome)
    job.options = _stored(options)
    job.finished_at = clock.now()
    job.save(update_fields=["options", "report", "finished_at"])
    counts = {
        "baru": outcome.recorded.added,
        "berubah": outcome.recorded.changed,
        "tetap": outcome.recorded.unchanged,
    }
    _tell(IMPORT_CONFIRMED, job, counts, actor=actor)


def _show_again(job: ImportJob, actor: Actor) -> None:
    """Preview anew what could not be written, so that the page shows what stands in the way."""
    job.refresh_from_db()
    with suppress(RefusedError, TableError):
        preview(job, options_of(job), choices_of(job), actor=actor)


def cancel(job: ImportJob, *, actor: Actor) -> ImportJob:
    """Give an unfinished import up. Raises DeniedError, RefusedError when it was confirmed."""
    kind = shape(job.shape)
    demand(kind.allows(actor), kind.action)
    with telling_last():
        done = ImportJob.objects.filter(pk=job.pk, state__in=_OPEN).update(
            state=ImportState.CANCELLED, finished_at=clock.now()
        )
        job.refresh_from_db()
        if done:
            _tell(IMPORT_CANCELLED, job, actor=actor)
    if not done and job.state == ImportState.CONFIRMED:
        raise refuse(_("Berkas ini sudah diimpor, jadi tidak dapat dibatalkan."))
    return job


def options_of(job: ImportJob) -> Options:
    """What was chosen for the whole file."""
    kept = job.options
    institution = kept.get("institution")
    return Options(
        instrument=InstrumentVersion.objects.get(pk=kept["instrument"]),
        institution=Institution.objects.get(pk=institution) if institution else None,
        year=kept.get("year"),
        kind=CycleKind(kept["kind"]) if kept.get("kind") else None,
        good_rows_only=kept.get("good_rows_only", False),
        publish=kept.get("publish", False),
        sheet=kept.get("sheet", ""),
        more=kept.get("more", {}),
    )


def choices_of(job: ImportJob) -> tuple[Choice, ...]:
    """What each column was said to be."""
    return tuple(Choice.of(column["token"], column["year"]) for column in job.columns)


def report_of(job: ImportJob) -> reports.Report | None:
    """The preview or report; None while a sheet has to be chosen."""
    return reports.from_json(job.report) if "rows" in job.report else None


def _preview(
    job: ImportJob,
    table: Table,
    kind: ImportShape,
    options: Options,
    choices: Sequence[Choice] | None,
    actor: Actor,
) -> None:
    found = kind.detect(table)
    chosen = tuple(choices) if choices is not None else found.choices
    width = len(found.headings)
    chosen = (*chosen, *([IGNORED] * (width - len(chosen))))[:width]
    plan: Plan = kind.plan(table, chosen, options, actor=actor)
    job.columns = [{"token": choice.token, "year": choice.year} for choice in chosen]
    layout = Layout(found.header_row, found.headings, chosen)
    job.report = reports.to_json(plan, table, layout)
    if table.sheets[1:]:
        job.report["sheets"] = list(table.sheets)
    job.state = ImportState.PREVIEWED


def _settled(job: ImportJob) -> ImportJob:
    """The job as another click left it. Raises RefusedError when that was no import."""
    job.refresh_from_db()
    if job.state == ImportState.PREVIEWED:
        raise ChangedMeanwhileError(
            _(
                "Pratinjau impor ini sudah diganti, mungkin dari tab lain, dan belum ada yang "
                "disimpan. Periksa pratinjau yang terbaru, lalu setujui lagi."
            )
        )
    if job.state != ImportState.CONFIRMED:
        raise refuse(_("Impor ini belum dipratinjau atau sudah dibatalkan."))
    return job


def _table(job: ImportJob, options: Options) -> Table:
    return read_table(storage.content(job.digest), job.filename, options.sheet or None)


def _layout(job: ImportJob, kind: ImportShape, table: Table) -> Layout:
    found = kind.detect(table)
    return Layout(found.header_row, found.headings, choices_of(job))


def _stored(options: Options) -> dict[str, Any]:
    return {
        "instrument": options.instrument.pk,
        "institution": options.institution.pk if options.institution else None,
        "year": options.year,
        "kind": options.kind.value if options.kind else None,
        "good_rows_only": options.good_rows_only,
        "publish": options.publish,
        "sheet": options.sheet,
        "more": dict(options.more),
    }


def _tell(
    kind: EventKind, job: ImportJob, more: Mapping[str, Any] | None = None, *, actor: Actor
) -> None:
    """Write the event with what was to be read how."""
    place = options_of(job).institution
    facts = {"bentuk": job.shape, "sidik": job.digest}
    record(
        kind, job, actor=actor, new={**facts, **(more or {})}, scope=place.scope if place else ""
    )
