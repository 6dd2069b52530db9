"""`cancuoc bench`: the register beside its floors, in one run on this machine."""

from cancuoc.bench.run import run_bench

__all__ = ["run_bench"]
