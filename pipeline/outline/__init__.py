"""The lines of one speech in; out, its sections: opening, outline and closing, each with its parent.

unnumbered: headings without a number. headings: where a heading ends. agenda, announcements: what the words before a run
announce. growth, sequences, nesting, lost, tree: which markers are sections, and under what. sections: the units.
Door: sections.read_outline.
"""
