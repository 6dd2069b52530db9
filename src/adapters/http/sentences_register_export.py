"""What is said of an export of the register."""

SENTENCES: dict[str, tuple[str, str]] = {
    "register-export-not-found": (
        "there is no such export of the register",
        "không có lần trích xuất dữ liệu này",
    ),
    "register-export-exists": (
        "an export with this id exists already",
        "đã có lần trích xuất dữ liệu mang mã này",
    ),
    "register-export-changed": (
        "the export has changed since you read it",
        "lần trích xuất dữ liệu đã thay đổi kể từ khi ông/bà đọc",
    ),
    "register-export-is": (
        "the export is {state}",
        "lần trích xuất dữ liệu đang ở trạng thái {state}",
    ),
    "export-of-another-officer": (
        "another officer began this export, and only that officer can end it",
        "cán bộ khác đã bắt đầu lần trích xuất này và chỉ người đó được kết thúc",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""
