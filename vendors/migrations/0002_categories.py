"""Once seeded the first lines of business; 0003 seeds the divisions of both schemes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vendors", "0001_initial")]

    operations: list[migrations.operations.base.Operation] = []
