"""A typical command of each kind of stream over HTTP, beside the floors in the same rounds."""

from collections.abc import Callable

import msgspec

from cancuoc.bench import case_bodies as b
from cancuoc.bench import echo
from cancuoc.bench.beside_floors import pgbench_floor, said_back, transactions
from cancuoc.bench.case_copies import CaseCopier, Copied, History
from cancuoc.bench.case_desk import Officer
from cancuoc.bench.case_models import Models
from cancuoc.bench.copies import new_id
from cancuoc.bench.request_bytes import Act
from cancuoc.bench.servers import echoing
from cancuoc.bench.stock import Stock
from cancuoc.bench.workbench import MIDDLE, Workbench

DATABASE = "cancuoc_kinds"
FASTAPI, PGBENCH = "FastAPI echo, beside the kinds", "pgbench, beside the kinds"
"""The floors of these rounds; those of the commands on a citizen are of other rounds."""
_TOKEN_S = 6 * 3600


class Kind(msgspec.Struct, frozen=True):
    """Whose command it is, and the history that stands before it (none where it opens)."""

    officer: Officer
    ready: Callable[[Models], History] | None
    asks: Callable[[Models, Copied], Act]
    """The act of one copy; its token is set later."""


def _act(path: str, body: b.Body, version: int | None = None) -> Act:
    return Act(path, "", msgspec.json.encode(body), version)


def _approve(models: Models, copied: Copied) -> Act:
    application = models.lived.single.cases[0].application
    path = f"/v1/card-applications/{copied.ids[application]}/approve-application"
    return _act(path, {"card_data": b.paper()}, _version(models, "card-application.approved.v1"))


def _issue(models: Models, copied: Copied) -> Act:
    card = models.card
    return _act(f"/v1/cards/{copied.ids[card]}/issue-card", b.SIGNED, 1)


def _receive(_models: Models, copied: Copied) -> Act:
    return _act("/v1/card-stock", b.block(new_id(), f"VN{9_000_000 + copied.ordinal:08d}00"))


def _plan(models: Models, copied: Copied) -> Act:
    application = copied.ids[models.lived.single.cases[0].application]
    destination = models.lived.single.home.district
    return _act("/v1/production-batches", b.batch(new_id(), [application], destination))


def _pack(models: Models, copied: Copied) -> Act:
    single = models.lived.single
    application, card = copied.ids[single.cases[0].application], copied.ids[models.card]
    path = f"/v1/dispatch-manifests/{copied.ids[single.manifest]}/pack-card"
    return _act(path, b.packed(application, card, 1), 1)


def _opine(models: Models, copied: Copied) -> Act:
    path = f"/v1/adjudications/{copied.ids[models.adjudication]}/record-opinion"
    return _act(path, b.opinion(models.lived.single.cases[0].citizen), 1)


def _register(_models: Models, _copied: Copied) -> Act:
    return _act("/v1/devices", b.device(new_id(), "camera"))


def _before(topic: str) -> Callable[[Models], History]:
    return lambda models: models.single.before(topic)


def _version(models: Models, topic: str) -> int:
    return models.single.before(topic).version(models.lived.single.cases[0].application)


KINDS: dict[str, Kind] = {
    "card-application: approve": Kind(
        Officer("card-approver"), _before("card-application.approved.v1"), _approve
    ),
    "card: issue": Kind(Officer("director"), _before("card.issued.v1"), _issue),
    "card-stock: receive a block": Kind(Officer("stock-keeper"), None, _receive),
    "production-batch: plan": Kind(
        Officer("production-planner"), _before("production-batch.planned.v1"), _plan
    ),
    "dispatch-manifest: pack a card": Kind(
        Officer("dispatcher"), _before("dispatch-manifest.card-packed.v1"), _pack
    ),
    "adjudication: give an opinion": Kind(
        Officer("examiner"), lambda models: models.examined, _opine
    ),
    "device: register": Kind(Officer("device-officer"), None, _register),
}


class KindStock(Stock):
    """Acts on copies of the lived case, each cut where its command is due."""

    first_guess = 1000.0

    def __init__(self, bench: Workbench, copier: CaseCopier, models: Models) -> None:
        super().__init__(bench.generator, copier.copier, bench.people)
        self._cases = copier
        self._models = models
        register = bench.register
        self._tokens = {
            name: register.issuer.issue(
                kind.officer.id,
                kind.officer.unit,
                (kind.officer.role,),
                _TOKEN_S,
                register.settings.audience,
            )
            for name, kind in KINDS.items()
        }

    def acts(self, command: str, count: int) -> list[Act]:
        kind = KINDS[command]
        if kind.ready is None:
            copies = self._cases.nothing(count)
        else:
            copies = self._cases.copy(kind.ready(self._models), count)
        token = self._tokens[command]
        return [kind.asks(self._models, one)._replace(token=token) for one in copies]


def measure(bench: Workbench, models: Models) -> None:
    """The first turn warms up and does not count; the floors follow the kinds in every round."""
    bench.register.make_store(DATABASE)
    pgbench = pgbench_floor(bench)
    seconds = bench.plan.kind_s
    with (
        echoing(echo.FASTAPI, bench.register.folder) as floor,
        bench.register.serving(DATABASE) as serving,
        bench.copier(DATABASE) as copier,
    ):
        stock = KindStock(bench, CaseCopier(copier), models)
        bench.say("warming up the kinds")
        for kind in KINDS:
            stock.closed(kind, serving.port, MIDDLE, seconds / 2)()
        for _ in range(bench.plan.kind_rounds):
            for kind in KINDS:
                bench.cell(kind, serving.pid, stock.closed(kind, serving.port, MIDDLE, seconds))
            bench.cell(FASTAPI, floor.pid, said_back(bench, floor, seconds))
            bench.cell(PGBENCH, None, lambda: transactions(pgbench, seconds))
