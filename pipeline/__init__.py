"""Pages of Chinese speeches in; out, a dataset that loads. The map of the house, in the order the data flows.

    sources     files, archives, crawls, records  →  documents: a text and what its container says
    formats     the bytes of a document  →  its text, what it says of itself and of its lines
    text        what all readers share: characters, readings, markers, numbers, dates, greetings
    damage      page text  →  the characters that damage put there
    speeches    lines of a page  →  its speeches, and the named stretches around them
    outline     lines of a speech  →  its sections
    corrections a reader's orders  →  where speeches and sections begin and end after all
    parse       page text  →  records, the ledger of characters, rows
    annotation  texts  →  words, near-duplicates, splits
    views       tables  →  what trainers take
    release     shards  →  the other files of a dataset folder
    audit       staged folder  →  the same folder in its place
    view        dataset folder  →  a page to look at
    publish     dataset folder  →  one commit on a Hub
    work        whole files, keys, tables, workers: what stages stand on
    job         what a build is asked, settings, errors

On the roof stand the commands: extract, annotate, validate, export, diff, and build, which runs stages in order. A stage imports
rooms, never another stage; who may import whom is a table in tests/test_house.py. From a source to a row of data/sections it goes
through extract, sources (readers, pages), parse (rows, page), speeches, outline and work (tables).
"""
