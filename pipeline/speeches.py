"""stub"""
from collections.abc import Sequence
from pipeline.records import Extent, Layout, Line, Stretch
def split_speeches(text: str, lines: Sequence[Line]) -> Layout:
    """stub"""
    if not lines: return Layout(None,None,None,None,(),())
    if len(lines)<3:
        return Layout(None,None,None,None,(Extent(lines[0].start,lines[0].start,lines[-1].end,tuple(lines)),),())
    t=lines[0]
    return Layout(text[t.start:t.end],None,None,None,(Extent(lines[1].start,lines[1].end,lines[-1].end,tuple(lines[2:])),),(Stretch(t.start,t.end,"page_title"),))
