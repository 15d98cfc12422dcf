"""Licences for the lists of licensing."""

from tests.licensing.conftest import licensing

__all__ = ["licensing"]
