"""What the environment gives, as settings read it."""

from environ import Env
from environ.fileaware_mapping import FileAwareMapping

from apps.core import keyfile


class Given(FileAwareMapping):
    """A NAME, or what stands in the file that NAME_FILE names, which only this account may open.

    Nothing, and a file with nothing in it, is as good as no name at all: containers are handed every name and every
    file there is, whether the firm uses it or not.
    """

    def __getitem__(self, key: str) -> str:
        file = self.env.get(f"{key}_FILE")
        value = keyfile.secret(file, what=f"The file named by {key}_FILE") if file else self.env[key]
        if not value.strip():
            raise KeyError(key)
        return value.rstrip("\r\n")


class Environment(Env):
    """Read in this package and nowhere else."""

    ENVIRON = Given()
