"""What was given to a check cannot be judged: exit status 2, where 1 says that it does not hold."""

from cancuoc.settings import SettingsWrong


class NotJudged(SettingsWrong):
    """A file that cannot be read or is of another kind, or a key that is none."""
