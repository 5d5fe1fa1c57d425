"""A page's reading and layout in; out, whether anything on it is of a speech. A news item or a story has none of it."""

import re

from pipeline.text.reading import Reading
from pipeline.text.records import Layout

ADDRESS = re.compile("[我你您咱]|同志|各位|大家|诸位|朋友们|同学们|乡亲|女士|先生们")  # not: 他, 记者
SPEECH = re.compile("讲话|发言|致辞|致词|演讲|演说|讲稿|报告|答辞|祝酒|谢谢|感谢")
SHORT = 60  # characters of Chinese below which a page says too little to judge


def lacks_signs(reading: Reading, layout: Layout) -> bool:
    """Whether nothing on a page of one text is of a speech: nobody is addressed or says I, nothing is called a speech."""
    if len(layout.extents) != 1 or len(reading.twin) < SHORT:
        return False
    extent = layout.extents[0]
    if extent.salutation or extent.speaker:
        return False
    return ADDRESS.search(reading.twin) is None and SPEECH.search(reading.twin) is None
