"""English and Vietnamese sentences of the refusals on what a station sends (formats §7)."""

SENTENCES: dict[str, tuple[str, str]] = {
    # The signature
    "transmission-too-large": (
        "a transmission has at most {most} bytes: send fewer packets at once",
        "một lần truyền có tối đa {most} byte: hãy gửi ít gói hồ sơ hơn mỗi lần",
    ),
    "transmission-malformed": (
        "the transmission is not a signed text (compact JWS)",
        "lần truyền không phải văn bản có chữ ký số (JWS rút gọn)",
    ),
    "transmission-header": (
        "the header of the signature must hold alg, typ, jwk and device, and nothing else",
        "phần đầu của chữ ký số phải gồm đúng alg, typ, jwk và device",
    ),
    "transmission-type": (
        "this was not signed as a transmission",
        "văn bản này không được ký với mục đích truyền gói hồ sơ",
    ),
    "transmission-algorithm": (
        "a transmission is signed with ES256 or Ed25519, as its key is",
        "lần truyền phải được ký bằng ES256 hoặc Ed25519, đúng theo loại khóa",
    ),
    "transmission-key": (
        "the key of the signature cannot be read",
        "không đọc được khóa của chữ ký số",
    ),
    "transmission-signature": (
        "the signature does not fit the transmission",
        "chữ ký số không khớp với lần truyền",
    ),
    "signature-of-stranger": (
        "the key that signed is not that of device {id}",
        "khóa đã ký không phải là khóa của thiết bị {id}",
    ),
    "signature-of-another-station": (
        "the device that signed does not stand at station {id}",
        "thiết bị đã ký không đặt tại trạm {id}",
    ),
    "signature-of-untrusted": (
        "device {id}, which signed, is not trusted now",
        "thiết bị {id} đã ký hiện không được tin cậy",
    ),
    # The transmission and its parts
    "transmission-not-found": (
        "there is no transmission {id}: announce it first",
        "không có lần truyền {id}: hãy gửi bản kê trước",
    ),
    "transmission-differs": (
        "transmission {id} was announced with another manifest",
        "lần truyền {id} đã được báo với bản kê khác",
    ),
    "transmission-of-another": (
        "this transmission was announced by another sender",
        "lần truyền này do bên gửi khác báo",
    ),
    "part-not-listed": (
        "the manifest lists no part with this digest",
        "bản kê không nêu phần nào có mã băm này",
    ),
    "part-digest-wrong": (
        "the bytes sent are not those that the manifest lists",
        "dữ liệu gửi lên không đúng với bản kê",
    ),
    # The manifest and the packets
    "manifest-malformed": (
        "the manifest of the transmission does not have its form",
        "bản kê của lần truyền không đúng mẫu",
    ),
    "manifest-lists-twice": (
        "the manifest lists two packets with the same {field}",
        "bản kê nêu hai gói hồ sơ có cùng {field}",
    ),
    "packet-malformed": (
        "the packet does not have its form",
        "gói hồ sơ không đúng mẫu",
    ),
    "packet-not-as-listed": (
        "{field} of the packet differs from the manifest",
        "{field} của gói hồ sơ khác với bản kê",
    ),
    "packet-command-unknown": (
        "a packet may not hold the command {name}",
        "gói hồ sơ không được chứa thao tác {name}",
    ),
    "packet-contradicts-itself": (
        "{field} in a command of the packet differs from the packet",
        "{field} trong một thao tác khác với chính gói hồ sơ",
    ),
    "packet-content-lost": (
        "the content of the packet can no longer be read",
        "không còn đọc được nội dung gói hồ sơ",
    ),
    "packet-key-twice": (
        "two commands of the packet have the same key",
        "hai thao tác của gói hồ sơ có cùng khóa",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""
