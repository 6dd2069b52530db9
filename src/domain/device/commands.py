"""What officers do with a device: one struct per command of domain §1.11."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from domain.bounded import Code, ShortText, UnitText
from domain.commands import Command, Instant

_SHA256 = r"^(?!.*\n)[0-9a-f]{64}$"
_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

Make = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=60,
        pattern=r"^(?!.*\n)[^\x00-\x1f\x7f/]+$",
        description="Maker, without a slash: a make and a serial are written make/serial",
        examples=["Mẫu Optics"],
    ),
]
Fingerprint = Annotated[
    str,
    msgspec.Meta(
        max_length=64,
        pattern=_SHA256,
        description="Thumbprint of the public key (RFC 7638, SHA-256), hex",
        examples=[_HASH],
    ),
]
CertificateDigest = Annotated[
    str,
    msgspec.Meta(
        max_length=64,
        pattern=_SHA256,
        description="SHA-256 of the certificate (DER), hex",
        examples=[_HASH],
    ),
]
Reason = Annotated[Code, msgspec.Meta(description="Why", examples=["inspected"])]
Since = Annotated[
    Instant,
    msgspec.Meta(
        description="From when captures by the device no longer count, where that is earlier",
        examples=["2021-06-01T08:00:00.000000Z"],
    ),
]


class RegisterDevice(Command, frozen=True, kw_only=True):
    """Take a device into the register, with its key; it is not trusted yet."""

    id: UUID
    kind: Annotated[
        Literal[
            "finger-scanner",
            "camera",
            "document-scanner",
            "signature-pad",
            "encoder",
            "printer",
            "reader",
        ],
        msgspec.Meta(description="What it does", examples=["finger-scanner"]),
    ]
    make: Make
    model: Annotated[ShortText, msgspec.Meta(min_length=1, examples=["FS-10"])]
    serial: Annotated[ShortText, msgspec.Meta(min_length=1, examples=["SN-000471"])]
    key_fingerprint: Fingerprint
    certificate_sha256: CertificateDigest


class GrantTrust(Command, frozen=True, kw_only=True):
    """Trust what the device captures or makes from now on."""

    reason: Reason | None = None


class RecordCalibration(Command, frozen=True, kw_only=True):
    """Record a calibration; the engineer who made it signs as the second officer."""

    certificate_number: Annotated[
        ShortText,
        msgspec.Meta(min_length=1, description="Certificate", examples=["HC-2021-0471"]),
    ]
    valid_to: Annotated[date, msgspec.Meta(description="Last day", examples=["2022-06-14"])]
    resolution: (
        Annotated[int, msgspec.Meta(ge=1, le=10_000, description="ppi", examples=[500])] | None
    ) = None


class RotateKey(Command, frozen=True, kw_only=True):
    """Give the device a new key, for which its former key has signed."""

    former: Fingerprint
    key_fingerprint: Fingerprint
    certificate_sha256: CertificateDigest
    former_key: Annotated[
        str,
        msgspec.Meta(
            max_length=4000,
            pattern=r"^[\x20-\x7e\r\n]+$",
            description="The former public key, PEM",
            examples=["-----BEGIN PUBLIC KEY-----"],
        ),
    ]
    signature: Annotated[
        str,
        msgspec.Meta(
            max_length=1400,
            pattern=r"^(?!.*\n)[0-9A-Za-z_-]+$",
            description="Signature of the former key over the new fingerprint, base64url",
            examples=["MEUCIQDx"],
        ),
    ]


class AssignDevice(Command, frozen=True, kw_only=True):
    """Give the device to a unit, and there to a station."""

    unit: UnitText
    to_station: (
        Annotated[UUID, msgspec.Meta(description="The station at which it stands")] | None
    ) = None


class SuspendTrust(Command, frozen=True, kw_only=True):
    """Trust the device no longer; `since` where its captures were doubtful before."""

    reason: Reason
    since: Since | None = None


class ReportDeviceLost(Command, frozen=True, kw_only=True):
    """Record that the unit no longer has the device; `since` where that was so before."""

    since: Since | None = None


class RetireDevice(Command, frozen=True, kw_only=True):
    """Take the device out of use for ever; what it captured while trusted stays good."""

    reason: Reason | None = None
