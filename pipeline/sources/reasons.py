"""Why a page is not published: every reason code with its meaning."""

REASONS = {
    "empty": "no bytes, nothing but white space, or a container with no page in it",
    "binary": "bytes that are no text: a picture, a program, a sound",
    "unsupported": "a document of a kind that is not read, such as PDF or an old Word file",
    "encrypted": "protected by a password",
    "too_large": "longer than max_page_bytes of dataset.toml once unpacked",
    "too_deep": "containers in containers in containers, more than anyone packs by hand",
    "undecodable": "no encoding decodes every byte into plausible text",
    "damaged": "a container that ends early or breaks its format; what came before the break is kept",
    "bad_record": "a record that is not JSON, or whose text is missing or not text",
    "http_error": "a crawled response other than success, such as 404",
    "no_text": "a page without visible text, such as one that scripts would fill in",
    "not_chinese": "fewer than one letter in five is Chinese, or more than one in ten is Japanese",
    "no_speech": "a page in which no speech was found",
    "personal_data": "personal data of a kind that [personal] reject of dataset.toml names",
    "duplicate_page": "the same bytes as a page that comes before it",
}
"""Code → meaning. Codes are part of the contract (`rejected.reason`): they may be added, not renamed."""
