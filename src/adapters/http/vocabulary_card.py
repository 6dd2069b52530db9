"""What states and waits of a card are called in the Vietnamese of the office."""

STATES: dict[str, str] = {
    "personalised": "đã cá thể hóa",
    "issued": "đã ký cấp",
    "active": "đang có hiệu lực",
    "suspended": "bị tạm đình chỉ",
    "held": "bị tạm giữ",
    "lost-reported": "đã báo mất",
    "revoked": "đã thu hồi",
    "replaced": "đã được thay thế",
    "voided": "đã bị hủy bỏ",
    "destroyed": "đã tiêu hủy",
    "revocation-requested": "đã đề nghị thu hồi",
    "issued-closed": "đã ký cấp nhưng hồ sơ đã đóng",
}
