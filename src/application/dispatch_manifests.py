"""Manifests of finished cards on their way as a kind of stream."""

from datetime import date
from typing import Any

from application.stream import Capability, StreamKind
from domain.dispatch_manifest import commands as c
from domain.dispatch_manifest.claims import claims
from domain.dispatch_manifest.decisions import decide
from domain.dispatch_manifest.readings import readings
from domain.dispatch_manifest.state import DispatchManifest, evolve


def _scope(manifest: DispatchManifest, _on: date) -> tuple[str, ...]:
    """Where the cards go; the centre, which sends them, reaches every unit."""
    return (manifest.destination,)


DISPATCH_MANIFESTS = StreamKind(
    name="dispatch-manifest",
    path="dispatch-manifests",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
    readings=readings,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=DISPATCH_MANIFESTS, **details)


CAPABILITIES: tuple[Capability, ...] = (
    _can(c.OpenManifest, opens=True),
    _can(c.PackCard),
    _can(c.UnpackCard),
    _can(c.SealManifest),
    _can(c.HandToCarrier),
    _can(c.ReceiveManifest),
    _can(c.ReportManifestLost),
    _can(c.ResolveManifestDiscrepancy),
)
