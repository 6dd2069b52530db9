"""What states of a packet, and the lines of its manifest, are called in Vietnamese."""

STATES: dict[str, str] = {
    "received": "đã tiếp nhận",
    "accepted": "đã chấp nhận",
    "quarantined": "đang bị cách ly",
    "discarded": "đã bị loại bỏ",
}
FIELDS: dict[str, str] = {
    "packet_id": "mã gói hồ sơ",
    "station_id": "mã trạm thu nhận",
    "captured_at": "thời điểm thu nhận",
    "kind": "loại",
    "sequence": "số thứ tự",
    "sha256": "mã băm",
}
