"""`cancuoc import` as it is called: who, where, which files, and how it ended."""

from pathlib import Path

import psycopg
from rich.console import Console

from adapters.dc01.sources import DELIMITERS
from adapters.http.sentences import Language, sentence
from adapters.identity.refused import KeysUnavailable, TokenRefused
from adapters.postgres.trouble import PostgresTrouble
from application.population_load import COMMAND
from cancuoc.file_places import require_file_place, require_folder
from cancuoc.known_officers import token_verifier
from cancuoc.loading.circumstances import RulesRead, circumstances_of
from cancuoc.loading.officer import TokenHeld
from cancuoc.loading.outcome import INTERRUPTED, FileOutcome, show, write
from cancuoc.loading.place import Say, advice, register_at_hand
from cancuoc.loading.run import FileLoad, How
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.stop_signals import StopSignals
from domain.authority import authorise
from domain.envelope import Actor
from domain.refusals import OutsideAuthority


def reading_of(delimiter: str | None) -> str | None:
    """The delimiter as given; `\\t` means the tab. Raises SettingsWrong."""
    if delimiter is None:
        return None
    meant = "\t" if delimiter == "\\t" else delimiter
    if meant not in DELIMITERS:
        raise SettingsWrong("--delimiter is one of , ; | and \\t")
    return meant


def load_files(
    settings: Settings,
    files: list[Path],
    token_file: Path | None,
    how: How,
    summary: Path | None,
    console: Console,
) -> int:
    """0 when every row is stored or was there, 3 when some were rejected, 1 when a file could not
    be read to its end, 130 after Ctrl-C. Raises SettingsWrong, CannotRun and PostgresTrouble."""
    if how.rejects_suffix not in ("ndjson", "csv"):
        raise SettingsWrong("--rejects-as is ndjson or csv")
    _require_places(files, how, summary)
    with StopSignals() as signals, register_at_hand(settings, _say(console)) as at_hand:
        held = TokenHeld(token_verifier(at_hand), token_file, settings.token)
        outcomes: list[FileOutcome] = []
        try:
            officer = _officer(held, at_hand)
            load = FileLoad(at_hand, officer, held, how, signals)
            for file in files:
                outcomes.append(load.load(file, console))
                show(console, outcomes[-1], settings.language)
                if signals.wait(0):
                    break
        except psycopg.Error as error:
            raise PostgresTrouble(advice(error)) from error
    write(summary, outcomes)
    return _status([one.status for one in outcomes])


def _require_places(files: list[Path], how: How, summary: Path | None) -> None:
    """A file that is not there is told of when its turn comes, as one that cannot be read."""
    if how.rejects_folder is not None:
        require_folder(how.rejects_folder)
    else:
        for folder in {file.parent for file in files if file.is_file()}:
            require_folder(folder)
    if summary is not None:
        require_file_place(summary)


def _say(console: Console) -> Say:
    return lambda sentence: console.print(sentence, markup=False, soft_wrap=True)


def _status(statuses: list[int]) -> int:
    if INTERRUPTED in statuses:
        return INTERRUPTED
    return 1 if 1 in statuses else max(statuses, default=0)


def _officer(held: TokenHeld, settings: Settings) -> Actor:
    """Who loads, and may; raises SettingsWrong with the sentence that an officer reads."""
    language: Language = "en" if settings.language == "en" else "vi"
    try:
        officer = held.officer()
        circumstances = circumstances_of(settings, RulesRead(settings.dsn))
        authorise(COMMAND, officer, (), circumstances.context(officer))
    except (TokenRefused, OutsideAuthority) as refused:
        raise SettingsWrong(sentence(refused.code, refused.params, language)) from refused
    except KeysUnavailable as away:
        raise SettingsWrong(sentence("token-keys-unavailable", {}, language)) from away
    return officer
