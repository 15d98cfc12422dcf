"""A paper may be about one part of its case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_papers_of_many"),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="part",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
    ]
