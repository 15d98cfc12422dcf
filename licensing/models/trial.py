"""A try of a version of a licence type: an officer plays the applicant and the office.

It is a note of one officer's play and nothing else: no application, so that no list, inbox,
figure or register can ever show it, no number, no invoice and no licence. There is one for each
officer and version; beginning again, and activation, throw it away.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from licensing.models.licence_type_version import LicenceTypeVersion


class Trial(models.Model):
    """What one officer has filled in of one version, and how far the stages were played."""

    version = models.ForeignKey(LicenceTypeVersion, on_delete=models.CASCADE, related_name="trials")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    # {key of a document: its name}; the files themselves are not kept.
    documents = models.JSONField(default=dict)
    document_facts = models.JSONField(default=dict)
    # [{"stage": key, "outcome": "passed" | "refused"}], in the order played.
    played = models.JSONField(default=list)
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["version", "person"], name="one_trial_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.version} · {self.person}"
