from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_imports")]

    operations = [
        migrations.AddField(
            model_name="importjob",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
