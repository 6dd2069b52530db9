"""What states and waits of a batch are called in the Vietnamese of the office."""

STATES: dict[str, str] = {
    "planned": "đã lập kế hoạch",
    "released": "đã cho phép sản xuất",
    "on-hold": "đang tạm dừng",
    "in-production": "đang sản xuất",
    "counted": "đã kiểm đếm",
    "balanced": "đã cân đối",
    "in-discrepancy": "có chênh lệch chưa giải quyết",
    "cancelled": "đã hủy bỏ",
}
