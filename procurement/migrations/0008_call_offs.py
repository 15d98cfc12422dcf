"""Orders under framework agreements, whose lots may have several suppliers in their rank."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from workflow.numbers import create_sequence


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0007_qualification"),
        ("vendors", "0005_one_category_a_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(*create_sequence("CO")),
        migrations.CreateModel(
            name="CallOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="begun"
                    ),
                ),
                (
                    "due_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="due"),
                ),
                (
                    "imported",
                    models.BooleanField(default=False, editable=False, verbose_name="imported"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "Waiting for approval"),
                            ("issued", "Sent to the supplier"),
                            ("accepted", "Accepted by the supplier"),
                            ("completed", "Delivered in full"),
                            ("declined", "Declined by the supplier"),
                            ("cancelled", "Cancelled order"),
                        ],
                        default="draft",
                        max_length=50,
                    ),
                ),
                ("supplier_reason", models.TextField(blank=True, verbose_name="why this supplier")),
                (
                    "delivery_place",
                    models.CharField(blank=True, max_length=300, verbose_name="place of delivery"),
                ),
                (
                    "delivery_on",
                    models.DateField(blank=True, null=True, verbose_name="delivered by"),
                ),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=4, default=0, max_digits=24, verbose_name="amount"
                    ),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="issued")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered"),
                ),
                (
                    "completed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="completed"),
                ),
                ("outcome_reason", models.TextField(blank=True, verbose_name="reason")),
                ("preparers", models.JSONField(blank=True, default=list, editable=False)),
            ],
            options={
                "verbose_name": "call-off",
                "verbose_name_plural": "call-offs",
            },
        ),
        migrations.CreateModel(
            name="CallOffLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(decimal_places=6, max_digits=24, verbose_name="quantity"),
                ),
                (
                    "unit_price",
                    models.DecimalField(decimal_places=4, max_digits=20, verbose_name="unit price"),
                ),
            ],
            options={
                "verbose_name": "line of a call-off",
                "verbose_name_plural": "lines of a call-off",
                "ordering": ["item__number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="award",
            name="one_award_a_lot",
        ),
        migrations.AddField(
            model_name="award",
            name="rank",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="rank"),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                condition=models.Q(("bid__isnull", False), ("status", "active")),
                fields=("lot", "rank"),
                name="one_award_a_rank",
            ),
        ),
        migrations.AddField(
            model_name="calloff",
            name="award",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="call_offs",
                to="procurement.award",
                verbose_name="award",
            ),
        ),
        migrations.AddField(
            model_name="calloff",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="vendors.company",
            ),
        ),
        migrations.AddField(
            model_name="calloff",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="calloff",
            name="tender",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="call_offs",
                to="procurement.tender",
                verbose_name="tender",
            ),
        ),
        migrations.AddField(
            model_name="calloffline",
            name="call_off",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="procurement.calloff",
            ),
        ),
        migrations.AddField(
            model_name="calloffline",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="call_off_lines",
                to="procurement.item",
            ),
        ),
        migrations.AddIndex(
            model_name="calloff",
            index=models.Index(fields=["tender", "state"], name="call_off_tender_state"),
        ),
        migrations.AddConstraint(
            model_name="calloffline",
            constraint=models.UniqueConstraint(
                fields=("call_off", "item"), name="one_call_off_line_an_item"
            ),
        ),
        migrations.AddConstraint(
            model_name="calloffline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("unit_price__gte", 0)),
                name="call_off_line_orders_something",
            ),
        ),
    ]
