"""Calls for qualification and the applications to them; which call a tender's short list is of."""

import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from workflow.numbers import create_sequence


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_personal_keys"),
        ("procurement", "0006_sealed_drafts"),
        ("vendors", "0005_one_category_a_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(*create_sequence("PQ")),
        migrations.AddField(
            model_name="tender",
            name="left_out_reason",
            field=models.TextField(
                blank=True, verbose_name="why companies of the short list are not invited"
            ),
        ),
        migrations.CreateModel(
            name="Qualification",
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
                            ("published", "Open for applications"),
                            ("closed", "Applications are judged"),
                            ("concluded", "Concluded"),
                            ("unsuccessful", "Unsuccessful"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=50,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("prequalification", "Prequalification for a restricted tender"),
                            ("first_stage", "First stage of a two-stage tender"),
                        ],
                        default="prequalification",
                        max_length=20,
                        verbose_name="purpose",
                    ),
                ),
                ("title", models.CharField(max_length=1000, verbose_name="title")),
                ("title_ar", models.CharField(max_length=1000, null=True, verbose_name="title")),
                ("title_en", models.CharField(max_length=1000, null=True, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "description_ar",
                    models.TextField(blank=True, null=True, verbose_name="description"),
                ),
                (
                    "description_en",
                    models.TextField(blank=True, null=True, verbose_name="description"),
                ),
                (
                    "least",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="companies short-listed, at least"
                    ),
                ),
                (
                    "most",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="companies short-listed, at most"
                    ),
                ),
                (
                    "closes_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="applications close"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="closed"
                    ),
                ),
                (
                    "concluded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="concluded"),
                ),
                (
                    "outcome_reason",
                    models.TextField(blank=True, verbose_name="reason of the outcome"),
                ),
                ("preparers", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="accounts.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "categories",
                    models.ManyToManyField(
                        blank=True,
                        related_name="qualifications",
                        to="vendors.category",
                        verbose_name="categories",
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
                    "plan_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="procurement.planitem",
                        verbose_name="plan item",
                    ),
                ),
            ],
            options={
                "verbose_name": "call for qualification",
                "verbose_name_plural": "calls for qualification",
            },
        ),
        migrations.AddField(
            model_name="tender",
            name="qualification",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tenders",
                to="procurement.qualification",
                verbose_name="call for qualification",
            ),
        ),
        migrations.CreateModel(
            name="QualificationCriterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="criterion")),
                ("title", models.CharField(max_length=1000, verbose_name="criterion")),
                (
                    "title_ar",
                    models.CharField(max_length=1000, null=True, verbose_name="criterion"),
                ),
                (
                    "title_en",
                    models.CharField(max_length=1000, null=True, verbose_name="criterion"),
                ),
                (
                    "qualification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="criteria",
                        to="procurement.qualification",
                    ),
                ),
            ],
            options={
                "verbose_name": "criterion of qualification",
                "verbose_name_plural": "criteria of qualification",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="QualificationDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="document")),
                ("title", models.CharField(max_length=1000, verbose_name="document")),
                ("title_ar", models.CharField(max_length=1000, null=True, verbose_name="document")),
                ("title_en", models.CharField(max_length=1000, null=True, verbose_name="document")),
                (
                    "credential_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("commercial", "Commercial registration"),
                            ("tax", "Tax clearance"),
                            ("social", "Social insurance clearance"),
                            ("chamber", "Membership of a chamber"),
                            ("licence", "Professional or trade licence"),
                            ("grade", "Contractor's classification"),
                            ("iso_9001", "ISO 9001 (quality)"),
                            ("iso_14001", "ISO 14001 (environment)"),
                            ("iso_45001", "ISO 45001 (safety at work)"),
                            ("iso_27001", "ISO/IEC 27001 (information security)"),
                            ("iso_13485", "ISO 13485 (medical devices)"),
                            ("accounts", "Audited accounts"),
                            ("other", "Another credential"),
                        ],
                        max_length=20,
                        verbose_name="credential that can stand for it",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=True, verbose_name="an application without it is incomplete"
                    ),
                ),
                (
                    "qualification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="required_documents",
                        to="procurement.qualification",
                    ),
                ),
            ],
            options={
                "verbose_name": "document of qualification",
                "verbose_name_plural": "documents of qualification",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="QualificationRequest",
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
                            ("draft", "Draft, not submitted"),
                            ("submitted", "Submitted"),
                            ("withdrawn", "Withdrawn"),
                            ("qualified", "Qualified, on the short list"),
                            ("not_qualified", "Not on the short list"),
                        ],
                        default="draft",
                        max_length=50,
                    ),
                ),
                ("statement", models.TextField(blank=True, verbose_name="statement")),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="submitted"),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="version")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="fingerprint")),
                (
                    "is_fit",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="meets every criterion"
                    ),
                ),
                ("judged_at", models.DateTimeField(blank=True, null=True, verbose_name="judged")),
                (
                    "outcome_reason",
                    models.TextField(blank=True, verbose_name="reason of the outcome"),
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
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "qualification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="procurement.qualification",
                        verbose_name="call for qualification",
                    ),
                ),
            ],
            options={
                "verbose_name": "application for qualification",
                "verbose_name_plural": "applications for qualification",
            },
        ),
        migrations.CreateModel(
            name="PresentedCredential",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presented",
                        to="vendors.credential",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procurement.qualificationdocument",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presented",
                        to="procurement.qualificationrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "credential presented",
                "verbose_name_plural": "credentials presented",
                "ordering": ["document__number"],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_met", models.BooleanField(verbose_name="met")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="procurement.qualificationcriterion",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="procurement.qualificationrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "judgement",
                "verbose_name_plural": "judgements",
                "ordering": ["criterion__number"],
            },
        ),
        migrations.AddIndex(
            model_name="qualification",
            index=models.Index(fields=["state", "closes_at"], name="qualification_state_closing"),
        ),
        migrations.AddIndex(
            model_name="qualification",
            index=models.Index(fields=["agency", "state"], name="qualification_agency_state"),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("closes_at__isnull", False), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="published_qualification_has_a_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("least__gte", 1),
                    models.Q(
                        ("most__isnull", True), ("most__gte", models.F("least")), _connector="OR"
                    ),
                ),
                name="qualification_least_fits_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationcriterion",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("qualification", "number"),
                name="one_qualification_criterion_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationdocument",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("qualification", "number"),
                name="one_qualification_document_a_number",
            ),
        ),
        migrations.AddIndex(
            model_name="qualificationrequest",
            index=models.Index(
                fields=["qualification", "state"], name="qualification_request_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("qualification", "company"),
                name="one_live_qualification_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="presentedcredential",
            constraint=models.UniqueConstraint(
                fields=("request", "document"), name="one_credential_a_document"
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.UniqueConstraint(
                fields=("request", "criterion"), name="one_judgement_a_criterion"
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_met", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="unmet_criterion_has_a_reason",
            ),
        ),
    ]
