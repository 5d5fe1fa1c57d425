"""The characters that rules ask about, each group once: to stand between the [] of a pattern, or to be asked for with `in`.

>>> "、" in COMMAS, "；" in STOPS, "；" in ENDS
(True, True, False)
"""

import re

HAN = "\u3400-\u9fff\uf900-\ufaff"
"""A range, for patterns: Chinese characters, the rare and the doubled ones of the first plane included."""
IS_HAN = re.compile(f"[{HAN}]")
NUMERALS = "一二三四五六七八九十"
COUNTING = f"{NUMERALS}百零〇"
COLONS = "：:"
COMMAS = "，,、"
ENDS = "。！？!?"
"""What ends a sentence."""
STOPS = f"{ENDS}；;{COLONS}"
"""What ends a sentence or a part of one."""
STOP = re.compile(f"[{STOPS}]")
QUOTED = "”’」』"
"""What closes a quotation."""
OPENING = "《〈「『“‘（(【〔"
CLOSING = f"》〉{QUOTED}）)】〕"
SPACES = " \t\u3000"
ENDS_PARAGRAPH = frozenset(f"{STOPS}{QUOTED}…）)】")  # the last character of a paragraph that is whole
