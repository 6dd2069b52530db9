"""Codes that stand inside sentences, in the Vietnamese of the office: states, roles, fields, acts.

Long because it lists the vocabulary of the law: declarations only.
"""

from adapters.http.vocabulary_adjudication import STATES as ADJUDICATION_STATES
from adapters.http.vocabulary_card import STATES as CARD_STATES
from adapters.http.vocabulary_card_application import DOCUMENTS
from adapters.http.vocabulary_card_application import FIELDS as CARD_APPLICATION_FIELDS
from adapters.http.vocabulary_card_application import STATES as CARD_APPLICATION_STATES
from adapters.http.vocabulary_card_stock import ACCOUNTS
from adapters.http.vocabulary_card_stock import STATES as CARD_STOCK_STATES
from adapters.http.vocabulary_data_quality_case import DIMENSIONS, SEVERITIES
from adapters.http.vocabulary_data_quality_case import STATES as DATA_QUALITY_CASE_STATES
from adapters.http.vocabulary_device import KINDS
from adapters.http.vocabulary_device import STATES as DEVICE_STATES
from adapters.http.vocabulary_dispatch_manifest import STATES as DISPATCH_MANIFEST_STATES
from adapters.http.vocabulary_enrolment_packet import FIELDS as PACKET_FIELDS
from adapters.http.vocabulary_enrolment_packet import STATES as ENROLMENT_PACKET_STATES
from adapters.http.vocabulary_of_cases import ACTS as ACTS_OF_CASES
from adapters.http.vocabulary_production_batch import STATES as PRODUCTION_BATCH_STATES
from adapters.http.vocabulary_register_export import STATES as REGISTER_EXPORT_STATES

