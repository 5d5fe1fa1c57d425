"""The annotated shards in; out, the files of a dataset folder besides its rows: card, manifest, figures, leakage.

folder: the names of the files. figures: what is counted. card, card_head, card_words, blocks, pictures: the card. licences,
citation: the terms. croissant, json_schema: the same contract in other languages. making, manifest, provenance: what it was
made of. leakage: what splits share. comparison, changes: what changed between two releases.
Door: folder.Release.
"""
