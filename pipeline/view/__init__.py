"""A dataset folder in; out, one page of HTML to look at it, from disk, without a server.

entries: what it shows of each page and speech. page: the file.
Door: page.run.
"""
