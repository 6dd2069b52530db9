"""What an officer reads when a token is not believed: English and Vietnamese."""

SENTENCES: dict[str, tuple[str, str]] = {
    "token-missing": (
        "no bearer token was given",
        "thiếu mã truy cập",
    ),
    "token-malformed": (
        "the bearer token is not a signed token in compact form",
        "mã truy cập không đúng định dạng mã có chữ ký",
    ),
    "token-too-large": (
        "the bearer token is longer than {most} bytes",
        "mã truy cập dài quá {most} byte",
    ),
    "token-header": (
        "the bearer token carries the header {header}, which is not accepted",
        "mã truy cập có tiêu đề {header} không được chấp nhận",
    ),
    "token-type": (
        "the bearer token is not an access token",
        "mã được gửi không phải là mã truy cập",
    ),
    "token-algorithm": (
        "the signature algorithm of the bearer token is not accepted",
        "thuật toán ký của mã truy cập không được chấp nhận",
    ),
    "token-key-unknown": (
        "the bearer token is signed with a key that the issuer has not published",
        "mã truy cập được ký bằng khóa mà đơn vị cấp chưa công bố",
    ),
    "token-signature": (
        "the signature of the bearer token is wrong",
        "chữ ký của mã truy cập không đúng",
    ),
    "token-issuer": (
        "the bearer token comes from another issuer",
        "mã truy cập do đơn vị khác cấp",
    ),
    "token-audience": (
        "the bearer token is meant for another system",
        "mã truy cập được cấp cho hệ thống khác",
    ),
    "token-expired": (
        "the bearer token has expired: sign in again",
        "mã truy cập đã hết hạn, đề nghị đăng nhập lại",
    ),
    "token-not-yet": (
        "the bearer token is not valid yet: check the clock of this machine",
        "mã truy cập chưa có hiệu lực, đề nghị kiểm tra đồng hồ của máy",
    ),
    "token-claims": (
        "the claim {claim} of the bearer token is missing or not understood",
        "thông tin {claim} trong mã truy cập bị thiếu hoặc không hợp lệ",
    ),
    "countersignature-for-another": (
        "the countersignature was given for another request: have the second officer sign this one",
        "chữ ký thứ hai được ký cho một yêu cầu khác: cần cán bộ thứ hai ký lại yêu cầu này",
    ),
    "token-revoked": (
        "the bearer token was issued before a change of permissions: sign in again",
        "mã truy cập được cấp trước khi quyền hạn thay đổi, đề nghị đăng nhập lại",
    ),
    "token-keys-unavailable": (
        "the keys of the token issuer cannot be read at present: try again shortly",
        "hiện chưa đọc được khóa của đơn vị cấp mã truy cập, đề nghị thử lại sau ít phút",
    ),
}
