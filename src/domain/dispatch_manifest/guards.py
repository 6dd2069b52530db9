"""What must hold before a command on a manifest is weighed at all (domain §1.6)."""

from domain.dispatch_manifest.state import DispatchManifest
from domain.refusals import NotAllowedNow, refuse_if


def require(state: DispatchManifest, *statuses: str) -> None:
    refusal = NotAllowedNow("dispatch-manifest-is", state=state.status)
    refuse_if(state.status not in statuses, refusal)
