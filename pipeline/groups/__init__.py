"""The annotated shards in; out, the data files of a release, a group of shards at a time, and what is known of each file.

cutting: shards in, groups of them out, and bundles of groups for the small splits. rows: rows in, one Parquet file and its JSON
lines out. earlier: what a group that was written before has of one that has most of its shards. files: the files of each group or
bundle, kept in the work folder as long as what they are made of stays, and linked into a dataset folder.
Door: files.write_groups, files.link_groups.
"""
