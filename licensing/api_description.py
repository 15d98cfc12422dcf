"""The description of this room's part of the programming interface (OpenAPI 3.1).

`portal.api` puts the parts of all rooms together and serves them at /api/openapi.json.
"""

from typing import Any

from licensing.api import GETS_A_MINUTE, MOST, POSTS_A_MINUTE
from licensing.models import Licence

_TEXT = {"type": "string"}
_DAY = {"type": "string", "format": "date"}
_BOTH = {"ar": _TEXT, "en": _TEXT}


def _object(properties: dict[str, Any], needed: list[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if needed is None else needed,
    }


def _error(text: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Error"}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def schemas() -> dict[str, Any]:
    """The shapes of what is asked and answered."""
    return {
        "Words": _object(_BOTH),
        "Certificate": {
            **_object(
                {
                    "code": {
                        **_TEXT,
                        "description": "In groups of four; what can be no code, as it was typed.",
                    },
                    "status": {
                        "enum": ["current", "superseded", "revoked", "expired", "unknown"],
                        "description": "superseded: a newer certificate took its place. unknown: "
                        "the code is not one of this licence, or can be no code at all.",
                    },
                }
            ),
            "description": "How the certificate stands. Only where a code was asked about.",
        },
        "Licence": _object(
            {
                "asked": {**_TEXT, "description": "What was asked, as it was written."},
                "found": {"type": "boolean"},
                "number": _TEXT,
                "state": {
                    "enum": list(Licence.State.values),
                    "description": "As it stands today: one whose term is over is expired. "
                    "annulled: it was entered by mistake.",
                },
                "state_in_words": {"$ref": "#/components/schemas/Words"},
                "in_force": {
                    "type": "boolean",
                    "description": "Whether it permits anything today: active, and begun.",
                },
                "valid_from": {**_DAY, "description": "First day of the present term."},
                "valid_through": {**_DAY, "description": "Last valid day."},
                "holder": _object({**_BOTH, "registration_number": _TEXT}),
                "type": _object({"code": _TEXT, **_BOTH}),
                "activity": _object({**_BOTH, "isic": _TEXT}),
                "agency": _object({"code": _TEXT, **_BOTH}),
                "certificate": {"$ref": "#/components/schemas/Certificate"},
                "as_of": {"type": "string", "format": "date-time"},
            },
            ["asked", "found"],
        ),
        "Asked": {
            "oneOf": [
                {**_TEXT, "description": "A licence number, or the code on a certificate."},
                _object({"number": _TEXT, "code": _TEXT}, []),
            ]
        },
        "Question": _object(
            {
                "licences": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": MOST,
                    "items": {"$ref": "#/components/schemas/Asked"},
                },
                "signed": {"type": "boolean", "default": False},
            },
            ["licences"],
        ),
        "Answers": _object(
            {
                "as_of": {"type": "string", "format": "date-time"},
                "results": {"type": "array", "items": {"$ref": "#/components/schemas/Licence"}},
            }
        ),
        "Signed": {
            **_object({"statement": {"type": "object"}, "protected": _TEXT, "signature": _TEXT}),
            "description": "A detached JWS (RFC 7515, appendix F) over the statement in canonical "
            "form (RFC 8785). The certificate is in the protected header (x5c).",
        },
        "Error": _object(
            {"error": _object({"code": _TEXT, "message": {"$ref": "#/components/schemas/Words"}})}
        ),
    }


def paths() -> dict[str, Any]:
    """The addresses."""
    signed = {
        "name": "signed",
        "in": "query",
        "schema": {"enum": ["1"]},
        "description": "Answer with a signed statement, to be kept as a proof.",
    }
    one = {"application/json": {"schema": {
        "anyOf": [{"$ref": "#/components/schemas/Licence"}, {"$ref": "#/components/schemas/Signed"}]
    }}}  # fmt: skip
    many = {
        "application/json": {"schema": {
            "anyOf": [
                {"$ref": "#/components/schemas/Answers"},
                {"$ref": "#/components/schemas/Signed"},
            ]
        }},
        "text/csv": {"schema": _TEXT},
    }  # fmt: skip
    return {
        "/api/licences/{number}": {
            "get": {
                "operationId": "getLicence",
                "summary": "One licence, by its number or the code of its certificate",
                "parameters": [
                    {"name": "number", "in": "path", "required": True, "schema": _TEXT},
                    {"name": "code", "in": "query", "schema": _TEXT},
                    signed,
                ],
                "responses": {
                    "200": {
                        "description": "How it stands today",
                        "headers": {"ETag": {"schema": _TEXT}},
                        "content": one,
                    },
                    "304": {"description": "Nothing has changed since the ETag sent along"},
                    "404": _error("There is no such licence"),
                    "429": _error(f"More than {GETS_A_MINUTE} requests in a minute"),
                },
            }
        },
        "/api/licences/verify": {
            "post": {
                "operationId": "verifyLicences",
                "summary": f"Up to {MOST:,} licences at once",
                "parameters": [
                    signed,
                    {"name": "format", "in": "query", "schema": {"enum": ["csv"]}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Question"}},
                        "text/csv": {"schema": _TEXT, "example": "licence\nL-2026-000001\n"},
                    },
                },
                "responses": {
                    "200": {"description": "An answer for each, in the order asked",
                            "content": many},
                    "400": _error("The body cannot be read"),
                    "413": _error(f"More than {MOST:,} licences, or more than a megabyte"),
                    "415": _error("Neither JSON nor CSV"),
                    "422": _error("Not the shape that is asked for"),
                    "429": _error(f"More than {POSTS_A_MINUTE} requests in a minute"),
                },
            }
        },
    }  # fmt: skip
