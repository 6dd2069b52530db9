"""English and Vietnamese sentences of the refusals on devices.

Long because it is a catalogue: declarations only. The English follows domain §1.11.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # Streams and claims
    "device-not-found": (
        "there is no device with this id",
        "không có thiết bị với mã này",
    ),
    "device-exists": (
        "a device with this id exists already",
        "đã có thiết bị với mã này",
    ),
    "device-changed": (
        "the device has changed since you read it",
        "thiết bị đã thay đổi kể từ khi ông/bà đọc",
    ),
    "device-waits-not": (
        "the device does not wait in the stage {stage}",
        "thiết bị không chờ ở bước {stage}",
    ),
    "device-serial-taken": (
        "device {value} is already registered",
        "thiết bị {value} đã được đăng ký",
    ),
    "device-key-taken": (
        "this key is taken",
        "khóa này đã được dùng cho thiết bị khác hoặc trước đây",
    ),
    # State and officers
    "device-is": (
        "the device is {state}",
        "thiết bị đang ở trạng thái {state}",
    ),
    "registrar-may-not-grant-trust": (
        "the officer who registered may not grant trust",
        "cán bộ đã đăng ký thiết bị không được công nhận thiết bị tin cậy",
    ),
    # Calibration and keys
    "calibration-ended": (
        "the calibration ended on {day}",
        "hiệu chuẩn đã hết hạn ngày {day}",
    ),
    "calibration-still-holds": (
        "the calibration of the device still holds",
        "hiệu chuẩn của thiết bị còn hiệu lực",
    ),
    "key-not-in-use": (
        "the former key named is not the one in use",
        "khóa cũ được nêu không phải khóa đang dùng",
    ),
    "former-key-did-not-sign": (
        "the former key did not sign",
        "khóa cũ chưa ký xác nhận khóa mới",
    ),
}
