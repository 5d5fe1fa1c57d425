"""The lines of one speech in; out, its sections: opening, outline and closing, each with its parent.

candidates: every line and marker that may be a section, with its features. headings: where a heading ends, what a short line may
be. bare: headings without a number. chains: how a numbering goes on. lists: contents, agendas, numbers of paragraphs. words:
what the words before a run say. moves: what can be done with a candidate. levels: what an open run says of it. weights
(weights.toml): what each feature counts. search: the best tree. nodes: its sections. closings: where the closing begins.
sections: the units. explain: why. Door: sections.read_outline.
"""
