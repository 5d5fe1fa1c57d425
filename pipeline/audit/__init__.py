"""A staged dataset folder in; out, the same folder in its place, or every fault that was found.

gates: the gates in order. files: names and sums. parquet: types and layout. records: contract and laws across tables. card,
croissant, views: what is derived is made again and compared. loading, comparing: what readers really read.
Door: gates.run.
"""
