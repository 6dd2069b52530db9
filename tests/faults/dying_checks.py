"""`cancuoc react`, each time with another death of the data-check service before it.

Run as `python -m tests.faults.dying_checks SEED`; every death is one byte on standard output.
"""

import sys

from tests.faults.deaths import Steps, die_until_told

from adapters.postgres.quality_places import QualityPlaces
from adapters.postgres.quality_sight import QualitySight
from application.office import Office
from application.quality_rounds import CaseDesk

STEPS: Steps = {
    "reading the place": (QualityPlaces, "read"),
    "reading who changed": (QualitySight, "changed"),
    "judging": (QualitySight, "found"),
    "acting": (CaseDesk, "act_on"),
    "storing": (Office, "carry_out"),
    "keeping the place": (QualityPlaces, "keep"),
}

if __name__ == "__main__":
    die_until_told(STEPS, int(sys.argv[1]), 0.8, 3.0)
