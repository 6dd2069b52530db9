"""Every reactor of the register, in the order in which they answer to one event."""

from application.reactions.duplicates import DUPLICATES
from application.reactions.endings import ENDINGS
from application.reactions.manifests import MANIFESTS
from application.reactions.quality_endings import QUALITY_ENDINGS
from application.reactions.reactor import Reactor

REACTORS: tuple[Reactor, ...] = (*DUPLICATES, *ENDINGS, *MANIFESTS, *QUALITY_ENDINGS)
