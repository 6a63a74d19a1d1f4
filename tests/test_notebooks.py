"""The notebooks run from top to bottom, in a folder of their own, and leave what they promise."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
FILES = {"01_from_news_to_map": {"palmyra.html", "control.gpkg"}}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "outputs are not kept in the repository"
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=180, kernel_name="python3", resources=where).execute()
    shown = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    assert [out.text for out in shown if out.get("name") == "stderr"] == []
    pages = [str(out.data["text/html"]) for out in shown if "text/html" in out.get("data", {})]
    assert any("<iframe" in page for page in pages), "no map was shown"
    assert FILES.get(path.stem, set()) <= {p.name for p in tmp_path.iterdir()}
