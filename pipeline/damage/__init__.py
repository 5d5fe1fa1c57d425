"""A page text in; out, the characters that damage put there and that the reading leaves out, each with its rule.

injected: characters that were never part of the text. jammers: those that forums scatter. notes: marks of notes. watermarks: a
site's name and address in it. markdown: its signs, and the cues they are. breaks: line breaks in the middle of a sentence.
wraps: those behind lines of one width. runs: those around what was set as lines of its own. damage: both, in order.
Door: damage.find_damage.
"""
