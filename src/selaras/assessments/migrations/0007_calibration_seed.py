"""The seed a calibration's sample was drawn with."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_external")]

    operations = [
        migrations.AddField(
            model_name="calibration",
            name="seed",
            field=models.CharField(
                blank=True, default="", max_length=32, verbose_name="benih undian"
            ),
            preserve_default=False,
        ),
    ]
