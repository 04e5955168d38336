import pytest
from django.db import IntegrityError, transaction

from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import SavedView
from selaras.people.roles import Role
from selaras.people.services.saved_views import MOST, delete_view, save_view
from tests.people_fixtures import World

PAGE = "people:users"


def test_a_view_is_kept_under_its_name_and_told_to_the_trail(world: World) -> None:
    person = world.person(Role.READER)
    view = save_view(page=PAGE, name="  Yang   nonaktif ", query="status=nonaktif", actor=person)
    kept = SavedView.objects.get()
    assert (kept.pk, kept.user, kept.page) == (view.pk, person, PAGE)
    assert (kept.name, kept.query) == ("Yang nonaktif", "status=nonaktif")
    event = Event.objects.about(view)[0]
    assert (event.kind, event.subject_label) == ("people.view_saved", "Yang nonaktif")
    assert event.new == {"page": PAGE, "query": "status=nonaktif"}
    assert event.scope == ""


def test_the_same_name_on_the_same_page_is_replaced(world: World) -> None:
    person = world.person(Role.READER)
    first = save_view(page=PAGE, name="Saya", query="cari=a", actor=person)
    second = save_view(page=PAGE, name="Saya", query="cari=b", actor=person)
    assert first.pk == second.pk
    assert SavedView.objects.get().query == "cari=b"
    event = Event.objects.about(second)[0]
    assert (event.old, event.new) == ({"query": "cari=a"}, {"query": "cari=b"})
    save_view(page=PAGE, name="Saya", query="cari=b", actor=person)
    assert Event.objects.about(second).count() == 2
    save_view(page="people:trail", name="Saya", query="cari=b", actor=person)
    save_view(page=PAGE, name="Saya", query="cari=b", actor=world.stranger)
    assert SavedView.objects.filter(name="Saya").count() == 3


@pytest.mark.parametrize(
    ("name", "query", "field", "said"),
    [
        (" ", "cari=a", "name", "Beri tampilan ini sebuah nama."),
        ("x" * 61, "cari=a", "name", "paling banyak 60 karakter"),
        ("Saya", "", "", "Belum ada saringan"),
        ("Saya", "cari=" + "a" * 996, "", "terlalu panjang"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(
    world: World, name: str, query: str, field: str, said: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        save_view(page=PAGE, name=name, query=query, actor=world.person(Role.READER))
    (problem,) = refused.value.problems
    assert problem.field == field
    assert said in str(problem.message)
    assert not SavedView.objects.exists()


def test_the_longest_name_and_query_fit(world: World) -> None:
    query = "cari=" + "a" * 995
    view = save_view(page=PAGE, name="x" * 60, query=query, actor=world.person(Role.READER))
    assert SavedView.objects.get(pk=view.pk).query == query


def test_a_page_holds_a_limited_number_of_views(world: World) -> None:
    person = world.person(Role.READER)
    for number in range(MOST):
        save_view(page=PAGE, name=f"Tampilan {number}", query="cari=a", actor=person)
    with pytest.raises(RefusedError, match=f"sudah mempunyai {MOST} tampilan"):
        save_view(page=PAGE, name="Satu lagi", query="cari=a", actor=person)
    save_view(page=PAGE, name="Tampilan 0", query="cari=b", actor=person)
    save_view(page="people:trail", name="Satu lagi", query="cari=a", actor=person)
    assert SavedView.objects.filter(user=person).count() == MOST + 1


def test_views_are_seen_and_deleted_by_their_owner_alone(world: World) -> None:
    owner, other = world.person(Role.READER), world.person(Role.SYSTEM_ADMIN)
    view = save_view(page=PAGE, name="Saya", query="cari=a", actor=owner)
    assert list(SavedView.objects.visible_to(owner)) == [view]
    assert not SavedView.objects.visible_to(other)
    assert not SavedView.objects.visible_to(None)
    with pytest.raises(DeniedError):
        delete_view(view, actor=other)
    key = view.pk
    delete_view(view, actor=owner)
    assert not SavedView.objects.exists()
    event = Event.objects.get(kind="people.view_deleted")
    assert (event.subject_id, event.old) == (str(key), {"page": PAGE, "query": "cari=a"})


def test_the_database_holds_a_name_once(world: World) -> None:
    person = world.person(Role.READER)
    save_view(page=PAGE, name="Saya", query="cari=a", actor=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(user=person, page=PAGE, name="Saya", query="cari=b")
