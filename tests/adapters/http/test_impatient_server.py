"""A server that waits for nobody, counts every request and knows no numbers for tests."""

from tests.adapters.http.wire import body_of, keyed, one_answer, request, statuses

from citizen_case import Case
from service import Service


def test_a_client_that_crawls_is_told_to_come_back(strict_server: Service) -> None:
    body = body_of()
    with strict_server.connection() as connection:
        connection.sendall(request(strict_server, body[:50], keyed(), length=len(body)))
        answer = one_answer(connection)

    assert statuses(answer) == [503]
    assert b"request-timed-out" in answer
    assert b"retry-after: " in answer


def test_an_officer_who_asks_too_often_waits(strict_server: Service) -> None:
    answers = [strict_server.get("/v1/rules", "auditor") for _ in range(4)]

    refused = answers[-1]
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "/v1/problems/rate-exceeded"
    assert 1 <= int(refused.headers["retry-after"]) <= 5


def test_a_unit_that_asks_too_often_waits_whoever_asks(strict_server: Service) -> None:
    """Each of these officers stays within their own rate; together they are too many."""
    centre = ["examiner", "examiner-2", "senior-examiner", "card-approver", "card-approver-2",
              "director-2", "hotline-agent", "security-officer", "security-officer-2"]  # fmt: skip

    answers = [strict_server.get("/v1/rules", who) for who in centre for _ in range(2)]

    refused = answers[-1]
    assert refused.status_code == 429
    assert refused.headers["content-language"] == "vi"
    assert "đơn vị" in refused.json()["detail"]


def test_a_number_reserved_for_tests_opens_no_entry_in_production(
    register: Service, strict_server: Service
) -> None:
    case = Case(register, pin_declared="003190000001").captured()
    case.register = strict_server

    answer = strict_server.post(
        f"{case.path}/verify-citizen", {"against": ["citizen"]}, "commune-chief-2", if_match=1
    )

    errors = {(error["code"], error["pointer"]) for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert errors == {("check-open", "/birth_registration"), ("check-open", "/pin_declared")}
