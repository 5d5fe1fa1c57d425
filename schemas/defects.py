"""The defects a record can carry: one table, code to meaning. What is lost, doubtful or personal is said, never mended."""

DEFECTS: dict[str, str] = {
    "declared_count": "the page declares another number of speeches, or an introduction another number of items, than were found",
    "impossible_date": "the date that the page states is a day of no calendar, such as 2031年2月30日",
    "doubtful": "another reading of the page is nearly as good",
    "unnamed_tail": "short lines behind the text that nothing names were left out",
    "no_speech_signs": "little in the title and the text is of a speech: perhaps a news item, a law, a story or an advert",
    "container": "what the container calls a heading was read as running text, or sections nest otherwise than its levels say",
    "number_gap": "numbers of a sequence are missing before this section",
    "number_restart": "the numbering starts again without a higher heading between",
    "other_turns": "the section is a point of one turn to speak, and the turns behind it stand in its text",
    "cut_start": "the beginning of the text is missing",
    "cut_end": "the end of the text is missing",
    "injected_break": "a line break or a stray word was injected into a sentence",
    "empty_body": "a heading with no text and no section below it; an item that is one whole sentence is none",
    "masked": "names or figures were replaced by xx, ××, ** or the like",
    "empty_value": "a figure, a quotation or a name was stripped and left its unit, quotation marks or brackets",
    "elision": "the page says that it leaves out a part of the text",
    "repeated": "a paragraph of 30 characters or more stands twice in the text",
    "few_han": "less than half of the characters are Chinese",
    "markup": "tags, entities, style sheets or template fields stand in the text",
    "mojibake": "characters were decoded wrongly",
    "over_converted": "a conversion to traditional characters chose wrong ones, as 同誌 and 下麵",
    "emoji_inside": "an emoji stands inside a sentence",
    "pinyin": "Latin letters with tone marks stand in the text",
    "web_address": "a web address that the sentence does not refer to stands in the text",
    "id_number": "a Chinese identity number, check digit and all, stands in the text",
    "mobile_number": "a mobile telephone number stands in the text",
    "email": "an e-mail address stands in the text",
    "bank_card": "a payment card number, check digit and all, stands in the text",
}

PERSONAL = ("id_number", "mobile_number", "email", "bank_card")
"""The defects that are personal data."""

OF_PAGES = frozenset(DEFECTS) - {
    "container", "other_turns", "cut_start", "cut_end", "injected_break", "empty_value", "repeated", "web_address",
}  # fmt: skip
"""What a whole page can be asked for: its furniture is cut, repeats itself and is full of addresses, and no harm in that."""
