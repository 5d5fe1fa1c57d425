"""stub"""
from collections.abc import Sequence

from pipeline.records import Line, Unit


def read_outline(text: str, lines: Sequence[Line]) -> tuple[Unit, ...]:
    """stub"""
    return (Unit(lines[0].start, lines[0].start, None, lines[0].start, lines[-1].end, None, 1, "opening","none",None,False,False,"opening"),)
