"""Answers kept for requests that are repeated."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundation", "0004_trail_head")]

    operations = [
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=64, unique=True)),
                ("wish", models.CharField(max_length=64)),
                ("body", models.TextField(default="")),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["at"], name="reply_by_age")]},
        ),
    ]
