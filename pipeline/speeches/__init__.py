"""The reading of a page and its lines in; out, its layout: the speeches and the named stretches around them.

pieces: lines, cut where a title is glued to its text or the site's words to a line. heads, glued: where titles that begin
a line end, those inside one, one above that is printed again. page, contents, likeness, told_of, ends, around: what the page says
as a whole. again, title_signs, signs: what speaks for and against each role of a piece.
roles: the roles of all pieces, decided together by the points of weights.toml. layout: all of it together.
Door: layout.split_speeches.
"""
