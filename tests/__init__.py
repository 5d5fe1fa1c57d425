"""Tests: one file per module, tables of cases, golden builds."""
