"""A page text in; out, everything known of it: layout, sections, the ledger of its characters, the rows of its tables.

page: the parser. ledger: spans that partition the page. turns: who speaks when. defects, quality, masks: what is wrong with a
text. personal: data of persons. rows: the rows of the tables.
Door: page.parse_page and rows.make_rows.
"""
