"""What every room that reads knows of Chinese text: characters in; out, readings, lines, markers, numbers, dates.

records: what parsing hands on. reading: the page text less what is left out, its lines, and a twin for matching. folding:
that twin. characters: stops, brackets and numerals, each group once. systems: the table of numbering systems. markers: where
they stand. numerals: the value of a number. dates: stated dates and date lines. greetings: greeting, closing and
source lines, the heading of contents. addresses: words that address an audience. script: Hans, Hant or mixed. series: what comes
again with the next number. leads: what patterns begin with. rules: the row of every table of rules.
Door: reading.make_reading and records.
"""
