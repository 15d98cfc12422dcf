"""The words by which a licence is found. Written by the database's triggers alone."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from licensing.searching import Says

SearchVectorField.register_lookup(Says)


class LicenceWords(models.Model):
    """Beside the licence and not in it: the nightly clock rewrites licences, and each rewritten
    row would go through the index of words again.
    """

    licence = models.OneToOneField(
        "licensing.Licence", on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    words = SearchVectorField()
    # Where it holds, as the register shows it: the place it names, or its holder's city.
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["words"], name="licence_words")]

    def __str__(self) -> str:
        return str(self.licence_id)
