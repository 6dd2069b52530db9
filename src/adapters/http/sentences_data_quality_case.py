"""English and Vietnamese sentences of the refusals on data-quality cases (domain §1.10)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "data-quality-case-not-found": (
        "there is no data-quality case {id}",
        "không có vụ việc chất lượng dữ liệu {id}",
    ),
    "data-quality-case-exists": (
        "a data-quality case with this id is already recorded",
        "đã có vụ việc chất lượng dữ liệu với mã này",
    ),
    "data-quality-case-changed": (
        "the data-quality case has changed since you read it",
        "vụ việc chất lượng dữ liệu đã thay đổi kể từ khi ông/bà đọc",
    ),
    "data-quality-case-waits-not": (
        "the data-quality case does not wait in the stage {stage}",
        "vụ việc chất lượng dữ liệu không chờ ở bước {stage}",
    ),
    "data-quality-case-is": (
        "the data-quality case is {state}",
        "vụ việc chất lượng dữ liệu đang ở trạng thái {state}",
    ),
    "case-already-open": (
        "case {id} is already open",
        "vụ việc {id} đang mở",
    ),
    "open-quality-case-taken": (
        "a case about this check and these citizens is already open",
        "đang có một vụ việc mở về kiểm tra này đối với công dân này",
    ),
    "check-unknown": (
        "there is no check {id}: they are DQ-01 to DQ-36",
        "không có kiểm tra {id}: các kiểm tra là DQ-01 đến DQ-36",
    ),
    "dimension-not-of-check": (
        "the check {id} measures the dimension {dimension}",
        "kiểm tra {id} thuộc tiêu chí {dimension}",
    ),
    "severity-not-of-check": (
        "the check {id} opens no case of severity {severity}",
        "kiểm tra {id} không mở vụ việc mức {severity}",
    ),
    "pair-is-one-citizen": (
        "a pair is of two citizens: name another one, or none",
        "một cặp gồm hai công dân: hãy nêu người khác hoặc bỏ trống",
    ),
    "other-unknown": (
        "there is no such other citizen",
        "không có công dân thứ hai này",
    ),
    "unit-not-directly-below": (
        "unit {code} is not directly below {above}",
        "đơn vị {code} không trực thuộc trực tiếp {above}",
    ),
    "role-not-of-unit": (
        "the role {role} holds no cases in unit {code}",
        "vai trò {role} không giữ vụ việc ở đơn vị {code}",
    ),
    "due-in-the-past": (
        "the day {day} has passed: set one that is still to come",
        "ngày {day} đã qua: hãy đặt một ngày chưa đến",
    ),
    "reporter-may-not-decide": (
        "the officer who reported may not decide",
        "cán bộ đã báo cáo kết quả xác minh không được quyết định",
    ),
    "check-still-fails": (
        "the check {id} still fails: have the entry amended first",
        "kiểm tra {id} vẫn chưa đạt: hãy điều chỉnh thông tin trước",
    ),
    "amendment-not-since": (
        "no amendment {id} of this citizen was approved after the check failed",
        "không có điều chỉnh {id} nào của công dân này được duyệt sau khi kiểm tra không đạt",
    ),
    "merge-not-since": (
        "no merge {id} of this entry was confirmed after the check failed",
        "không có lần hợp nhất {id} nào của hồ sơ này được xác nhận sau khi kiểm tra không đạt",
    ),
    "pin-request-not-since": (
        "no request {id} for a number of this citizen was granted after the check failed",
        "không có đề nghị số định danh {id} nào của công dân này được chấp thuận sau khi kiểm tra"
        " không đạt",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""
