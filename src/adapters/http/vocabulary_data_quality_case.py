"""What states of a data-quality case and its parts are called in the Vietnamese of the office."""

STATES: dict[str, str] = {
    "detected": "mới phát hiện",
    "assigned": "đã giao xác minh",
    "found": "đã có kết quả xác minh",
    "resolved": "đã khắc phục",
    "dismissed": "đã bỏ qua",
}
DIMENSIONS: dict[str, str] = {
    "accurate": "đúng",
    "sufficient": "đủ",
    "clean": "sạch",
    "live": "sống",
}
SEVERITIES: dict[str, str] = {
    "blocking": "chặn",
    "warning": "cảnh báo",
}
