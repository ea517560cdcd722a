"""What is in the sdist and in the wheel."""

from __future__ import annotations

import tarfile
from email.parser import BytesParser
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.metadata import Metadata
from readme_renderer import markdown

from .conftest import CLONE, Distributions, build

PACKAGE = CLONE / "provider" / "pulumi_microsoft_seats"
METADATA = "pulumi_microsoft_seats-0.2.0.dist-info/METADATA"

pytestmark = pytest.mark.xdist_group("packaging")


@pytest.fixture
def metadata(distributions: Distributions) -> Metadata:
    """As an index reads it, which refuses a distribution for a field that is wrong."""
    with ZipFile(distributions.wheel) as wheel:
        return Metadata.from_email(wheel.read(METADATA), validate=True)


def test_the_sdist_makes_the_wheel_that_the_repository_makes(
    distributions: Distributions, tmp_path: Path
) -> None:
    """To the byte, so that nothing the wheel needs is missing from the sdist."""
    build(tmp_path, "--wheel")
    (direct,) = tmp_path.iterdir()
    assert direct.name == distributions.wheel.name
    assert direct.read_bytes() == distributions.wheel.read_bytes()


def test_the_wheel_has_every_file_of_the_package_and_no_other(distributions: Distributions) -> None:
    """Its pages and its marker for type checkers too; neither tests nor examples."""
    with ZipFile(distributions.wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    files = {
        f"pulumi_microsoft_seats/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert names == files
    data = {"emulator/page.html", "emulator/page.css", "emulator/page.js", "review/page.html"}
    data |= {"py.typed", "pulumi-plugin.json"}
    assert {f"pulumi_microsoft_seats/{name}" for name in data} <= names


def test_the_sdist_has_all_that_a_developer_needs(distributions: Distributions) -> None:
    """So that tests and examples can be run from it, with `make`."""
    with tarfile.open(distributions.sdist) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    wanted = {"pyproject.toml", "Makefile", "Pulumi.yaml", "README.md", "SECURITY.md"}
    wanted |= {"examples/office/__main__.py", "tests/packaging/test_distributions.py"}
    wanted |= {path.relative_to(CLONE).as_posix() for path in (CLONE / "docs").glob("*.md")}
    assert wanted <= names


def test_the_metadata_say_what_it_is(metadata: Metadata) -> None:
    assert metadata.name == "pulumi-microsoft-seats"
    assert str(metadata.version) == "0.2.0"
    assert str(metadata.requires_python) == ">=3.10"
    assert metadata.license_expression == "Apache-2.0"
    assert metadata.summary
    assert set(metadata.provides_extra or ()) == {"cli", "dev", "emulator", "test"}
    base = {each.name for each in metadata.requires_dist or () if each.marker is None}
    assert base == {"pulumi", "requests", "urllib3", "msal", "cryptography", "tenacity"}


def test_an_index_can_show_the_readme(metadata: Metadata) -> None:
    """Rendered as Markdown: its tables and its folded list are there."""
    assert metadata.description_content_type == "text/markdown"
    assert metadata.description
    assert metadata.description.strip() == (CLONE / "README.md").read_text(encoding="utf-8").strip()
    page = markdown.render(metadata.description)
    assert page
    for element in ("<h1", "<table", "<pre"):
        assert element in page


def test_no_address_is_made_up(distributions: Distributions) -> None:
    """There is no project page, so none is named."""
    with ZipFile(distributions.wheel) as wheel:
        fields = BytesParser().parsebytes(wheel.read(METADATA), headersonly=True)
    assert not {"Project-URL", "Home-page", "Download-URL"} & set(fields.keys())
