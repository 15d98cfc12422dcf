"""Inspections: calendars and places in them, visits, what was noted, findings."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from workflow.numbers import create_sequence

# No two visits share a seat of a calendar at any moment. Ranges need no extension.
SEATS = """
    ALTER TABLE licensing_booking ADD CONSTRAINT booking_seat_taken_once
    EXCLUDE USING gist (
        int8range(calendar_id, calendar_id, '[]') WITH &&,
        int8range(seat, seat, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (is_held)
"""
NO_SEATS = "ALTER TABLE licensing_booking DROP CONSTRAINT booking_seat_taken_once"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_personal_keys"),
        ("documents", "0002_papers_of_many"),
        ("licensing", "0030_reviews"),
        ("vendors", "0005_one_category_a_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspection",
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
                    "starts_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="begins"
                    ),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="ends"
                    ),
                ),
                (
                    "missed_by",
                    models.CharField(
                        blank=True,
                        choices=[("company", "The company"), ("inspector", "The inspector")],
                        editable=False,
                        max_length=10,
                        verbose_name="missed by",
                    ),
                ),
                ("remarks", models.TextField(blank=True, editable=False, verbose_name="remarks")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("passed", "Passed"),
                            ("passed_with_conditions", "Passed with conditions"),
                            ("failed", "Failed"),
                        ],
                        editable=False,
                        max_length=30,
                        verbose_name="result",
                    ),
                ),
                ("summary", models.TextField(blank=True, editable=False, verbose_name="summary")),
                (
                    "met",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="met on site"
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="signed off"
                    ),
                ),
                (
                    "concluded_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="received"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_schedule", "To be scheduled"),
                            ("scheduled", "Scheduled"),
                            ("done", "Done"),
                            ("missed", "Missed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="to_schedule",
                        max_length=50,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("application", "Part of an application"),
                            ("follow_up", "Follow-up: whether findings were put right"),
                            ("holder", "Visit to a licence holder"),
                        ],
                        default="application",
                        max_length=12,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "is_announced",
                    models.BooleanField(default=True, verbose_name="announced to the company"),
                ),
                ("checklist", models.JSONField(blank=True, default=list, verbose_name="checklist")),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("about", models.TextField(blank=True, verbose_name="what it is about")),
                ("not_before", models.DateField(blank=True, null=True, verbose_name="not before")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
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
                    "concluded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="inspected by",
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
                    "follow_up_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="licensing.inspection",
                    ),
                ),
                (
                    "inspector",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="inspector",
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="licensing.licence",
                        verbose_name="licence",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="licensing.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection",
                "verbose_name_plural": "inspections",
            },
        ),
        migrations.CreateModel(
            name="InspectionAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(unique=True)),
                ("key", models.CharField(max_length=60)),
                ("answer", models.CharField(max_length=10)),
                ("remark", models.TextField(blank=True)),
                ("severity", models.CharField(blank=True, max_length=10)),
                ("put_right_by", models.DateField(blank=True, null=True)),
                ("noted_at", models.DateTimeField(verbose_name="noted, by the device's clock")),
                ("received_at", models.DateTimeField(verbose_name="received")),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="licensing.inspection",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer of a checklist",
                "verbose_name_plural": "answers of checklists",
                "ordering": ["noted_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="InspectionCalendar",
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
                        choices=[("open", "Can be booked"), ("closed", "Closed")],
                        default="open",
                        max_length=50,
                    ),
                ),
                ("hours", models.JSONField(blank=True, default=list, verbose_name="weekly hours")),
                (
                    "exceptions",
                    models.JSONField(blank=True, default=list, verbose_name="exceptions"),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="visits at the same time",
                    ),
                ),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="booked or moved at least so many days ahead",
                    ),
                ),
                (
                    "horizon_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="days offered ahead",
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
                    "inspector",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection_calendars",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="inspector",
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection calendar",
                "verbose_name_plural": "inspection calendars",
                "ordering": ["agency", "pk"],
            },
        ),
        migrations.AddField(
            model_name="inspection",
            name="calendar",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inspections",
                to="licensing.inspectioncalendar",
            ),
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seat", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("is_held", models.BooleanField(default=True)),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="licensing.inspection",
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="licensing.inspectioncalendar",
                    ),
                ),
            ],
            options={
                "verbose_name": "booking",
                "verbose_name_plural": "bookings",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="InspectionPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(unique=True)),
                ("key", models.CharField(blank=True, max_length=60)),
                (
                    "taken_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="taken, by the device's clock"
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="received")),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="documents.attachment"
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="licensing.inspection",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo of an inspection",
                "verbose_name_plural": "photos of inspections",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                            ("open", "To be put right"),
                            ("reported", "Said to be put right"),
                            ("to_check", "An inspector looks again"),
                            ("settled", "Put right"),
                            ("dropped", "Dropped"),
                        ],
                        default="open",
                        max_length=50,
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("label", models.JSONField(default=dict)),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("minor", "Minor"),
                            ("major", "Serious"),
                            ("critical", "Dangerous: seen again on site"),
                        ],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("words", models.TextField(verbose_name="what was found")),
                ("put_right_by", models.DateField(verbose_name="to be put right by")),
                ("report", models.TextField(blank=True, verbose_name="what was done")),
                ("remarks", models.TextField(blank=True, verbose_name="remarks")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.agency",
                        verbose_name="agency",
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
                    "follow_up",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looked_at",
                        to="licensing.inspection",
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="licensing.inspection",
                    ),
                ),
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "indexes": [
                    models.Index(fields=["agency", "state", "put_right_by"], name="finding_agency"),
                    models.Index(fields=["company", "-id"], name="finding_company"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("inspection", "key"), name="one_finding_a_point"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="inspectioncalendar",
            constraint=models.UniqueConstraint(
                fields=("agency", "inspector"),
                name="one_calendar_an_inspector",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectioncalendar",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__gte", 1)), name="inspection_calendar_has_a_seat"
            ),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["agency", "state", "starts_at"], name="inspection_agency"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["inspector", "starts_at"], name="inspection_inspector"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["company", "-id"], name="inspection_company"),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("application__isnull", False), ("licence__isnull", False), _connector="OR"
                ),
                name="inspection_is_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "scheduled"), _negated=True),
                    models.Q(("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="scheduled_inspection_has_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("is_held", True)),
                fields=["calendar", "starts_at"],
                name="booking_of_calendar",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_held", True)),
                fields=("inspection",),
                name="one_place_an_inspection",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="booking_not_empty"
            ),
        ),
        *[migrations.RunSQL(*create_sequence(prefix)) for prefix in ("IN", "IC", "IF")],
        migrations.RunSQL(SEATS, NO_SEATS),
    ]
