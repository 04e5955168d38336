"""Receiving files: the page for many at once, and the addresses its script sends pieces to.

The script's addresses answer in JSON: ``diterima`` is how many bytes have arrived, ``pesan`` the
sentence for the person, ``dokumen`` the key of what was made. A piece that does not follow on what
has arrived is answered with 409 and the right ``diterima``, so the sender goes on from there. A
page that wants a document leads here with ``?untuk=`` its own address and gets what was received
back as ``dokumen``, like the picker.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from selaras.evidence.models import Document, Upload, UploadState
from selaras.evidence.permissions import ADD_DOCUMENT, CHANGE_DOCUMENT, may_change_document
from selaras.evidence.services import uploads
from selaras.evidence.services.documents import AlreadyThereError, add_file
from selaras.foundation.access import DeniedError, demand
from selaras.foundation.refusal import RefusedError
from selaras.people.models import User
from selaras.web.access import actor_of
from selaras.web.evidence.owners import Owner, owner_of, owners_of
from selaras.web.evidence.picker import way_back
from selaras.web.evidence.words import ACCEPT
from selaras.web.people.forms import seen_version

MOST_WITHOUT_SCRIPT = 20
"""Files of one plain form; the script sends any number, one after the other."""
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def upload_page(request: HttpRequest) -> HttpResponse:
    """Drop many files; without script a form takes them, each with its own verdict."""
    actor = actor_of(request)
    owners = owners_of(actor)
    demand(bool(owners), ADD_DOCUMENT)
    if request.method != "POST":
        return _page(request, owners, request.GET.get("pemilik", ""))
    owner = owner_of(owners, request.POST.get("pemilik", ""))
    files = request.FILES.getlist("berkas")
    errors = _faults(owner, files)
    if owner is None or errors:
        return _page(request, owners, request.POST.get("pemilik", ""), errors=errors)
    back = way_back(request.GET.get("untuk", ""))
    added, refused = _added(owner, files, actor, known_will_do=back is not None)
    if refused:
        return _page(request, owners, owner.key, added=added, refused=refused)
    if back is not None:
        messages.success(request, _saved(len(added)))
        return redirect(back.chosen(document.pk for document in added))
    if len(added) == 1:
        messages.success(request, _("Dokumen sudah tersimpan. Lengkapi datanya di bawah."))
        return redirect("evidence:change", added[0].pk)
    messages.success(request, _saved(len(added)))
    return redirect("evidence:library")


def _faults(owner: Owner | None, files: list[UploadedFile[bytes]]) -> list[tuple[str, str]]:
    faults = []
    if owner is None:
        faults.append(("pemilik", _("Pilih pemilik dokumen dari daftar.")))
    if not files:
        faults.append(("berkas", _("Pilih paling sedikit satu berkas.")))
    if len(files) > MOST_WITHOUT_SCRIPT:
        text = _("Pilih paling banyak %(most)d berkas sekaligus.")
        faults.append(("berkas", text % {"most": MOST_WITHOUT_SCRIPT}))
    return faults


def _added(
    owner: Owner, files: list[UploadedFile[bytes]], actor: User, *, known_will_do: bool
) -> tuple[list[Document], list[tuple[str, str]]]:
    """The documents made, and the names and sentences of files that were refused.

    ``known_will_do``: a file that stands in the library already gives the document it is of.
    """
    unit = owner.unit()
    added: list[Document] = []
    refused: list[tuple[str, str]] = []
    for file in files:
        name = file.name or _("berkas")
        try:
            added.append(add_file(owner.institution, file, name, actor=actor, unit=unit, facts={}))
        except RefusedError as error:
            known = error.document if isinstance(error, AlreadyThereError) else None
            if known_will_do and known is not None:
                added.append(known)
            else:
                refused.append((name, str(error)))
    return added, refused


def _saved(count: int) -> str:
    text = ngettext(
        "%(count)d dokumen sudah tersimpan.", "%(count)d dokumen sudah tersimpan.", count
    )
    return text % {"count": count}


def _page(
    request: HttpRequest,
    owners: list[Owner],
    chosen: str,
    *,
    errors: list[tuple[str, str]] | None = None,
    added: list[Document] | None = None,
    refused: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    owner = owner_of(owners, chosen) or owners[0]
    back = way_back(request.GET.get("untuk", ""))
    several = len({one.institution.pk for one in owners}) > 1
    context = {
        "owners": [(one.key, _label(one, several=several)) for one in owners],
        "owner": owner.key,
        "accept": ACCEPT,
        "errors": errors or [],
        "added": added or [],
        "refused": refused or [],
        "unfinished": _unfinished(actor_of(request)),
        "person": actor_of(request).pk,
        "back": back,
        "back_added": back and back.chosen(document.pk for document in added or []),
    }
    status = INVALID if errors or refused else 200
    return render(request, "evidence/upload.html", context, status=status)


def _label(owner: Owner, *, several: bool) -> str:
    if owner.unit_id is None:
        return _("%(name)s (tanpa unit)") % {"name": owner.name}
    return f"{owner.name} · {owner.institution.name}" if several else owner.name


def _unfinished(actor: User) -> list[Upload]:
    """What the person began and did not finish, newest first. One query."""
    rows = Upload.objects.filter(author=actor, state=UploadState.RECEIVING, received__gt=0)
    return list(rows.order_by("-touched_at")[:20])


def answering(view: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
    """Turn a refusal into its sentence, and a piece out of place into where to go on."""

    def answered(request: HttpRequest, **parts: Any) -> JsonResponse:
        try:
            return view(request, **parts)
        except uploads.OffsetError as error:
            return JsonResponse({"diterima": error.received}, status=409)
        except AlreadyThereError as error:
            known = error.document
            address = reverse("evidence:document", args=[known.pk]) if known else ""
            said = {"pesan": str(error), "alamat": address, "dokumen": known.pk if known else None}
            return JsonResponse(said, status=INVALID)
        except RefusedError as error:
            return JsonResponse({"pesan": str(error)}, status=INVALID)

    return answered


@require_POST
@answering
def upload_start(request: HttpRequest) -> JsonResponse:
    """Begin to receive one file: ``nama``, ``ukuran`` in bytes, and ``pemilik`` or ``ganti``."""
    actor = actor_of(request)
    name, size = request.POST.get("nama", "")[:1000], _number(request.POST.get("ukuran", ""))
    replaced = request.POST.get("ganti", "")
    if replaced:
        document = get_object_or_404(
            Document.objects.visible_to(actor).select_related("institution", "unit"),
            pk=_number(replaced),
        )
        demand(may_change_document(actor, document), CHANGE_DOCUMENT)
        upload = uploads.start(
            document.institution, name, size, actor=actor, unit=document.unit, replaces=document
        )
    else:
        owner = owner_of(owners_of(actor), request.POST.get("pemilik", ""))
        if owner is None:
            raise DeniedError(ADD_DOCUMENT)
        upload = uploads.start(owner.institution, name, size, actor=actor, unit=owner.unit())
    return JsonResponse(_state(upload), status=201)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def upload_piece(request: HttpRequest, key: str) -> JsonResponse:
    """How much has arrived; POST adds the piece that begins at ``Upload-Offset``."""
    upload = _own(request, key)
    if request.method == "POST":
        offset = _number(request.headers.get("Upload-Offset", ""))
        upload = uploads.receive(upload, offset, request.body, actor=actor_of(request))
    return JsonResponse(_state(upload))


@require_POST
@answering
def upload_finish(request: HttpRequest, key: str) -> JsonResponse:
    """Look inside the file and make it a document; asking twice makes one."""
    upload = _own(request, key)
    # What the form of a replacement says beside the file.
    note = request.POST.get("note", "")[:1000]
    seen = seen_version(request.POST.get("version", "")) if upload.replaces_id else None
    document = uploads.finish(upload, actor=actor_of(request), note=note, seen=seen)
    address = reverse("evidence:document", args=[document.pk])
    return JsonResponse({"alamat": address, "dokumen": document.pk, "pesan": _("Tersimpan")})


@require_POST
@answering
def upload_cancel(request: HttpRequest, key: str) -> JsonResponse:
    """Forget what has arrived."""
    uploads.cancel(_own(request, key), actor=actor_of(request))
    return JsonResponse({})


@require_POST
def upload_discard(request: HttpRequest, key: str) -> HttpResponse:
    """The same from a plain form: back to the page."""
    uploads.cancel(_own(request, key), actor=actor_of(request))
    messages.success(request, _("Unggahan dibatalkan."))
    return redirect("evidence:upload")


def _own(request: HttpRequest, key: str) -> Upload:
    """The person's own upload; anybody else's is not found."""
    try:
        return Upload.objects.select_related("institution", "unit", "replaces", "document").get(
            key=uuid.UUID(key), author=actor_of(request)
        )
    except (ValueError, Upload.DoesNotExist) as error:
        raise Http404 from error


def _state(upload: Upload) -> dict[str, Any]:
    return {
        "alamat": reverse("evidence:upload_piece", args=[upload.key]),
        "keadaan": upload.state,
        "diterima": upload.received,
        "ukuran": upload.size,
        "pesan": upload.refusal,
    }


def _number(text: str) -> int:
    """A whole number as a script sends it; -1, which fits nothing, for anything else."""
    return int(text) if _NUMBER.fullmatch(text) else -1
