"""The work folder: bytes and rows in; out, files that are whole or not there, keys, digests, tasks done by processes.

files: whole files and folders. lock: one build at a time. keys: the digest of code. tables: rows as the files of a shard.
workers, server: tasks over processes. cluster: over a Ray cluster. digests: rows in any order, one digest.
database: the bounded DuckDB of a process. progress: how far a stage is.
imports: libraries without what they would import for nothing. memory: what is not needed goes back to the system.
Door: files.whole_folder, tables.write_tables, workers.work_off.
"""
