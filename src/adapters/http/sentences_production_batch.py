"""English and Vietnamese sentences of the refusals on batches.

Long because it is a catalogue: declarations only. The English follows domain §1.5.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # Streams and claims
    "production-batch-not-found": (
        "there is no production batch with this id",
        "không có lô sản xuất với mã này",
    ),
    "production-batch-exists": (
        "a production batch with this id exists already",
        "đã có lô sản xuất với mã này",
    ),
    "production-batch-changed": (
        "the production batch has changed since you read it",
        "lô sản xuất đã thay đổi kể từ khi ông/bà đọc",
    ),
    "production-batch-waits-not": (
        "the production batch does not wait in the stage {stage}",
        "lô sản xuất không chờ ở bước {stage}",
    ),
    "batched-application-taken": (
        "application {value} is already in a batch",
        "hồ sơ cấp thẻ {value} đã nằm trong một lô sản xuất",
    ),
    # State and officers
    "production-batch-is": (
        "the production batch is {state}",
        "lô sản xuất đang ở trạng thái {state}",
    ),
    "operator-may-not-close": (
        "the operator who printed may not close the batch",
        "cán bộ đã vận hành in không được đóng lô sản xuất",
    ),
    # The applications of a batch
    "application-is": (
        "application {id} is {state}",
        "hồ sơ cấp thẻ {id} đang ở trạng thái {state}",
    ),
    "application-of-form": (
        "application {id} is approved for form {form}",
        "hồ sơ cấp thẻ {id} được phê duyệt theo mẫu thẻ {form}",
    ),
    "application-already-in-batch": (
        "application {id} is already in batch {batch}",
        "hồ sơ cấp thẻ {id} đã nằm trong lô sản xuất {batch}",
    ),
    "application-named-twice": (
        "application {id} is named twice",
        "hồ sơ cấp thẻ {id} được nêu hai lần",
    ),
    "application-not-in-batch": (
        "application {id} is not in this batch",
        "hồ sơ cấp thẻ {id} không nằm trong lô sản xuất này",
    ),
    "batch-is-empty": (
        "the batch is empty",
        "lô sản xuất không có hồ sơ nào",
    ),
}
