from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_library")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="stems",
            field=models.TextField(default="", editable=False),
        ),
    ]
