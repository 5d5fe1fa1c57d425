"""The defects a record can carry: one table, code to meaning. What is lost or doubtful is said, never mended."""

DEFECTS: dict[str, str] = {
    "declared_count": "the page declares another number of speeches, or an introduction another number of items, than were found",
    "number_gap": "numbers of a sequence are missing before this section",
    "number_restart": "the numbering starts again without a higher heading between",
    "cut_start": "the beginning of the text is missing",
    "cut_end": "the end of the text is missing",
    "injected_break": "a line break or a stray word was injected into a sentence",
    "empty_body": "a heading with no text and no section below it",
    "masked": "names or figures were replaced by xx, ××, ** or the like",
}
