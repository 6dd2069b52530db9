"""What states and waits of a manifest are called in the Vietnamese of the office."""

STATES: dict[str, str] = {
    "open": "đang mở",
    "sealed": "đã niêm phong",
    "in-transit": "đang vận chuyển",
    "in-discrepancy": "có chênh lệch chưa giải quyết",
    "reconciled": "đã đối chiếu xong",
}
