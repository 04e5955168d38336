from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_one_wish_at_a_time")]

    operations = [
        migrations.AddField(
            model_name="reportrun",
            name="reach",
            field=models.JSONField(default=list, editable=False),
        ),
    ]
