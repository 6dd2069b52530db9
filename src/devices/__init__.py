"""Machines of the office and their simulators: scanners, cameras and card encoders."""
