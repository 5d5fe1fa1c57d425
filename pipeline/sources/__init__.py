"""Sources in; out, one stream of documents, each a page text with what its container says, or a rejection.

listing: files, folders, globs and addresses. kinds: first bytes to kind. archives: members of
archives. unread: what is rejected unread, and what to do.
readers: kind to reader. books: EPUB. mail: messages and saved pages. corpora: JSON and Parquet. tables: CSV.
records: a record to its page. crawls: WARC and ARC. pages: a document to its
page. documents, rejected: what is handed on, and what is not published.
Door: readers.read_documents and pages.read_document.
"""
