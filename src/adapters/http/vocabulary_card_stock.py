"""What states, waits and accounts of blank cards are called in the Vietnamese of the office."""

STATES: dict[str, str] = {
    "open": "đang mở",
    "closed": "đã đóng",
    "counted-difference": "kiểm đếm có chênh lệch",
    "destruction-proposed": "đã đề nghị tiêu hủy",
}
ACCOUNTS: dict[str, str] = {
    "vault": "kho",
    "machine": "máy",
    "used": "đã sử dụng",
    "spoiled": "phôi hỏng",
    "destroyed": "đã tiêu hủy",
    "missing": "thất lạc",
    "sample": "mẫu kiểm tra",
}
"""Of the parameters `account` and `expected`."""
