"""Note the end of the trail a second time."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def note_the_end(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The trail written so far ends where its last entry is."""
    events = apps.get_model("foundation", "Event").objects.order_by("-sequence")
    last = events.values_list("sequence", "digest").first()
    if last:
        head = apps.get_model("foundation", "TrailHead")
        head.objects.create(pk=1, sequence=last[0], digest=last[1])


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0003_jobs"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrailHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveBigIntegerField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="trail_head_only_one"
                    )
                ],
            },
        ),
        migrations.RunPython(note_the_end, migrations.RunPython.noop),
    ]
