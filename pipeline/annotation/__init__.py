"""The texts of all shards in; out, what only the whole or a dictionary knows: words, near-duplicates, splits.

words: tokens as jieba cuts them. keywords: the words that tell most. plain: the form that texts are compared in. fingerprints,
fingerprint_files: what near-duplicates are found by. clusters, components: near-duplicates. seeds, passages: what two texts share
word by word. joining: pages that belong together. splits: page to split. representatives: which copies are kept.
lineage: which page supersedes which. withdrawn: what never returns.
Door: its modules, each called by annotate.
"""
