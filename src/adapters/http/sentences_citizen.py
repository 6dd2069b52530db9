"""English and Vietnamese sentences of the refusals on citizens and legal instruments.

Long because it is a catalogue: declarations only. The English follows domain §1.1 and §1.9.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # State, authority, officers
    "citizen-is": (
        "the citizen is {state}",
        "hồ sơ công dân đang ở trạng thái {state}",
    ),
    "citizen-recorded-as": (
        "the citizen is recorded as {standing}",
        "công dân đang được ghi nhận là {standing}",
    ),
    "role-may-not": (
        "the role {role} may not {command}",
        "vai trò {role} không được thực hiện thao tác {command}",
    ),
    "unit-outside-authority": (
        "unit {code} is outside your authority",
        "đơn vị {code} không thuộc thẩm quyền của ông/bà",
    ),
    "two-officers-needed": (
        "two officers must sign: {command} needs the countersignature of {roles}",
        "cần hai cán bộ cùng ký: thao tác {command} phải có chữ ký thứ hai của {roles}",
    ),
    "countersigner-is-the-same": (
        "the second officer must be another person",
        "cán bộ ký thứ hai phải là người khác",
    ),
    "countersigner-may-not": (
        "the role {role} may not countersign {command}",
        "vai trò {role} không được ký thứ hai cho thao tác {command}",
    ),
    "act-too-large": (
        "one act may touch at most {most} records",
        "một thao tác chỉ được tác động đến tối đa {most} hồ sơ",
    ),
    "capturer-may-not-verify": (
        "the officer who captured may not verify",
        "cán bộ đã thu thập không được xác minh",
    ),
    "capturer-or-verifier-may-not-approve": (
        "the officer who captured or verified may not approve",
        "cán bộ đã thu thập hoặc xác minh không được phê duyệt",
    ),
    "requester-may-not-decide": (
        "the officer who requested may not decide",
        "cán bộ đã đề nghị không được quyết định",
    ),
    "recorder-may-not-restore": (
        "the officer who recorded it may not restore",
        "cán bộ đã ghi nhận không được khôi phục",
    ),
    # Form and moment
    "declaration-lacks": (
        "the declaration lacks {field}",
        "tờ khai thiếu mục {field}",
    ),
    "birth-after-capture": (
        "the birth date lies after the capture",
        "ngày sinh sau ngày thu thập",
    ),
    "time-in-future": (
        "the time {instant} lies in the future",
        "thời điểm {instant} ở tương lai",
    ),
    "day-in-future": (
        "the day {day} lies in the future",
        "ngày {day} ở tương lai",
    ),
    "ends-before-it-begins": (
        "the last day lies before the first",
        "ngày kết thúc trước ngày bắt đầu",
    ),
    "place-lacks-unit": (
        "a place in Viet Nam needs the code of its unit",
        "địa điểm tại Việt Nam phải có mã đơn vị hành chính",
    ),
    "place-abroad-has-no-unit": (
        "a place abroad has no unit of Viet Nam",
        "địa điểm ở nước ngoài không có mã đơn vị hành chính Việt Nam",
    ),
    "relation-names-nobody": (
        "the related person is named neither by id nor by name",
        "người có quan hệ chưa được nêu bằng mã hoặc họ tên",
    ),
    "related-to-self": (
        "a person cannot be related to themselves",
        "một người không thể có quan hệ với chính mình",
    ),
    "value-malformed": (
        "the value does not have the form of {field}",
        "giá trị không đúng khuôn dạng của mục {field}",
    ),
    "field-not-changeable": (
        "{field} cannot be changed in this way",
        "không thể thay đổi mục {field} bằng cách này",
    ),
    "field-named-twice": (
        "{field} is named twice",
        "mục {field} được nêu hai lần",
    ),
    "field-unknown-in-entry": (
        "{field} is not a field of the entry",
        "{field} không phải là mục thông tin của hồ sơ",
    ),
    "reason-needed": ("a reason is needed", "cần nêu lý do"),
    "document-needed": (
        "a document is needed: {kind}",
        "cần có giấy tờ: {kind}",
    ),
    # Checks and discrepancies
    "check-open": ("check {id} is open", "kiểm tra {id} chưa đạt"),
    "checks-open": (
        "{count} checks are open: see errors",
        "{count} kiểm tra chưa đạt: xem danh sách lỗi",
    ),
    "discrepancy-open": (
        "a discrepancy is open on {field}",
        "còn sai lệch chưa giải quyết ở mục {field}",
    ),
    "discrepancies-open": (
        "{count} discrepancies are open: see errors",
        "còn {count} sai lệch chưa giải quyết: xem danh sách lỗi",
    ),
    "discrepancy-not-open": (
        "discrepancy {id} is not open",
        "sai lệch {id} không ở trạng thái chờ giải quyết",
    ),
    "values-not-one-per-source": (
        "the values are not one for each source",
        "số giá trị không bằng số nguồn",
    ),
    "finding-without-document": (
        "the finding names no document",
        "kết luận không nêu giấy tờ làm căn cứ",
    ),
    # Amendments
    "amendment-already-open": (
        "an amendment of {field} is already open: {id}",
        "đã có đề nghị điều chỉnh mục {field} đang chờ quyết định: {id}",
    ),
    "amendment-not-open": (
        "amendment {id} is not open",
        "đề nghị điều chỉnh {id} không ở trạng thái chờ quyết định",
    ),
    "field-changed-since-request": (
        "{field} has changed since the request",
        "mục {field} đã thay đổi kể từ khi đề nghị",
    ),
    "amendment-contradicts-pin": (
        "the amendment contradicts the PIN: the director must re-establish it",
        "nội dung điều chỉnh mâu thuẫn với số định danh cá nhân: "
        "thủ trưởng cơ quan phải xác lập lại số",
    ),
    "id-used": ("the id {id} is used already", "mã {id} đã được sử dụng"),
    # The number
    "pin-disagrees": (
        "the PIN {rule} does not agree with {field}",
        "thành phần {rule} của số định danh cá nhân không khớp với mục {field}",
    ),
    "pin-disagrees-in-several": (
        "the PIN does not agree with {count} fields: see errors",
        "số định danh cá nhân không khớp với {count} mục: xem danh sách lỗi",
    ),
    "pin-needs-country-code": (
        "no PIN can be formed: the code of the country of birth registration is not known",
        "không thể xác lập số định danh cá nhân: chưa biết mã nước đăng ký khai sinh",
    ),
    "bulk-not-allowed": (
        "PINs are not established in bulk on {day}",
        "ngày {day} không được xác lập số định danh cá nhân hàng loạt",
    ),
    "citizen-has-no-pin": (
        "the citizen has no PIN",
        "công dân chưa có số định danh cá nhân còn hiệu lực",
    ),
    "ground-not-in-force": (
        "{ground} is not a ground to re-establish a PIN on {day}",
        "{ground} không phải là căn cứ xác lập lại số định danh cá nhân vào ngày {day}",
    ),
    "pin-cancellation-not-requested": (
        "the cancellation {id} has not been requested",
        "chưa có đề nghị hủy {id}",
    ),
    "pin-cancellation-open": (
        "a cancellation of the PIN is already requested: {id}",
        "đã có đề nghị hủy số định danh cá nhân: {id}",
    ),
    # Civil facts and waits
    "death-before-birth": (
        "the death lies before the birth",
        "ngày chết trước ngày sinh",
    ),
    "citizen-waits-not": (
        "the citizen does not wait in {stage}",
        "hồ sơ công dân không chờ ở bước {stage}",
    ),
    "deadline-not-passed": (
        "the deadline {due} has not passed",
        "chưa hết thời hạn {due}",
    ),
    # Merge, legal hold, erasure
    "merge-into-itself": (
        "source and target are the same citizen",
        "hồ sơ nguồn và hồ sơ đích là cùng một công dân",
    ),
    "merge-target-unknown": (
        "there is no such citizen to merge into",
        "không có công dân này để hợp nhất vào",
    ),
    "merge-target-is": (
        "the target is {state}",
        "hồ sơ đích đang ở trạng thái {state}",
    ),
    "merge-not-proposed": (
        "the merge {id} has not been proposed",
        "chưa có đề xuất hợp nhất {id}",
    ),
    "both-hold-cards": (
        "both citizens hold a valid card: revoke one first",
        "cả hai công dân đều có thẻ còn hiệu lực: hãy thu hồi một thẻ trước",
    ),
    "merge-contradicts-pin": (
        "the kept fields contradict the PIN of the target: the director must re-establish it",
        "các mục được giữ lại mâu thuẫn với số định danh cá nhân của hồ sơ đích: "
        "thủ trưởng cơ quan phải xác lập lại số",
    ),
    "merge-not-in-place": (
        "the merge {id} is not in place",
        "việc hợp nhất {id} không có hiệu lực",
    ),
    "confirmer-may-not-undo": (
        "the officer who confirmed may not undo",
        "cán bộ đã xác nhận không được hủy bỏ việc hợp nhất",
    ),
    "legal-hold-not-in-place": (
        "hold {id} is not in place",
        "lệnh giữ hồ sơ {id} không có hiệu lực",
    ),
    "hold-placer-may-not-lift": (
        "the officer who placed the hold may not lift it",
        "cán bộ đã ra lệnh giữ hồ sơ không được bãi bỏ lệnh đó",
    ),
    "history-must-be-kept": (
        "the law requires this history to be kept",
        "pháp luật yêu cầu lưu giữ lịch sử của hồ sơ này",
    ),
    "legal-hold-in-place": (
        "a legal hold is in place",
        "hồ sơ đang được giữ theo lệnh của cơ quan có thẩm quyền",
    ),
    "erasure-already-ordered": (
        "an erasure is already ordered: {id}",
        "đã có lệnh xóa hồ sơ: {id}",
    ),
    "erasure-not-ordered": (
        "the erasure {id} has not been ordered",
        "chưa có lệnh xóa hồ sơ {id}",
    ),
    "orderer-may-not-erase": (
        "the officer who ordered may not erase",
        "cán bộ đã ra lệnh không được thực hiện việc xóa",
    ),
    "absorbed-not-erased": (
        "the entry {id} that was merged into this one must be erased first",
        "phải xóa trước hồ sơ {id} đã hợp nhất vào hồ sơ này",
    ),
    "key-not-to-be-destroyed": (
        "the key {id} is not the one that the erasure names",
        "khóa {id} không phải là khóa nêu trong việc xóa hồ sơ",
    ),
    # Legal instruments
    "legal-instrument-waits-not": (
        "the legal instrument does not wait in {stage}",
        "văn bản không chờ ở bước {stage}",
    ),
    "legal-instrument-is": (
        "the legal instrument is {state}",
        "văn bản đang ở trạng thái {state}",
    ),
    "effect-before-signature": (
        "the instrument takes effect before it was signed",
        "văn bản có hiệu lực trước ngày ký",
    ),
    "instrument-takes-effect-on": (
        "the instrument takes effect on {day}",
        "văn bản có hiệu lực từ ngày {day}",
    ),
    "instrument-day-needed": (
        "the day on which the instrument takes effect is needed",
        "cần nêu ngày văn bản có hiệu lực",
    ),
    "instrument-day-differs": (
        "the instrument was issued to take effect on {day}",
        "văn bản đã được ban hành với ngày hiệu lực {day}",
    ),
    "rule-not-proposed": (
        "no value of {key} from {day} is proposed",
        "chưa có đề xuất giá trị của {key} áp dụng từ ngày {day}",
    ),
    "proposer-may-not-confirm": (
        "the officer who proposed may not confirm",
        "cán bộ đã đề xuất không được xác nhận",
    ),
}
