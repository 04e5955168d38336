"""Selaras: electronic-government (SPBE / Pemdi) assessment for Indonesian public bodies."""

__version__ = "0.1.0"
