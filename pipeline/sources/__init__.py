"""Sources in; out, one stream of documents, each a page text with what its container says, or a rejection.

listing: files, folders, globs and addresses. names: what stored names mean. kinds: first bytes to kind. archives: members of
archives. readers: kind to reader. corpora: records of tables and JSON lines. crawls: WARC and ARC. pages: a document to its
page. documents, reasons, rejected: what is handed on, and what is not published.
Door: readers.read_documents and pages.read_page.
"""
