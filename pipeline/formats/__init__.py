"""The bytes of one document in; out, its text, what it says of itself, and what its markup says of its lines (cues).

decoding: bytes to text. markup: elements and texts to lines. html, visibility, sheets: HTML, and what of it a browser shows.
word, word_styles, word_numbers: Word files, their headings, and the numbers that Word prints. opendocument, rtf: what their names
say. pdf, pdf_sheets: PDF, and the lines of its sheets. front: the fields before a Markdown text. legacy: old Word files, by
LibreOffice.
Door: html.read_html, word.read_word, decoding.decode.
"""
