"""A staged dataset folder in; out, the same folder in its place, or every fault that was found.

gates: the gates in order. proofs: the parts of a folder, and what was proved before of the same bytes. files: names and sums.
parquet: types and layout. records: contract and laws across tables. made_again, values, words, reading: what is derived is made
again and compared, file by file, cell by cell and, by verify alone, page by page. loading, readers, comparing: what is really
read. verify: a folder that is there already. signature: who vouches for it.
Door: gates.run.
"""