STATES = {
    **CARD_APPLICATION_STATES,
    **ADJUDICATION_STATES,
    **CARD_STATES,
    **CARD_STOCK_STATES,
    **DATA_QUALITY_CASE_STATES,
    **DEVICE_STATES,
    **DISPATCH_MANIFEST_STATES,
    **ENROLMENT_PACKET_STATES,
    **PRODUCTION_BATCH_STATES,
    **REGISTER_EXPORT_STATES,
    "captured": "đã thu thập",
    "verified": "đã kiểm tra",
    "returned": "bị trả lại",
    "approved": "đã phê duyệt",
    "active": "đang có hiệu lực",
    "merged": "đã hợp nhất",
    "erased": "đã xóa",
    "listed": "đã đưa vào danh mục",
    "issued": "đã ban hành",
    "in-force": "đang có hiệu lực thi hành",
    "repealed": "đã bãi bỏ",
    "living": "còn sống",
    "missing": "đã bị tuyên bố mất tích",
    "dead": "đã chết",
    "nationality-lost": "đã mất quốc tịch Việt Nam",
}
ROLES = {
    "area-officer": "cảnh sát khu vực",
    "commune-chief": "trưởng công an xã",
    "civil-registrar": "công chức tư pháp - hộ tịch",
    "reception-officer": "cán bộ tiếp nhận",
    "capture-officer": "cán bộ thu nhận",
    "intake-approver": "lãnh đạo duyệt thu nhận",
    "data-officer": "cán bộ dữ liệu",
    "province-checker": "cán bộ kiểm tra cấp tỉnh",
    "data-quality-officer": "cán bộ chất lượng dữ liệu",
    "register-approver": "cán bộ phê duyệt hồ sơ dân cư",
    "examiner": "giám định viên",
    "senior-examiner": "giám định viên trưởng",
    "card-approver": "cán bộ phê duyệt cấp thẻ",
    "director": "thủ trưởng cơ quan quản lý căn cước",
    "production-planner": "cán bộ kế hoạch sản xuất",
    "print-operator": "cán bộ vận hành in",
    "quality-controller": "cán bộ kiểm tra chất lượng thẻ",
    "stock-keeper": "thủ kho",
    "security-officer": "cán bộ an ninh",
    "dispatcher": "cán bộ chuyển phát",
    "delivery-officer": "cán bộ trả thẻ",
    "device-officer": "cán bộ quản lý thiết bị",
    "province-director": "giám đốc công an tỉnh",
    "steering-secretary": "thư ký ban chỉ đạo",
    "minister": "bộ trưởng",
    "legal-officer": "cán bộ pháp chế",
    "hotline-agent": "cán bộ tổng đài",
    "auditor": "kiểm toán viên",
    "post-courier": "bưu tá",
    "vendor-engineer": "kỹ sư nhà cung cấp",
    "citizen": "công dân",
    "timer": "bộ hẹn giờ",
}
FIELDS = {
    "surname": "họ",
    "middle": "chữ đệm",
    "given": "tên",
    "other_name": "tên gọi khác",
    "birth": "ngày sinh",
    "sex": "giới tính",
    "birth_registration": "nơi đăng ký khai sinh",
    "native_place": "quê quán",
    "ethnicity": "dân tộc",
    "religion": "tôn giáo",
    "nationalities": "quốc tịch",
    "marital": "tình trạng hôn nhân",
    "blood": "nhóm máu",
    "residences": "nơi cư trú",
    "relations": "quan hệ",
    "cmnd9": "số chứng minh nhân dân 9 số",
    "pin_declared": "số định danh đã khai",
    "documents": "giấy tờ",
    "signature": "chữ ký",
    "died": "ngày chết",
}
PIN_PARTS = {
    "province": "mã tỉnh",
    "century-sex": "mã thế kỷ và giới tính",
    "year": "mã năm sinh",
}
GROUNDS = {
    "sex-re-determined": "xác định lại giới tính",
    "birth-year-corrected": "cải chính năm sinh",
    "input-error-place": "nhập sai nơi đăng ký khai sinh",
    "input-error-year": "nhập sai năm sinh",
    "input-error-sex": "nhập sai giới tính",
}
WHOSE = {"officer": "cán bộ", "unit": "đơn vị"}
ACTS = {
    "capture citizen": "thu thập thông tin công dân",
    "correct capture": "sửa thông tin thu thập",
    "recapture citizen": "thu thập lại thông tin công dân",
    "verify citizen": "kiểm tra thông tin công dân",
    "return citizen": "trả lại hồ sơ công dân",
    "approve citizen": "phê duyệt hồ sơ công dân",
    "notify pin": "thông báo số định danh",
    "request amendment": "đề nghị điều chỉnh",
    "approve amendment": "duyệt điều chỉnh",
    "reject amendment": "từ chối điều chỉnh",
    "raise discrepancy": "ghi nhận sai lệch",
    "resolve discrepancy": "giải quyết sai lệch",
    "record residence": "ghi nhận nơi cư trú",
    "record marital status": "ghi nhận tình trạng hôn nhân",
    "record relation": "ghi nhận quan hệ",
    "record death": "ghi nhận việc chết",
    "declare missing": "ghi nhận tuyên bố mất tích",
    "restore standing": "khôi phục tình trạng",
    "record nationality lost": "ghi nhận mất quốc tịch",
    "record nationality regained": "ghi nhận trở lại quốc tịch",
    "request pin cancellation": "đề nghị hủy số định danh",
    "reestablish pin": "xác lập lại số định danh",
    "cancel pin": "hủy số định danh",
    "propose merge": "đề xuất hợp nhất hồ sơ",
    "confirm merge": "xác nhận hợp nhất hồ sơ",
    "undo merge": "hủy bỏ việc hợp nhất hồ sơ",
    "place legal hold": "ra lệnh giữ hồ sơ",
    "lift legal hold": "bãi bỏ lệnh giữ hồ sơ",
    "order erasure": "ra lệnh xóa hồ sơ",
    "erase citizen": "xóa hồ sơ công dân",
    "confirm key destroyed": "xác nhận đã hủy khóa dữ liệu",
    "mark deadline missed": "ghi nhận quá hạn",
    "list instrument": "đưa văn bản vào danh mục",
    "issue instrument": "ghi nhận ban hành văn bản",
    "bring into force": "ghi nhận hiệu lực văn bản",
    "propose rule": "đề xuất quy tắc",
    "confirm rule": "xác nhận quy tắc",
    **ACTS_OF_CASES,
}

BY_PARAMETER: dict[str, dict[str, str]] = {
    "state": STATES,
    "standing": STATES,
    "role": ROLES,
    "roles": ROLES,
    "field": {**CARD_APPLICATION_FIELDS, **PACKET_FIELDS, **FIELDS},
    "fields": {**CARD_APPLICATION_FIELDS, **FIELDS},
    "document": DOCUMENTS,
    "account": ACCOUNTS,
    "expected": ACCOUNTS,
    "kind": KINDS,
    "rule": PIN_PARTS,
    "ground": GROUNDS,
    "dimension": DIMENSIONS,
    "severity": SEVERITIES,
    "whose": WHOSE,
    "command": ACTS,
}
"""Parameter of a sentence -> what its codes are called; a code that is not here stays as it is."""
