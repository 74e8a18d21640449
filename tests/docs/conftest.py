"""What the documentation tests read: the repository's own texts."""

import importlib
import pkgutil

import pytest
from repository_texts import ROOT, texts

import lindero
from lindero.kernel.errors import LinderoError


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def pages():
    """All Markdown of the repository."""
    return texts(".md")


@pytest.fixture(scope="session")
def every_leaf():
    """Every error class with a code, of every module of the product."""
    for module in pkgutil.walk_packages(lindero.__path__, "lindero."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, pending = [], [LinderoError]
    while pending:
        for leaf in pending.pop().__subclasses__():
            pending.append(leaf)
            if "code" in vars(leaf):
                found.append(leaf)
    return sorted(found, key=lambda leaf: leaf.code)
