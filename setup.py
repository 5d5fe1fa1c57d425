"""The wheel has what stands beside the code in the repository: the samples with their settings, and the lock file."""

from pathlib import Path
from shutil import copy, copytree

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithSamples(build_py):
    """Builds the packages, then puts samples and lock file into pipeline/installed."""

    def run(self) -> None:
        super().run()
        installed = Path(self.build_lib) / "pipeline" / "installed"
        copytree("samples", installed / "samples", dirs_exist_ok=True)
        copy("requirements.lock", installed)


setup(cmdclass={"build_py": BuildWithSamples})
