"""What states, waits and kinds of devices are called in the Vietnamese of the office."""

STATES: dict[str, str] = {
    "registered": "đã đăng ký",
    "trusted": "đang được tin cậy",
    "not-trusted": "chưa được tin cậy vào thời điểm đó",
    "suspended": "bị tạm đình chỉ",
    "retired": "đã ngừng sử dụng",
    "calibration": "chờ hiệu chuẩn lại",
}
KINDS: dict[str, str] = {
    "finger-scanner": "máy quét vân tay",
    "camera": "máy chụp ảnh",
    "document-scanner": "máy quét giấy tờ",
    "signature-pad": "bảng ký điện tử",
    "encoder": "máy ghi chip",
    "printer": "máy in thẻ",
    "reader": "đầu đọc thẻ",
}
"""Of the parameter `kind`."""
