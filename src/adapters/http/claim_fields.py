"""Which field of a body holds the value that a claim found taken."""

FIELD_OF_CLAIM = {
    "citizen-packet-taken": "/packet_id",
    "birth-certificate-taken": "/birth_certificate",
    "instrument-number-taken": "/number",
    "application-packet-taken": "/packet_id",
    "dossier-number-taken": "/dossier_number",
    "blank-serial-taken": "/blank_serial",
    "chip-serial-taken": "/chip_serial",
    "device-serial-taken": "/serial",
    "device-key-taken": "/key_fingerprint",
    "blank-block-taken": "/first_serial",
    "batched-application-taken": "/applications",
    "packed-card-taken": "/card_id",
    "seal-taken": "/seal",
}
"""Code of the refusal -> JSON pointer (RFC 6901)."""
