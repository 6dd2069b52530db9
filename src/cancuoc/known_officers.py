"""Whose tokens this register believes, and the keys by which it does."""

from pathlib import Path

from adapters.identity.development_issuer import ISSUER, DevelopmentIssuer
from adapters.identity.jwks import KeySource, StaticKeys
from adapters.identity.remote_jwks import RemoteKeys
from adapters.identity.token_verifier import TokenVerifier
from cancuoc.register_here import issuer_key
from cancuoc.settings import Settings


def token_verifier(settings: Settings) -> TokenVerifier:
    return TokenVerifier(settings.issuer or ISSUER, settings.audience, key_source(settings))


def key_source(settings: Settings) -> KeySource:
    if settings.is_development:
        return StaticKeys(DevelopmentIssuer(issuer_key(settings)).jwks())
    if settings.jwks.startswith(("https://", "http://")):
        return RemoteKeys(settings.jwks)
    return StaticKeys.from_file(Path(settings.jwks))
