"""Reviews in stages, requests for information, notes among officers, remarks on fields."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from workflow.numbers import create_sequence


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_personal_keys"),
        ("licensing", "0021_one_fee_no_more"),
        ("vendors", "0005_one_category_a_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(*create_sequence("RV")),
        migrations.RunSQL(*create_sequence("RQ")),
        migrations.AddField(
            model_name="application",
            name="answer_by",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="answer by"),
        ),
        migrations.AddField(
            model_name="application",
            name="appeal_until",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="appeal until"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="decided_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="decided"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="field_remarks",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="application",
            name="returned_from",
            field=models.CharField(blank=True, editable=False, max_length=30),
        ),
        migrations.AddField(
            model_name="application",
            name="screened_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="checked for completeness by",
            ),
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("case_id", models.BigIntegerField()),
                ("due_on", models.DateField()),
                (
                    "step",
                    models.CharField(
                        choices=[("before", "soon"), ("due", "run out"), ("late", "long late")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "escalation",
                "verbose_name_plural": "escalations",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "case_id", "due_on", "step"), name="one_escalation_a_step"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="written")),
                ("text", models.TextField(verbose_name="note")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="licensing.application",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Review",
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
                            ("waiting", "Waiting"),
                            ("in_progress", "In progress"),
                            ("paused", "Paused"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=50,
                    ),
                ),
                ("key", models.CharField(max_length=60, verbose_name="stage")),
                (
                    "stage_kind",
                    models.CharField(default="review", max_length=20, verbose_name="kind of stage"),
                ),
                ("stage_title", models.JSONField(default=dict, verbose_name="title")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("procurement_officer", "Procurement officer"),
                            ("procurement_approver", "Procurement approver"),
                            ("opening_member", "Opening committee member"),
                            ("evaluator", "Evaluator"),
                            ("complaints_reviewer", "Complaints reviewer"),
                            ("registrar", "Registrar of companies"),
                            ("licensing_officer", "Licensing officer"),
                            ("inspector", "Inspector"),
                            ("licensing_approver", "Licensing approver"),
                            ("cashier", "Cashier"),
                            ("auditor", "Auditor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=30,
                        verbose_name="role",
                    ),
                ),
                ("group", models.PositiveSmallIntegerField(default=1, verbose_name="group")),
                ("days", models.PositiveSmallIntegerField(verbose_name="working days")),
                (
                    "on_overdue",
                    models.CharField(
                        default="wait", max_length=10, verbose_name="when time runs out"
                    ),
                ),
                ("checklist", models.JSONField(blank=True, default=list, verbose_name="checklist")),
                ("meant_for", models.CharField(blank=True, editable=False, max_length=60)),
                (
                    "taken_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="taken up"
                    ),
                ),
                (
                    "recommendation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("approve", "Approve it"),
                            ("conditions", "Approve it with conditions"),
                            ("refuse", "Refuse it"),
                            ("silent", "No objection in time"),
                        ],
                        max_length=10,
                        verbose_name="recommendation",
                    ),
                ),
                ("reasons", models.TextField(blank=True, verbose_name="reasons")),
                (
                    "conditions",
                    models.JSONField(blank=True, default=list, verbose_name="proposed conditions"),
                ),
                ("checked", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "concluded_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="concluded"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="licensing.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="case officer",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
            },
        ),
        migrations.CreateModel(
            name="InformationRequest",
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
                            ("open", "Waiting for the answer"),
                            ("answered", "Answered"),
                            ("accepted", "Answer accepted"),
                            ("asked_again", "Asked again"),
                            ("withdrawn", "Taken back"),
                            ("lapsed", "Not answered in time"),
                        ],
                        default="open",
                        max_length=50,
                    ),
                ),
                ("question", models.TextField(verbose_name="what is asked")),
                (
                    "wanted",
                    models.JSONField(blank=True, default=list, verbose_name="documents wanted"),
                ),
                ("answer_by", models.DateField(verbose_name="answer by")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "answered_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="answered"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="licensing.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="vendors.company",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="licensing.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for information",
                "verbose_name_plural": "requests for information",
            },
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["agency", "state", "due_on"], name="review_queue"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "in_progress", "paused"])),
                fields=("application", "key"),
                name="one_open_review_a_stage",
            ),
        ),
        migrations.AddIndex(
            model_name="informationrequest",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["answer_by"],
                name="information_request_open",
            ),
        ),
    ]
