"""The annotated shards in; out, the files of a dataset folder besides its rows: card, manifest, figures, leakage.

folder: the names of the files. figures: what is counted. card, card_head, blocks, pictures: the card. terms: licence and
citation. croissant, json_schema: the same contract in other languages. render: all of these, byte for byte. manifest,
provenance: what it was made of. leakage: what splits share. changes: what changed between two releases.
Door: folder.Release, render.seal.
"""
