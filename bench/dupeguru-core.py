"""Groups pictures with dupeGuru's core and no window. Reads one path a line, prints one JSON array of groups of paths.

It is what the program does on "Scan" with its default settings (contents, hardness 95), as Debian installs it.
"""
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, "/usr/share/dupeguru")

from hscommon.jobprogress import job  # noqa: E402
from core import fs  # noqa: E402
from core.pe import photo  # noqa: E402
from core.pe.scanner import ScannerPE  # noqa: E402
from core.scanner import ScanType  # noqa: E402
from qt.pe.photo import File  # noqa: E402

if __name__ == "__main__":
    photo.PLAT_SPECIFIC_PHOTO_CLASS = File
    fs.filesdb.connect(":memory:")
    files = [File(Path(line.rstrip("\n"))) for line in sys.stdin if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        scanner = ScannerPE()
        scanner.scan_type = ScanType.FUZZYBLOCK
        scanner.min_match_percentage = 95
        scanner.cache_path = folder + "/cached_pictures.db"
        groups = scanner.get_dupe_groups(files, j=job.nulljob)
        json.dump([[str(file.path) for file in group] for group in groups], sys.stdout)
