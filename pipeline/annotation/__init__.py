"""The texts of all shards in; out, what only the whole or a dictionary knows: words, near-duplicates, splits.

words: tokens as jieba cuts them. keywords: the words that tell most. fingerprints, fingerprint_files: what near-duplicates
are found by. clusters, components: near-duplicates. splits: page to split.
Door: its modules, each called by annotate.
"""
