"""What a person sees who serves the pages from a terminal."""

import re
import subprocess
import urllib.request
from pathlib import Path


def test_serving_says_one_line_the_address(sample_url, tmp_path_factory) -> None:
    with urllib.request.urlopen(sample_url) as page:
        assert page.status == 200
    name = f"served-{sample_url.rsplit(':', 1)[1]}.log"
    (log,) = tmp_path_factory.getbasetemp().glob(f"served?/{name}")
    assert log.read_text() == f"Passerelle: {sample_url}\n"


def test_a_taken_port_is_told_in_a_sentence(sample_url, sample: Path, passerelle) -> None:
    port = sample_url.rsplit(":", 1)[1]
    told: subprocess.CompletedProcess[str] = passerelle("serve", "--db", sample, "--port", port)
    assert told.returncode == 1
    assert re.fullmatch(rf"Port {port} of 127\.0\.0\.1 cannot be used: .+\n", told.stderr)
