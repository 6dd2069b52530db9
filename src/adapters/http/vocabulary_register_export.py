"""States of an export of the register, in the Vietnamese of the office."""

STATES = {
    "begun": "đã bắt đầu",
    "completed": "đã hoàn tất",
    "abandoned": "đã bỏ",
}
