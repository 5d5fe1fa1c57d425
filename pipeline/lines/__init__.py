"""A line in; out, what it is by itself, whatever stands around it. Every pattern reads the line's folded twin.

furniture: the shapes of the site's lines. site_words: its words inside a line. titles: the shapes of titles, their numbers.
speakers: a name, an office, or both. told, told_speakers, told_self, told_dates: the place and the occasion, the speaker, what
he calls himself, the day that a line tells. metadata: the page's date, author and front matter. wording: what it says, how it
ends, whose words it holds.
spoken: how much of a speech a title and a text have.
Door: titles.read_title, furniture.read_furniture, speakers.read_speaker, told_dates.tell_date, wording.signs_of_line.
"""
