"""The reading of a page and its lines in; out, its layout: the speeches and the named stretches around them.

pieces: lines, cut where a title is glued to its text. furniture, furniture_rows: what belongs to the site. titles: the
shapes of titles. candidates: what each piece is, and what speaks for a title. contents, page_head, boundaries: where
speeches begin. stated, told, speakers: who speaks, when, where. layout: all of it together.
Door: layout.split_speeches.
"""
