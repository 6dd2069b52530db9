"""English and Vietnamese sentences of the refusals on packets; the English is domain §1.12."""

SENTENCES: dict[str, tuple[str, str]] = {
    "enrolment-packet-not-found": (
        "there is no packet {id}",
        "không có gói hồ sơ {id}",
    ),
    "enrolment-packet-exists": (
        "a packet with this id is already recorded",
        "đã có gói hồ sơ với mã này",
    ),
    "enrolment-packet-changed": (
        "the enrolment packet has changed since you read it",
        "gói hồ sơ đã thay đổi kể từ khi ông/bà đọc",
    ),
    "enrolment-packet-waits-not": (
        "the enrolment packet does not wait in the stage {stage}",
        "gói hồ sơ không chờ ở bước {stage}",
    ),
    "packet-taken": (
        "packet {value} was already received",
        "gói hồ sơ {value} đã được tiếp nhận",
    ),
    "enrolment-packet-is": (
        "the enrolment packet is {state}",
        "gói hồ sơ đang ở trạng thái {state}",
    ),
    "packet-digest-wrong": (
        "packet {id} does not match its digest",
        "gói hồ sơ {id} không khớp với mã băm của nó",
    ),
    "packet-content-differs": (
        "packet {id} was received with another content",
        "gói hồ sơ {id} đã được tiếp nhận với nội dung khác",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""
