"""Records in every state, each made when a row first names it and then kept for the session."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.adapters.http.hostile_row import World

from service import Service
from services_inside import ServicesInside
from workshop import Workshop

Maker = Callable[["LazyWorld"], Any]


class LazyWorld(dict[str, Any]):
    """A world that begins with what is given, and makes the rest by the makers' names."""

    def __init__(
        self, given: World, register: Service, folder: Path, makers: dict[str, Maker]
    ) -> None:
        assert not given.keys() & makers.keys()
        super().__init__(given)
        self.register = register
        self.inside = ServicesInside(register, folder)
        self._makers = makers | {"workshop": lambda world: Workshop(world.register)}

    def __missing__(self, name: str) -> Any:
        made = self._makers[name](self)
        self[name] = made
        return made

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._makers


class Makers(dict[str, Maker]):
    """Collects the functions that it decorates, by their names."""

    def __call__(self, make: Maker) -> Maker:
        assert make.__name__ not in self, make.__name__
        self[make.__name__] = make
        return make
