"""What the contract calls things: splits, kinds of stretches, reasons. Nothing is checked here, and reading it costs nothing."""

SPLITS = ["train", "validation", "test"]

MEANINGS = {
    "page_title": "title of the page",
    "byline": "date, author or source line",
    "blurb": "introduction by the site",
    "contents": "table of contents",
    "navigation": "links and breadcrumbs",
    "filler": "set phrase of the site",
    "footer": "end matter of the site",
    "glossary": "explanation of terms behind a speech",
    "footnote": "note and its mark",
    "attachment": "annex of a speech",
    "speech_title": "title of a speech",
    "marker": "outline marker",
    "heading": "heading of a section",
    "stop": "punctuation that ends a heading",
    "body": "running text",
    "blank": "white space",
    "injected": "put there by damage: pinyin, watermarks, page marks, invisible characters",
    "other": "left without a name",
}
"""What each kind of stretch is."""

KINDS = list(MEANINGS)
PUBLISHED = ["marker", "heading", "stop", "body", "blank"]
"""The kinds that are part of a speech's text when they carry its id."""

REASONS = {
    "empty": "no bytes, nothing but white space, or a container with no page in it",
    "binary": "bytes that are no text: a picture, a program, a sound",
    "unsupported": "a document of a kind that is not read, such as PDF or an old Word file",
    "encrypted": "protected by a password",
    "too_large": "longer than max_page_bytes of dataset.toml once unpacked, or of more than 200,000 lines",
    "too_deep": "containers in containers, or elements in elements, more than anyone makes by hand",
    "undecodable": "no encoding decodes every byte into plausible text",
    "damaged": "a container that ends early or breaks its format; what came before the break is kept",
    "bad_record": "a record that is not JSON, or whose text is missing or not text",
    "http_error": "a crawled response other than success, such as 404",
    "no_text": "a page without visible text, such as one that scripts would fill in",
    "not_chinese": "fewer than one letter in five is Chinese, or more than one in ten is Japanese",
    "no_speech": "a page in which no speech was found",
    "personal_data": "personal data of a kind that [personal] reject of dataset.toml names",
    "withdrawn": "a page that [personal] withdrawn of dataset.toml names, that holds a copy of a text that is withdrawn, or "
                 "whose corrections leave no speech",
    "duplicate_page": "the same bytes as a page that comes before it",
}
"""Code → meaning. Codes are part of the contract (`rejected.reason`): they may be added, not renamed."""

LEVELS = 6  # depths that a label tells apart; what is deeper counts as the last, so that a model's labels are known beforehand
