"""A text in; out, whether it is written in simplified or traditional characters, or in both."""

import sys

import numpy as np

from pipeline.text.folding import code_points

# The most frequent characters of speeches that have another form in the other script, each pair one to one in both
# directions as far as speeches go. Left out are those that both scripts write (后 里 面 系 干 台 只 制 志 了).
SIMPLIFIED = "国们发会个这为来时对产业动学经进实现设过还将应关长东车门问间无农书习义务议论说话让认记难观规视点给统级组织结总战"
TRADITIONAL = "國們發會個這為來時對產業動學經進實現設過還將應關長東車門問間無農書習義務議論說話讓認記難觀規視點給統級組織結總戰"
HANS, HANT = 1, 2
TELLING_SCRIPT = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
"""For every code point the script that alone has it, or 0."""
TELLING_SCRIPT[[*map(ord, SIMPLIFIED)]] = HANS
TELLING_SCRIPT[[*map(ord, TRADITIONAL)]] = HANT
SMALL_SHARE = 0.1  # of the characters that tell; up to it they are names, quotations and slips


def script_of(text: str) -> str:
    """Hans, Hant or mixed; Hans where no character tells.

    >>> script_of("国务院会议"), script_of("國務院會議"), script_of("国务院會議")
    ('Hans', 'Hant', 'mixed')
    """
    told: bytes = TELLING_SCRIPT[code_points(text)].tobytes()
    simplified, traditional = told.count(HANS), told.count(HANT)
    if traditional <= SMALL_SHARE * (simplified + traditional):
        return "Hans"
    return "Hant" if simplified <= SMALL_SHARE * (simplified + traditional) else "mixed"
