"""Scanners, cameras, encoders and printers, and when each of them was trusted."""
