"""The bytes of one document in; out, its text, what it says of itself, and what its markup says of its lines (cues).

decoding: bytes to text. markup: elements and texts to lines. html, visibility, sheets: HTML, and what of it a browser shows.
word, word_seen, word_numbers: Word files (old ones by LibreOffice), what of them Word shows, and the numbers that it prints.
opendocument, rtf: what their names say. rtf_state: what the control words of rich text change. pdf, pdf_sheets: PDF, and the
lines of its sheets. front: the fields before a Markdown text.
Door: html.read_html, word.read_word, decoding.decode.
"""
